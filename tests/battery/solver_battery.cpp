// The battery: thousands of random problems for every solver of the table, none of which may end in a crash, a NaN, a
// wrong "converged" or a value that a certificate does not bear out.
//
//     solver_battery [--count N] [--seed S] [--solver NAME] [--largest SIZE] [--first I]
//
// Problem I of a solver is a function of the seed, the solver and I alone: --first I --count 1 makes it again.
// Exit status: 0 nothing found, 1 faults, 64 usage.
#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "audit.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "random_problem.hpp"

namespace mongecarlo::testing {
namespace {

struct Settings {
  std::uint64_t count = 300, seed = 1, largest = 200, first = 0;
  std::string_view solver;
};

struct Tally {
  std::uint64_t problems = 0, converged = 0, unfinished = 0, faulty = 0;
};

std::vector<std::string> faults_of(const SolverFamily& family, const RandomProblem& drawn, Result& result) {
  try {
    family.make(drawn.options)->solve(drawn.problem(), result);
    return audit(family, drawn.options, drawn.problem(), result);
  } catch (const std::exception& error) {
    return {fmt::format("throws: {}", error.what())};
  }
}

void report(const SolverFamily& family, const Settings& settings, std::uint64_t index, const RandomProblem& drawn,
            const std::vector<std::string>& faults) {
  fmt::print("{}: problem {} of seed {} ({}):\n", family.name, index, settings.seed, drawn.words);
  for (const std::string& fault : faults) fmt::print("    {}\n", fault);
}

Tally run(const SolverFamily& family, const Settings& settings) {
  constexpr std::uint64_t kReported = 10;
  const StreamKey key = stream_key(settings.seed, "battery", family.name);
  Tally tally;
  for (std::uint64_t i = settings.first; i < settings.first + settings.count; ++i) {
    const RandomProblem drawn = draw_problem(family, static_cast<Index>(settings.largest), Stream(key, i));
    Result result;
    const auto faults = faults_of(family, drawn, result);
    ++tally.problems;
    ++(result.termination == Termination::converged ? tally.converged : tally.unfinished);
    if (faults.empty()) continue;
    if (++tally.faulty <= kReported) report(family, settings, i, drawn, faults);
  }
  return tally;
}

bool run_all(const Settings& settings) {
  bool sound = true;
  std::uint64_t met = 0;
  for (const SolverFamily* family : solver_table()) {
    if (!settings.solver.empty() && family->name != settings.solver) continue;
    const auto start = std::chrono::steady_clock::now();
    const Tally tally = run(*family, settings);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    fmt::print("{:28} {:6} problems, {:6} converged, {:6} unfinished and saying so, {:4} at fault, {:.1f} s\n",
               family->name, tally.problems, tally.converged, tally.unfinished, tally.faulty, seconds.count());
    std::fflush(stdout);
    sound = sound && tally.faulty == 0;
    ++met;
  }
  if (met == 0) throw std::invalid_argument(fmt::format("there is no solver '{}'", settings.solver));
  return sound;
}

std::uint64_t number(std::string_view option, const char* text) {
  const auto value = text ? parse_unsigned(text) : std::nullopt;
  if (!value) throw std::invalid_argument(fmt::format("{} needs a whole number", option));
  return *value;
}

Settings parse(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : nullptr;
    if (option == "--count")
      settings.count = number(option, value);
    else if (option == "--seed")
      settings.seed = number(option, value);
    else if (option == "--largest")
      settings.largest = number(option, value);
    else if (option == "--first")
      settings.first = number(option, value);
    else if (option == "--solver" && value)
      settings.solver = value;
    else
      throw std::invalid_argument(fmt::format("unknown option {}", option));
  }
  if (settings.count == 0 || settings.largest == 0) throw std::invalid_argument("--count and --largest must be > 0");
  return settings;
}

}  // namespace
}  // namespace mongecarlo::testing

int main(int argc, char** argv) {
  using namespace mongecarlo::testing;
  try {
    return run_all(parse(argc, argv)) ? 0 : 1;
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "solver_battery: {}\n", error.what());
    return 64;
  }
}
