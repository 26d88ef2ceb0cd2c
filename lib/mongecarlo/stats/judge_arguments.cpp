#include "mongecarlo/stats/judge_arguments.hpp"

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

void check_truth_and_margin(std::string_view judge, const Certified& truth, double margin) {
  check_finite(judge, "truth.lower", truth.lower);
  check_finite(judge, "truth.upper", truth.upper);
  check_nonnegative(judge, "truth.upper - truth.lower", truth.gap());
  check_nonnegative(judge, "margin", margin);
}

void check_budget(std::string_view judge, const ErrorBudget& budget, double largest, std::uint64_t horizon,
                  std::uint64_t fewest) {
  check_inside(judge, "alpha_refute", budget.alpha_refute, 0, largest);
  check_inside(judge, "alpha_support", budget.alpha_support, 0, largest);
  check_at_least(judge, "horizon", static_cast<long long>(horizon), static_cast<long long>(fewest));
}

}  // namespace mongecarlo
