#pragma once
#include "mongecarlo/transport/distance_pair.hpp"

namespace mongecarlo {

/// L_ij = W_2^2 on the line between the distances seen from i, law sum_k a_k delta_{D_ik}, and those seen from j. Given
/// P_ij, the rest of a plan couples these two laws, so that
///
///     sum_ijkl |D_ik - D'_jl|^2 P_ij P_kl >= sum_ij P_ij L_ij >= min over plans of <L, P>:
///
/// a lower bound that is a transport problem (the third lower bound of Memoli 2011). O(n m (n + m)).
void fill_profile_cost(const DistancePair& pair, Matrix& cost);

}  // namespace mongecarlo
