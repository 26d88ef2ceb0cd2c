#pragma once
#include <cstddef>

namespace mongecarlo::computational_cost {

/// Whether the bytes that are asked of malloc can be counted here: with the GNU C library, and without a sanitizer
/// (which has a malloc of its own).
bool can_count_memory();

/// Bytes that this thread has asked of malloc so far, given back or not. operator new and Eigen both end there.
std::size_t bytes_asked_for();

}  // namespace mongecarlo::computational_cost
