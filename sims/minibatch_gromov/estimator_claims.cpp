#include <algorithm>
#include <cmath>

#include "minibatch_gromov/parts.hpp"
#include "minibatch_gromov/spirals.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"

namespace mongecarlo::minibatch_gromov {
namespace {

using models::make_kernel;

auto incomplete_on_spirals(SubsetLaw law) {
  return [law](const Spirals& s) {
    return [x = s.source(), y = s.target(), kernel = make_kernel("gromov_wasserstein"),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      return estimator(*kernel, view(x), view(y), stream.purpose("batches"));
    };
  };
}

/// Largest value of h on batches of the spirals, repeated points included.
Range value_range(const Spirals& s) {
  const auto kernel = make_kernel("gromov_wasserstein");
  const Points x = s.source(), y = s.target();
  Points source, target;
  double most = 0;
  for_each_batch(s.n, s.m, SubsetLaw::with_replacement, [&](Batch one) {
    gather(view(x), one, source);
    for_each_batch(s.n, s.m, SubsetLaw::with_replacement, [&](Batch other) {
      gather(view(y), other, target);
      most = std::max(most, kernel->value(view(source), view(target)).upper);
    });
  });
  return {-1e-9, most + 1e-9};
}

/// E[h_k | X, Y] = hbar^m on two spirals, by enumeration of all pairs of subsets.
Claim unbiased(const Design& design) {
  return mean_equals<Spirals>({
      .id = "spirals.unbiased",
      .statement = "E[h_k | X, Y] = hbar^m(X, Y) for two spirals, h the Gromov-Wasserstein loss",
      .source = "fatras:21; fatras:20, Prop. 2",
      .design = {{.n = 5, .m = 2, .k = 4}, {.n = 5, .m = 3, .k = 4}},
      .truth =
          [](const Spirals& s) {
            return complete_minibatch(*make_kernel("gromov_wasserstein"), view(s.source()), view(s.target()), s.m);
          },
      .replicate = incomplete_on_spirals(SubsetLaw::without_replacement),
      .range = value_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Spirals>::wrong_procedure("batches drawn with replacement from the data",
                                                   incomplete_on_spirals(SubsetLaw::with_replacement)),
      .plot = "m",
  });
}

/// X_i in {0, 1} with P(1) = p, Y_j = 0, m = 2: h = 1/2 where the two points of a batch differ, else 0, so that
/// E_h = p (1 - p) and M = 1/2. Var of the projection is largest at p = (1 - sqrt(1/2)) / 2.
struct CoinFlips {
  int n = 40, m = 2, k = 50;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}}; }
  static double p() { return 0.5 * (1 - std::sqrt(0.5)); }
  static double expectation() { return p() * (1 - p()); }
};

/// M (sqrt(log(2 / delta) / (2 floor(n / m))) + sqrt(2 log(2 / delta) / k)).
double published(const CoinFlips& s, double range, double delta) {
  const double level = std::log(2 / delta);
  return range * (std::sqrt(level / (2.0 * (s.n / s.m))) + std::sqrt(2 * level / s.k));
}

auto deviation() {
  return [](const CoinFlips& s) {
    return [x = Points(s.n, 1), y = Points(Points::Zero(s.n, 1)), kernel = make_kernel("gromov_wasserstein"),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k})](const Stream& stream) mutable {
      Stream coins = stream.purpose("source");
      for (Index i = 0; i < x.rows(); ++i) x(i, 0) = coins.uniform() < CoinFlips::p() ? 1 : 0;
      return absolute(estimator(*kernel, view(x), view(y), stream.purpose("batches")) -
                      Certified(CoinFlips::expectation()));
    };
  };
}

Claim deviation_bound(const Design& design) {
  return tail_below<CoinFlips>({
      .id = "deviation.coin_flips",
      .statement =
          "P(|h_k - E_h| > M(sqrt(log(2/d)/(2 floor(n/m))) + sqrt(2 log(2/d)/k))) <= d for every d, M = 1/2 the range "
          "of h on these batches",
      .source = "fatras:21; fatras:20, Theorem 1",
      .design = {{}},
      .bound = [](const CoinFlips& s, double delta) { return published(s, 0.5, delta); },
      .replicate = deviation(),
      .margin = design.real("tail_margin"),
      .replicates = design.count("tail_replicates"),
      .control = Control<CoinFlips>::wrong_bound(
          "M a quarter of the range", [](const CoinFlips& s, double delta) { return published(s, 0.125, delta); }),
  });
}

/// What holds for transport costs fails here: larger batches see more, and a batch of one nothing.
Claim grows_with_m() {
  return identity<Spirals>({
      .id = "order.nonincreasing_in_m",
      .statement = "hbar^1 >= hbar^2 for the Gromov-Wasserstein loss too",
      .source = "a misreading of fatras:20, Prop. 1; derived here",
      .design = {{.n = 5, .m = 1}},
      .truth =
          [](const Spirals& s) {
            return complete_minibatch(*make_kernel("gromov_wasserstein"), view(s.source()), view(s.target()), s.m + 1);
          },
      .replicate =
          [](const Spirals& s, const Stream&) {
            return complete_minibatch(*make_kernel("gromov_wasserstein"), view(s.source()), view(s.target()), s.m);
          },
      .tolerance = 0,
      .control = CorrectedBy{"batch_of_one.degenerate"},
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
  });
}

}  // namespace

std::vector<Claim> estimator_claims(const Design& design) {
  return {unbiased(design), deviation_bound(design), grows_with_m()};
}

}  // namespace mongecarlo::minibatch_gromov
