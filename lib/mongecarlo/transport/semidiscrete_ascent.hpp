#pragma once
#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/measure/distribution.hpp"
#include "mongecarlo/transport/stochastic_ascent.hpp"

namespace mongecarlo {

/// Entropic transport from a law that can be sampled to finitely many weighted targets, by StochasticAscent on the
/// semi-dual: no sample of the source is stored, and none is used twice. O(m d) a step.
class SemidiscreteAscent {
 public:
  struct Settings {
    double epsilon = 0;
    double decay = 0.5;  ///< steps of order k^-decay
  };
  /// Weights empty = uniform; else each > 0, divided by their sum. Throws std::domain_error or std::invalid_argument
  /// naming epsilon, decay (in [1/2, 1]), a weight, a coordinate, or a dimension that does not fit.
  SemidiscreteAscent(DistributionPtr source, Points targets, Vector weights, const GroundCost& cost,
                     const Settings& settings);

  /// Back to the first step.
  void restart() { ascent_.restart(); }
  /// `count` more steps with sources drawn from `stream`, which moves on.
  void advance(long long count, Stream& stream);
  const Vector& last() const { return ascent_.last(); }
  const Vector& average() const { return ascent_.average(); }
  long long steps() const { return ascent_.steps(); }

  /// h(x, v): its mean over fresh sources is H(v) <= V. (Over the sources that v was fitted to, it is too high.)
  double value_at(std::span<const double> x, const Vector& v);

 private:
  const double* costs_from(const MatrixView& x);

  DistributionPtr source_;
  Points targets_;
  GroundCost cost_;
  StochasticAscent ascent_;
  Points point_;
  Matrix costs_;
  Vector share_;
};

}  // namespace mongecarlo
