#include "mongecarlo/transport/stochastic_average_gradient.hpp"

namespace mongecarlo {

void StochasticAverageGradient::start(const VectorView& a, const VectorView& b, const MatrixView& costs,
                                      double epsilon) {
  semidual_.prepare(b, epsilon);
  costs_ = costs.data();
  a_ = a;
  k_ = 0;
  semidual_.start(v_);
  share_.resize(b.size());
  shares_.resize(a.size(), b.size());
  column_.setZero(b.size());
  for (Index i = 0; i < a.size(); ++i) {
    semidual_.conjugate(costs_ + i * b.size(), v_, &shares_(i, 0));
    column_ += a[i] * shares_.row(i).transpose();
  }
}

void StochasticAverageGradient::step(Index i) {
  ++k_;
  semidual_.conjugate(costs_ + i * v_.size(), v_, share_.data());
  column_ += a_[i] * (share_ - shares_.row(i).transpose());
  shares_.row(i) = share_.transpose();
  v_ += 2 * semidual_.epsilon() * (semidual_.weights() - column_);
}

}  // namespace mongecarlo
