#include "mongecarlo/transport/anderson_lanes.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr double kRidge = 1e-14;  // relative to the diagonal: steps become parallel near the end
constexpr Index kDepth = AndersonLanes::kDepth, kLanes = AndersonLanes::kLanes;

}  // namespace

void AndersonLanes::reset(Index m, const double* weights) {
  m_ = m;
  weights_ = weights;
  calls_ = 0;
  std::fill_n(has_last_, kLanes, 0.0);
  for (Vector* vector : {&residual_, &last_residual_, &last_image_}) vector->setZero(kLanes * m);
  residual_steps_.setZero(kDepth * kLanes * m);
  image_steps_.setZero(kDepth * kLanes * m);
  gram_.setZero(kDepth * kDepth * kLanes);
  matrix_.resize(gram_.size());
  for (Vector* vector : {&scale_, &mixing_, &dots_}) vector->resize(kDepth * kLanes);
}

void AndersonLanes::forget(Index lane) {
  has_last_[lane] = 0;
  for (Index k = lane; k < gram_.size(); k += kLanes) gram_[k] = 0;
  for (Index k = lane; k < residual_steps_.size(); k += kLanes) residual_steps_[k] = image_steps_[k] = 0;
}

void AndersonLanes::remember(const Vector& x, const Vector& image, const double* advances) {
  const Index slot = calls_ % kDepth, size = kLanes * m_;
  double keeps[kLanes];
  for (Index l = 0; l < kLanes; ++l) keeps[l] = advances[l] != 0 ? has_last_[l] : 0;
  double* step = residual_steps_.data() + slot * size;
  loops_.remember(x.data(), image.data(), keeps,
                  {residual_.data(), last_residual_.data(), last_image_.data(), step, image_steps_.data() + slot * size},
                  m_);
  for (Index l = 0; l < kLanes; ++l) has_last_[l] = advances[l];
  loops_.weighted_dots(residual_steps_.data(), step, weights_, kDepth, m_, dots_.data());
  for (Index k = 0; k < kDepth; ++k)
    for (Index l = 0; l < kLanes; ++l)
      gram_[kLanes * (kDepth * k + slot) + l] = gram_[kLanes * (kDepth * slot + k) + l] = dots_[kLanes * k + l];
}

void AndersonLanes::mix() {
  loops_.weighted_dots(residual_steps_.data(), residual_.data(), weights_, kDepth, m_, mixing_.data());
  for (Index k = 0; k < kDepth; ++k)
    for (Index l = 0; l < kLanes; ++l) {
      const double square = gram_[kLanes * (kDepth * k + k) + l];
      scale_[kLanes * k + l] = square > 0 ? 1 / std::sqrt(square) : 0;
      mixing_[kLanes * k + l] *= scale_[kLanes * k + l];
    }
  for (Index k = 0; k < kDepth; ++k)
    for (Index p = 0; p <= k; ++p)
      for (Index l = 0; l < kLanes; ++l) {
        const Index at = kLanes * (kDepth * k + p) + l;
        matrix_[at] = p == k ? 1 + kRidge : gram_[at] * scale_[kLanes * k + l] * scale_[kLanes * p + l];
      }
  loops_.solve(matrix_.data(), mixing_.data(), kDepth);
  for (Index l = 0; l < kLanes; ++l) {
    bool is_finite = true;
    for (Index k = 0; k < kDepth; ++k) {
      mixing_[kLanes * k + l] *= scale_[kLanes * k + l];
      is_finite &= std::isfinite(mixing_[kLanes * k + l]);
    }
    for (Index k = 0; k < kDepth && !is_finite; ++k) mixing_[kLanes * k + l] = 0;
  }
}

void AndersonLanes::step(Vector& x, Vector& safe, const Vector& image, const double* advances, const double* returns) {
  for (Index l = 0; l < kLanes; ++l)
    if (returns[l] != 0) forget(l);
  remember(x, image, advances);
  mix();
  loops_.advance(x.data(), safe.data(), image.data(), image_steps_.data(), mixing_.data(), kDepth, m_, advances, returns);
  ++calls_;
}

}  // namespace mongecarlo
