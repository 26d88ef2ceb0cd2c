#pragma once
#include <span>
#include <vector>

#include "mongecarlo/learning/network.hpp"
#include "noisy_labels/labelled_sample.hpp"
#include "noisy_labels/regulariser.hpp"

namespace mongecarlo::noisy_labels {

/// Accuracy in per cent over training.
struct Progress {
  std::vector<double> step_share, test, training;  ///< of clean test labels, of noisy training labels
};

/// A network d-32-32-K that is trained on all samples at once with Adam: rate 0.01, a tenth of it in the last 30 % of
/// the steps, no regulariser in the first eighth. Two methods trained from one stream see the same data, the same first
/// weights and the same random directions. Keeps its memory between trainings.
class Classifier {
 public:
  Classifier(const Setup& setup, Activation activation = Activation::relu);

  /// Trains anew. With `records` > 0 accuracies are written down so many times, evenly spread.
  void train(const LabelledSample& sample, const Method& method, const Stream& stream, int records = 0);

  /// The likeliest class of each row.
  std::vector<std::uint32_t> predict(const ColumnMatrix<float>& x);
  /// Per cent of rows whose likeliest class is the label.
  double accuracy(const ColumnMatrix<float>& x, std::span<const std::uint32_t> labels);
  const Progress& progress() const { return progress_; }
  /// Transport problems of the last training that did not converge (Divergence::sinkhorn_divergence solves one a sample
  /// and step).
  std::uint64_t unsolved() const { return unsolved_; }

 private:
  void draw_first_weights(const Stream& stream);
  void step(const LabelledSample& sample, Regulariser* regulariser, const Method& method, Stream& directions);
  void draw_directions(Stream& stream, Index n);
  Variable<float> penalty(const Variable<float>& p, Regulariser& regulariser, const Method& method, Stream& directions);

  Setup setup_;
  Network<float> network_;
  Tape<float> tape_;
  std::vector<Variable<float>> gradients_;
  ColumnMatrix<float> targets_, direction_, moved_;
  const ColumnMatrix<float>* x_ = nullptr;
  Progress progress_;
  std::uint64_t unsolved_ = 0;
};

}  // namespace mongecarlo::noisy_labels
