#include "mongecarlo/transport/semidiscrete_ascent.hpp"

#include <utility>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr const char* kName = "SemidiscreteAscent";

Vector shares(Vector weights, Index targets) {
  if (weights.size() == 0) return Vector::Constant(targets, 1.0 / static_cast<double>(targets));
  check_equal_size(kName, "weights", weights.size(), "targets", targets);
  check_weights(kName, "weights", as_span(view(weights)));
  for (const double weight : weights) check_positive(kName, "weight of a target", weight);
  return weights / compensated_sum(as_span(view(weights)));
}

}  // namespace

SemidiscreteAscent::SemidiscreteAscent(DistributionPtr source, Points targets, Vector weights, const GroundCost& cost,
                                       const Settings& settings)
    : source_(std::move(source)), targets_(std::move(targets)), cost_(cost), point_(1, source_->dimension()) {
  check_not_empty(kName, "targets", targets_.rows());
  check_equal_size(kName, "columns of targets", targets_.cols(), "dimension of the source", source_->dimension());
  check_finite(kName, "targets", {targets_.data(), static_cast<std::size_t>(targets_.size())});
  check_positive(kName, "epsilon", settings.epsilon);
  check_between(kName, "decay", settings.decay, 0.5, 1);
  const Vector b = shares(std::move(weights), targets_.rows());
  ascent_.start(view(b), settings.epsilon, AscentSteps::standard(b.size(), settings.epsilon, settings.decay));
  share_.resize(b.size());
}

const double* SemidiscreteAscent::costs_from(const MatrixView& x) {
  cost_.fill(x, view(targets_), costs_);
  return costs_.data();
}

void SemidiscreteAscent::advance(long long count, Stream& stream) {
  for (long long k = 0; k < count; ++k) {
    source_->draw(stream, {point_.data(), static_cast<std::size_t>(point_.size())});
    ascent_.step(costs_from(view(point_)));
  }
}

double SemidiscreteAscent::value_at(std::span<const double> x, const Vector& v) {
  check_equal_size(kName, "v", v.size(), "targets", targets_.rows());
  const MatrixView point(x.data(), 1, static_cast<Index>(x.size()));
  return ascent_.semidual().value(costs_from(point), v, share_.data());
}

}  // namespace mongecarlo
