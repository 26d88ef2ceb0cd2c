#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "mongecarlo/random/multinomial.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"
#include "wasserstein_limit_laws/space.hpp"

namespace mongecarlo::wasserstein_limit_laws {

inline Certified rooted(const Certified& value, double p) {
  return {std::pow(std::max(0.0, value.lower), 1 / p), std::pow(std::max(0.0, value.upper), 1 / p), value.termination};
}

/// Empirical measures of independent draws from a and b (or b itself), and exact transport between them for d^p.
class EmpiricalPair {
 public:
  EmpiricalPair(const Matrix& distance, double p, const Vector& a, const Vector& b, const Samples& samples)
      : cost_(distance.array().pow(p)), samples_(samples), a_(a), b_(b) {
    source_.prepare(as_span(view(a)));
    target_.prepare(as_span(view(b)));
  }

  /// W_p^p of both.
  Certified value(const Stream& stream) {
    refill(source_, samples_.n, stream.purpose("source"), a_);
    if (samples_.m > 0) refill(target_, samples_.m, stream.purpose("target"), b_);
    return value_between(a_, b_);
  }
  Certified value_between(const Vector& a, const Vector& b) {
    solver_.solve_unchecked(problem_from_matrix(cost_, a, b), result_);
    return result_.certified_objective;
  }
  const Vector& source() const { return a_; }
  const Vector& target() const { return b_; }

 private:
  void refill(const Multinomial& law, double size, Stream stream, Vector& weights) {
    counts_.resize(law.points());
    law.draw(static_cast<std::uint64_t>(size), stream, counts_);
    for (Index i = 0; i < weights.size(); ++i)
      weights[i] = static_cast<double>(counts_[static_cast<std::size_t>(i)]) / size;
  }

  Matrix cost_;
  Samples samples_;
  Multinomial source_, target_;
  std::vector<std::uint64_t> counts_;
  Vector a_, b_;
  ExactSolver solver_{{.want_plan = false}};
  Result result_;
};

}  // namespace mongecarlo::wasserstein_limit_laws
