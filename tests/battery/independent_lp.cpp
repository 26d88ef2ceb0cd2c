// The exact solver against an independent linear program: LEMON's network simplex on 64-bit integers, over the random
// problems of the battery. Exit status: 0 all agree, 1 some differ, 77 LEMON is not there.
#include <fmt/core.h>

#include "random_problem.hpp"
#ifdef MONGECARLO_HAS_LEMON
#include "lemon_transport.hpp"
#endif

namespace mongecarlo::testing {
namespace {

#ifdef MONGECARLO_HAS_LEMON
/// Costs of 1e32 beside 1 say "never": where something else is possible a few hundred say it too, and leave LEMON's
/// integers their digits.
constexpr double kNever = 1e31, kDear = 500;

Matrix costs_of(const RandomProblem& drawn) {
  Matrix cost = drawn.cost;
  if (drawn.ground_cost) drawn.ground_cost->fill(view(drawn.x), view(drawn.y), cost);
  if (cost.maxCoeff() == 1e32) cost = (cost.array() > kNever).select(kDear, cost);
  return cost;
}

/// True where both agree. The masses are rounded to 2^-50 and the costs to 2^-40 of the largest.
bool agree(std::uint64_t index) {
  const SolverFamily& family = *find_solver("exact");
  const RandomProblem drawn = draw_problem(family, 50, Stream(stream_key(1, "battery", "independent LP"), index));
  const Matrix cost = costs_of(drawn);
  Result result;
  family.make({})->solve(problem_from_matrix(cost, drawn.a, drawn.b), result);
  const auto masses = [](const Vector& weights, Index n) {
    return bench::integer_masses(weights.size() > 0 ? weights.data() : nullptr, n);
  };
  const double mass = drawn.a.size() > 0 ? drawn.a.sum() : 1;
  const double found =
      mass * bench::lemon_transport(view(cost), masses(drawn.a, cost.rows()), masses(drawn.b, cost.cols()));
  const double allowed = mass * cost.cwiseAbs().maxCoeff() * 0x1p-38 + 1e-9 * std::abs(found);
  if (std::abs(found - result.objective) <= allowed) return true;
  fmt::print("problem {} ({}): ours {}, LEMON {}\n", index, drawn.words, result.objective, found);
  return false;
}

int run() {
  constexpr std::uint64_t kProblems = 600;
  std::uint64_t differing = 0;
  for (std::uint64_t i = 0; i < kProblems; ++i) differing += agree(i) ? 0 : 1;
  fmt::print("{} problems, {} differ from LEMON\n", kProblems, differing);
  return differing == 0 ? 0 : 1;
}
#else
int run() {
  fmt::print("LEMON is not there (Debian: liblemon-dev): nothing to compare with\n");
  return 77;
}
#endif

}  // namespace
}  // namespace mongecarlo::testing

int main() { return mongecarlo::testing::run(); }
