#include "mongecarlo/transport/anderson.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr Index kSmall = 256;
constexpr double kRidge = 1e-14;  // relative to the diagonal: steps become parallel near the end

}  // namespace

void Anderson::reset(const Vector& weights) {
  weights_ = weights;
  depth_ = weights.size() < kSmall ? kDepth / 2 : kDepth;
  residual_steps_.resize(weights.size(), depth_);
  image_steps_.resize(weights.size(), depth_);
  restart();
}

void Anderson::remember(const Vector& image) {
  if (used_ == 0) slot_ = 0;
  residual_steps_.col(slot_) = residual_ - last_residual_;
  image_steps_.col(slot_) = image - last_image_;
  used_ = std::min(used_ + 1, depth_);
  for (int k = 0; k < used_; ++k) {
    const double product =
        (residual_steps_.col(k).array() * residual_steps_.col(slot_).array() * weights_.array()).sum();
    gram_(k, slot_) = gram_(slot_, k) = product;
  }
  slot_ = (slot_ + 1) % depth_;
}

Anderson::Small Anderson::mixing() const {
  Small scale(used_), right(used_);
  Gram gram(used_, used_);
  for (int k = 0; k < used_; ++k) scale[k] = gram_(k, k) > 0 ? 1 / std::sqrt(gram_(k, k)) : 0;
  for (int k = 0; k < used_; ++k) {
    for (int l = 0; l < used_; ++l) gram(k, l) = gram_(k, l) * scale[k] * scale[l];
    gram(k, k) = 1 + kRidge;
    right[k] = scale[k] * (residual_steps_.col(k).array() * residual_.array() * weights_.array()).sum();
  }
  const Small solution = gram.ldlt().solve(right);
  return solution.cwiseProduct(scale);
}

void Anderson::step(Vector& x, const Vector& image) {
  residual_ = image - x;
  if (has_last_) remember(image);
  last_residual_ = residual_;
  last_image_ = image;
  has_last_ = true;
  x = image;
  if (used_ == 0) return;
  const Small gamma = mixing();
  if (gamma.allFinite()) x.noalias() -= image_steps_.leftCols(used_) * gamma;
}

}  // namespace mongecarlo
