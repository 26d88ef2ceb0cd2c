#include "mongecarlo/transport/stochastic_ascent.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {

AscentSteps AscentSteps::standard(Index m, double epsilon, double decay) {
  return {.length = static_cast<double>(m) * epsilon, .decay = decay, .longest = 2 * epsilon};
}

double AscentSteps::operator()(long long k) const {
  const auto count = static_cast<double>(k);
  return std::min(longest, length * (decay == 0.5 ? 1 / std::sqrt(count) : std::pow(count, -decay)));
}

void StochasticAscent::start(const VectorView& b, double epsilon, const AscentSteps& steps) {
  semidual_.prepare(b, epsilon);
  steps_ = steps;
  share_.resize(b.size());
  restart();
}

void StochasticAscent::restart() {
  k_ = 0;
  semidual_.start(v_);
  average_ = v_;
}

void StochasticAscent::step(const double* costs) {
  semidual_.conjugate(costs, v_, share_.data());
  v_ += steps_(++k_) * (semidual_.weights() - share_);
  average_ += (v_ - average_) / static_cast<double>(k_);
}

}  // namespace mongecarlo
