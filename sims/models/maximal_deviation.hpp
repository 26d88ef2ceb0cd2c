#pragma once
#include <cmath>

namespace mongecarlo::models {

/// The bound of the theorem, term by term, so that a twin can get one of them wrong.
struct MaximalDeviation {
  double range = 1;       ///< M: the range of h on m-batches
  double blocks = 1;      ///< floor(n / m), of the smaller sample
  double k = 1;           ///< pairs of batches
  double data_share = 2;  ///< log(data_share / delta) in the first term; 2 as printed, 4 where the proof is rigorous
  bool has_batch_term = true;

  /// M ( sqrt(log(share / delta) / (2 floor(n / m))) + sqrt(2 log(2 / delta) / k) ).  Fatras et al. 2020, Theorem 1.
  double operator()(double delta) const {
    const double data = std::sqrt(std::log(data_share / delta) / (2 * blocks));
    const double batches = has_batch_term ? std::sqrt(2 * std::log(2 / delta) / k) : 0;
    return range * (data + batches);
  }
};

}  // namespace mongecarlo::models
