#pragma once
#include <atomic>

namespace mongecarlo {

/// From here on the first SIGINT or SIGTERM raises a flag, and a second one ends the process at once.
void catch_signals();

/// Raised by the first signal.
const std::atomic<bool>& interrupt_flag();

/// The signal that raised the flag, or 0.
int caught_signal();

}  // namespace mongecarlo
