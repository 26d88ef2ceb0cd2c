#include "mongecarlo/base/certified.hpp"

namespace mongecarlo {

const char* to_string(Termination termination) {
  switch (termination) {
    case Termination::converged: return "converged";
    case Termination::iteration_limit: return "iteration_limit";
    case Termination::time_limit: return "time_limit";
    case Termination::numerical_failure: return "numerical_failure";
    case Termination::interrupted: return "interrupted";
  }
  return "numerical_failure";
}

}  // namespace mongecarlo
