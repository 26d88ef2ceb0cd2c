#include <algorithm>
#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "stochastic_dual/parts.hpp"
#include "stochastic_dual/runs.hpp"

namespace mongecarlo::stochastic_dual {
namespace {

std::vector<TwoPoints> over_epsilon() {
  std::vector<TwoPoints> cells;
  for (double epsilon : {0.1, 0.3, 1.0, 3.0}) cells.push_back({.epsilon = epsilon});
  return cells;
}

Certified value(const TwoPoints& s) { return s.value(); }

/// What the library calls the dual value, at the potentials of the stochastic average gradient method.
Claim with_constant() {
  return identity<TwoPoints>({
      .id = "dual.with_constant",
      .statement = "V = max over (u, v) of E[u(X) + v(Y) - epsilon exp((u(X) + v(Y) - c(X, Y)) / epsilon) + epsilon]",
      .source = "genevay:16; derived here",
      .design = over_epsilon(),
      .truth = value,
      .replicate =
          [](const TwoPoints& s, const Stream&) {
            const Matrix costs{{0, 1}, {1, 0}};
            const Vector a = s.a(), b = s.b();
            Result result;
            find_solver("semidual_average_gradient")
                ->make({.epsilon = s.epsilon, .tolerance = 1e-11, .max_iterations = 1000000})
                ->solve(problem_from_matrix(costs, a, b), result);
            return Certified{result.dual_objective, result.dual_objective, result.termination};
          },
      .tolerance = 1e-9,
      .control = Control<TwoPoints>::wrong_truth("V - epsilon: KL with the mass term of one side alone",
                                                 [](const TwoPoints& s) { return Certified(s.value() - s.epsilon); }),
      .plot = "epsilon",
  });
}

Claim as_printed() {
  return identity<TwoPoints>({
      .id = "dual.as_printed",
      .statement = "V = <C, P> + epsilon KL(P | a x b) equals the dual without its constant, "
                   "E[u(X) + v(Y) - epsilon exp((u(X) + v(Y) - c(X, Y)) / epsilon)]",
      .source = "Li, Ni, Stanley and Supekar, lecture slides (misprint)",
      .design = over_epsilon(),
      .truth = value,
      .replicate =
          [](const TwoPoints& s, const Stream&) {
            double dual = 0;
            for (Index i : {0, 1})
              for (Index j : {0, 1}) dual += s.a()[i] * s.b()[j] * s.printed_summand(i, j);
            return Certified(dual);
          },
      .tolerance = 1e-9,
      .control = CorrectedBy{"dual.with_constant"},
      .plot = "epsilon",
  });
}

/// The summand at the optimal pair, drawn: what stochastic methods see.
auto drawn_summand(double share_of_constant) {
  return [share_of_constant](const TwoPoints& s) {
    return [s, share_of_constant](const Stream& stream) {
      Stream sources = stream.purpose("source"), targets = stream.purpose("target");
      const Index i = draw(sources, s.r, Draws::by_weight), j = draw(targets, s.s, Draws::by_weight);
      return Certified(s.printed_summand(i, j) + share_of_constant * s.epsilon);
    };
  };
}

Range summand_range(const TwoPoints& s) {
  double least = s.printed_summand(0, 0), most = least;
  for (Index i : {0, 1})
    for (Index j : {0, 1}) {
      least = std::min(least, s.printed_summand(i, j));
      most = std::max(most, s.printed_summand(i, j));
    }
  return {least - 1e-9, most + s.epsilon + 1e-9};
}

Claim drawn_value(const Design& design) {
  return mean_equals<TwoPoints>({
      .id = "dual.drawn_value",
      .statement = "the mean of the summand over drawn pairs, at the optimal (u, v), is V",
      .source = "genevay:16",
      .design = {{.epsilon = 0.5}, {.r = 0.9, .epsilon = 0.5}},
      .truth = value,
      .replicate = drawn_summand(1),
      .range = summand_range,
      .margin = Margin::absolute(0.05),
      .replicates = design.count("draws"),
      .control = Control<TwoPoints>::wrong_procedure("the summand without + epsilon", drawn_summand(0)),
  });
}

/// V - value, for values that must be below.
auto below_optimum(bool on_its_own_draws) {
  return [on_its_own_draws](const TwoPoints& s) {
    return [s, on_its_own_draws, run = SemidualRun(s), share = Vector(2),
            costs = Matrix{{0, 1}, {1, 0}}](const Stream& stream) mutable {
      const StochasticAscent& ascent = run(stream, Draws::by_weight);
      if (!on_its_own_draws) return Certified(s.gap(ascent.average()) + 1e-13);
      Stream again = stream.purpose("source");
      double mean = 0;
      for (int k = 0; k < s.steps; ++k)
        mean += ascent.semidual().value(&costs(draw(again, s.r, Draws::by_weight), 0), ascent.average(), share.data()) /
                s.steps;
      return Certified(s.value() - mean);
    };
  };
}

Claim lower_bound(const Design& design) {
  return holds_always<TwoPoints>({
      .id = "value.lower_bound",
      .statement = "H(v) <= V at every averaged iterate v, H summed over all sources",
      .source = "genevay:16",
      .design = {{.steps = 10}, {.r = 0.9, .epsilon = 0.2, .steps = 100}},
      .replicate = below_optimum(false),
      .replicates = design.count("instances"),
      .control =
          Control<TwoPoints>::wrong_procedure("the mean over the draws that v was fitted to", below_optimum(true)),
      .kind = ClaimKind::bound,
  });
}

}  // namespace

std::vector<Claim> value_claims(const Design& design) {
  return {with_constant(), as_printed(), drawn_value(design), lower_bound(design)};
}

}  // namespace mongecarlo::stochastic_dual
