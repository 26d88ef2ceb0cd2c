#include "calibration/error_case.hpp"

namespace mongecarlo::calibration {

std::vector<ErrorCase> error_cases() {
  std::vector<ErrorCase> all;
  for (auto* cases : {mean_cases, asymptotic_mean_cases, count_cases, order_cases, joint_cases})
    for (ErrorCase& one : cases()) all.push_back(std::move(one));
  return all;
}

}  // namespace mongecarlo::calibration
