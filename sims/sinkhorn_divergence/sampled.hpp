#pragma once
#include <cmath>
#include <cstdint>
#include <vector>

#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/random/stream.hpp"
#include "sinkhorn_divergence/losses.hpp"

namespace mongecarlo::sinkhorn_divergence {

/// Empirical measure of independent draws from a measure on finitely many points, refilled in place. One word a draw,
/// compared with all cumulative weights at once: probabilities are right to 2^-32.
class Sampled {
 public:
  explicit Sampled(const Cloud& law) : cloud_(law), below_(law.weights.size()) {
    double cumulative = 0;
    for (Index i = 0; i + 1 < law.weights.size(); ++i) {
      cumulative += law.weights[i];
      thresholds_.push_back(static_cast<std::uint32_t>(std::llround(std::ldexp(cumulative, 32))));
    }
  }
  const Cloud& refill(int n, Stream stream) {
    below_.setZero();
    for (int i = 0; i < n; ++i) {
      const std::uint32_t word = stream.bits32();
      for (std::size_t j = 0; j < thresholds_.size(); ++j) below_[static_cast<Index>(j)] += word < thresholds_[j];
    }
    below_[below_.size() - 1] = n;
    for (Index j = 0; j < below_.size(); ++j)
      cloud_.weights[j] = static_cast<double>(below_[j] - (j > 0 ? below_[j - 1] : 0)) / n;
    return cloud_;
  }

 private:
  Cloud cloud_;
  std::vector<std::uint32_t> thresholds_;
  Eigen::VectorXi below_;  // draws below each threshold
};

/// The larger sample is four times as large as the smaller one, so that swapped sizes are seen.
struct Sizes {
  int m = 500;
  int n() const { return 4 * m; }
  /// n m / (n + m).
  double harmonic() const { return 0.8 * m; }
};

}  // namespace mongecarlo::sinkhorn_divergence
