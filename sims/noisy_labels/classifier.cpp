#include "noisy_labels/classifier.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "mongecarlo/learning/batch_sampler.hpp"
#include "mongecarlo/learning/optimizer.hpp"

namespace mongecarlo::noisy_labels {
namespace {

constexpr double kRate = 0.01, kLastRate = 0.001, kLastShare = 0.3;
constexpr int kWarmUpParts = 8;
constexpr float kProbe = 1e-3f;   // length of the step at which the adversary's gradient is taken
constexpr double kBiasBound = 3;  // of the first biases for four classes: kinks must not all pass through the origin

/// Each row to length `length`; rows of zeros stay.
void scale_rows(ColumnMatrix<float>& matrix, float length) {
  for (Index i = 0; i < matrix.rows(); ++i)
    if (const float norm = matrix.row(i).norm(); norm > 0) matrix.row(i) *= length / norm;
}

}  // namespace

Classifier::Classifier(const Setup& setup, Activation activation)
    : setup_(setup),
      network_({.widths = {setup.dimension(), 32, 32, static_cast<Index>(setup.classes())}, .activation = activation}) {
}

void Classifier::draw_first_weights(const Stream& stream) {
  network_.draw_weights(InitialWeights::normal, stream.purpose("weights"));
  if (setup_.task != Task::four_classes) return;
  Stream biases = stream.purpose("biases");
  auto first = network_.bias(0);
  for (Index k = 0; k < first.size(); ++k)
    first.data()[k] = static_cast<float>(kBiasBound * (2 * biases.uniform() - 1));
}

void Classifier::train(const LabelledSample& sample, const Method& method, const Stream& stream, int records) {
  draw_first_weights(stream);
  targets_ = one_hot<float>(sample.noisy, setup_.classes());
  x_ = &sample.x;
  progress_ = {};
  Stream directions = stream.purpose("directions");
  std::optional<Regulariser> regulariser;
  if (method.divergence != Divergence::none) regulariser.emplace(method, setup_.classes());
  Adam<float> adam({.rate = kRate});
  const int steps = setup_.steps();
  for (int t = 0; t < steps; ++t) {
    if (t == static_cast<int>((1 - kLastShare) * steps)) adam.set_rate(kLastRate);
    const bool is_regularised = regulariser && t >= steps / kWarmUpParts;
    step(sample, is_regularised ? &*regulariser : nullptr, method, directions);
    adam.step(network_.weights(), gradients_);
    if (records > 0 && (t + 1) * records / steps > t * records / steps) {
      progress_.step_share.push_back((t + 1.0) / steps);
      progress_.test.push_back(accuracy(sample.test_x, sample.test_labels));
      progress_.training.push_back(accuracy(sample.x, sample.noisy));
    }
  }
  unsolved_ = regulariser ? regulariser->unsolved() : 0;
}

void Classifier::step(const LabelledSample& sample, Regulariser* regulariser, const Method& method,
                      Stream& directions) {
  tape_.rewind();
  network_.record(tape_);
  const auto scores = network_(tape_.leaf(sample.x));
  auto loss = cross_entropy(scores, tape_.leaf(targets_));
  if (regulariser) {
    const auto p = tape_.detach(softmax(scores));
    loss = loss + static_cast<float>(method.weight) * penalty(p, *regulariser, method, directions);
  }
  tape_.gradient(loss, network_.variables(), gradients_);
}

void Classifier::draw_directions(Stream& stream, Index n) {
  direction_.resize(n, setup_.dimension());
  for (Index k = 0; k < direction_.size(); ++k) direction_.data()[k] = static_cast<float>(stream.normal());
}

/// The divergence of the predictions at x + r: r is random, or one step of the adversary from a random direction.
Variable<float> Classifier::penalty(const Variable<float>& p, Regulariser& regulariser, const Method& method,
                                    Stream& directions) {
  draw_directions(directions, p.rows());
  if (method.direction == Direction::adversarial) {
    scale_rows(direction_, kProbe);
    moved_ = *x_ + direction_;
    const auto probe = tape_.leaf(moved_);
    direction_ = tape_.gradient(regulariser(p, network_(probe)), probe).value();
  }
  scale_rows(direction_, static_cast<float>(method.radius));
  direction_ += *x_;
  return regulariser(p, network_(tape_.leaf(direction_)));
}

std::vector<std::uint32_t> Classifier::predict(const ColumnMatrix<float>& x) {
  tape_.rewind();
  network_.record(tape_);
  const ColumnView<float> scores = network_(tape_.leaf(x)).value();
  std::vector<std::uint32_t> labels;
  for (Index i = 0; i < x.rows(); ++i) {
    Index best;
    scores.row(i).maxCoeff(&best);
    labels.push_back(static_cast<std::uint32_t>(best));
  }
  return labels;
}

double Classifier::accuracy(const ColumnMatrix<float>& x, std::span<const std::uint32_t> labels) {
  const auto predicted = predict(x);
  double right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += predicted[i] == labels[i];
  return 100 * right / static_cast<double>(labels.size());
}

}  // namespace mongecarlo::noisy_labels
