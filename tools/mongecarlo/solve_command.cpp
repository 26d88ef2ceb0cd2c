#include <fmt/format.h>

#include <chrono>
#include <new>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "driver/exit_code.hpp"
#include "driver/run_settings.hpp"
#include "driver/terminal.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/json_text.hpp"
#include "mongecarlo/io/read_problem.hpp"
#include "mongecarlo/io/solve_result_json.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

std::string kernel_table() {
  std::string text = "kernels:\n";
  for (const SolverFamily* family : solver_table())
    text += fmt::format("  {:<20} {}{}{}\n", family->name, family->summary,
                        family->uses_epsilon ? " Needs epsilon." : "", family->uses_tau ? " Needs tau." : "");
  return text;
}

CommandShape shape_of_solve() {
  constexpr std::string_view kOptions[] = {"threads", "output", "quiet"};
  CommandShape shape{
      .program = "mongecarlo solve",
      .summary =
          "Solves one transport problem and answers with the solver's result as JSON.\n"
          "PROBLEM is a JSON object: kernel, source and target {points, weights}, cost, epsilon, tau, "
          "tolerance.",
      .options = some_run_options(kOptions),
      .positional = "PROBLEM",
      .least = 1,
      .most = 1,
      .epilogue = kernel_table() +
                  "\nexit codes: 0 the algorithm converged, 3 it did not, 64 usage, 65 bad problem, 66 no "
                  "input, 70 fault,\n73 and 74 output.\n"};
  shape.options.push_back({.name = "plan", .help = "the plan too, as [source, target, mass]", .has_twin = false});
  return shape;
}

/// What a solver refuses is what the file says: a problem that the reader let through is still bad data.
double solve_timed(const ProblemFile& problem, const std::string& file, Result& result) {
  try {
    const SolverPtr solver = problem.solver->make(problem.options);
    const auto start = std::chrono::steady_clock::now();
    solver->solve(problem.problem(), result);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  } catch (const std::invalid_argument& error) {
    throw DataError(file, error.what());
  } catch (const std::domain_error& error) {
    throw DataError(file, error.what());
  } catch (const std::bad_alloc&) {
    throw DataError(file, fmt::format("{} needs more memory for this problem than there is", problem.solver->name));
  }
}

}  // namespace

int solve_problem(const std::vector<std::string>& arguments) {
  const CommandShape shape = shape_of_solve();
  const Arguments given = parse_arguments(shape, arguments);
  if (is_help_shown(shape, given)) return 0;
  const RunSettings settings = run_settings(given);
  const std::string& file = given.positional[0];
  ProblemFile problem = read_problem(file);
  problem.options.want_plan = given.has("plan");
  check_can_write(settings.output);
  Result result;
  const double seconds = solve_timed(problem, file, result);
  write_output(settings.output, json_text(solve_result_json(problem, result, seconds)));
  if (result.termination == Termination::converged) return 0;
  if (!settings.is_quiet) print_error(fmt::format("mongecarlo solve: ended with {}\n", to_string(result.termination)));
  return kInconclusive;
}

}  // namespace mongecarlo
