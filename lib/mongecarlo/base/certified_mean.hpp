#pragma once
#include <algorithm>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {

/// Weighted mean of certified values: each end summed with compensation in the order of arrival, the worst termination kept.
/// Non-negative weights; at least one positive before value() is asked for.
class CertifiedMean {
 public:
  void add(const Certified& value, double weight = 1) {
    lower_.add(weight * value.lower);
    upper_.add(weight * value.upper);
    weight_.add(weight);
    termination_ = std::max(termination_, value.termination);
  }
  Certified value() const {
    return {lower_.value() / weight_.value(), upper_.value() / weight_.value(), termination_};
  }

 private:
  CompensatedSum lower_, upper_, weight_;
  Termination termination_ = Termination::converged;
};

}  // namespace mongecarlo
