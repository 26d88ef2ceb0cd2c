#pragma once
#include <algorithm>
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::misclassified_generation {

/// Independent draws of an index by weight, by bisection. O(log n) each.
class WeightedDraw {
 public:
  explicit WeightedDraw(const Vector& weights) {
    double sum = 0;
    for (const double weight : weights) sums_.push_back(sum += weight);
  }
  Index operator()(Stream& stream) const {
    const double level = stream.uniform() * sums_.back();
    const auto found = std::upper_bound(sums_.begin(), sums_.end() - 1, level);
    return found - sums_.begin();
  }

 private:
  std::vector<double> sums_;
};

}  // namespace mongecarlo::misclassified_generation
