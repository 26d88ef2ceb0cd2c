#include "mongecarlo/random/binomial.hpp"

#include <array>
#include <cmath>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr double kSumsBelow = 10;  // of n p: there the sums are short, and the hat of the rejection is not valid

// log k! - [log sqrt(2 pi) + (k + 1/2) log(k + 1) - (k + 1)].
double stirling_remainder(double k) {
  static constexpr std::array<double, 10> kFirst{
      0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
      0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.00925546218271273, 0.00833056343336287};
  if (k < 10) return kFirst[static_cast<std::size_t>(k)];
  const double square = (k + 1) * (k + 1);
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
}

double by_summation(double n, double p, Stream& stream) {
  const double odds = p / (1 - p), u = stream.uniform();
  double mass = std::exp(n * std::log1p(-p)), below = mass, k = 0;
  // What the sums lose to rounding must not lead beyond the last k of any mass.
  while (u > below && k < n && mass > 1e-22) {
    ++k;
    mass *= odds * (n - k + 1) / k;
    below += mass;
  }
  return k;
}

// The names are those of the paper.
double by_rejection(double n, double p, Stream& stream) {
  const double spread = std::sqrt(n * p * (1 - p));
  const double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5;
  const double alpha = (2.83 + 5.1 / b) * spread, v_r = 0.92 - 4.2 / b, odds = p / (1 - p);
  const double mode = std::floor((n + 1) * p);
  for (;;) {
    const double u = stream.uniform() - 0.5, v = stream.uniform();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + c);
    if (us >= 0.07 && v <= v_r) return k;
    if (!(k >= 0 && k <= n)) continue;
    const double height = (mode + 0.5) * std::log((mode + 1) / (odds * (n - mode + 1))) +
                          (n + 1) * std::log((n - mode + 1) / (n - k + 1)) +
                          (k + 0.5) * std::log(odds * (n - k + 1) / (k + 1)) + stirling_remainder(mode) +
                          stirling_remainder(n - mode) - stirling_remainder(k) - stirling_remainder(n - k);
    if (std::log(v * alpha / (a / (us * us) + b)) <= height) return k;
  }
}

}  // namespace

std::uint64_t draw_binomial(std::uint64_t n, double p, Stream& stream) {
  check_between("draw_binomial", "p", p, 0, 1);
  check_at_most("draw_binomial", "n", static_cast<long long>(n >> 1), (1LL << 52));
  const double trials = static_cast<double>(n), rarer = p <= 0.5 ? p : 1 - p;
  if (n == 0 || rarer == 0) return p > 0.5 ? n : 0;
  const double k =
      trials * rarer < kSumsBelow ? by_summation(trials, rarer, stream) : by_rejection(trials, rarer, stream);
  return p <= 0.5 ? static_cast<std::uint64_t>(k) : n - static_cast<std::uint64_t>(k);
}

}  // namespace mongecarlo
