#pragma once
#include <span>
#include <vector>

#include "mongecarlo/learning/operations.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

enum class Activation : std::uint8_t { relu, leaky_relu, tanh, logistic };
const char* to_string(Activation activation);

/// What a network of dense layers looks like: widths {d, 32, 32, K} are two hidden layers.
struct NetworkShape {
  std::vector<Index> widths;
  Activation activation = Activation::relu;
  double slope = 0.01;            ///< of leaky_relu below 0
  bool activates_output = false;  ///< an embedding: the activation after the last layer too

  /// Throws std::domain_error naming what is wrong: fewer than two widths, a width below 1, a slope that is not finite.
  void validate() const;
};

/// The law of the first weights. fan_in is the width a layer reads.
enum class InitialWeights : std::uint8_t {
  normal,   ///< N(0, 2 / fan_in), N(0, 1 / fan_in) in the last layer; biases 0 (He et al. 2015)
  uniform,  ///< weights and biases uniform in +-1 / sqrt(fan_in)
};

/// x -> A(... A(x W_1 + 1 b_1) ... W_L + 1 b_L): dense layers with one activation between them. All weights lie in one
/// array, layer by layer, W (by columns) before b, which is what optimizers change.
///
///   network.draw_weights(InitialWeights::normal, stream);
///   ... each step: network.record(tape); loss of network(tape.leaf(x)); gradient for network.variables()
template <class Scalar>
class Network {
 public:
  explicit Network(const NetworkShape& shape);

  /// Draws all weights. They are drawn in double precision, so that both scalars start from the same numbers.
  void draw_weights(InitialWeights law, Stream stream);

  /// Puts the weights on the tape, by reference: they must not change until its rewind. Allocates nothing after the
  /// first time.
  void record(Tape<Scalar>& tape);
  /// The output for the rows of x, on the tape of the last record. std::invalid_argument for x of another width.
  Variable<Scalar> operator()(const Variable<Scalar>& x) const;
  /// W_1, b_1, ..., W_L, b_L of the last record.
  std::span<const Variable<Scalar>> variables() const { return variables_; }

  std::span<Scalar> weights() { return weights_; }
  std::span<const Scalar> weights() const { return weights_; }
  /// W and b of layer 0, 1, ...
  Eigen::Map<ColumnMatrix<Scalar>> weight(std::size_t layer);
  Eigen::Map<ColumnMatrix<Scalar>> bias(std::size_t layer);
  std::size_t layers() const { return shape_.widths.size() - 1; }
  const NetworkShape& shape() const { return shape_; }

 private:
  Variable<Scalar> activate(const Variable<Scalar>& x) const;

  NetworkShape shape_;
  std::vector<std::size_t> first_;  // where W of each layer begins
  std::vector<Scalar> weights_;
  std::vector<Variable<Scalar>> variables_;
};

extern template class Network<float>;
extern template class Network<double>;

}  // namespace mongecarlo
