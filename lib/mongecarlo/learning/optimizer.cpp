#include "mongecarlo/learning/optimizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

void check_share(const char* function, const char* name, double value) {
  check_finite(function, name, value);
  if (value < 0 || value >= 1)
    throw std::domain_error(fmt::format("{}: {} is {}, but must lie in [0, 1)", function, name, value));
}

}  // namespace

template <class Scalar>
void Optimizer<Scalar>::set_rate(double rate) {
  check_positive("Optimizer", "rate", rate);
  check_finite("Optimizer", "rate", rate);
  rate_ = rate;
}

template <class Scalar>
void Optimizer<Scalar>::step(std::span<Scalar> weights, std::span<const Variable<Scalar>> gradients) {
  std::size_t size = 0;
  for (const auto& part : gradients) size += static_cast<std::size_t>(part.value().size());
  check_equal_size("Optimizer", "gradients", static_cast<long long>(size), "weights",
                   static_cast<long long>(weights.size()));
  if (steps_ > 0)
    check_equal_size("Optimizer", "weights", static_cast<long long>(size), "those of the last step",
                     static_cast<long long>(gradient_.size()));
  gradient_.resize(size);
  auto out = gradient_.begin();
  for (const auto& part : gradients) out = std::copy_n(part.value().data(), part.value().size(), out);
  for (std::size_t k = 0; k < size; ++k)
    if (!std::isfinite(gradient_[k]))
      throw std::domain_error(fmt::format("Optimizer: gradient[{}] is {}, but must be finite", k, gradient_[k]));
  ++steps_;
  change(weights, gradient_);
}

template <class Scalar>
Sgd<Scalar>::Sgd(const SgdOptions& options) : Optimizer<Scalar>(options.rate), options_(options) {
  check_share("Sgd", "momentum", options.momentum);
}

template <class Scalar>
void Sgd<Scalar>::change(std::span<Scalar> weights, std::span<const Scalar> gradient) {
  velocity_.resize(weights.size(), 0);
  const auto momentum = static_cast<Scalar>(options_.momentum), rate = static_cast<Scalar>(this->rate());
  for (std::size_t k = 0; k < weights.size(); ++k) {
    velocity_[k] = momentum * velocity_[k] + gradient[k];
    weights[k] -= rate * velocity_[k];
  }
}

template <class Scalar>
Adam<Scalar>::Adam(const AdamOptions& options) : Optimizer<Scalar>(options.rate), options_(options) {
  check_share("Adam", "beta1", options.beta1);
  check_share("Adam", "beta2", options.beta2);
  check_positive("Adam", "epsilon", options.epsilon);
}

template <class Scalar>
void Adam<Scalar>::change(std::span<Scalar> weights, std::span<const Scalar> gradient) {
  first_.resize(weights.size(), 0);
  second_.resize(weights.size(), 0);
  power1_ *= options_.beta1;
  power2_ *= options_.beta2;
  const auto beta1 = static_cast<Scalar>(options_.beta1), beta2 = static_cast<Scalar>(options_.beta2);
  const auto rate = static_cast<Scalar>(this->rate() / (1 - power1_));
  const auto root = static_cast<Scalar>(1 / std::sqrt(1 - power2_)), epsilon = static_cast<Scalar>(options_.epsilon);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const Scalar g = gradient[k];
    first_[k] = beta1 * first_[k] + (1 - beta1) * g;
    second_[k] = beta2 * second_[k] + (1 - beta2) * g * g;
    weights[k] -= rate * first_[k] / (root * std::sqrt(second_[k]) + epsilon);
  }
}

template <class Scalar>
RmsProp<Scalar>::RmsProp(const RmsPropOptions& options) : Optimizer<Scalar>(options.rate), options_(options) {
  check_share("RmsProp", "decay", options.decay);
  check_positive("RmsProp", "epsilon", options.epsilon);
}

template <class Scalar>
void RmsProp<Scalar>::change(std::span<Scalar> weights, std::span<const Scalar> gradient) {
  second_.resize(weights.size(), 0);
  const auto decay = static_cast<Scalar>(options_.decay), rate = static_cast<Scalar>(this->rate());
  const auto epsilon = static_cast<Scalar>(options_.epsilon);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const Scalar g = gradient[k];
    second_[k] = decay * second_[k] + (1 - decay) * g * g;
    weights[k] -= rate * g / (std::sqrt(second_[k]) + epsilon);
  }
}

template class Optimizer<float>;
template class Optimizer<double>;
template class Sgd<float>;
template class Sgd<double>;
template class Adam<float>;
template class Adam<double>;
template class RmsProp<float>;
template class RmsProp<double>;

}  // namespace mongecarlo
