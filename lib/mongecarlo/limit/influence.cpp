#include "mongecarlo/limit/influence.hpp"

namespace mongecarlo {
namespace {

double centred_variance(const Vector& weights, const Vector& values) {
  const double mass = weights.sum();
  const double mean = weights.dot(values) / mass;
  return weights.dot((values.array() - mean).square().matrix()) / mass;
}

}  // namespace

LimitVariance Influence::variance(const Vector& a, const Vector& b) const {
  check_equal_size("Influence", "source", source.size(), "a", a.size());
  check_equal_size("Influence", "target", target.size(), "b", b.size());
  return {centred_variance(a, source), centred_variance(b, target)};
}

}  // namespace mongecarlo
