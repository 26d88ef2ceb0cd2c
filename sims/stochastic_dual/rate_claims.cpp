#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "stochastic_dual/parts.hpp"
#include "stochastic_dual/runs.hpp"

namespace mongecarlo::stochastic_dual {
namespace {

double steps(const TwoPoints& s) { return s.steps; }
double one(const TwoPoints&) { return 1; }

/// k, 4 k and 16 k draws, the last of them the longest run of the design.
std::vector<TwoPoints> over_steps(TwoPoints problem, int longest) {
  std::vector<TwoPoints> cells;
  for (int share : {16, 4, 1}) {
    problem.steps = longest / share;
    cells.push_back(problem);
  }
  return cells;
}

RateStatement<TwoPoints> rate(const Design& design, const char* id, std::string statement, const char* source,
                              TwoPoints problem, double exponent, ReplicateOf<TwoPoints> replicate,
                              Control<TwoPoints> control) {
  return {
      .id = id,
      .statement = std::move(statement),
      .source = source,
      .design = over_steps(problem, design.integer("steps")),
      .n = steps,
      .exponent = exponent,
      .replicate = std::move(replicate),
      .range = unbounded,
      .margin = design.real("rate_margin"),
      .replicates = design.count("replicates"),
      .control = std::move(control),
      .plot = "steps",
      .estimate_label = "mean root of the gap",
  };
}

const TwoPoints kEven{.r = 0.3, .s = 0.6, .epsilon = 1}, kSkewed{.r = 0.9, .s = 0.6, .epsilon = 1};

Claim average(const Design& design) {
  return rate_equals(
      rate(design, "average.rate", "E sqrt(V - H(vbar_k)) falls like k^-1/2 for the averaged iterate",
           "polyak:92; derived here", kEven, 0.5, root_of_gap(Iterate::average, Draws::by_weight, one),
           Control<TwoPoints>::wrong_procedure("the last iterate", root_of_gap(Iterate::last, Draws::by_weight, one))));
}

Claim last(const Design& design) {
  return rate_equals(rate(design, "last.rate", "E sqrt(V - H(v_k)) falls like k^-1/4 for the last iterate",
                          "derived here", kEven, 0.25, root_of_gap(Iterate::last, Draws::by_weight, one),
                          Control<TwoPoints>::wrong_exponent("falls like k^-1/2", 0.5)));
}

Claim as_published(const Design& design) {
  return rate_at_least(rate(design, "average.published_rate",
                            "E sqrt(V - H(vbar_k)) = O(k^-1/4) for the averaged iterate with steps of order k^-1/2, as "
                            "E[V - H] = O(k^-1/2) implies",
                            "genevay:16", kSkewed, 0.25, root_of_gap(Iterate::average, Draws::by_weight, one),
                            Control<TwoPoints>::wrong_procedure("sources drawn uniformly whatever their weights",
                                                                root_of_gap(Iterate::average, Draws::uniform, one))));
}

auto root_of_dual_gap(Draws draws) {
  return [draws](const TwoPoints& s) {
    return [draws, run = DualRun(s)](const Stream& stream) mutable {
      return Certified(mean_root(stream, 1, [&](const Stream& each) { return run(each, draws); }));
    };
  };
}

Claim dual(const Design& design) {
  return rate_at_least(rate(
      design, "dual_ascent.rate",
      "E sqrt(V - D(ubar_k, vbar_k)) = O(k^-1/4) for the averaged ascent on the dual, pairs drawn by their weights",
      "genevay:16", kSkewed, 0.25, root_of_dual_gap(Draws::by_weight),
      Control<TwoPoints>::wrong_procedure("pairs drawn uniformly whatever their weights",
                                          root_of_dual_gap(Draws::uniform))));
}

/// (V - H(0)) / k - (V - H(v_k)): O(1 / k) with the gap at the start for its constant.
auto slack_of_average_gradient(Draws weights) {
  return [weights](const TwoPoints& s) {
    const double start = s.gap(Vector(Vector::Zero(2)));
    return [s, start, run = AverageGradientRun(s, weights)](const Stream& stream) mutable {
      return Certified(start / s.steps - s.gap(run(stream)));
    };
  };
}

Claim average_gradient(const Design& design) {
  TwoPoints problem{.r = 0.9, .s = 0.6, .epsilon = 0.2};
  std::vector<TwoPoints> cells;
  for (int count : {32, 128, 512}) {
    problem.steps = count;
    cells.push_back(problem);
  }
  return holds_always<TwoPoints>({
      .id = "average_gradient.rate",
      .statement = "V - H(v_k) <= (V - H(v_0)) / k for the stochastic average gradient method, sources drawn by weight",
      .source = "schmidt:17; genevay:16; derived here",
      .design = cells,
      .replicate = slack_of_average_gradient(Draws::by_weight),
      .replicates = design.count("instances"),
      .control =
          Control<TwoPoints>::wrong_procedure("all sources counted equally", slack_of_average_gradient(Draws::uniform)),
      .kind = ClaimKind::bound,
      .plot = "steps",
  });
}

}  // namespace

std::vector<Claim> rate_claims(const Design& design) {
  return {average(design), last(design), as_published(design), average_gradient(design), dual(design)};
}

}  // namespace mongecarlo::stochastic_dual
