#include "calibration/tally.hpp"

#include <gsl/gsl_cdf.h>

namespace mongecarlo::calibration {
namespace {

// Where a condition that holds for small p ceases to, in (0, 1): by halving, which cannot fail to converge.
template <class Condition>
double root(Condition is_below) {
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (is_below(middle) ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

void Tally::add(const Trial& trial) {
  ++seeds;
  refuted += trial.is_refuted;
  supported += trial.is_supported;
  negligible += trial.is_negligible;
  early += trial.is_early;
  replicates += trial.replicates;
}

void Tally::add(const Tally& other) {
  seeds += other.seeds;
  refuted += other.refuted;
  supported += other.supported;
  negligible += other.negligible;
  early += other.early;
  replicates += other.replicates;
}

double lower_end(std::uint64_t count, std::uint64_t seeds, double alpha) {
  if (count == 0) return 0;
  // P(Bin(seeds, p) >= count) = I_p(count, seeds - count + 1), which grows with p.
  const auto tail = [&](double p) {
    return gsl_cdf_beta_P(p, static_cast<double>(count), static_cast<double>(seeds - count + 1));
  };
  return root([&](double p) { return tail(p) < alpha; });
}

double upper_end(std::uint64_t count, std::uint64_t seeds, double alpha) {
  if (count == seeds) return 1;
  const auto tail = [&](double p) {
    return gsl_cdf_beta_Q(p, static_cast<double>(count + 1), static_cast<double>(seeds - count));
  };
  return root([&](double p) { return tail(p) > alpha; });
}

std::pair<double, double> both_ends(std::uint64_t count, std::uint64_t seeds, double alpha) {
  return {lower_end(count, seeds, alpha / 2), upper_end(count, seeds, alpha / 2)};
}

}  // namespace mongecarlo::calibration
