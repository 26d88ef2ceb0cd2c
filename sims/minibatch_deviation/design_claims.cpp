#include <cmath>
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

constexpr double kBatchVariance = 7.0 / 180;  // Var (x - y)^2 for two uniforms on [0, 1]

UniformIntervals equal_laws(int n, int m, int k) { return {.shift = 0, .length = 1, .n = n, .m = m, .k = k}; }
Range squared_range(const UniformIntervals&) { return {0, 25.0 / 36 + 1e-9}; }
constexpr double squared(double value) { return value * value; }

/// Mean over floor(n / m) disjoint blocks of both samples (m = 1: x_i against y_i), squared error.
Certified blocks_error(const IntervalSample& sample) {
  const double mean = (sample.x - sample.y).squaredNorm() / static_cast<double>(sample.x.rows());
  return squared(mean - 1.0 / 6);
}

/// k independent random pairs, squared error.
auto pairs_error() {
  return [](const UniformIntervals& s) {
    return [sample = IntervalSample(s), kernel = make_kernel("transport_cost"),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k})](const Stream& stream) mutable {
      sample.refill(stream);
      return square(estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches")) - Certified(1.0 / 6));
    };
  };
}

/// Blocks are independent batches, so that their mean has variance Var h / k exactly: less than k random pairs, which
/// reuse points. (Not "worse at equal cost": what is worse is a complete statistic on a subsample, next claim.)
Claim blocks(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "blocks.variance",
      .statement = "the mean over k = n/m disjoint blocks has variance Var h / k",
      .source = "hoeffding:63",
      .design = {equal_laws(10, 1, 10)},
      .truth = [](const UniformIntervals& s) { return Certified(kBatchVariance / s.k); },
      .replicate =
          [](const UniformIntervals& s) {
            return [sample = IntervalSample(s)](const Stream& stream) mutable {
              sample.refill(stream);
              return blocks_error(sample);
            };
          },
      .range = squared_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("k random pairs of batches", pairs_error()),
      .estimate_label = "variance",
  });
}

/// Squared error of the complete estimator on the first sqrt(k) points (k terms), minus that of k random pairs of all
/// points; swapped: the other way round.
auto subsample_excess(double sign) {
  return [sign](const UniformIntervals& s) {
    const auto few = static_cast<Index>(std::lround(std::sqrt(s.k)));
    return [sign, few, sample = IntervalSample(s), kernel = make_kernel("transport_cost"),
            complete = UnivariateComplete(few, few, 1),
            estimator = IncompleteMinibatch({.m = 1, .k = s.k})](const Stream& stream) mutable {
      sample.refill(stream);
      const auto count = static_cast<std::size_t>(few);
      const Certified subsample =
          square(Certified(complete(sample.source().first(count), sample.target().first(count)) - 1.0 / 6));
      const Certified pairs =
          square(estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches")) - Certified(1.0 / 6));
      return sign * (subsample - pairs);
    };
  };
}

Claim subsample(const Design& design) {
  return mean_above<UniformIntervals>({
      .id = "incomplete.beats_subsample",
      .statement = "k random pairs of n points have a smaller variance than the complete estimator on sqrt(k) points "
                   "(k terms too)",
      .source = "clemencon:16; derived here",
      .design = {equal_laws(100, 1, 100)},
      .truth = [](const UniformIntervals&) { return Certified(0); },
      .replicate = subsample_excess(1),
      .range =
          [](const UniformIntervals&) {
            return Range{-0.7, 0.7};
          },
      .margin = Margin::absolute(1e-4),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("the two exchanged", subsample_excess(-1)),
      .kind = ClaimKind::order,
      .estimate_label = "excess variance of the subsample",
  });
}

/// n Var hbar^m for a pure translation by t, cost (x - y)^2. With u = x, v = y - t: hbar = hbar(u, v) - 2 t (mean u -
/// mean v) + t^2; the linear part has variance 2 t^2 / (3 n) whatever m is, is uncorrelated with the rest (swap u and
/// v), and the rest has variance about that of m = 1, (2 n + 5) / (180 n^2), or less: an enclosure of the truth a
/// thousandth wide.
struct Translation {
  int n = 8, m = 1;
  double shift = 4;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"shift", shift}}; }
  UniformIntervals intervals() const { return {.shift = shift, .length = 1, .n = n, .m = m, .k = 1}; }
  double linear_variance() const { return 2 * shift * shift / 3; }
};

auto scaled_squared_error() {
  return [](const Translation& s) {
    const double expectation = s.intervals().minibatch_expectation();
    return [s, expectation, sample = IntervalSample(s.intervals()),
            complete = UnivariateComplete(s.n, s.n, s.m)](const Stream& stream) mutable {
      sample.refill(stream);
      return Certified(s.n * squared(complete(sample.source(), sample.target()) - expectation));
    };
  };
}

Range scaled_range(const Translation& s) {
  // hbar lies between the costs of the nearest and the farthest points of both intervals.
  const double expectation = s.intervals().minibatch_expectation();
  const double above = s.intervals().largest_cost() - expectation, below = expectation - squared(s.shift - 1);
  return {0, s.n * squared(std::max(above, below))};
}

std::vector<Translation> over_m() { return {{.m = 1}, {.m = 2}, {.m = 4}, {.m = 8}}; }

Claim independent_of_m(const Design& design) {
  return mean_equals<Translation>({
      .id = "fluctuation.independent_of_m",
      .statement = "n Var hbar^m tends to Var f + Var g of the Kantorovich potentials whatever m is (here 2 t^2/3)",
      .source = "derived here",
      .design = over_m(),
      .truth =
          [](const Translation& s) {
            return Certified{s.linear_variance(), s.linear_variance() + (2.0 * s.n + 5) / (180.0 * s.n)};
          },
      .replicate = scaled_squared_error(),
      .range = scaled_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control =
          Control<Translation>::wrong_truth("variance proportional to m/n, the scaling of the bound",
                                            [](const Translation& s) { return Certified(s.m * s.linear_variance()); }),
      .plot = "m",
      .estimate_label = "n variance",
  });
}

Claim proportional_to_m(const Design& design) {
  return mean_equals<Translation>({
      .id = "fluctuation.square_root_of_m_over_n",
      .statement = "the fluctuation of hbar^m grows like sqrt(m/n), as its deviation bound does",
      .source = "fatras:20, Theorem 1 read as an equality; derived here",
      .design = over_m(),
      .truth = [](const Translation& s) { return Certified(s.m * s.linear_variance()); },
      .replicate = scaled_squared_error(),
      .range = scaled_range,
      .margin = Margin::relative(0.5),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"fluctuation.independent_of_m"},
      .kind = ClaimKind::rate,
      .plot = "m",
      .estimate_label = "n variance",
  });
}

}  // namespace

std::vector<Claim> design_claims(const Design& design) {
  return {blocks(design), subsample(design), independent_of_m(design), proportional_to_m(design)};
}

}  // namespace mongecarlo::minibatch_deviation
