#include <algorithm>
#include <memory>

#include "minibatch_unbiasedness/parts.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/distributions/uniform_cube.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo::minibatch_unbiasedness {
namespace {

/// mu = U[-1, 1]^d against nu = (delta_{e1} + delta_{-e1}) / 2, cost |x - y|^2, W_2^2 = d / 3. Batches of m (even)
/// points of mu, and either nu itself or m points of it. Sorting by the first coordinate solves it, and the means of
/// uniform order statistics give the bias exactly: 1 / (m + 1) and 2 / (m + 1) (in the limit m bias ->
/// 1 and 2).
struct TwoAtoms {
  int d = 2, m = 2;
  bool samples_both = false;

  CellParameters parameters() const { return {{"d", d}, {"m", m}}; }
  double bias() const { return (samples_both ? 2.0 : 1.0) / (m + 1); }
};

/// h - mean |x|^2: the control variate mean |x|^2 - d / 3 takes out what does not depend on the matching, and leaves
/// 1 - 2 <x, y> averaged over the plan, in [-1, 3]; its mean is the bias.
auto bias_sample(bool samples_both) {
  return [samples_both](const TwoAtoms& s) {
    auto mu = make_uniform_cube(s.d, -1, 1);
    return [s, samples_both, mu, kernel = std::shared_ptr<Kernel>(find_kernel("transport_cost")->make({})),
            x = Points(s.m, s.d), y = Points(Points::Zero(samples_both ? s.m : 2, s.d)),
            a = Vector(Vector::Constant(s.m, 1.0 / s.m)),
            b = Vector(Vector::Constant(samples_both ? s.m : 2, samples_both ? 1.0 / s.m : 0.5))](
               const Stream& stream) mutable {
      mu->sample_into(x, stream.purpose("source"));
      Stream coins = stream.purpose("target");
      for (Index j = 0; j < y.rows(); ++j) y(j, 0) = samples_both ? (coins.below(2) ? 1 : -1) : (j ? 1 : -1);
      return kernel->weighted_value(view(x), view(y), view(a), view(b)) - Certified(x.squaredNorm() / s.m);
    };
  };
}

Claim bias_claim(const Design& design, bool samples_both) {
  std::vector<TwoAtoms> cells;
  for (int m : {2, 4, 8, 16, 32}) cells.push_back({.d = 2, .m = m, .samples_both = samples_both});
  const auto truth = [](const TwoAtoms& s) { return Certified(s.bias()); };
  return mean_equals<TwoAtoms>({
      .id = samples_both ? "large_batch.two_samples" : "large_batch.one_sample",
      .statement =
          samples_both
              ? "E_h - W_2^2 = 2/(m+1) for a two-atom target when both laws are sampled: the bias vanishes like 1/m"
              : "E_h - W_2^2 = 1/(m+1) for a two-atom target that is known: the bias vanishes like 1/m",
      .source = "boite:26, Prop. 3.3; derived here",
      .design = cells,
      .truth = truth,
      .replicate = bias_sample(samples_both),
      .range =
          [](const TwoAtoms&) {
            return Range{-1, 3};
          },
      .margin = Margin::relative(std::clamp(5 * design.real("margin"), 0.01, 0.15)),
      .replicates = design.count("replicates"),
      .control = Control<TwoAtoms>::wrong_truth(
          samples_both ? "1/(m+1): only one of the two samples counted" : "2/(m+1): both sides counted as sampled",
          [](const TwoAtoms& s) { return Certified((s.samples_both ? 1.0 : 2.0) / (s.m + 1)); }),
      .plot = "m",
      .estimate_label = "bias",
  });
}

}  // namespace

std::vector<Claim> large_batch_claims(const Design& design) {
  return {bias_claim(design, false), bias_claim(design, true)};
}

}  // namespace mongecarlo::minibatch_unbiasedness
