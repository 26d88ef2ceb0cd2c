#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "calibration/trial.hpp"

namespace mongecarlo::calibration {

/// Claims that are true (or off by their margin) by a closed form, and the verdict on them that would be an error.
struct ErrorCase {
  enum class Error { refuted, supported };
  std::string id;
  std::string judge;  ///< cases of one judge are shown together
  std::string law;    ///< of the records, in words
  Error error = Error::refuted;
  std::vector<Claim> claims;  ///< the error is to refute one of them, or to support all
  bool is_exact = true;       ///< the guarantee: exact, or asymptotic
  /// So many times as many seeds, where the rate of the error is near alpha itself: they tell it from more than that.
  std::uint64_t more_seeds = 1;
};

std::vector<ErrorCase> mean_cases();
std::vector<ErrorCase> asymptotic_mean_cases();
std::vector<ErrorCase> count_cases();  ///< tail bounds, and what must never happen
std::vector<ErrorCase> order_cases();  ///< medians and limit laws
std::vector<ErrorCase> joint_cases();  ///< rates, and several claims in one run

inline constexpr std::uint64_t kSharp = 8, kSharpAndDear = 4;  ///< `more_seeds` of such cases

/// All of the above.
std::vector<ErrorCase> error_cases();

}  // namespace mongecarlo::calibration
