#include "mongecarlo/transport/stochastic_dual_ascent.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {

void StochasticDualAscent::Side::reset(Index size) {
  last.setZero(size);
  delayed.setZero(size);
}

void StochasticDualAscent::Side::move(Index i, double delta, double before) {
  last[i] += delta;
  delayed[i] += before * delta;
}

void StochasticDualAscent::Side::average(double k, Vector& out) const { out = last - delayed / k; }

void StochasticDualAscent::start(Index n, Index m, double epsilon) {
  epsilon_ = epsilon;
  largest_ = static_cast<double>(std::max(n, m));
  k_ = 0;
  u_.reset(n);
  v_.reset(m);
}

// delta / epsilon = r (1 - exp(s + 2 delta / epsilon)), s = excess / epsilon, r = gamma / epsilon: with t = s + 2 delta
// / epsilon, t + 2 r exp(t) = s + 2 r. The left side is convex and increases, so that Newton's method falls to the root
// from any t above it: from s, and from log(1 + s / (2 r)) where s is positive (there exp(t) = 1 + (s - t) / (2 r) <= 1
// + s / (2 r)).
double StochasticDualAscent::length(double excess, double gamma) const {
  const double s = excess / epsilon_, r = gamma / epsilon_;
  double t = s > 0 ? std::min(s, std::log1p(s / (2 * r))) : std::min(0.0, s + 2 * r);
  for (int round = 0; round < 60; ++round) {
    const double push = 2 * r * std::exp(t);
    const double fall = (t + push - s - 2 * r) / (1 + push);
    t -= fall;
    if (!(fall > 1e-12 * (1 + std::abs(t)))) break;
  }
  return 0.5 * epsilon_ * (t - s);
}

void StochasticDualAscent::step(Index i, Index j, double cost) {
  const auto before = static_cast<double>(k_++);
  const double gamma = largest_ * epsilon_ / std::sqrt(static_cast<double>(k_));
  const double delta = length(u_.last[i] + v_.last[j] - cost, gamma);
  u_.move(i, delta, before);
  v_.move(j, delta, before);
}

void StochasticDualAscent::average(Vector& u, Vector& v) const {
  const auto k = static_cast<double>(std::max(k_, 1LL));
  u_.average(k, u);
  v_.average(k, v);
}

}  // namespace mongecarlo
