#pragma once
#include <cstdint>
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::bench {

/// Masses in units of total / 2^50 that sum to 2^50 exactly (the greatest takes what rounding left): LEMON's network
/// simplex reports flows that are not optimal when real supplies differ by an ulp. Empty weights: n equal ones.
std::vector<std::int64_t> integer_masses(const double* weights, Index n);

/// Transport by LEMON's network simplex, an implementation that shares nothing with ours. Costs are rounded to
/// 2^-40 of the largest, so that its plan is optimal to 2^-39 of the largest cost times the mass; the value is what
/// that plan costs at the true costs, for a total mass of one. O(n m) memory, some 100 bytes an arc. Throws
/// std::runtime_error where LEMON finds no optimum.
double lemon_transport(const MatrixView& cost, const std::vector<std::int64_t>& sources,
                       const std::vector<std::int64_t>& targets);

}  // namespace mongecarlo::bench
