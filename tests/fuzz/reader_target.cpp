#include "reader_target.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "driver/run_settings.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/labelled_images.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/read_csv.hpp"
#include "mongecarlo/io/read_npy.hpp"
#include "mongecarlo/io/read_problem.hpp"

namespace mongecarlo::testing {
namespace {

template <class Read>
std::string refusal_or_fault(Read&& read) {
  try {
    return read();
  } catch (const DataError& error) {
    return std::string_view(error.what()).empty() ? "refused without a word" : "";
  } catch (const IoError& error) {
    return std::string_view(error.what()).empty() ? "refused without a word" : "";
  }
}

/// Bit for bit: -0 is not 0.
template <class Table>
bool are_same(const Table& p, const Table& q) {
  if (p.rows() != q.rows() || p.cols() != q.cols()) return false;
  for (Index i = 0; i < p.rows(); ++i)
    for (Index j = 0; j < p.cols(); ++j)
      if (std::bit_cast<std::uint64_t>(p(i, j)) != std::bit_cast<std::uint64_t>(q(i, j))) return false;
  return true;
}

std::string fault_of_weights(const Vector& weights) {
  const bool is_measure = weights.size() == 0 || (weights.minCoeff() >= 0 && weights.sum() > 0 && weights.allFinite());
  return is_measure ? "" : "weights that are no measure";
}

std::string fault_of(const ProblemFile& file) {
  if (!file.solver) return "no solver was chosen";
  for (const Matrix* table : {&file.x, &file.y, &file.cost, &file.source_distances, &file.target_distances})
    if (!table->allFinite()) return "a number is not finite";
  for (const Vector* weights : {&file.a, &file.b})
    if (const std::string fault = fault_of_weights(*weights); !fault.empty()) return fault;
  const SolverOptions& options = file.options;
  if (!(std::isfinite(options.epsilon) && options.epsilon >= 0)) return "epsilon is out of range";
  if (options.max_iterations < 0 || options.directions < 1) return "a count is out of range";
  if (file.solver->compares_distances) return "";
  const Problem problem = file.problem();
  if (!problem.has_cost() && !problem.has_points()) return "there is nothing to compute a cost from";
  if (file.solver->needs_balance && !problem.is_balanced()) return "the masses differ";
  return "";
}

bool are_same(const ProblemFile& p, const ProblemFile& q) {
  return p.solver == q.solver && are_same(p.x, q.x) && are_same(p.y, q.y) && are_same(p.cost, q.cost) &&
         are_same(p.source_distances, q.source_distances) && are_same(p.target_distances, q.target_distances) &&
         are_same(p.a, q.a) && are_same(p.b, q.b) && p.options.epsilon == q.options.epsilon &&
         p.options.seed == q.options.seed && p.options.max_iterations == q.options.max_iterations &&
         p.options.directions == q.options.directions && p.notes == q.notes;
}

bool are_same(const RunSettings& p, const RunSettings& q) {
  const auto texts = [](const RunSettings& settings) {
    std::vector<std::string> all;
    for (const GivenValue& claim : settings.claims) all.push_back(claim.text);
    for (const auto& [name, value] : settings.parameters) all.push_back(name + "=" + value.text);
    return all;
  };
  return p.preset == q.preset && (p.is_seed_drawn || p.seed == q.seed) && p.threads == q.threads &&
         p.alpha == q.alpha && p.output == q.output && p.time_limit_seconds == q.time_limit_seconds &&
         texts(p) == texts(q);
}

std::string fault_of(const RunSettings& settings) {
  if (settings.threads < 0 || settings.threads > 1024) return "a number of threads out of range";
  if (!(settings.alpha > 0 && settings.alpha < 0.5)) return "an alpha out of range";
  const double seconds = settings.time_limit_seconds.value_or(1);
  if (!(seconds > 0 && std::isfinite(seconds))) return "a time limit out of range";
  if (settings.output.empty()) return "an output without a name";
  for (const auto& [name, value] : settings.parameters) {
    if (name.empty()) return "a parameter without a name";
    if (!value.is_from_file || value.origin.empty()) return "a parameter that does not know its place";
    if (const auto number = parse_number(value.text); number && !std::isfinite(*number))
      return "a parameter that is not finite";
  }
  return "";
}

/// The same JSON with other blanks and the keys in the order of the alphabet.
std::string rewritten(const std::string& text) { return nlohmann::json::parse(text).dump(1); }

std::string csv_text(const Matrix& table) {
  std::string text;
  for (Index i = 0; i < table.rows(); ++i)
    for (Index j = 0; j < table.cols(); ++j)
      text += fmt::format("{}{}", table(i, j), j + 1 < table.cols() ? "," : "\n");
  return text;
}

void append_number(std::string& bytes, double number, std::endian order) {
  auto pattern = std::bit_cast<std::uint64_t>(number);
  for (int k = 0; k < 8; ++k)
    bytes += static_cast<char>(pattern >> (order == std::endian::little ? 8 * k : 56 - 8 * k) & 0xFF);
}

std::string npy_bytes(const Matrix& array) {
  const std::string header =
      fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}\n", array.rows(), array.cols());
  std::string bytes("\x93NUMPY\1\0", 8);
  bytes += {static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  bytes += header;
  for (Index i = 0; i < array.size(); ++i)
    append_number(bytes, array(i / array.cols(), i % array.cols()), std::endian::little);
  return bytes;
}

std::string idx_bytes(const IdxArray& array) {
  std::string bytes{'\0', '\0', static_cast<char>(IdxArray::Type::float64), static_cast<char>(array.sizes().size())};
  for (const std::size_t size : array.sizes())
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(size >> shift & 0xFF);
  for (std::size_t i = 0; i < array.size(); ++i) append_number(bytes, array[i], std::endian::big);
  return bytes;
}

bool are_same(const IdxArray& p, const IdxArray& q) {
  if (p.sizes() != q.sizes() || p.size() != q.size()) return false;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (std::bit_cast<std::uint64_t>(p[i]) != std::bit_cast<std::uint64_t>(q[i])) return false;
  return true;
}

std::string fault_of(const IdxArray& array) {
  std::size_t count = 1;
  for (const std::size_t size : array.sizes()) count *= size;
  if (count == 0 || count != array.size()) return "sizes that do not multiply to the size";
  for (std::size_t i = 0; i < array.size(); ++i)
    if (!std::isfinite(array[i])) return "a number is not finite";
  return "";
}

}  // namespace

std::string read_as_problem(const std::string& bytes) {
  constexpr const char* kFile = "no_such_folder/problem.json";
  return refusal_or_fault([&] {
    const ProblemFile problem = parse_problem(bytes, kFile);
    std::string fault = fault_of(problem);
    if (fault.empty() && !are_same(problem, parse_problem(rewritten(bytes), kFile))) fault = "another problem rewritten";
    return fault;
  });
}

std::string read_as_configuration(const std::string& bytes) {
  return refusal_or_fault([&] {
    const RunSettings settings = settings_of(parse_config(bytes, "run.json"));
    std::string fault = fault_of(settings);
    if (fault.empty() && !are_same(settings, settings_of(parse_config(rewritten(bytes), "run.json"))))
      fault = "other settings rewritten";
    return fault;
  });
}

std::string read_as_csv(const std::string& bytes) {
  return refusal_or_fault([&]() -> std::string {
    const Matrix table = parse_csv(bytes, "table.csv");
    if (table.size() == 0 || !table.allFinite()) return "a table that is empty or not finite";
    return are_same(table, parse_csv(csv_text(table), "table.csv")) ? "" : "another table rewritten";
  });
}

std::string read_as_npy(const std::string& bytes) {
  return refusal_or_fault([&]() -> std::string {
    const Matrix array = parse_npy(bytes, "array.npy");
    if (array.size() == 0 || !array.allFinite()) return "an array that is empty or not finite";
    return are_same(array, parse_npy(npy_bytes(array), "array.npy")) ? "" : "another array rewritten";
  });
}

std::string read_as_idx(const std::string& bytes) {
  return refusal_or_fault([&]() -> std::string {
    const IdxArray array = parse_idx(bytes, "array.idx");
    if (std::string fault = fault_of(array); !fault.empty()) return fault;
    if (!are_same(array, parse_idx(idx_bytes(array), "array.idx"))) return "another array rewritten";
    const IdxArray two_labels = parse_idx(std::string("\0\0\x8\1\0\0\0\2\7\0", 10), "labels.idx");
    const Points images = label_images(array, "array.idx", two_labels, "labels.idx").prepared(3, 3);
    return images.cwiseAbs().maxCoeff() <= 1 ? "" : "a pixel outside of [-1, 1]";
  });
}

}  // namespace mongecarlo::testing
