#pragma once
#include <stdexcept>
#include <string>

namespace mongecarlo {

// Three classes of error leave the library (anything else is a fault of ours, exit 70):
//   std::invalid_argument and std::domain_error   the call was not allowed (checks.hpp)
//   DataError                                     what a file or a problem says is wrong (exit 65)
//   IoError                                       a file could not be read or written (exits 66, 73, 74)

/// What a file, a problem or a result says is wrong. `where` is a JSON pointer or file:line, and is part of the text.
class DataError : public std::runtime_error {
 public:
  DataError(const std::string& where, const std::string& what)
      : std::runtime_error("[mongecarlo.data] " + where + ": " + what) {}
};

/// A file could not be opened, read, created or written.
class IoError : public std::runtime_error {
 public:
  enum class Kind { no_input, cannot_create, write_failed };
  IoError(Kind kind, const std::string& file, const std::string& what)
      : std::runtime_error("[mongecarlo.io] " + file + ": " + what), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

}  // namespace mongecarlo
