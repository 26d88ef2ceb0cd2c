#pragma once
#include <atomic>

namespace mongecarlo {

/// From here on the first SIGINT or SIGTERM raises a flag, and a second one ends the process at once.
void catch_signals();

/// Raised by the first signal.
const std::atomic<bool>& interrupt_flag();

/// As if this process had caught the signal: another rank did.
void pass_on_signal(int number);

/// The signal that raised the flag, or 0.
int caught_signal();

}  // namespace mongecarlo
