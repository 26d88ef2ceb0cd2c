#include "driver/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "driver/build_info.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

std::string utc_time(std::chrono::system_clock::time_point time) {
  std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  constexpr std::uint64_t kEndOfYear9999 = 253402300799;
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  const auto fixed = epoch ? parse_unsigned(epoch) : std::nullopt;
  if (fixed && *fixed <= kEndOfYear9999) seconds = static_cast<std::time_t>(*fixed);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

/// Arguments may be any bytes; what is no UTF-8 becomes a replacement character, not a failed write after a long run.
std::string utf8(const std::string& text) {
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

Json utf8_list(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(utf8(text));
  return list;
}

Json utf8_object(const std::map<std::string, std::string>& texts) {
  Json object = Json::object();
  for (const auto& [name, text] : texts) object[name] = utf8(text);
  return object;
}

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

/// Vector instructions that kernels may be dispatched on.
Json instruction_sets() {
  Json sets = Json::array();
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) sets.push_back("avx2");
  if (__builtin_cpu_supports("fma")) sets.push_back("fma");
  if (__builtin_cpu_supports("avx512f")) sets.push_back("avx512f");
#endif
  return sets;
}

Json machine_json() {
  utsname name{};
  ::uname(&name);
  return {{"os", fmt::format("{} {}", name.sysname, name.release)},
          {"host", name.nodename},
          {"architecture", name.machine},
          {"cpu", cpu_model()},
          {"instruction_sets", instruction_sets()},
          {"vector_loops", vector_loops().name},
          {"cores", std::thread::hardware_concurrency()}};
}

Json build_json() {
  const BuildInfo& info = build_info();
  Json json{{"compiler", info.compiler}, {"flags", info.flags}, {"build_type", info.build_type}};
  for (const auto& [name, version] : info.libraries) json["libraries"][std::string(name)] = version;
  return json;
}

}  // namespace

int threads_used(int given) {
  return given > 0 ? given : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Json provenance_json(const RunRecord& record) {
  Json json{{"version", build_info().version}};
  if (!build_info().git.empty()) json["git"] = build_info().git;
  json["build"] = build_json();
  json["machine"] = machine_json();
  json["threads"] = {{"given", record.threads_given}, {"used", threads_used(record.threads_given)}};
  if (record.ranks > 1) json["ranks"] = record.ranks;
  json["arguments"] = utf8_list(record.arguments);
  json["environment"] = utf8_object(record.environment);
  json["started"] = utc_time(record.started);
  json["seconds"] = record.seconds;
  return json;
}

}  // namespace mongecarlo
