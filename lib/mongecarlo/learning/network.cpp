#include "mongecarlo/learning/network.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

const char* to_string(Activation activation) {
  switch (activation) {
    case Activation::relu:
      return "relu";
    case Activation::leaky_relu:
      return "leaky_relu";
    case Activation::tanh:
      return "tanh";
    case Activation::logistic:
      return "logistic";
  }
  return "?";
}

void NetworkShape::validate() const {
  check_at_least("Network", "number of widths", static_cast<long long>(widths.size()), 2);
  for (const Index width : widths) check_at_least("Network", "widths", width, 1);
  check_finite("Network", "slope", slope);
}

template <class Scalar>
Network<Scalar>::Network(const NetworkShape& shape) : shape_(shape) {
  shape_.validate();
  std::size_t size = 0;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    first_.push_back(size);
    size += static_cast<std::size_t>((shape_.widths[layer] + 1) * shape_.widths[layer + 1]);
  }
  weights_.assign(size, 0);
}

template <class Scalar>
void Network<Scalar>::draw_weights(InitialWeights law, Stream stream) {
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const auto fan_in = static_cast<double>(shape_.widths[layer]);
    auto w = weight(layer), b = bias(layer);
    if (law == InitialWeights::normal) {
      const double scale = std::sqrt((layer + 1 < layers() ? 2 : 1) / fan_in);
      for (Index k = 0; k < w.size(); ++k) w.data()[k] = static_cast<Scalar>(scale * stream.normal());
      b.setZero();
    } else {
      const double bound = 1 / std::sqrt(fan_in);
      for (auto* block : {&w, &b})
        for (Index k = 0; k < block->size(); ++k)
          block->data()[k] = static_cast<Scalar>(bound * (2 * stream.uniform() - 1));
    }
  }
}

template <class Scalar>
void Network<Scalar>::record(Tape<Scalar>& tape) {
  variables_.clear();
  for (std::size_t layer = 0; layer < layers(); ++layer)
    for (const auto& block : {weight(layer), bias(layer)})
      variables_.push_back(tape.leaf(block.data(), block.rows(), block.cols()));
}

template <class Scalar>
Variable<Scalar> Network<Scalar>::activate(const Variable<Scalar>& x) const {
  switch (shape_.activation) {
    case Activation::relu:
      return relu(x);
    case Activation::leaky_relu:
      return leaky_relu(x, static_cast<Scalar>(shape_.slope));
    case Activation::tanh:
      return tanh(x);
    case Activation::logistic:
      return logistic(x);
  }
  return x;
}

template <class Scalar>
Variable<Scalar> Network<Scalar>::operator()(const Variable<Scalar>& x) const {
  if (variables_.empty()) throw std::invalid_argument("Network: record it on a tape before using it");
  Variable<Scalar> y = x;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    y = dense(y, variables_[2 * layer], variables_[2 * layer + 1]);
    if (layer + 1 < layers() || shape_.activates_output) y = activate(y);
  }
  return y;
}

template <class Scalar>
Eigen::Map<ColumnMatrix<Scalar>> Network<Scalar>::weight(std::size_t layer) {
  check_at_most("Network", "layer", static_cast<long long>(layer), static_cast<long long>(layers()) - 1);
  return {weights_.data() + first_[layer], shape_.widths[layer], shape_.widths[layer + 1]};
}

template <class Scalar>
Eigen::Map<ColumnMatrix<Scalar>> Network<Scalar>::bias(std::size_t layer) {
  auto w = weight(layer);
  return {w.data() + w.size(), 1, w.cols()};
}

template class Network<float>;
template class Network<double>;

}  // namespace mongecarlo
