#include "driver/guarded_main.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <stdexcept>

#include "driver/build_info.hpp"
#include "driver/exit_code.hpp"
#include "driver/terminal.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

int exit_code_of(IoError::Kind kind) {
  switch (kind) {
    case IoError::Kind::no_input:
      return kNoInput;
    case IoError::Kind::cannot_create:
      return kCannotCreate;
    case IoError::Kind::write_failed:
      return kWriteFailed;
  }
  return kFault;
}

int complain(const std::string& program, const std::string& what, int code) {
  print_error(fmt::format("{}: {}\n", program, one_line(what)));
  return code;
}

int complain_of_fault(const std::string& program, const std::string& what) {
  print_error(fmt::format(
      "{0}: fault: {1}\nThis is an error of the program, not of yours. Please report it with this text, the whole "
      "command "
      "line and the version: {2} {3}, {4}, {5}\n",
      program, what, build_info().version, build_info().git, build_info().compiler, build_info().build_type));
  return kFault;
}

// MONGECARLO_SIMD is an option like those that have a flag: a wrong value is an error of usage, and found at once.
void check_vector_loops() {
  try {
    vector_loops();
  } catch (const std::domain_error& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

int guarded_main(const std::string& program, const std::function<int()>& body) {
  guard_standard_streams();
  try {
    check_vector_loops();
    return body();
  } catch (const UsageError& error) {
    complain(program, error.what(), kUsage);
    print_error(fmt::format("Try '{} --help'.\n", program));
    return kUsage;
  } catch (const DataError& error) {
    return complain(program, error.what(), kBadData);
  } catch (const IoError& error) {
    return complain(program, error.what(), exit_code_of(error.kind()));
  } catch (const std::bad_alloc&) {
    return complain(program, "there is not enough memory for this", kFault);
  } catch (const std::exception& error) {
    return complain_of_fault(program, error.what());
  }
}

}  // namespace mongecarlo
