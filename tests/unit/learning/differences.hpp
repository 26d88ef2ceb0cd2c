#pragma once
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/learning/operations.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

using Shape = std::pair<Index, Index>;

/// A matrix expression of several inputs.
using Expression = std::function<Variable<double>(std::span<const Variable<double>>)>;

/// Numbers in [0.4, 1.6], and with `signed_entries` of either sign: away from the kinks and poles of all operations.
inline ColumnMatrix<double> random_matrix(Shape shape, std::uint64_t replicate, bool signed_entries = false) {
  Stream stream(stream_key(11, "learning", "matrix"), replicate);
  ColumnMatrix<double> matrix(shape.first, shape.second);
  for (Index k = 0; k < matrix.size(); ++k) {
    matrix.data()[k] = 0.4 + 1.2 * stream.uniform();
    if (signed_entries && stream.uniform() < 0.5) matrix.data()[k] *= -1;
  }
  return matrix;
}

/// Holds gradients of an expression, and gradients of those, against fourth-order differences.
class DifferenceCheck {
 public:
  DifferenceCheck(std::string name, std::vector<Shape> shapes, Expression expression, bool signed_entries = false)
      : name_(std::move(name)), expression_(std::move(expression)) {
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      inputs_.push_back(random_matrix(shapes[k], k, signed_entries));
      directions_.push_back(random_matrix(shapes[k], 100 + k, true));
    }
  }

  void first_order() {
    compare([this] { return value(); }, [this] { return scalar(); });
  }
  /// d/dx of the derivative along fixed directions.
  void second_order() {
    compare([this] { return along_directions().item(); }, [this] { return along_directions(); });
  }

 private:
  using V = Variable<double>;

  // A weighted sum of the expression, so that no entry is alike.
  V scalar() {
    tape_.rewind();
    variables_.clear();
    for (const auto& input : inputs_) variables_.push_back(tape_.leaf(input));
    const V result = expression_(variables_);
    weights_ = random_matrix({result.rows(), result.cols()}, 200);
    return dot(result, tape_.leaf(weights_));
  }
  double value() { return scalar().item(); }
  V along_directions() {
    const V output = scalar();
    tape_.gradient(output, variables_, gradients_);
    V total = tape_.filled(1, 1, 0);
    for (std::size_t k = 0; k < inputs_.size(); ++k) total = total + dot(gradients_[k], tape_.leaf(directions_[k]));
    return total;
  }

  template <class Value, class Output>
  void compare(Value value_of, Output output) {
    const V result = output();
    std::vector<V> gradients;
    tape_.gradient(result, variables_, gradients);
    std::vector<ColumnMatrix<double>> computed;
    for (const V& gradient : gradients) computed.emplace_back(gradient.value());
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      REQUIRE(computed[k].rows() == inputs_[k].rows());
      REQUIRE(computed[k].cols() == inputs_[k].cols());
      for (Index i = 0; i < inputs_[k].size(); ++i) {
        const double expected = difference(value_of, inputs_[k].data()[i]);
        CHECK_MESSAGE(
            std::abs(computed[k].data()[i] - expected) < 1e-8 * (1 + std::abs(expected)),
            name_ << ", input " << k << ", entry " << i << ": " << computed[k].data()[i] << " and " << expected);
      }
    }
  }
  template <class Value>
  static double difference(Value value_of, double& entry) {
    constexpr double kStep = 1e-3;
    const double centre = entry;
    const auto at = [&](double steps) {
      entry = centre + steps * kStep;
      return value_of();
    };
    const double result = (8 * at(1) - 8 * at(-1) - at(2) + at(-2)) / (12 * kStep);
    entry = centre;
    return result;
  }

  std::string name_;
  Expression expression_;
  std::vector<ColumnMatrix<double>> inputs_, directions_;
  ColumnMatrix<double> weights_;
  Tape<double> tape_;
  std::vector<V> variables_, gradients_;
};

}  // namespace mongecarlo
