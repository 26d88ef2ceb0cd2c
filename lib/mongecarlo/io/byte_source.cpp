#include "mongecarlo/io/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/descriptor.hpp"

namespace mongecarlo {
namespace {

[[noreturn]] void fail(const std::string& file) {
  throw IoError(IoError::Kind::no_input, file, std::string("cannot read: ") + std::strerror(errno));
}

std::uint64_t size_of(int descriptor, const std::string& file) {
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) fail(file);
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    fail(file);
  }
  if (!S_ISREG(status.st_mode)) throw DataError(file, "is no regular file");
  return static_cast<std::uint64_t>(status.st_size);
}

std::string read_at(int descriptor, std::uint64_t offset, std::size_t count, const std::string& file) {
  std::string bytes(count, '\0');
  std::size_t got = 0;
  while (got < count) {
    const ssize_t more = ::pread(descriptor, bytes.data() + got, count - got, static_cast<off_t>(offset + got));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) fail(file);
    if (more == 0) break;
    got += static_cast<std::size_t>(more);
  }
  bytes.resize(got);
  return bytes;
}

class TextBytes final : public ByteSource {
 public:
  explicit TextBytes(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  std::string read(std::uint64_t offset, std::size_t count) override {
    return offset < text_.size() ? text_.substr(offset, count) : std::string();
  }

 private:
  std::string text_;
};

class DescriptorBytes final : public ByteSource {
 public:
  DescriptorBytes(int descriptor, const std::string& file)
      : descriptor_(descriptor), file_(file), size_(size_of(descriptor, file)) {}
  std::uint64_t size() const override { return size_; }
  std::string read(std::uint64_t offset, std::size_t count) override {
    return offset < size_ ? read_at(descriptor_, offset, std::min<std::uint64_t>(count, size_ - offset), file_) : "";
  }

 private:
  int descriptor_;
  std::string file_;
  std::uint64_t size_;
};

class FileBytes final : public ByteSource {
 public:
  explicit FileBytes(const std::string& file) : file_(file), size_(DescriptorBytes(open().number(), file).size()) {}
  std::uint64_t size() const override { return size_; }
  std::string read(std::uint64_t offset, std::size_t count) override {
    const Descriptor descriptor = open();
    return DescriptorBytes(descriptor.number(), file_).read(offset, count);
  }

 private:
  /// A pipe nobody writes to is not waited for.
  Descriptor open() const { return Descriptor(::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); }

  std::string file_;
  std::uint64_t size_;
};

}  // namespace

std::unique_ptr<ByteSource> bytes_of_text(std::string text) { return std::make_unique<TextBytes>(std::move(text)); }

std::unique_ptr<ByteSource> bytes_of_file(const std::string& file) { return std::make_unique<FileBytes>(file); }

std::unique_ptr<ByteSource> bytes_of_descriptor(int descriptor, const std::string& file) {
  return std::make_unique<DescriptorBytes>(descriptor, file);
}

}  // namespace mongecarlo
