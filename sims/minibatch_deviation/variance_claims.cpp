#include <memory>

#include "minibatch_deviation/parts.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/univariate_complete.hpp"

namespace mongecarlo::minibatch_deviation {
namespace {

using models::IntervalSample;
using models::make_kernel;
using models::UniformIntervals;

// alpha = beta = U[0, 1], cost (x - y)^2, m = 1: E_h = 1/6, Var h = E(x-y)^4 - 1/36 = 7/180, and for the complete
// estimator over all n^2 pairs Var = (2 n + 5) / (180 n^2) (2 (n-1) zeta_10 terms with zeta_10 =
// 1/180).
constexpr double kExpectation = 1.0 / 6, kBatchVariance = 7.0 / 180;
double complete_variance(int n) { return (2.0 * n + 5) / (180.0 * n * n); }

UniformIntervals equal_laws(int n, int m, int k) { return {.shift = 0, .length = 1, .n = n, .m = m, .k = k}; }

/// (h_k - E_h)^2, the mean of which is the variance: centred at the expectation, not at a sample mean.
auto squared_error(PairLaw pairs) {
  return [pairs](const UniformIntervals& s) {
    return [sample = IntervalSample(s), kernel = make_kernel("transport_cost"),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .pairs = pairs})](const Stream& stream) mutable {
      sample.refill(stream);
      const Certified value = estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"));
      return square(value - Certified(kExpectation));
    };
  };
}

Range squared_range(const UniformIntervals&) { return {0, 25.0 / 36 + 1e-9}; }

Certified decomposed(const UniformIntervals& s) {
  return (1 - 1.0 / s.k) * complete_variance(s.n) + kBatchVariance / s.k;
}
Certified batches_alone(const UniformIntervals& s) { return kBatchVariance / s.k; }

/// Given the data, k of the n^2 pairs without repetition: the batch part shrinks by (N - k) / (N - 1).
Certified finite_population(const UniformIntervals& s) {
  const double pairs = static_cast<double>(s.n) * s.n;
  return complete_variance(s.n) + (kBatchVariance - complete_variance(s.n)) / s.k * (pairs - s.k) / (pairs - 1);
}

Claim decomposition(const Design& design) {
  std::vector<UniformIntervals> cells;
  for (int k : {1, 4, 16, 64}) cells.push_back(equal_laws(4, 1, k));
  return mean_equals<UniformIntervals>({
      .id = "variance.decomposition",
      .statement = "Var h_k = (1 - 1/k) Var hbar^m + (1/k) Var h for k independent pairs of batches",
      .source = "clemencon:16; derived here",
      .design = cells,
      .truth = decomposed,
      .replicate = squared_error(PairLaw::independent),
      .range = squared_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control =
          Control<UniformIntervals>::wrong_truth("Var h / k: batches taken for independent of the data", batches_alone),
      .plot = "k",
      .estimate_label = "variance",
  });
}

/// (h_k - E)^2 - (1 - 1/k) (hbar - E)^2 - (1/k) (h - E)^2 on one sample, h of a fresh batch: mean zero whatever the
/// kernel.
auto decomposition_residual(double share_of_complete) {
  return [share_of_complete](const UniformIntervals& s) {
    const double expectation = s.minibatch_expectation();
    UniformIntervals batch = s;
    batch.n = s.m;
    return [s, expectation, share_of_complete, sample = IntervalSample(s), fresh = IntervalSample(batch),
            kernel = make_kernel("transport_cost"), complete = UnivariateComplete(s.n, s.n, s.m),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k})](const Stream& stream) mutable {
      sample.refill(stream);
      fresh.refill(stream.purpose("fresh batch"));
      const auto error = [expectation](const Certified& value) { return square(value - Certified(expectation)); };
      const Certified whole = error(estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches")));
      const Certified data = error(complete(sample.source(), sample.target()));
      const Certified single = error(kernel->value(view(fresh.x), view(fresh.y)));
      return whole - share_of_complete * (1 - 1.0 / s.k) * data - (1.0 / s.k) * single;
    };
  };
}

Claim decomposition_for_batches(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "variance.decomposition_batches",
      .statement =
          "the same with n = 7, m = 3, k = 5, the complete estimator by ranks: the difference of both sides has mean 0",
      .source = "derived here",
      .design = {equal_laws(7, 3, 5)},
      .truth = [](const UniformIntervals&) { return Certified(0); },
      .replicate = decomposition_residual(1),
      .range =
          [](const UniformIntervals&) {
            return Range{-121.0 / 144 - 1e-9, 121.0 / 144 + 1e-9};
          },
      .margin = Margin::absolute(0.00235 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("the variance of the complete estimator left out",
                                                            decomposition_residual(0)),
      .estimate_label = "difference of variances",
  });
}

Claim set_as_printed(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "variance.set_as_printed",
      .statement = "Var h_k = (1 - 1/k) Var hbar^m + (1/k) Var h also when D_k is a set of k different pairs",
      .source = "Fatras 2021, thesis defence (misprint)",
      .design = {equal_laws(3, 1, 8)},
      .truth = decomposed,
      .replicate = squared_error(PairLaw::distinct),
      .range = squared_range,
      .margin = Margin::relative(0.05),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"variance.set_of_pairs"},
  });
}

Claim set_of_pairs(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "variance.set_of_pairs",
      .statement = "for a set of k different pairs the batch part carries the finite-population factor (N-k)/(N-1)",
      .source = "derived here",
      .design = {equal_laws(3, 1, 8), equal_laws(4, 1, 8)},
      .truth = finite_population,
      .replicate = squared_error(PairLaw::distinct),
      .range = squared_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control =
          Control<UniformIntervals>::wrong_procedure("pairs that may repeat", squared_error(PairLaw::independent)),
      .estimate_label = "variance",
  });
}

}  // namespace

std::vector<Claim> variance_claims(const Design& design) {
  return {decomposition(design), decomposition_for_batches(design), set_of_pairs(design), set_as_printed(design)};
}

}  // namespace mongecarlo::minibatch_deviation
