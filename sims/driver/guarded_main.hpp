#pragma once
#include <functional>
#include <string>

namespace mongecarlo {

/// Runs `body` with standard streams guarded, and turns what it throws into one message on standard error and the exit
/// code it calls for: UsageError 64, DataError 65, IoError 66, 73 or 74, anything else 70 with what to report.
int guarded_main(const std::string& program, const std::function<int()>& body);

}  // namespace mongecarlo
