#include "entropic_sample_complexity/hypercube.hpp"

#include <bit>
#include <cmath>

#include "models/two_point_plan.hpp"

namespace mongecarlo::entropic_sample_complexity {
namespace {

using models::TwoPointPlan;

TwoPointPlan coordinate(const Hypercube& cube) { return {Hypercube::kSource, Hypercube::kTarget, cube.epsilon}; }
double spread(double chance) { return chance * (1 - chance); }

}  // namespace

double Hypercube::objective() const { return d * coordinate(*this).value(); }
double Hypercube::source_slope() const { return coordinate(*this).slope(); }
double Hypercube::target_slope() const { return TwoPointPlan(kTarget, kSource, epsilon).slope(); }

double Hypercube::variance_constant() const {
  return d * (std::pow(source_slope(), 2) * spread(kSource) + std::pow(target_slope(), 2) * spread(kTarget));
}

double Hypercube::bias_constant() const {
  const double squared = std::pow(coordinate(*this).correlation(), 2);
  double sum = 0, binomial = 1, power = 1;
  for (int k = 1; k <= d; ++k) {
    binomial *= static_cast<double>(d - k + 1) / k;
    power *= squared;
    sum += binomial * power / (1 - power);
  }
  return epsilon * sum;
}

HypercubeSamples::HypercubeSamples(const Hypercube& cube)
    : cube_(cube), solver_({.epsilon = cube.epsilon, .tolerance = 1e-8, .want_plan = false, .want_potentials = false}) {
  const auto points = std::size_t{1} << cube.d, most = std::min(points, static_cast<std::size_t>(cube.n));
  for (Side* side : {&source_, &target_}) {
    side->counts.resize(points);
    side->codes.reserve(most);
    side->weights.reserve(most);
  }
  source_.chance = Hypercube::kSource;
  target_.chance = Hypercube::kTarget;
  cost_.reserve(most * most);
}

void HypercubeSamples::refill(Side& side, Stream stream) const {
  std::fill(side.counts.begin(), side.counts.end(), 0);
  int ones = 0;
  for (int i = 0; i < cube_.n; ++i) {
    std::uint32_t code = 0;
    for (int k = 0; k < cube_.d; ++k) code = code << 1 | (stream.uniform() < side.chance ? 0u : 1u);
    ones += std::popcount(code);
    ++side.counts[code];
  }
  side.zeros = static_cast<double>(cube_.n) * cube_.d - ones;
  side.codes.clear();
  side.weights.clear();
  for (std::size_t code = 0; code < side.counts.size(); ++code) {
    if (side.counts[code] == 0) continue;
    side.codes.push_back(static_cast<std::uint32_t>(code));
    side.weights.push_back(static_cast<double>(side.counts[code]) / cube_.n);
  }
}

void HypercubeSamples::draw(const Stream& stream) {
  refill(source_, stream.purpose("source"));
  refill(target_, stream.purpose("target"));
}

Certified HypercubeSamples::objective() {
  cost_.clear();
  for (const std::uint32_t x : source_.codes)
    for (const std::uint32_t y : target_.codes) cost_.push_back(std::popcount(x ^ y));
  const auto n = static_cast<Index>(source_.codes.size()), m = static_cast<Index>(target_.codes.size());
  solver_.solve_unchecked(
      {.cost = {cost_.data(), n, m}, .a = {source_.weights.data(), n}, .b = {target_.weights.data(), m}}, result_);
  return {result_.certified_objective.lower, result_.certified_objective.upper, result_.termination};
}

double HypercubeSamples::linear_part() const {
  return cube_.source_slope() * (source_.zeros / cube_.n - cube_.d * Hypercube::kSource) +
         cube_.target_slope() * (target_.zeros / cube_.n - cube_.d * Hypercube::kTarget);
}

}  // namespace mongecarlo::entropic_sample_complexity
