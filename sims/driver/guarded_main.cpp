#include "driver/guarded_main.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <stdexcept>

#include "driver/build_info.hpp"
#include "driver/exit_code.hpp"
#include "driver/ranks.hpp"
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

Ending fault(const std::string& what) {
  return {kFault,
          fmt::format("fault: {}\nThis is an error of the program, not of yours. Please report it with this text, the "
                      "whole command line and the version: {} {}, {}, {}",
                      what, build_info().version, build_info().git, build_info().compiler, build_info().build_type)};
}

// MONGECARLO_SIMD is an option like those that have a flag: a wrong value is an error of usage, and found at once.
void check_vector_loops() {
  try {
    vector_loops();
  } catch (const std::domain_error& error) {
    throw UsageError(error.what());
  }
}

Ending ending_of(const std::string& program, const std::function<int()>& body) {
  try {
    return {body()};
  } catch (const UsageError& error) {
    return {kUsage, fmt::format("{}\nTry '{} --help'.", one_line(error.what()), program)};
  } catch (const DataError& error) {
    return {kBadData, one_line(error.what())};
  } catch (const IoError& error) {
    return {exit_code_of(error.kind()), one_line(error.what())};
  } catch (const RankError& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {kFault, "there is not enough memory for this"};
  } catch (const std::exception& error) {
    return fault(error.what());
  }
}

}  // namespace

int guarded_main(const std::string& program, const std::function<int()>& body) {
  guard_standard_streams();
  Ranks& ranks = Ranks::of_process();
  const Ending ending = ending_of(program, [&] {
    check_vector_loops();
    ranks.join();
    return body();
  });
  if (!ending.complaint.empty() && !ranks.is_guest())
    print_error(fmt::format("{}: {}\n", program, ending.complaint));
  return ranks.leave(ending);
}

}  // namespace mongecarlo
