#pragma once
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/result.hpp"
#include "mongecarlo/transport/sinkhorn_iteration.hpp"

namespace mongecarlo {

/// Values and enclosures of an entropic problem at given potentials, for the plan P = a b exp((f + g - C) / epsilon).
///
/// Below: the dual value at (f, g), which no constraint binds. Above, balanced: the primal value of P rounded to the
/// marginals (Altschuler, Weed and Rigollet 2017, algorithm 2), its logarithms bounded by log(1 + t) <= t; with
/// penalties: the primal value of P itself. Transport cost: KL(P' | P*) = (V(P') - V*) / epsilon for every feasible P'
/// (Pythagoras), so that Pinsker's inequality bounds |P' - P*|_1. One exponential an entry where the plan is wanted
/// or small, two otherwise.
class EntropicValue {
 public:
  /// Fills values, errors, enclosures (with `termination`) and, where wanted, the plan of `result`.
  void fill(const PreparedProblem& problem, const EntropicSettings& settings, const Vector& f, const Vector& g,
            Termination termination, bool wants_plan, Result& result);

 private:
  struct Bound {
    double objective = 0;
    double transport_cost = 0;
  };
  void measure(const Vector& f, const Vector& g);
  VectorLoops::PlanRow plan_row(Index i, const double* cost, const Vector& f, const Vector& g, double* out) const;
  void fill_balanced(const Vector& f, const Vector& g, Result& result);
  void fill_penalised(const Vector& f, const Vector& g, Result& result) const;
  void certify_transport_cost(double rounded_cost, Result& result) const;
  Bound rounded_plan(const Vector& f, const Vector& g);
  void own_up(Result& result) const;
  double allowance(const Vector& f, const Vector& g) const;

  const VectorLoops& loops_ = vector_loops();
  const PreparedProblem* problem_ = nullptr;
  EntropicSettings settings_;
  double* kept_plan_ = nullptr;  // the result's plan where it is wanted, the scratch where it is small, or null
  Vector scratch_;
  double target_mass_ = 0;
  double least_cost_ = 0, largest_cost_ = 0;
  double transport_cost_ = 0;
  double plan_mass_ = 0;
  Vector row_sum_, column_sum_;
  Vector row_factor_, cut_column_sum_;  // rows cut down to a; column sums after that
  Vector line_, cost_line_;
  Vector column_factor_, column_lack_, column_level_, column_rest_;
};

}  // namespace mongecarlo
