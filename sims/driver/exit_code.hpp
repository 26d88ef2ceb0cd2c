#pragma once
#include <stdexcept>

namespace mongecarlo {

// How a program of this project ends (sysexits.h where it has a number; 2 is left free, shells use it).
inline constexpr int kAllAsExpected = 0;
inline constexpr int kRefuted = 1;
inline constexpr int kInconclusive = 3;
inline constexpr int kUsage = 64;
inline constexpr int kBadData = 65;
inline constexpr int kNoInput = 66;
inline constexpr int kFault = 70;
inline constexpr int kCannotCreate = 73;
inline constexpr int kWriteFailed = 74;
inline constexpr int kSignalBase = 128;  ///< 130 after SIGINT, 143 after SIGTERM

/// The command line (or an environment twin of an option) is wrong; the text names the argument and its value.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace mongecarlo
