#include "mongecarlo/io/read_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "mongecarlo/base/errors.hpp"

namespace mongecarlo {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void fail(const std::string& file) {
  throw IoError(IoError::Kind::no_input, file, std::string("cannot read: ") + std::strerror(errno));
}

}  // namespace

std::string read_file(const std::string& file) {
  const std::unique_ptr<std::FILE, Close> stream(std::fopen(file.c_str(), "rbe"));
  if (!stream) fail(file);
  std::string content;
  char buffer[65536];
  for (std::size_t got = 1; got > 0;) {
    got = std::fread(buffer, 1, sizeof buffer, stream.get());
    content.append(buffer, got);
  }
  if (std::ferror(stream.get())) fail(file);
  return content;
}

}  // namespace mongecarlo
