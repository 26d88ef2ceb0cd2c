#include "mongecarlo/transport/gromov_objective.hpp"

#include <limits>

#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

double squares(const DistanceSide& side, Vector& out) {
  out.resize(side.size);
  CompensatedSum sum;
  for (Index i = 0; i < side.size; ++i) {
    out[i] = (side.distances.row(i).array().square() * side.weights.transpose().array()).sum();
    sum.add(side.weights[i] * out[i]);
  }
  return sum.value() * side.weights.sum();
}

}  // namespace

void GromovObjective::prepare(const DistancePair& pair) {
  pair_ = &pair;
  const double source = squares(pair.source(), source_square_), target = squares(pair.target(), target_square_);
  constant_ = (source + target) / pair.mass();
}

void GromovObjective::transform(const Matrix& plan, Matrix& image) {
  half_.noalias() = pair_->source().distances * plan;
  image.noalias() = half_ * pair_->target().distances;
}

void GromovObjective::transform(const std::vector<PlanEntry>& plan, Matrix& image) {
  half_.setZero(pair_->source().size, pair_->target().size);
  for (const PlanEntry& entry : plan)
    half_.row(entry.source) += entry.mass * pair_->target().distances.row(entry.target);
  image.noalias() = pair_->source().distances * half_;
}

void GromovObjective::gradient(const Matrix& image, Matrix& gradient) const {
  gradient = -2 * image;
  gradient.colwise() += source_square_;
  gradient.rowwise() += target_square_.transpose();
}

double GromovObjective::value(const Matrix& plan, const Matrix& image) const {
  CompensatedSum sum;
  for (Index i = 0; i < plan.rows(); ++i) sum.add(plan.row(i).dot(image.row(i)));
  return constant_ - 2 * sum.value();
}

double GromovObjective::rounding() const {
  const auto terms = static_cast<double>(pair_->source().size + pair_->target().size + 32);
  return 4 * std::numeric_limits<double>::epsilon() * terms * pair_->scale();
}

}  // namespace mongecarlo
