#pragma once
#include <algorithm>
#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo::random_assignment {

/// n x n independent costs.
struct Square {
  int n = 2;
  CellParameters parameters() const { return {{"n", n}}; }
};

/// Independent exponential costs of mean 1, refilled in place.
inline void refill(Matrix& costs, Stream stream) {
  for (Index i = 0; i < costs.size(); ++i) costs.data()[i] = stream.exponential();
}

/// min over permutations of the sum (not the mean) of costs.
inline Certified least_sum(ExactSolver& solver, const Matrix& costs) {
  return static_cast<double>(costs.rows()) * solver.solve_uniform(view(costs));
}

/// A cap on assignments with exponential costs that is hardly ever reached. Rows that choose in turn the cheapest
/// column left pay independent exponentials of rates n, n - 1, ..., so that the least sum is stochastically at most the
/// largest of n exponentials (Renyi): P(A > t) <= n exp(-t), and
///   0 <= E A - E min(A, cap) <= n exp(-cap) = exp(-10).
/// It makes the records bounded, and the verdict exact, at the price of an enclosed truth.
inline double cap(int n) { return std::log(n) + 10; }
inline Certified capped(const Certified& value, double cap) {
  return {std::min(value.lower, cap), std::min(value.upper, cap), value.termination};
}
inline Certified capped_truth(double mean) { return {mean - std::exp(-10.0), mean}; }

}  // namespace mongecarlo::random_assignment
