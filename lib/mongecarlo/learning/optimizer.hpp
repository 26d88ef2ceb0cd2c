#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mongecarlo/learning/tape.hpp"

namespace mongecarlo {

/// Changes weights against their gradient, step by step.
template <class Scalar>
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// One step. `gradients` are the parts of the gradient in the order in which they lie in `weights` (as
  /// Network::variables). Throws std::invalid_argument when the sizes differ from each other or from the last step, and
  /// std::domain_error for a gradient that is not finite, before anything is changed. O(weights), no allocation after
  /// the first step.
  void step(std::span<Scalar> weights, std::span<const Variable<Scalar>> gradients);

  /// For schedules; > 0, else std::domain_error.
  void set_rate(double rate);
  double rate() const { return rate_; }
  std::uint64_t steps() const { return steps_; }

 protected:
  explicit Optimizer(double rate) { set_rate(rate); }

 private:
  virtual void change(std::span<Scalar> weights, std::span<const Scalar> gradient) = 0;
  double rate_ = 0;
  std::uint64_t steps_ = 0;
  std::vector<Scalar> gradient_;
};

/// v <- momentum v + g, w <- w - rate v (plain descent without momentum; Polyak 1964).
struct SgdOptions {
  double rate = 0.01;
  double momentum = 0;  ///< in [0, 1)
};
/// m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, and with mhat = m / (1 - beta1^t), vhat = v / (1 -
/// beta2^t) w <- w - rate mhat / (sqrt(vhat) + epsilon) (Kingma & Ba 2015).
struct AdamOptions {
  double rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;  ///< in [0, 1)
  double epsilon = 1e-8;
};
/// v <- decay v + (1 - decay) g^2, w <- w - rate g / (sqrt(v) + epsilon) (Tieleman & Hinton 2012).
struct RmsPropOptions {
  double rate = 1e-2;
  double decay = 0.99;  ///< in [0, 1)
  double epsilon = 1e-8;
};

template <class Scalar>
class Sgd final : public Optimizer<Scalar> {
 public:
  explicit Sgd(const SgdOptions& options);

 private:
  void change(std::span<Scalar> weights, std::span<const Scalar> gradient) override;
  SgdOptions options_;
  std::vector<Scalar> velocity_;
};

template <class Scalar>
class Adam final : public Optimizer<Scalar> {
 public:
  explicit Adam(const AdamOptions& options);

 private:
  void change(std::span<Scalar> weights, std::span<const Scalar> gradient) override;
  AdamOptions options_;
  double power1_ = 1, power2_ = 1;  // beta^t
  std::vector<Scalar> first_, second_;
};

template <class Scalar>
class RmsProp final : public Optimizer<Scalar> {
 public:
  explicit RmsProp(const RmsPropOptions& options);

 private:
  void change(std::span<Scalar> weights, std::span<const Scalar> gradient) override;
  RmsPropOptions options_;
  std::vector<Scalar> second_;
};

extern template class Optimizer<float>;
extern template class Optimizer<double>;
extern template class Sgd<float>;
extern template class Sgd<double>;
extern template class Adam<float>;
extern template class Adam<double>;
extern template class RmsProp<float>;
extern template class RmsProp<double>;

}  // namespace mongecarlo
