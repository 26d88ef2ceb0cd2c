#pragma once
#include "mongecarlo/transport/semidual.hpp"

namespace mongecarlo {

/// Steps of stochastic ascent: gamma_k = min(length k^-decay, longest), k = 1, 2, ...
struct AscentSteps {
  double length = 0;
  double decay = 0.5;
  double longest = 0;

  /// length = m epsilon (a step moves the potential of an average target by epsilon), longest = 2 epsilon: the inverse
  /// of the smoothness of h, beyond which early steps only overshoot.
  static AscentSteps standard(Index m, double epsilon, double decay = 0.5);
  double operator()(long long k) const;
};

/// Stochastic gradient ascent on the semi-dual, with the average of its iterates (Polyak and Juditsky 1992; Genevay et
/// al. 2016, Algorithm 2):
///
///     v_k = v_{k-1} + gamma_k (b - p(x_k, v_{k-1})),    vbar_k = (v_1 + ... + v_k) / k,    x_1, x_2, ... independent
///     sources.
///
/// E[V - H(vbar_k)] = O(1 / sqrt k) with gamma_k of order 1 / sqrt k. O(m) a step and O(m) memory, whatever the number
/// of sources.
class StochasticAscent {
 public:
  void start(const VectorView& b, double epsilon, const AscentSteps& steps);
  /// Back to the first step, with the same weights.
  void restart();
  /// One step with the costs from a source that was drawn from its law.
  void step(const double* costs);

  long long steps() const { return k_; }
  const Vector& last() const { return v_; }
  const Vector& average() const { return average_; }
  const Semidual& semidual() const { return semidual_; }

 private:
  Semidual semidual_;
  AscentSteps steps_;
  long long k_ = 0;
  Vector v_, average_, share_;
};

}  // namespace mongecarlo
