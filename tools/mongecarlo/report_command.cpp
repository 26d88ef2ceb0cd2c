#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "command.hpp"
#include "driver/exit_code.hpp"
#include "mongecarlo/base/errors.hpp"

namespace mongecarlo {
namespace {

namespace fs = std::filesystem;

std::vector<char*> exec_arguments(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// The report maker beside an installed program, else that of the source tree this program was built from.
std::string report_maker() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path installed = program.parent_path().parent_path() / "share/mongecarlo/reports/make_report.py";
  for (const fs::path& path : {installed, fs::path(MONGECARLO_REPORTS_DIR) / "make_report.py"})
    if (fs::exists(path, ignored)) return path.string();
  throw IoError(IoError::Kind::no_input, MONGECARLO_REPORTS_DIR "/make_report.py", "the maker of reports is not there");
}

/// Runs a command with its streams at /dev/null; true when it ends with 0.
bool succeeds(std::vector<std::string> words) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int null = ::open("/dev/null", O_RDWR);
    for (int stream : {0, 1, 2}) ::dup2(null, stream);
    const auto pointers = exec_arguments(words);
    ::execvp(pointers[0], pointers.data());
    ::_exit(127);
  }
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// A version manager's python3 may stand first on PATH and not see the system's packages: the imports are tried.
std::string python() {
  const char* chosen = std::getenv("PYTHON");
  for (const std::string candidate : {chosen ? chosen : "", "python3", "/usr/bin/python3"})
    if (!candidate.empty() && succeeds({candidate, "-c", "import matplotlib, jinja2"})) return candidate;
  throw IoError(IoError::Kind::no_input, "python3", "no Python 3 here can import matplotlib and jinja2");
}

}  // namespace

int make_report(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{python(), report_maker()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto pointers = exec_arguments(words);
  ::execvp(pointers[0], pointers.data());
  throw std::runtime_error(std::string("cannot start ") + words[0] + ": " + std::strerror(errno));
}

}  // namespace mongecarlo
