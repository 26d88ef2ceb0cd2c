#pragma once
#include <functional>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/stats/empirical_distribution.hpp"

namespace mongecarlo {

/// An exact distribution function G. A law with atoms gives the limit from the left too.
struct Law {
  std::function<double(double)> cdf;   ///< P(Y <= x)
  std::function<double(double)> left;  ///< P(Y < x); empty: the same, as for a law without atoms
};

/// Enclosure of D = sup_x |F_R(x) - G(x)|, F_R the empirical distribution of numbers of which a lower and an upper end
/// are known each (the same sample twice where they are known exactly). The supremum over all x is taken at the
/// sample points and their limits from the left. O(R) evaluations of G; throws std::logic_error where G is not a
/// probability.
Certified kolmogorov_distance(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper, const Law& law);

}  // namespace mongecarlo
