#include "models/binomial_law.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/log_gamma.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo::models {
namespace {

constexpr double kNegligible = 1e-18;

}  // namespace

BinomialLaw::BinomialLaw(int n, double p) {
  if (p <= 0 || p >= 1) {
    first_ = p >= 1 ? n : 0;
    masses_ = {1};
    return;
  }
  const int mode = std::min(n, static_cast<int>((n + 1.0) * p));
  const double odds = p / (1 - p);
  double ratio = 1;
  for (first_ = mode; first_ > 0 && ratio > kNegligible; --first_) {
    masses_.push_back(ratio);
    ratio *= first_ / (odds * (n - first_ + 1.0));
  }
  masses_.push_back(ratio);
  std::ranges::reverse(masses_);
  ratio = 1;
  for (int k = mode; k < n && ratio > kNegligible; ++k) {
    ratio *= odds * (n - k) / (k + 1.0);
    masses_.push_back(ratio);
  }
  const double total = compensated_sum(masses_);
  for (double& mass : masses_) mass /= total;
}

double mean_absolute_deviation(int n, double p) {
  if (p <= 0 || p >= 1) return 0;
  const int v = static_cast<int>(n * p) + 1;
  const double log_mass = log_gamma(n + 1.0) - log_gamma(v + 1.0) - log_gamma(n - v + 1.0) + v * std::log(p) +
                          (n - v) * std::log1p(-p);
  return 2 * v * (1 - p) * std::exp(log_mass) / n;
}

}  // namespace mongecarlo::models
