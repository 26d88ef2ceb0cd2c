#include <cmath>

#include "computational_cost/parts.hpp"
#include "models/plain_sinkhorn.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::computational_cost {
namespace {

using models::EntropicProblem;
using models::PlainSinkhorn;
using models::RandomSetting;

/// Cycles until |P 1 - a|_1 is small, at most `limit` (which is part of the algorithm that is measured).
int cycles_to_marginals(const EntropicProblem& problem, double tolerance, int limit) {
  PlainSinkhorn iteration(problem);
  iteration.cycle();
  for (int k = 1; k < limit; ++k) {
    if (iteration.update_rows_and_tell_violation() <= tolerance) return k;
    iteration.update_columns();
  }
  return limit;
}

constexpr int kCycles = 30;

Certified kernel_entries(const RandomSetting& s, const Stream& stream) {
  const double entries = 2.0 * s.n * s.m;  // a cycle reads the kernel by rows and by columns
  return entries * cycles_to_marginals(s.draw(stream), 1e-3, kCycles);
}

Claim squared_size(const Design& design) {
  std::vector<RandomSetting> cells;
  for (int n = 16; n <= design.integer("sinkhorn_n"); n *= 2) cells.push_back({n, n, 0.2});
  return growth_equals<RandomSetting>({
      .id = "sinkhorn.size",
      .statement =
          "Sinkhorn at a fixed epsilon and to a fixed marginal error of 1e-3 (at most 30 cycles) reads kernel entries "
          "like n^2",
      .source = "Fatras 2021, thesis defence (in n)",
      .design = cells,
      .n = [](const RandomSetting& s) { return static_cast<double>(s.n); },
      .exponent = 2,
      .replicate = kernel_entries,
      .range =
          [](const RandomSetting& s) {
            return Range{0, 2.0 * s.n * s.m * kCycles};
          },
      .margin = 0.25,
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_exponent("like n^3", 3),
      .plot = "n",
      .estimate_label = "kernel entries read",
  });
}

/// A problem of two points, and how it depends on epsilon or on the accuracy.
struct Accuracy {
  double epsilon = 0.02, accuracy = 0.05;
  CellParameters parameters() const { return {{"epsilon", epsilon}, {"accuracy", accuracy}}; }
};

/// Cycles from zero until V - D is at most `accuracy`, read off between cycles (the gap falls by equal steps there).
double cycles_to_gap(const EntropicProblem& problem, double accuracy) {
  PlainSinkhorn limit(problem);
  double value = limit.dual();
  for (double before = -HUGE_VAL; value > before; value = limit.dual()) {
    before = value;
    for (int k = 0; k < 100; ++k) limit.cycle();
  }
  PlainSinkhorn iteration(problem);
  double last = value - iteration.dual();
  for (int k = 1;; ++k) {
    iteration.cycle();
    const double gap = value - iteration.dual();
    if (gap <= accuracy) return k - (accuracy - gap) / (last - gap);
    last = gap;
  }
}

Certified cycles_of_witness(const Accuracy& s, const Stream&) {
  return cycles_to_gap(models::swapped_weights(0.05, s.epsilon), s.accuracy);
}

Claim inverse_epsilon() {
  std::vector<Accuracy> cells;
  for (double epsilon : {0.02, 0.01, 0.005, 0.0025}) cells.push_back({.epsilon = epsilon});
  return growth_equals<Accuracy>({
      .id = "sinkhorn.inverse_epsilon",
      .statement =
          "to a fixed dual gap delta Sinkhorn takes O(R^2 / (eps delta)) cycles; with swapped weights it takes cycles "
          "like 1/eps",
      .source = "dvurechensky:18; derived here",
      .design = cells,
      .n = [](const Accuracy& s) { return 1 / s.epsilon; },
      .exponent = 1,
      .replicate = cycles_of_witness,
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Accuracy>::wrong_exponent("like 1/eps^2", 2),
      .plot = "epsilon",
      .estimate_label = "cycles to a dual gap of .05",
  });
}

/// Equal weights (.3, .7) on both sides: the plan is nearly diagonal, and 1 - sigma_1 is exponentially small.
Certified cycles_of_equal_weights(const Accuracy& s, const Stream&) {
  EntropicProblem problem = models::swapped_weights(0.3, s.epsilon);
  problem.b = problem.a;
  return cycles_to_marginals(problem, s.accuracy, 1000000);
}

Claim as_printed() {
  std::vector<Accuracy> cells;
  for (double epsilon : {0.4, 0.28, 0.2, 0.14}) cells.push_back({.epsilon = epsilon, .accuracy = 1e-6});
  return growth_at_most<Accuracy>({
      .id = "sinkhorn.as_printed",
      .statement =
          "entropic transport takes time O(n^2 / eps), to a marginal error of 1e-6: cycles grow at most like 1/eps",
      .source = "Fatras 2021, thesis defence (the accuracy is not said)",
      .design = cells,
      .n = [](const Accuracy& s) { return 1 / s.epsilon; },
      .exponent = 1,
      .replicate = cycles_of_equal_weights,
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = CorrectedBy{"sinkhorn.inverse_epsilon"},
      .plot = "epsilon",
      .estimate_label = "cycles to a marginal error of 1e-6",
  });
}

/// eps = delta / (2 log(n m)) keeps E within delta / 2 of the exact value; the dual gap takes the other half.
Certified cycles_to_exact_value(const Accuracy& s, const Stream&) {
  return cycles_to_gap(models::swapped_weights(0.05, s.accuracy / (2 * std::log(4))), s.accuracy / 2);
}

Claim additive_accuracy() {
  std::vector<Accuracy> cells;
  for (double accuracy : {0.2, 0.1, 0.05, 0.025})
    cells.push_back({.epsilon = accuracy / (2 * std::log(4)), .accuracy = accuracy});
  return growth_at_most<Accuracy>({
      .id = "sinkhorn.accuracy",
      .statement =
          "to an additive accuracy delta of the exact value, with eps = delta / (2 log(n m)), Sinkhorn takes cycles at "
          "most like delta^-2",
      .source = "dvurechensky:18; altschuler:17",
      .design = cells,
      .n = [](const Accuracy& s) { return 1 / s.accuracy; },
      .exponent = 2,
      .replicate = cycles_to_exact_value,
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Accuracy>::wrong_exponent("at most like delta^-1/2", 0.5),
      .plot = "accuracy",
      .estimate_label = "cycles",
  });
}

}  // namespace

std::vector<Claim> sinkhorn_claims(const Design& design) {
  return {squared_size(design), inverse_epsilon(), as_printed(), additive_accuracy()};
}

}  // namespace mongecarlo::computational_cost
