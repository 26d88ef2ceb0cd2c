#include "mongecarlo/limit/sinkhorn_divergence_limit.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <string>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr const char* kName = "SinkhornDivergenceLimit";

const Matrix& checked_symmetric(const Matrix& cost) {
  check_equal_size(kName, "rows of cost", cost.rows(), "columns of cost", cost.cols());
  for (Index i = 0; i < cost.rows(); ++i)
    for (Index j = 0; j < i; ++j) {
      const double noise = kMassTolerance * std::abs(cost(i, j));
      check_between(kName, "cost[" + std::to_string(j) + "][" + std::to_string(i) + "]", cost(j, i), cost(i, j) - noise,
                    cost(i, j) + noise);
    }
  return cost;
}

// Half of the derivative of V(a, a), both arguments moving.
Vector self_influence(EntropicLimit& self) {
  const Influence both = self.influence(EntropicStatistic::objective);
  return 0.5 * (both.source + both.target);
}

// Eigenvalues of diag(a)^(-1/2) P diag(a)^(-1/2) on the complement of its eigenvector sqrt(a) of eigenvalue 1.
std::vector<double> nontrivial_eigenvalues(const Matrix& plan, const Vector& a) {
  const Vector root = a.cwiseSqrt();
  Eigen::MatrixXd correlation = root.cwiseInverse().asDiagonal() * plan * root.cwiseInverse().asDiagonal();
  correlation = (0.5 * (correlation + correlation.transpose())).eval();
  // The trivial pair is moved to -2, below all others.
  correlation -= 3 * root * root.transpose() / a.sum();
  const Vector values =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(correlation, Eigen::EigenvaluesOnly).eigenvalues();
  return {values.data() + 1, values.data() + values.size()};
}

}  // namespace

SinkhornDivergenceLimit::SinkhornDivergenceLimit(const Matrix& cost, const Vector& a, const Vector& b, double epsilon)
    : cross_(checked_symmetric(cost), a, b, epsilon), source_(cost, a, a, epsilon), target_(cost, b, b, epsilon) {}

Termination SinkhornDivergenceLimit::termination() const {
  return std::max({cross_.termination(), source_.termination(), target_.termination()});
}

double SinkhornDivergenceLimit::value() const {
  constexpr auto objective = EntropicStatistic::objective;
  return cross_.value(objective) - 0.5 * (source_.value(objective) + target_.value(objective));
}

Influence SinkhornDivergenceLimit::influence() {
  Influence influence = cross_.influence(EntropicStatistic::objective);
  influence.source -= self_influence(source_);
  influence.target -= self_influence(target_);
  return influence;
}

WeightedChiSquare sinkhorn_divergence_null_law(const Matrix& cost, const Vector& a, double epsilon) {
  const EntropicLimit self(checked_symmetric(cost), a, a, epsilon);
  std::vector<double> weights = nontrivial_eigenvalues(self.plan(), a);
  for (double& s : weights) s = 0.5 * epsilon * s / (1 - s * s);
  return WeightedChiSquare(std::move(weights));
}

}  // namespace mongecarlo
