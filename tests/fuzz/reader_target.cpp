#include "reader_target.hpp"

#include <cmath>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/labelled_images.hpp"
#include "mongecarlo/io/read_npy.hpp"
#include "mongecarlo/io/read_problem.hpp"

namespace mongecarlo::testing {
namespace {

std::string fault_of(const ProblemFile& file) {
  if (!file.solver) return "no solver was chosen";
  if (!file.x.allFinite() || !file.y.allFinite() || !file.cost.allFinite()) return "a number is not finite";
  if (file.a.size() > 0 && !(file.a.minCoeff() >= 0 && file.a.sum() > 0)) return "weights of the source are none";
  if (file.b.size() > 0 && !(file.b.minCoeff() >= 0 && file.b.sum() > 0)) return "weights of the target are none";
  if (file.solver->compares_distances) return "";
  const Problem problem = file.problem();
  if (!problem.has_cost() && !problem.has_points()) return "there is nothing to compute a cost from";
  if (file.solver->needs_balance && !problem.is_balanced()) return "the masses differ";
  return "";
}

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

}  // namespace

std::string read_as_problem(const std::string& text) {
  return refusal_or_fault([&] { return fault_of(parse_problem(text, "no_such_folder/problem.json")); });
}

std::string read_as_npy(std::string_view bytes) {
  return refusal_or_fault([&]() -> std::string {
    const Matrix matrix = parse_npy(bytes, "array.npy");
    return matrix.size() > 0 && matrix.allFinite() ? "" : "an array that is empty or not finite";
  });
}

std::string read_as_idx(const std::string& bytes) {
  return refusal_or_fault([&]() -> std::string {
    const IdxArray array = parse_idx(bytes, "array.idx");
    if (array.size() == 0) return "an array that is empty";
    for (std::size_t i = 0; i < array.size(); ++i)
      if (!std::isfinite(array[i])) return "a number is not finite";
    const IdxArray two_labels = parse_idx(std::string("\0\0\x8\1\0\0\0\2\7\0", 10), "labels.idx");
    const Points images = label_images(array, "array.idx", two_labels, "labels.idx").prepared(3, 3);
    return images.cwiseAbs().maxCoeff() <= 1 ? "" : "a pixel outside of [-1, 1]";
  });
}

}  // namespace mongecarlo::testing
