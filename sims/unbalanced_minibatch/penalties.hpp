#pragma once
#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/distributions/uniform_cube.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::unbalanced_minibatch {

/// <C, P> + epsilon KL(P | a x b) + source KL(P 1 | a) + target KL(P^T 1 | b), KL with its mass terms, and what is
/// known of its minimum over P >= 0 when a and b are Diracs.
struct Penalties {
  double epsilon = 0.3, source = 0.5, target = 0.5;

  static Penalties equal(double epsilon, double tau) { return {epsilon, tau, tau}; }
  double strength() const { return epsilon + source + target; }

  /// The mass t that moves from mass a to mass b at cost c:
  /// c + epsilon log(t / (a b)) + source log(t / a) + target log(t / b) = 0.
  double dirac_mass(double a, double b, double c) const {
    return std::exp((epsilon * std::log(a * b) + source * std::log(a) + target * std::log(b) - c) / strength());
  }
  /// source a + target b + epsilon a b - (epsilon + source + target) t.
  double dirac_value(double a, double b, double c) const {
    return source * a + target * b + epsilon * a * b - strength() * dirac_mass(a, b, c);
  }
  /// The same for a = b = 1, accurate for small costs too; as c grows it tends to the strength.
  double unit_value(double c) const { return -strength() * std::expm1(-c / strength()); }

  CellParameters parameters() const { return {{"epsilon", epsilon}, {"tau_source", source}, {"tau_target", target}}; }
};

inline SolverPtr make_solver(const Penalties& penalties) {
  return find_solver("unbalanced")
      ->make({.epsilon = penalties.epsilon,
              .tau_source = penalties.source,
              .tau_target = penalties.target,
              .tolerance = 1e-11});
}

/// The kernel has one tau for both sides.
inline KernelPtr make_kernel(double epsilon, double tau, const GroundCost& cost = GroundCost::squared_euclidean()) {
  return find_kernel("unbalanced")->make({.ground_cost = cost, .epsilon = epsilon, .tau = tau});
}
inline KernelPtr balanced_kernel() { return find_kernel("transport_cost")->make({}); }

/// The plan of a result, which solvers without regularisation give entry by entry.
inline Matrix plan_of(const Result& result, Index rows, Index columns) {
  if (result.dense_plan.size() > 0) return result.dense_plan;
  Matrix plan = Matrix::Zero(rows, columns);
  for (const PlanEntry& entry : result.plan) plan(entry.source, entry.target) += entry.mass;
  return plan;
}

/// Measures on the unit square, with random weights of a given mass, refilled in place.
class Measures {
 public:
  Measures(int n, int m, double source_mass, double target_mass)
      : x(n, 2), y(m, 2), a(n), b(m), source_mass_(source_mass), target_mass_(target_mass) {}

  void refill(const Stream& stream) {
    law_->sample_into(x, stream.purpose("source"));
    law_->sample_into(y, stream.purpose("target"));
    draw_weights(stream.purpose("source weights"), source_mass_, a);
    draw_weights(stream.purpose("target weights"), target_mass_, b);
    cost_.fill(view(x), view(y), cost);
  }
  Problem problem() const { return problem_from_matrix(cost, a, b); }

  Points x, y;
  Vector a, b;
  Matrix cost;

 private:
  static void draw_weights(Stream stream, double mass, Vector& weights) {
    for (double& w : weights) w = 0.05 + stream.uniform();
    weights *= mass / weights.sum();
  }
  double source_mass_, target_mass_;
  DistributionPtr law_ = make_uniform_cube(2);
  GroundCost cost_ = GroundCost::squared_euclidean();
};

/// sum x log(x / y) - x + y, or the first term alone.
inline double divergence(double x, double y, bool has_mass_terms) {
  return (x > 0 ? x * std::log(x / y) : 0) + (has_mass_terms ? y - x : 0);
}

/// The objective of a plan by its definition.
inline double objective_of(const Matrix& plan, const Matrix& cost, const Vector& a, const Vector& b,
                           const Penalties& penalties, bool has_mass_terms = true) {
  double sum = plan.cwiseProduct(cost).sum();
  const Vector rows = plan.rowwise().sum(), columns = plan.colwise().sum().transpose();
  for (Index i = 0; i < a.size(); ++i) sum += penalties.source * divergence(rows[i], a[i], has_mass_terms);
  for (Index j = 0; j < b.size(); ++j) sum += penalties.target * divergence(columns[j], b[j], has_mass_terms);
  for (Index i = 0; i < a.size(); ++i)
    for (Index j = 0; j < b.size(); ++j) sum += penalties.epsilon * divergence(plan(i, j), a[i] * b[j], has_mass_terms);
  return sum;
}

}  // namespace mongecarlo::unbalanced_minibatch
