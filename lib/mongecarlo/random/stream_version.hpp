#pragma once

namespace mongecarlo {

/// Raised when any draw of any stream changes: records of other versions are of other numbers.
inline constexpr int kStreamVersion = 1;

}  // namespace mongecarlo
