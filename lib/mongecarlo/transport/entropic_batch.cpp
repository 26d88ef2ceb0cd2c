#include "mongecarlo/transport/entropic_batch.hpp"

#include <algorithm>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr Index kLanes = SinkhornLanes::kLanes;
// Eight kernels of this size stay in the caches of a core.
constexpr Index kLargestKernel = 128 * 128;

bool is_small(const Problem& problem) { return problem.sources() <= kLargestKernel / problem.targets(); }

bool has_shape_of(const Problem& problem, const Problem& other) {
  return problem.sources() == other.sources() && problem.targets() == other.targets();
}

}  // namespace

EntropicBatch::EntropicBatch(const SolverOptions& options)
    : options_(options), settings_(entropic_settings(options)), alone_(options) {}

void EntropicBatch::solve(std::span<const Problem> problems, std::span<Result> results) {
  check_equal_size("EntropicBatch", "results", static_cast<long long>(results.size()), "problems",
                   static_cast<long long>(problems.size()));
  for (const Problem& problem : problems) {
    problem.validate("entropic");
    problem.validate_balance("entropic");
  }
  const bool may_share = options_.cost_storage != CostStorage::computed && options_.precision != Precision::single;
  for (std::size_t first = 0; first < problems.size();) {
    if (!may_share || !is_small(problems[first])) {
      alone_.solve_unchecked(problems[first], results[first]);
      ++first;
      continue;
    }
    std::size_t last = first + 1;
    while (last < problems.size() && last - first < kLanes && has_shape_of(problems[last], problems[first])) ++last;
    solve_group(problems.subspan(first, last - first), results.subspan(first, last - first));
    first = last;
  }
}

void EntropicBatch::solve_group(std::span<const Problem> problems, std::span<Result> results) {
  for (std::size_t k = 0; k < problems.size(); ++k) {
    prepared_[k].prepare(problems[k], "entropic");
    prepared_[k].balance();
  }
  lanes_.solve({prepared_.data(), problems.size()}, settings_);
  for (std::size_t k = 0; k < problems.size(); ++k) {
    const auto lane = static_cast<Index>(k);
    Result& result = results[k];
    if (!lanes_.has_converged(lane)) {
      alone_.solve_unchecked(problems[k], result);
      continue;
    }
    spare_.lend(result);
    lanes_.potentials(lane, result.f, result.g);
    result.iterations = lanes_.iterations(lane);
    value_.fill(prepared_[k], settings_, result.f, result.g, Termination::converged, options_.want_plan, result);
    spare_.take_back(result);
  }
}

}  // namespace mongecarlo
