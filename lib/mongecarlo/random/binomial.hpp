#pragma once
#include <cstdint>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// Draws the number of successes in n trials of probability p: the law is right up to the rounding of logarithms, some
/// 1e-13 relative. Where n min(p, 1 - p) is below 10, by adding up the law from 0 on; else by transformed rejection
/// with squeeze (Hormann, The generation of binomial random variates, J. Stat. Comput. Simul. 46, 1993, BTRS): O(1)
/// expected whatever n is, about 50 ns. Throws std::domain_error unless p lies in [0, 1] and n is at most 2^53.
std::uint64_t draw_binomial(std::uint64_t n, double p, Stream& stream);

}  // namespace mongecarlo
