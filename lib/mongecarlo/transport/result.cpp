#include "mongecarlo/transport/result.hpp"

#include <fmt/format.h>

namespace mongecarlo {

void Result::clear_optional() {
  entropy_objective.reset();
  certified_transport_cost.reset();
  standard_error.reset();
  integral_interval.reset();
}

std::string Result::brief_report() const {
  return fmt::format("{} after {} iterations: objective {} in [{}, {}], transport cost {}, marginal error {}",
                     to_string(termination), iterations, objective, certified_objective.lower,
                     certified_objective.upper, transport_cost, marginal_error);
}

}  // namespace mongecarlo
