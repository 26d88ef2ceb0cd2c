#pragma once
#include <cstdint>

#include "mongecarlo/learning/operations.hpp"
#include "noisy_labels/class_transport.hpp"
#include "noisy_labels/labelled_sample.hpp"

namespace mongecarlo::noisy_labels {

/// How far the prediction at a perturbed point may be from that at the point.
enum class Divergence : std::uint8_t {
  none,                ///< cross-entropy alone
  kullback_leibler,    ///< KL(p | q)
  total_variation,     ///< |p - q|_1 / 2
  transport_part,      ///< <T, C> of the entropic plan T, by Sinkhorn iterations that are differentiated: as published
  sinkhorn_divergence  ///< V(p, q) - V(p, p) / 2 - V(q, q) / 2, its gradient by potentials
};
enum class Direction : std::uint8_t { adversarial, random };

/// Costs between classes.
enum class ClassCosts : std::uint8_t {
  published,           ///< exp(-D / max D): for two classes 1/e
  all_equal,           ///< 0-1
  expensive_if_close,  ///< 1 within a pair, 0.1 across
  cheap_if_close,      ///< 0.1 within a pair, 1 across
};
ColumnMatrix<double> class_costs(ClassCosts costs, std::uint32_t classes);

/// A way to train: cross-entropy plus `weight` times the divergence between the prediction at x and at x + r, |r| =
/// radius.
struct Method {
  Divergence divergence = Divergence::none;
  double weight = 0;
  double radius = 0;
  Direction direction = Direction::adversarial;
  double lambda = 0;   ///< entropic strength
  int iterations = 0;  ///< of Sinkhorn
  ClassCosts costs = ClassCosts::published;
};

/// The mean divergence of the rows of softmax(scores) from the rows of p, up to a term that does not depend on the
/// scores, with the gradient of the divergence. p is a constant.
class Regulariser {
 public:
  Regulariser(const Method& method, std::uint32_t classes);
  Variable<float> operator()(const Variable<float>& p, const Variable<float>& scores);
  /// Transport problems that did not converge so far.
  std::uint64_t unsolved() const { return unsolved_; }

 private:
  Variable<float> transport_part(const Variable<float>& p, const Variable<float>& q);
  Variable<float> debiased(const Variable<float>& p, const Variable<float>& q);

  Method method_;
  ColumnMatrix<double> kernel_;  // exp(-C / lambda)
  ClassTransport transport_;
  ColumnMatrix<float> single_kernel_, priced_kernel_;  // K and C K
  ColumnMatrix<float> gradient_;                       // of the debiased divergence, until the next call
  std::uint64_t unsolved_ = 0;
};

}  // namespace mongecarlo::noisy_labels
