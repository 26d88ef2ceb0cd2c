#include "noisy_labels/class_laws.hpp"

#include <cmath>
#include <stdexcept>

#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::noisy_labels {
namespace {

Result solved(const char* solver, const Vector& p, const Vector& q, const Matrix& costs, double lambda) {
  Result result;
  find_solver(solver)
      ->make({.epsilon = lambda, .tolerance = 1e-13, .want_plan = false, .want_potentials = false})
      ->solve({.cost = view(costs), .a = view(p), .b = view(q)}, result);
  return result;
}

}  // namespace

Vector random_law(Index classes, const Stream& stream) {
  Stream draws = stream;
  Vector law(classes);
  for (Index k = 0; k < classes; ++k) law[k] = draws.exponential();
  return law / law.sum();
}

Matrix random_costs(Index classes, const Stream& stream) {
  Stream draws = stream;
  Matrix costs = Matrix::Zero(classes, classes);
  for (Index i = 0; i < classes; ++i)
    for (Index j = 0; j < i; ++j) costs(i, j) = costs(j, i) = draws.uniform();
  return costs;
}

Matrix equal_costs(Index classes) { return Matrix::Ones(classes, classes) - Matrix::Identity(classes, classes); }

Matrix figure_costs() {
  Matrix costs(3, 3);
  costs << 0, 1, 0.4, 1, 0, 0.4, 0.4, 0.4, 0;
  return costs;
}

double kullback_leibler(const Vector& p, const Vector& q) {
  double sum = 0;
  for (Index k = 0; k < p.size(); ++k)
    if (p[k] > 0) sum += p[k] * std::log(p[k] / q[k]);
  return sum;
}

double total_variation(const Vector& p, const Vector& q) { return 0.5 * (p - q).cwiseAbs().sum(); }

double transport_cost(const Vector& p, const Vector& q, const Matrix& costs) {
  return solved("exact", p, q, costs, 0).transport_cost;
}

EntropicValues entropic(const Vector& p, const Vector& q, const Matrix& costs, double lambda) {
  const Result result = solved("entropic", p, q, costs, lambda);
  return {result.objective, result.transport_cost};
}

double sinkhorn_divergence(const Vector& p, const Vector& q, const Matrix& costs, double lambda) {
  return entropic(p, q, costs, lambda).value -
         0.5 * (entropic(p, p, costs, lambda).value + entropic(q, q, costs, lambda).value);
}

Matrix early_plan(const Vector& p, const Vector& q, const Matrix& costs, double lambda, int iterations) {
  const Matrix kernel = (-costs.array() / lambda).exp();
  Vector u = Vector::Ones(p.size()), v = u;
  for (int k = 0; k < iterations; ++k) {
    v = q.cwiseQuotient(kernel.transpose() * u);
    u = p.cwiseQuotient(kernel * v);
  }
  return u.asDiagonal() * kernel * v.asDiagonal();
}

}  // namespace mongecarlo::noisy_labels
