#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "mongecarlo/transport/problem.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::testing {

/// Plain numbers in (0, 1) for test problems (splitmix64): no claim rests on their quality.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  double next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
  }
  Matrix matrix(Index rows, Index cols) {
    Matrix result(rows, cols);
    for (Index k = 0; k < result.size(); ++k) result.data()[k] = next();
    return result;
  }
  Vector weights(Index n) {
    Vector result(n);
    for (Index k = 0; k < n; ++k) result[k] = 0.1 + next();
    return result / result.sum();
  }
  /// Some of them 10^-orders of the largest.
  Vector weights_over(double orders, Index n) {
    Vector result(n);
    for (Index k = 0; k < n; ++k) result[k] = std::pow(10, -orders * next());
    return result / result.sum();
  }

 private:
  std::uint64_t state_;
};

inline Result solve(const char* solver, const Problem& problem, const SolverOptions& options = {}) {
  Result result;
  find_solver(solver)->make(options)->solve(problem, result);
  return result;
}

/// A cost that the solver takes: the given one, or its power along a circle.
inline GroundCost cost_for(const SolverFamily& family, const GroundCost& ground) {
  return family.domain == PointDomain::circle ? GroundCost::circular(1.5, ground.power()) : ground;
}

/// Smallest mean cost over all permutations, by looking at every one.
inline double least_over_permutations(const Matrix& cost) {
  std::vector<Index> s(static_cast<std::size_t>(cost.rows()));
  std::iota(s.begin(), s.end(), Index{0});
  double best = std::numeric_limits<double>::infinity();
  do {
    double total = 0;
    for (Index i = 0; i < cost.rows(); ++i) total += cost(i, s[i]);
    best = std::min(best, total);
  } while (std::next_permutation(s.begin(), s.end()));
  return best / static_cast<double>(cost.rows());
}

/// |P1 - a|_1 + |P'1 - b|_1 of a sparse plan.
inline double misplaced_mass(const Result& result, const Vector& a, const Vector& b) {
  Vector rows = -a, columns = -b;
  for (const PlanEntry& entry : result.plan) {
    rows[entry.source] += entry.mass;
    columns[entry.target] += entry.mass;
  }
  return rows.lpNorm<1>() + columns.lpNorm<1>();
}

/// max over pairs of f_i + g_j - C_ij: at most rounding where potentials are feasible.
inline double infeasibility(const Result& result, const Matrix& cost) {
  double worst = -std::numeric_limits<double>::infinity();
  for (Index i = 0; i < cost.rows(); ++i)
    for (Index j = 0; j < cost.cols(); ++j) worst = std::max(worst, result.f[i] + result.g[j] - cost(i, j));
  return worst;
}

/// The text of the exception that `call` throws, or "".
template <class Call>
std::string complaint(Call&& call) {
  try {
    call();
  } catch (const std::domain_error& error) {
    return error.what();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

inline bool mentions(const std::string& text, const char* word) { return text.find(word) != std::string::npos; }

}  // namespace mongecarlo::testing
