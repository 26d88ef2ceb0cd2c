#include "misclassified_generation/critic.hpp"

#include <algorithm>

namespace mongecarlo::misclassified_generation {

const char* to_string(Constraint constraint) {
  switch (constraint) {
    case Constraint::penalty:
      return "penalty";
    case Constraint::two_sided_penalty:
      return "two-sided penalty";
    case Constraint::clipping:
      return "clipping";
  }
  return "unknown";
}

Critic::Critic(const CriticSettings& settings, const Stream& first_weights)
    : settings_(settings), network_({.widths = {2, 32, 32, 1}}) {
  network_.draw_weights(InitialWeights::normal, first_weights);
  if (settings.constraint == Constraint::clipping)
    optimizer_ = std::make_unique<RmsProp<float>>(RmsPropOptions{.rate = settings.rate});
  else
    optimizer_ = std::make_unique<Adam<float>>(
        AdamOptions{.rate = settings.rate, .beta1 = settings.beta1, .beta2 = settings.beta2});
}

Variable<float> Critic::penalty(const ColumnMatrix<float>& between) {
  const auto points = tape_.leaf(between);
  const auto slopes = row_norms(tape_.gradient(sum(network_(points)), points));
  const auto excess = affine(slopes, 1, -1);
  const bool is_one_sided = settings_.constraint == Constraint::penalty;
  return static_cast<float>(settings_.lambda) * mean(square(is_one_sided ? relu(excess) : excess));
}

void Critic::step(const ColumnMatrix<float>& points, const ColumnMatrix<float>& signed_weights,
                  const ColumnMatrix<float>& between) {
  tape_.rewind();
  network_.record(tape_);
  auto loss = -dot(tape_.leaf(signed_weights), network_(tape_.leaf(points)));
  if (settings_.constraint != Constraint::clipping) loss = loss + penalty(between);
  tape_.gradient(loss, network_.variables(), gradients_);
  optimizer_->step(network_.weights(), gradients_);
  if (settings_.constraint != Constraint::clipping) return;
  const auto box = static_cast<float>(settings_.box);
  for (float& weight : network_.weights()) weight = std::clamp(weight, -box, box);
}

std::vector<double> Critic::operator()(const ColumnMatrix<float>& points) {
  tape_.rewind();
  network_.record(tape_);
  const auto values = network_(tape_.leaf(points)).value();
  return {values.data(), values.data() + values.size()};
}

}  // namespace mongecarlo::misclassified_generation
