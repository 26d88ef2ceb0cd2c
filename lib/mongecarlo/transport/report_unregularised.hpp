#pragma once
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// Writes the values of a problem without regularisation, where T and V are one number: that of a plan, that of
/// potentials, and the enclosure with its termination. What other solvers fill (entropies, standard errors, a dense
/// plan) is cleared; plan, potentials, marginal_error and iterations are the caller's.
inline void report_unregularised(double primal, double dual, const Certified& enclosure, Result& result) {
  result.transport_cost = result.objective = primal;
  result.dual_objective = dual;
  result.duality_gap = primal - dual;
  result.termination = enclosure.termination;
  result.certified_objective = enclosure;
  result.clear_optional();
  result.certified_transport_cost = enclosure;
  result.dense_plan.resize(0, 0);
}

}  // namespace mongecarlo
