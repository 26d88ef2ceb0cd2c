#pragma once
#include <cstddef>

namespace mongecarlo {

/// Bytes that this process can hope for: the memory of the machine, or what it is allowed of it (RLIMIT_AS), whichever is
/// less. Asked before something is read whose size a file or its author chose, since a system that promises more memory
/// than it has ends the process without a word. Containers that limit memory by other means are not seen.
std::size_t memory_limit();

}  // namespace mongecarlo
