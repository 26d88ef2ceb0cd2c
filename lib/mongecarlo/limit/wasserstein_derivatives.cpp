#include "mongecarlo/limit/wasserstein_derivatives.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/limit/wasserstein_alternative_law.hpp"
#include "mongecarlo/limit/wasserstein_null_law.hpp"

namespace mongecarlo {
namespace {

std::vector<Index> support_of(const Vector& weights) {
  std::vector<Index> support;
  for (Index i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) support.push_back(i);
  return support;
}

/// dst = the entries of src at `places`, without a temporary.
void gather(const Vector& src, const std::vector<Index>& places, Vector& dst) {
  dst.resize(static_cast<Index>(places.size()));
  for (Index i = 0; i < dst.size(); ++i) dst[i] = src[places[static_cast<std::size_t>(i)]];
}

class RootedOptimalValue {
 public:
  RootedOptimalValue(const Matrix& distance, double p) : p_(p) {
    check_between("wasserstein_distance", "p", p, 1, std::numeric_limits<double>::max());
    for (Index k = 0; k < distance.size(); ++k)
      check_nonnegative("wasserstein_distance", "entry of distance", distance.data()[k]);
    cost_ = distance.array().pow(p);
  }
  Certified operator()(const Vector& a, const Vector& b) {
    solver_.solve(problem_from_matrix(cost_, a, b), result_);
    const Certified& value = result_.certified_objective;
    return {std::pow(std::max(0.0, value.lower), 1 / p_), std::pow(std::max(0.0, value.upper), 1 / p_),
            value.termination};
  }

 private:
  double p_;
  Matrix cost_;
  ExactSolver solver_{{.want_plan = false}};
  Result result_;
};

class NullDerivative {
 public:
  NullDerivative(const Matrix& distance, const Vector& law, double p)
      : law_(distance, law, p), support_(support_of(law)) {}
  Certified operator()(const Vector& g, const Vector& h) {
    gather(g, support_, g_);
    gather(h, support_, h_);
    g_ -= h_;
    g_.array() -= g_.mean();  // what rounding left of a sum of zero may be large beside a small g - h
    return law_.distance(g_);
  }

 private:
  WassersteinNullLaw law_;
  std::vector<Index> support_;
  Vector g_, h_;
};

class AlternativeDerivative {
 public:
  AlternativeDerivative(const Matrix& distance, const Vector& a, const Vector& b, double p)
      : law_(distance.array().pow(p), a, b, p),
        rows_(support_of(a)),
        columns_(support_of(b)),
        slope_(std::pow(law_.distance(), 1 - p) / p) {}
  Certified operator()(const Vector& g, const Vector& h) {
    gather(g, rows_, g_);
    gather(h, columns_, h_);
    return slope_ * law_.support_function(g_, h_);
  }

 private:
  WassersteinAlternativeLaw law_;
  std::vector<Index> rows_, columns_;
  double slope_;
  Vector g_, h_;
};

}  // namespace

StatisticOfLaws wasserstein_distance(const Matrix& distance, double p) { return RootedOptimalValue(distance, p); }

StatisticOfLaws wasserstein_null_derivative(const Matrix& distance, const Vector& law, double p) {
  return NullDerivative(distance, law, p);
}

StatisticOfLaws wasserstein_derivative(const Matrix& distance, const Vector& a, const Vector& b, double p) {
  return AlternativeDerivative(distance, a, b, p);
}

}  // namespace mongecarlo
