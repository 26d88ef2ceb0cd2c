#include "driver/run_identity.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "driver/build_info.hpp"
#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/random/stream_version.hpp"
#include "mongecarlo/transport/vector_loops.hpp"
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json by_name(const std::vector<std::pair<std::string, Value>>& values) {
  Json json = Json::object();
  for (const auto& [name, value] : values) json[name] = value;
  return json;
}

Json program_json() {
  const BuildInfo& info = build_info();
  Json json{{"version", info.version},       {"git", info.git},
            {"compiler", info.compiler},     {"flags", info.flags},
            {"build_type", info.build_type}, {"random_streams", kStreamVersion}};
  for (const auto& [name, version] : info.libraries) json["libraries"][std::string(name)] = version;
  return json;
}

/// exp, log and pow of glibc choose their instructions by the machine, as the solvers do.
std::string mathematical_library() {
#if defined(__GLIBC__)
  std::string name = fmt::format("glibc {}", gnu_get_libc_version());
#if defined(__x86_64__)
  if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2")) name += ", fma";
#endif
  return name;
#else
  return "unknown";
#endif
}

Json description(const Simulation& simulation, const Design& design, std::optional<std::uint64_t> seed) {
  Json json{{"simulation", simulation.name}, {"preset", to_string(design.preset())}};
  if (seed) json["seed"] = std::to_string(*seed);
  json["parameters"] = by_name(design.values());
  json["texts"] = by_name(design.texts());
  json["program"] = program_json();
  json["vector_loops"] = vector_loops().name;
  json["mathematical_library"] = mathematical_library();
  return json;
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

RunIdentity run_identity(const Simulation& simulation, const Design& design, std::uint64_t seed) {
  Json json = description(simulation, design, seed);
  std::vector<std::uint64_t> horizons = cell_horizons(simulation.claims(design));
  json["horizons"] = horizons;
  return {text_of(json), std::move(horizons)};
}

std::string run_likeness(const Simulation& simulation, const Design& design, const RunSettings& settings) {
  Json json = description(simulation, design, std::nullopt);
  json["alpha"] = settings.alpha;
  json["claims"] = Json::array();
  for (const GivenValue& claim : settings.claims) json["claims"].push_back(claim.text);
  if (settings.shard) json["shard"] = fmt::format("{}/{}", settings.shard->index, settings.shard->count);
  return text_of(json);
}

}  // namespace mongecarlo
