#pragma once
#include <cmath>

#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo::curse_of_dimension {

struct CubeSample {
  int d = 3, n = 16;
  CellParameters parameters() const { return {{"d", d}, {"n", n}}; }
};

inline double size(const CubeSample& s) { return s.n; }

inline std::vector<CubeSample> over_n(int d, int most) {
  std::vector<CubeSample> cells;
  for (int n = most / 8; n <= most; n *= 2) cells.push_back({d, n});
  return cells;
}

/// Two samples of n uniform points of the unit cube, matched at the least mean cost by the exact solver.
class MatchedSamples {
 public:
  enum class Space { cube, torus };
  /// Cost |x - y|^power, distances going round on the torus; `shift` moves the second sample along the first axis.
  MatchedSamples(const CubeSample& s, Space space, double power, double shift = 0)
      : space_(space), power_(power), shift_(shift), x_(s.n, s.d), y_(s.n, s.d), costs_(s.n, s.n) {}

  Certified operator()(const Stream& stream) {
    refill(x_, stream.purpose("source"));
    refill(y_, stream.purpose("target"));
    y_.col(0).array() += shift_;
    for (Index i = 0; i < costs_.rows(); ++i)
      for (Index j = 0; j < costs_.cols(); ++j) costs_(i, j) = cost(i, j);
    return solver_.solve_uniform(view(costs_));
  }
  /// Mean of the second sample less that of the first, along the first axis.
  double mean_shift() const { return y_.col(0).mean() - x_.col(0).mean(); }

 private:
  static void refill(Points& points, Stream stream) {
    for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  }
  double cost(Index i, Index j) const {
    double square = 0;
    for (Index k = 0; k < x_.cols(); ++k) {
      double difference = x_(i, k) - y_(j, k);
      if (space_ == Space::torus) difference -= std::round(difference);
      square += difference * difference;
    }
    return power_ == 2 ? square : std::pow(square, 0.5 * power_);
  }

  Space space_;
  double power_, shift_;
  Points x_, y_;
  Matrix costs_;
  ExactSolver solver_{{}};
};

}  // namespace mongecarlo::curse_of_dimension
