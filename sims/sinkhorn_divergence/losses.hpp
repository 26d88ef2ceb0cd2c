#pragma once
#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::sinkhorn_divergence {

/// A discrete measure.
struct Cloud {
  Points points;
  Vector weights;
};

/// What is called a Sinkhorn distance in one place or another, between two clouds.
class Losses {
 public:
  Losses(const GroundCost& cost, double epsilon)
      : cost_(cost),
        divergence_(find_solver("sinkhorn_divergence")->make(options(epsilon))),
        entropic_(find_solver("entropic")->make(options(epsilon))) {}

  /// S = V(a, b) - V(a, a) / 2 - V(b, b) / 2.
  Certified divergence(const Cloud& a, const Cloud& b) {
    divergence_->solve(problem(a, b), result_);
    return result_.certified_objective;
  }
  /// The same with the transport parts T for V.
  Certified transport_parts(const Cloud& a, const Cloud& b) {
    divergence_->solve(problem(a, b), result_);
    return *result_.certified_transport_cost;
  }
  /// V itself.
  Certified value(const Cloud& a, const Cloud& b) {
    entropic_->solve(problem(a, b), result_);
    return result_.certified_objective;
  }

 private:
  static SolverOptions options(double epsilon) {
    return {.epsilon = epsilon, .tolerance = 1e-11, .want_plan = false, .want_potentials = false};
  }
  Problem problem(const Cloud& a, const Cloud& b) const {
    return problem_from_points(a.points, b.points, cost_, a.weights, b.weights);
  }

  GroundCost cost_;
  SolverPtr divergence_, entropic_;
  Result result_;
};

using Loss = Certified (Losses::*)(const Cloud& a, const Cloud& b);

}  // namespace mongecarlo::sinkhorn_divergence
