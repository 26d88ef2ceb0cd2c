#include "mongecarlo/io/write_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/descriptor.hpp"

namespace mongecarlo {
namespace {

namespace fs = std::filesystem;
using Kind = IoError::Kind;

[[noreturn]] void fail(Kind kind, const std::string& target, const char* doing) {
  throw IoError(kind, target == "-" ? "standard output" : target, std::string(doing) + ": " + std::strerror(errno));
}

void write_all(int descriptor, std::string_view content, const std::string& target) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(Kind::write_failed, target, "cannot write");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Follows a symbolic link, so that the link stays and its file is replaced.
std::string resolved(const std::string& target) {
  std::error_code ignored;
  const fs::path path = fs::weakly_canonical(target, ignored);
  return path.empty() ? target : path.string();
}

bool is_replaceable(const std::string& target) {
  struct stat status {};
  return ::stat(target.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

int create_mode(const std::string& target) {
  struct stat status {};
  return ::stat(target.c_str(), &status) == 0 ? static_cast<int>(status.st_mode & 0777) : 0666;
}

/// A temporary beside the target; removed unless it took the target's place.
class Temporary {
 public:
  explicit Temporary(const std::string& target)
      : target_(target),
        name_(target + ".part-" + std::to_string(::getpid())),
        file_(::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, create_mode(target))) {
    if (file_.number() < 0) fail(Kind::cannot_create, target_, "cannot create a file there");
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!placed_) ::unlink(name_.c_str());
  }
  void write(std::string_view content) {
    write_all(file_.number(), content, target_);
    if (::fsync(file_.number()) != 0 || !file_.close()) fail(Kind::write_failed, target_, "cannot write");
  }
  void take_place() {
    if (::rename(name_.c_str(), target_.c_str()) != 0) fail(Kind::cannot_create, target_, "cannot replace");
    placed_ = true;
  }

 private:
  std::string target_, name_;
  Descriptor file_;
  bool placed_ = false;
};

[[noreturn]] void cannot_open(const std::string& target) {
  if (fs::is_directory(target)) errno = EISDIR;
  fail(Kind::cannot_create, target, "cannot open for writing");
}

void write_directly(const std::string& target, std::string_view content) {
  Descriptor file(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.number() < 0) cannot_open(target);
  write_all(file.number(), content, target);
  if (!file.close()) fail(Kind::write_failed, target, "cannot write");
}

}  // namespace

void write_output(const std::string& target, std::string_view content) {
  if (target == "-") return write_all(STDOUT_FILENO, content, target);
  const std::string file = resolved(target);
  if (!is_replaceable(file)) return write_directly(file, content);
  Temporary temporary(file);
  temporary.write(content);
  temporary.take_place();
}

void check_can_write(const std::string& target) {
  if (target == "-") {
    const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
    if (flags < 0) fail(Kind::write_failed, target, "cannot write");
    errno = EBADF;
    if ((flags & O_ACCMODE) == O_RDONLY) fail(Kind::write_failed, target, "cannot write");
    return;
  }
  const std::string file = resolved(target);
  if (is_replaceable(file))
    Temporary{file};
  else if (fs::is_directory(file) || ::access(file.c_str(), W_OK) != 0)
    cannot_open(file);
}

}  // namespace mongecarlo
