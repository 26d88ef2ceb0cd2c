#include "mongecarlo/io/read_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/memory_limit.hpp"

namespace mongecarlo {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void fail(const std::string& file) {
  throw IoError(IoError::Kind::no_input, file, std::string("cannot read: ") + std::strerror(errno));
}

[[noreturn]] void fail_as_too_large(const std::string& file, std::size_t most) {
  throw IoError(IoError::Kind::no_input, file,
                fmt::format("cannot read: it holds more than the {} bytes that there is memory for", most));
}

/// Of a regular file; 0 where that is not known.
std::size_t size_of(std::FILE* stream) {
  struct stat status {};
  return ::fstat(::fileno(stream), &status) == 0 && S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size)
                                                                            : 0;
}

}  // namespace

std::string read_file(const std::string& file) { return read_file(file, memory_limit() / 4); }

std::string read_file(const std::string& file, std::size_t most) {
  const std::unique_ptr<std::FILE, Close> stream(std::fopen(file.c_str(), "rbe"));
  if (!stream) fail(file);
  const std::size_t expected = size_of(stream.get());
  if (expected > most) fail_as_too_large(file, most);
  std::string content;
  content.reserve(expected);
  char buffer[65536];
  for (std::size_t got = 1; got > 0;) {
    got = std::fread(buffer, 1, sizeof buffer, stream.get());
    if (got > most - content.size()) fail_as_too_large(file, most);
    if (content.size() + got > content.capacity()) content.reserve(std::min(most, 2 * (content.size() + got)));
    content.append(buffer, got);
  }
  if (std::ferror(stream.get())) fail(file);
  return content;
}

}  // namespace mongecarlo
