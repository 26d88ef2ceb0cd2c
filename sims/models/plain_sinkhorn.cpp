#include "models/plain_sinkhorn.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/cost/ground_cost.hpp"

namespace mongecarlo::models {
namespace {

void fill_uniform(Points& points, Stream stream) {
  for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
}

Vector random_weights(Index n, Stream stream) {
  Vector weights(n);
  for (Index i = 0; i < n; ++i) weights[i] = 0.3 + stream.uniform();
  return weights / weights.sum();
}

// -eps log sum_j w_j exp((potential_j - cost_j) / eps).
template <class Costs>
double soft_minimum(const Costs& costs, const Vector& potential, const Vector& weights, double epsilon) {
  double largest = -HUGE_VAL;
  for (Index j = 0; j < weights.size(); ++j) largest = std::max(largest, potential[j] - costs(j));
  double sum = 0;
  for (Index j = 0; j < weights.size(); ++j)
    sum += weights[j] * std::exp((potential[j] - costs(j) - largest) / epsilon);
  return -(largest + epsilon * std::log(sum));
}

}  // namespace

double EntropicProblem::contraction() const {
  double largest = 0;
  for (Index i = 0; i < costs.rows(); ++i)
    for (Index j = 0; j < i; ++j) {
      // log of K_ik K_jl / (K_jk K_il) is a difference of d_k = C_jk - C_ik, over eps.
      const auto difference = (costs.row(j) - costs.row(i)).eval();
      largest = std::max(largest, difference.maxCoeff() - difference.minCoeff());
    }
  return std::tanh(0.25 * largest / epsilon);
}

EntropicProblem RandomSetting::draw(const Stream& stream) const {
  Points x(n, 2), y(m, 2);
  fill_uniform(x, stream.purpose("source"));
  fill_uniform(y, stream.purpose("target"));
  EntropicProblem result{Matrix(n, m), random_weights(n, stream.purpose("source weights")),
                         random_weights(m, stream.purpose("target weights")), epsilon};
  GroundCost::squared_euclidean().fill(view(x), view(y), result.costs);
  return result;
}

EntropicProblem swapped_weights(double t, double epsilon) {
  EntropicProblem result{Matrix(2, 2), Vector(2), Vector(2), epsilon};
  result.costs << 0, 1, 1, 0;
  result.a << 1 - t, t;
  result.b << t, 1 - t;
  return result;
}

PlainSinkhorn::PlainSinkhorn(const EntropicProblem& problem)
    : f(Vector::Zero(problem.a.size())), g(Vector::Zero(problem.b.size())), problem_(&problem) {}

void PlainSinkhorn::restart() {
  f.setZero();
  g.setZero();
}

void PlainSinkhorn::update_rows() {
  for (Index i = 0; i < f.size(); ++i) f[i] = soft_minimum(problem_->costs.row(i), g, problem_->b, problem_->epsilon);
}

void PlainSinkhorn::update_columns() {
  for (Index j = 0; j < g.size(); ++j) g[j] = soft_minimum(problem_->costs.col(j), f, problem_->a, problem_->epsilon);
}

// f+ = f + eps log(a / P 1).
double PlainSinkhorn::update_rows_and_tell_violation() {
  const Vector before = f;
  update_rows();
  return (problem_->a.array() * ((before - f).array() / problem_->epsilon).exp() - problem_->a.array()).abs().sum();
}

double PlainSinkhorn::plan(Index i, Index j) const {
  return problem_->a[i] * problem_->b[j] * std::exp((f[i] + g[j] - problem_->costs(i, j)) / problem_->epsilon);
}

Matrix PlainSinkhorn::plan() const {
  return Matrix::NullaryExpr(f.size(), g.size(), [&](Index i, Index j) { return plan(i, j); });
}

double PlainSinkhorn::dual() const {
  return f.dot(problem_->a) + g.dot(problem_->b) - problem_->epsilon * (plan().sum() - 1);
}

double hilbert_distance(const Vector& f, const Vector& h, double epsilon) {
  const Vector difference = f - h;
  return (difference.maxCoeff() - difference.minCoeff()) / epsilon;
}

}  // namespace mongecarlo::models
