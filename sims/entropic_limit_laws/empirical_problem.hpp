#pragma once
#include "entropic_limit_laws/two_points.hpp"
#include "mongecarlo/limit/entropic_limit.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo::entropic_limit_laws {

/// A problem on a finite space, its marginals replaced by empirical measures of independent draws, and solved.
class EmpiricalProblem {
 public:
  EmpiricalProblem(Matrix cost, const Vector& a, const Vector& b, double epsilon, const Samples& samples)
      : cost_(std::move(cost)),
        samples_(samples),
        a_(a.size()),
        b_(b.size()),
        solver_({.epsilon = epsilon, .tolerance = 1e-11, .want_potentials = false}) {
    source_.prepare(as_span(view(a)));
    target_.prepare(as_span(view(b)));
  }

  const Result& solve(const Stream& stream) {
    refill(source_, samples_.n, stream.purpose("source"), a_);
    refill(target_, samples_.m, stream.purpose("target"), b_);
    solver_.solve_unchecked({.cost = view(cost_), .a = view(a_), .b = view(b_)}, result_);
    return result_;
  }

 private:
  static void refill(const WeightedIndex& law, int size, Stream stream, Vector& weights) {
    weights.setZero();
    for (int k = 0; k < size; ++k) weights[static_cast<Index>(law.draw(stream))] += 1;
    weights /= size;
  }

  Matrix cost_;
  Samples samples_;
  WeightedIndex source_, target_;
  Vector a_, b_;
  EntropicSolver solver_;
  Result result_;
};

inline Certified objective_of(const Result& result) {
  return {result.certified_objective.lower, result.certified_objective.upper, result.termination};
}
/// T at a marginal error of 1e-11 is off by that error times the largest slope: far below what is looked at.
inline Certified transport_cost_of(const Result& result) {
  return {result.transport_cost, result.transport_cost, result.termination};
}

}  // namespace mongecarlo::entropic_limit_laws
