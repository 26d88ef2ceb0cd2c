#include <cmath>

#include "models/plain_sinkhorn.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"
#include "sinkhorn_convergence/parts.hpp"

namespace mongecarlo::sinkhorn_convergence {
namespace {

using models::EntropicProblem;
using models::PlainSinkhorn;
using models::RandomSetting;

/// V - D after k cycles from g = 0 is at most
///   R^2 / (2 eps (2 k - 1) + R) <= R^2 / (eps (k + 1)),   R = osc(C).
/// With one marginal satisfied, D is concave, osc(g - g*) <= R (half-steps do not expand it) and the errors of the
/// other marginal sum to zero: V - D <= (R / 2) |P 1 - a|_1. The next half-step gains eps KL(a | P 1) >= (eps / 2) |P 1
/// - a|_1^2 (Pinsker), so that 1 / (V - D) grows by 2 eps / R^2; after the first half-step it is at least 1 / R.
double gap_bound(double oscillation, double epsilon, int k) {
  return oscillation * oscillation / (2 * epsilon * (2 * k - 1) + oscillation);
}

/// Two points stand for the witness, where the bound is nearly attained.
EntropicProblem draw(const RandomSetting& s, const Stream& stream) {
  return s.n == 2 ? models::swapped_weights(0.02 + 0.08 * stream.purpose("weight").uniform(), s.epsilon)
                  : s.draw(stream);
}

auto gap_slack(double share) {
  return [share](const RandomSetting& s) {
    return [s, share, solver = EntropicSolver({.epsilon = s.epsilon, .tolerance = 1e-10, .want_plan = false}),
            result = Result()](const Stream& stream) mutable -> Certified {
      const EntropicProblem problem = draw(s, stream);
      solver.solve_unchecked(problem.problem(), result);
      PlainSinkhorn iteration(problem);
      Certified least(HUGE_VAL);
      for (int k = 1; k <= 40; ++k) {
        iteration.cycle();
        const double allowed = share * gap_bound(problem.oscillation(), s.epsilon, k) + iteration.dual();
        const Certified slack = Certified(allowed + 1e-12) - result.certified_objective;
        if (slack.lower < least.lower) least = slack;
      }
      least.termination = result.termination;
      return least;
    };
  };
}

Claim gap(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "gap.bound",
      .statement =
          "after k cycles from zero V - D <= R^2 / (2 eps (2k-1) + R), hence at most R^2 / (eps (k+1)); R = osc(C)",
      .source = "dvurechensky:18; constant derived here",
      .design = {{2, 2, 0.01}, {6, 6, 0.01}, {8, 6, 0.05}, {6, 9, 0.5}},
      .replicate = gap_slack(1),
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_procedure("half of that bound", gap_slack(0.5)),
      .kind = ClaimKind::bound,
  });
}

/// The witness after k cycles, and V - D there, V by the solver.
struct Cycles {
  double t = 0.05, epsilon = 0.02;
  int k = 1;
  CellParameters parameters() const { return {{"t", t}, {"epsilon", epsilon}, {"k", k}}; }
};

Certified gap_after(const Cycles& s, const Stream&) {
  const EntropicProblem problem = models::swapped_weights(s.t, s.epsilon);
  Result result;
  EntropicSolver({.epsilon = s.epsilon, .tolerance = 1e-10}).solve(problem.problem(), result);
  PlainSinkhorn iteration(problem);
  for (int k = 0; k < s.k; ++k) iteration.cycle();
  return Certified(result.certified_objective.lower, result.certified_objective.upper, result.termination) -
         Certified(iteration.dual());
}

Claim gap_over_cycles() {
  std::vector<Cycles> cells;
  for (int k : {1, 2, 3, 4, 5, 6, 8, 10}) cells.push_back({.k = k});
  return identity<Cycles>({
      .id = "gap.over_cycles",
      .statement = "two points with swapped weights, where the bound on V - D after k cycles is nearly attained",
      .source = "derived here",
      .design = cells,
      .truth = [](const Cycles& s) -> Certified { return gap_bound(1, s.epsilon, s.k); },
      .replicate = gap_after,
      .tolerance = 1e-10,
      .control = Control<Cycles>::wrong_truth(
          "half of that bound", [](const Cycles& s) -> Certified { return 0.5 * gap_bound(1, s.epsilon, s.k); }),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::bound,
      .plot = "k",
      .estimate_label = "V - D",
  });
}

double entropy(const Vector& weights) { return -weights.dot(weights.array().log().matrix()); }

/// The lesser of OT - E and eps log(n^power m) - (OT - E).
auto approximation_slack(double power) {
  return [power](const RandomSetting& s) {
    return [s, power, entropic = EntropicSolver({.epsilon = s.epsilon, .tolerance = 1e-10, .want_plan = false}),
            exact = ExactSolver({.want_plan = false}), smooth = Result(),
            sharp = Result()](const Stream& stream) mutable -> Certified {
      const EntropicProblem problem = s.draw(stream);
      entropic.solve_unchecked(problem.problem(), smooth);
      exact.solve_unchecked(problem.problem(), sharp);
      const double shift = s.epsilon * (entropy(problem.a) + entropy(problem.b));  // V - E
      const Certified distance = sharp.certified_objective - smooth.certified_objective + Certified(shift);
      const double most = s.epsilon * (power * std::log(s.n) + std::log(s.m));
      return {std::min(distance.lower, most - distance.upper) + 1e-12,
              std::min(distance.upper, most - distance.lower) + 1e-12, smooth.termination};
    };
  };
}

Claim approximation(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "approximation.entropy",
      .statement = "0 <= OT - E_eps <= eps log(n m), E_eps = min <C,P> + eps sum P log P",
      .source = "peyre:19, Section 4.1",
      .design = {{6, 8, 0.01}, {8, 6, 0.1}, {5, 5, 1}},
      .replicate = approximation_slack(1),
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_procedure("OT - E_eps <= eps log(m)", approximation_slack(0)),
      .kind = ClaimKind::bound,
  });
}

}  // namespace

std::vector<Claim> bound_claims(const Design& design) {
  return {gap(design), gap_over_cycles(), approximation(design)};
}

}  // namespace mongecarlo::sinkhorn_convergence
