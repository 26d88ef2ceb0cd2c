#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace mongecarlo {

/// Bytes that are read a piece at a time.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// `count` bytes from `offset` on, or as many as there are.
  virtual std::string read(std::uint64_t offset, std::size_t count) = 0;
};

/// The bytes of a text.
std::unique_ptr<ByteSource> bytes_of_text(std::string text);

/// The bytes of a file. It is opened anew for each piece, so that thousands of them need no descriptor each. Throws
/// IoError (no_input) where it cannot be opened or read; DataError for what is no regular file, which cannot be read
/// twice.
std::unique_ptr<ByteSource> bytes_of_file(const std::string& file);
/// The same of a descriptor that is open for reading; it is left open. `file` names it in errors.
std::unique_ptr<ByteSource> bytes_of_descriptor(int descriptor, const std::string& file);

}  // namespace mongecarlo
