#include <cmath>
#include <numbers>

#include "mongecarlo/experiment/statement.hpp"
#include "stochastic_dual/parts.hpp"
#include "stochastic_dual/runs.hpp"

namespace mongecarlo::stochastic_dual {
namespace {

// On two points H is a function of v_1 - v_0 alone: in the limit the gap is c Z^2 with a standard normal Z, and its
// root has the mean sqrt(2 c / pi).
double mean_root_of(double constant) { return std::sqrt(2 * constant / std::numbers::pi); }

/// A limit, to within what finitely many draws may add or take away.
constexpr double kFinite = 0.08;
Certified nearly(double limit) { return {(1 - kFinite) * limit, (1 + kFinite) * limit}; }

double one_over_k(const TwoPoints& s) { return 1.0 / s.steps; }
double last_step(const TwoPoints& s) { return 2 * s.epsilon / std::sqrt(s.steps); }

std::vector<TwoPoints> skewed(const Design& design) {
  const int steps = design.integer("steps") / 2;
  return {{.r = 0.3, .s = 0.6, .epsilon = 1, .steps = steps}, {.r = 0.9, .s = 0.6, .epsilon = 1, .steps = steps}};
}

/// As good as the best estimate from k draws: the constant is that of the bias of V from k samples, too.
Claim average(const Design& design) {
  return mean_equals<TwoPoints>({
      .id = "average.constant",
      .statement =
          "k (V - H(vbar_k)) -> c Z^2, c = (epsilon / 2) sigma^2 / (1 - sigma^2), for the averaged iterate, sources "
          "drawn by weight: the mean root is sqrt(2 c / pi), to within 8 per cent after the draws of the design",
      .source = "polyak:92; genevay:16; derived here",
      .design = skewed(design),
      .truth = [](const TwoPoints& s) { return nearly(mean_root_of(s.average_constant())); },
      .replicate = root_of_gap(Iterate::average, Draws::by_weight, one_over_k),
      .range = unbounded,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<TwoPoints>::wrong_procedure("sources drawn uniformly whatever their weights",
                                                     root_of_gap(Iterate::average, Draws::uniform, one_over_k)),
      .plot = "r",
      .estimate_label = "mean root of the scaled gap",
  });
}

/// The last iterate keeps moving: its variance follows the step.
Claim last(const Design& design) {
  return mean_equals<TwoPoints>({
      .id = "last.constant",
      .statement =
          "(V - H(v_k)) / gamma_k -> (tr(Sigma) / 4) Z^2 for the last iterate, gamma_k = 2 epsilon / sqrt k the last "
          "step: the mean root is sqrt(tr(Sigma) / (2 pi)), to within 8 per cent",
      .source = "derived here",
      .design = skewed(design),
      .truth = [](const TwoPoints& s) { return nearly(mean_root_of(s.last_constant())); },
      .replicate = root_of_gap(Iterate::last, Draws::by_weight, last_step),
      .range = unbounded,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<TwoPoints>::wrong_truth(
          "tr(Sigma) / 2 in place of tr(Sigma) / 4",
          [](const TwoPoints& s) { return nearly(mean_root_of(2 * s.last_constant())); }),
      .plot = "r",
      .estimate_label = "mean root of the scaled gap",
  });
}

/// Reporting the last iterate for the average costs a factor of order sqrt k.
Claim last_for_average(const Design& design) {
  return mean_below<TwoPoints>({
      .id = "last.as_average",
      .statement =
          "the last iterate is as good as the average: the mean root of k (V - H(v_k)) is at most sqrt(4 c / pi)",
      .source = "a misreading of genevay:16; derived here",
      .design = skewed(design),
      .truth = [](const TwoPoints& s) { return Certified(mean_root_of(2 * s.average_constant())); },
      .replicate = root_of_gap(Iterate::last, Draws::by_weight, one_over_k),
      .range = unbounded,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"last.constant"},
      .plot = "r",
      .estimate_label = "mean root of the scaled gap",
  });
}

}  // namespace

std::vector<Claim> constant_claims(const Design& design) {
  return {average(design), last(design), last_for_average(design)};
}

}  // namespace mongecarlo::stochastic_dual
