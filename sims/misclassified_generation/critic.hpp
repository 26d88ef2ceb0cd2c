#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "mongecarlo/learning/network.hpp"
#include "mongecarlo/learning/optimizer.hpp"

namespace mongecarlo::misclassified_generation {

/// What keeps a critic from being steep.
enum class Constraint : std::uint8_t {
  penalty,            ///< lambda mean max(0, |grad D| - 1)^2 (Gulrajani et al. 2017, one-sided)
  two_sided_penalty,  ///< lambda mean (|grad D| - 1)^2
  clipping,           ///< all parameters clamped to [-box, box] after each step (Arjovsky et al. 2017)
};
const char* to_string(Constraint constraint);

struct CriticSettings {
  Constraint constraint = Constraint::penalty;
  double lambda = 10;                 ///< of penalties
  double box = 0.1;                   ///< of clipping
  double rate = 2e-3;                 ///< of Adam; of RMSprop where parameters are clipped
  double beta1 = 0.9, beta2 = 0.999;  ///< of Adam
};

/// A function D of the plane, 2-32-32-1 with ReLU, that learns to tell two laws apart: step by step it climbs
///
///   sum_i s_i D(x_i) - lambda mean over v of penalty(|grad D(v)|),
///
/// s_i the weights of one law, and minus those of the other: of all 1-Lipschitz functions the largest sum is W_1
/// (Kantorovich and Rubinstein). Single precision. Memory is kept between steps.
class Critic {
 public:
  Critic(const CriticSettings& settings, const Stream& first_weights);

  /// `points` n x 2 and `signed_weights` n x 1; the penalty is taken at the rows of `between` (which clipping ignores).
  void step(const ColumnMatrix<float>& points, const ColumnMatrix<float>& signed_weights,
            const ColumnMatrix<float>& between);
  void set_rate(double rate) { optimizer_->set_rate(rate); }

  /// D at the rows of `points`.
  std::vector<double> operator()(const ColumnMatrix<float>& points);
  Network<float>& network() { return network_; }

 private:
  Variable<float> penalty(const ColumnMatrix<float>& between);

  CriticSettings settings_;
  Network<float> network_;
  std::unique_ptr<Optimizer<float>> optimizer_;
  Tape<float> tape_;
  std::vector<Variable<float>> gradients_;
};

}  // namespace mongecarlo::misclassified_generation
