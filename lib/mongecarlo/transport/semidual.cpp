#include "mongecarlo/transport/semidual.hpp"

#include <cmath>

namespace mongecarlo {
namespace {

constexpr double kFarBelow = -1e160;  // below any difference of costs that is accepted

}  // namespace

void Semidual::prepare(const VectorView& b, double epsilon) {
  b_ = b;
  epsilon_ = epsilon;
}

void Semidual::start(Vector& v) const {
  v.setZero(b_.size());
  put_away(v);
}

void Semidual::put_away(Vector& v) const {
  for (Index j = 0; j < b_.size(); ++j)
    if (b_[j] == 0) v[j] = kFarBelow;
}

double Semidual::conjugate(const double* costs, const Vector& v, double* share) const {
  const Index m = b_.size();
  const double least = loops_.least_difference(costs, v.data(), m);
  loops_.exponentiate(costs, v.data(), least, 1 / epsilon_, share, m);
  const double total = loops_.dot(share, b_.data(), m);
  loops_.multiply(share, b_.data(), 1 / total, m);
  return least - epsilon_ * std::log(total);
}

}  // namespace mongecarlo
