#include "mongecarlo/io/write_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

/// Where a file may be without a name until it is whole, so that not even a killed process leaves a part of it behind.
int open_nameless(const std::string& target) {
#ifdef O_TMPFILE
  if (::access("/proc/self/fd", F_OK) != 0) return -1;  // the way to give it a name
  const std::string folder = fs::path(target).parent_path().string();
  return ::open(folder.empty() ? "." : folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, create_mode(target));
#else
  return -1;
#endif
}

/// A file that is to take the target's place: without a name where the system has that, else a temporary beside the
/// target, which is removed unless it took that place.
class Replacement {
 public:
  explicit Replacement(const std::string& target) : Replacement(target, open_nameless(target)) {}
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement() {
    if (is_named_) ::unlink(name_.c_str());
  }
  void write(std::string_view content) {
    write_all(file_.number(), content, target_);
    if (::fsync(file_.number()) != 0) fail(Kind::write_failed, target_, "cannot write");
  }
  void take_place() {
    if (!is_named_ && takes_name(target_)) return;  // there was none: no moment with a temporary
    if (!is_named_ && !takes_name(name_)) fail(Kind::cannot_create, target_, "cannot create a file there");
    is_named_ = true;
    if (!file_.close()) fail(Kind::write_failed, target_, "cannot write");
    if (::rename(name_.c_str(), target_.c_str()) != 0) fail(Kind::cannot_create, target_, "cannot replace");
    is_named_ = false;
  }

 private:
  Replacement(const std::string& target, int nameless)
      : target_(target),
        name_(target + ".part-" + std::to_string(::getpid())),
        is_named_(nameless < 0),
        file_(is_named_ ? ::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, create_mode(target)) : nameless) {
    struct stat ignored {};
    const bool fits = is_named_ || ::lstat(name_.c_str(), &ignored) == 0 || errno == ENOENT;
    if (file_.number() < 0 || !fits) fail(Kind::cannot_create, target_, "cannot create a file there");
  }

  bool takes_name(const std::string& name) {
    if (name == name_) ::unlink(name.c_str());  // of a process that had our number and was killed
    const std::string open_file = "/proc/self/fd/" + std::to_string(file_.number());
    return ::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
  }

  std::string target_, name_;
  bool is_named_;  ///< as name_
  Descriptor file_;
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
  Replacement replacement(file);
  replacement.write(content);
  replacement.take_place();
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
    Replacement{file};
  else if (fs::is_directory(file) || ::access(file.c_str(), W_OK) != 0)
    cannot_open(file);
}

}  // namespace mongecarlo
