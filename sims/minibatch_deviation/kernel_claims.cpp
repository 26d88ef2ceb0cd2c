#include <algorithm>
#include <memory>
#include <string>

#include "models/maximal_deviation.hpp"
#include "minibatch_deviation/parts.hpp"
#include "models/finite_laws.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"

namespace mongecarlo::minibatch_deviation {
namespace {

using models::FiniteLaws;
using models::FiniteSample;
using models::MaximalDeviation;

KernelPtr make(const KernelFamily* family) { return family->make(FiniteLaws::kernel_options()); }

MaximalDeviation rigorous_bound(const KernelFamily* family, const FiniteLaws& s) {
  return {.range = make(family)->range(FiniteLaws::distance()).gap(),
          .blocks = static_cast<double>(s.n / s.m),
          .k = static_cast<double>(s.k),
          .data_share = 4};
}

auto deviation(const KernelFamily* family) {
  return [family](const FiniteLaws& s) {
    const Certified expectation = minibatch_expectation(*make(family), FiniteLaws::alpha(), FiniteLaws::beta(), s.m);
    return [expectation, sample = FiniteSample(s), kernel = make(family),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k})](const Stream& stream) mutable {
      sample.refill(stream);
      return absolute(estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches")) - expectation);
    };
  };
}

/// By how much the twin overstates the number of blocks and batches. A kernel that reads distances within each side
/// spreads less, by far, than its range.
double overstatement(const KernelFamily* family, const FiniteLaws& s) {
  const double count = s.n * s.m * s.k;
  return make(family)->traits().crosses_sides ? count : count * count;
}

/// The rigorous bound (log(4/delta) in the first term) on laws of finite support. Far from tight there: the slack is
/// reported.
Claim bound_holds(const KernelFamily* family, const Design& design) {
  return tail_below<FiniteLaws>({
      .id = "deviation.bound." + std::string(family->name),
      .statement =
          "the bound with M the range of the kernel and log(4/d) in its first term, h: " + std::string(family->summary),
      .source = "fatras:20, Theorem 1; derived here",
      .design = {{.n = 12, .m = 3, .k = 6}},
      .bound = [family](const FiniteLaws& s, double delta) { return rigorous_bound(family, s)(delta); },
      .replicate = deviation(family),
      .margin = 0.06,
      .replicates = design.count("kernel_replicates"),
      .control = Control<FiniteLaws>::wrong_bound(
          make(family)->traits().crosses_sides ? "n m k times as many blocks and batches counted as independent"
                                               : "(n m k)^2 times as many blocks and batches counted as independent",
          [family](const FiniteLaws& s, double delta) {
            MaximalDeviation bound = rigorous_bound(family, s);
            bound.blocks *= overstatement(family, s);
            bound.k *= overstatement(family, s);
            return bound(delta);
          }),
  });
}

/// One batch on each side, random; and once in a while the source in one place, and the target at the far end of the
/// segment, where M is attained, or (for kernels that read distances within each side) half of it at either end.
auto range_slack(const KernelFamily* family, double share) {
  return [family, share](const FiniteLaws& s) {
    const double distance = 1.5;
    const Certified range = make(family)->range(distance);
    const bool at_far_end = make(family)->traits().crosses_sides;
    return [s, distance, range, share, at_far_end, kernel = make(family), x = Points(s.m, 1),
            y = Points(s.m, 1)](const Stream& stream) mutable {
      Stream source = stream.purpose("source"), target = stream.purpose("target");
      const bool extreme = source.below(4) == 0;
      for (Index i = 0; i < s.m; ++i) {
        x(i, 0) = extreme ? 0 : distance * source.uniform();
        y(i, 0) = !extreme ? distance * target.uniform() : at_far_end || i % 2 == 0 ? distance : 0;
      }
      const Certified value = kernel->value(view(x), view(y));
      const double open = kernel->traits().certificate_width;
      const double top = range.lower + share * range.gap() + open, bottom = range.lower - open;
      return Certified{std::min(value.lower - bottom, top - value.upper),
                       std::min(value.upper - bottom, top - value.lower), value.termination};
    };
  };
}

/// M of the theorem must hold every value of h on m-batches; it is attained by two Diracs at the largest distance.
/// Distances within each side attain 4 / 9 of it on three points of the line.
Claim range_holds(const KernelFamily* family, const Design& design) {
  return holds_always<FiniteLaws>({
      .id = "range." + std::string(family->name),
      .statement = "h on batches no two points of which are farther apart than D stays in its range, h: " +
                   std::string(family->summary),
      .source = "derived here",
      .design = {{.m = 3}},
      .replicate = range_slack(family, 1),
      .replicates = design.count("kernel_replicates"),
      .control =
          make(family)->traits().crosses_sides
              ? Control<FiniteLaws>::wrong_procedure("M one per cent smaller", range_slack(family, 0.99))
              : Control<FiniteLaws>::wrong_procedure("M ten per cent below 4 / 9 of it", range_slack(family, 0.4)),
      .kind = ClaimKind::bound,
  });
}

}  // namespace

std::vector<Claim> kernel_claims(const Design& design) {
  std::vector<Claim> claims;
  for (const KernelFamily* family : kernel_table()) {
    claims.push_back(bound_holds(family, design));
    claims.push_back(range_holds(family, design));
  }
  return claims;
}

}  // namespace mongecarlo::minibatch_deviation
