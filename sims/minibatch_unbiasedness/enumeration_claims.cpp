#include <algorithm>
#include <cmath>
#include <memory>

#include "minibatch_unbiasedness/parts.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/univariate_complete.hpp"

namespace mongecarlo::minibatch_unbiasedness {
namespace {

using models::IntervalSample;
using models::make_kernel;
using models::UniformIntervals;

constexpr double kRounding = 1e-12;

/// Sum of h over pairs of ordered m-tuples without repetition, divided by C(n, m)^2 as printed: every subset is counted
/// m! times on each side.
double tuples_over_subsets(const IntervalSample& sample, int m) {
  const auto kernel = make_kernel("transport_cost");
  Matrix x_batch, y_batch;
  const auto is_tuple = [](Batch tuple) {
    for (std::size_t r = 0; r < tuple.size(); ++r)
      for (std::size_t s = 0; s < r; ++s)
        if (tuple[r] == tuple[s]) return false;
    return true;
  };
  double sum = 0;
  for_each_batch(sample.x.rows(), m, SubsetLaw::with_replacement, [&](Batch source) {
    if (!is_tuple(source)) return;
    gather(view(sample.x), source, x_batch);
    for_each_batch(sample.y.rows(), m, SubsetLaw::with_replacement, [&](Batch target) {
      if (!is_tuple(target)) return;
      gather(view(sample.y), target, y_batch);
      sum += kernel->value(view(x_batch), view(y_batch)).midpoint();
    });
  });
  const double subsets = number_of_batches(sample.x.rows(), m, SubsetLaw::without_replacement);
  return sum / (subsets * subsets);
}

/// tolerance - |estimator(sample) - closed form(sample)| on random data.
template <class Estimate>
auto agrees_with_closed_form(Estimate estimate) {
  return [estimate](const UniformIntervals& s) {
    return [s, estimate, sample = IntervalSample(s),
            closed_form = UnivariateComplete(s.n, s.n, s.m)](const Stream& stream) mutable {
      sample.refill(stream);
      const Certified difference = estimate(sample, s.m) - Certified(closed_form(sample.source(), sample.target()));
      return Certified(kRounding) - absolute(difference);
    };
  };
}

Claim subsets_match_closed_form(const Design& design) {
  const auto over_subsets = [](const IntervalSample& sample, int m) {
    return complete_minibatch(*make_kernel("transport_cost"), view(sample.x), view(sample.y), m);
  };
  const auto over_tuples = [](const IntervalSample& sample, int m) {
    return Certified(tuples_over_subsets(sample, m));
  };
  return holds_always<UniformIntervals>({
      .id = "complete.subsets",
      .statement = "hbar^m = C(n,m)^-2 sum over pairs of m-subsets equals the closed form by ranks, to 1e-12",
      .source = "fatras:20, Definition 2; derived here",
      .design = {{.n = 5, .m = 2}, {.n = 6, .m = 3}},
      .replicate = agrees_with_closed_form(over_subsets),
      .replicates = design.count("orders"),
      .control = Control<UniformIntervals>::wrong_procedure("a sum over ordered tuples under the same normaliser",
                                                            agrees_with_closed_form(over_tuples))
                     .in({{.n = 4, .m = 2}}),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

Claim tuples_as_printed() {
  return identity<UniformIntervals>({
      .id = "complete.tuples_as_printed",
      .statement = "hbar^m with P_m the set of all m-tuples without replacement and normaliser C(n,m)^-2",
      .source = "Fatras 2021, thesis defence (misprint)",
      .design = {{.n = 4, .m = 2, .k = 1}},
      .truth =
          [](const UniformIntervals& s) {
            IntervalSample sample(s);
            sample.refill(Stream(StreamKey{}, 0));
            return Certified(UnivariateComplete(s.n, s.n, s.m)(sample.source(), sample.target()));
          },
      .replicate =
          [](const UniformIntervals& s, const Stream&) {
            IntervalSample sample(s);
            sample.refill(Stream(StreamKey{}, 0));
            return Certified(tuples_over_subsets(sample, s.m));
          },
      .tolerance = kRounding,
      .control = CorrectedBy{"complete.subsets"},
  });
}

IntervalSample fixed_sample(const UniformIntervals& s) {
  IntervalSample sample(s);
  sample.refill(Stream(stream_key(0, "minibatch_unbiasedness", "fixed intervals"), 0));
  for (Points* points : {&sample.x, &sample.y}) std::sort(points->data(), points->data() + points->size());
  return sample;
}

/// Batches of the same indices on both sides: they see how the data are numbered, which no loss of two samples may.
Claim same_indices() {
  return identity<UniformIntervals>({
      .id = "complete.same_indices",
      .statement = "the mean over m-subsets I of h(X_I, Y_I), one index set for both sides, is hbar^m",
      .source = "a slip in code for fatras:20; derived here",
      .design = {{.n = 6, .m = 1, .k = 1}, {.n = 6, .m = 3, .k = 1}},
      .truth =
          [](const UniformIntervals& s) {
            const IntervalSample sample = fixed_sample(s);
            return Certified(UnivariateComplete(s.n, s.n, s.m)(sample.source(), sample.target()));
          },
      .replicate =
          [](const UniformIntervals& s, const Stream&) {
            const IntervalSample sample = fixed_sample(s);
            const auto kernel = make_kernel("transport_cost");
            Matrix x_batch, y_batch;
            Certified sum;
            for_each_batch(s.n, s.m, SubsetLaw::without_replacement, [&](Batch batch) {
              gather(view(sample.x), batch, x_batch);
              gather(view(sample.y), batch, y_batch);
              sum += kernel->value(view(x_batch), view(y_batch));
            });
            return (1 / number_of_batches(s.n, s.m, SubsetLaw::without_replacement)) * sum;
          },
      .tolerance = kRounding,
      .control = CorrectedBy{"complete.subsets"},
      .plot = "m",
  });
}

/// <A, Pi> with A one on the diagonal and minus one elsewhere, a number in [-1, 1]: how much stays near the diagonal of
/// sorted points, which is what repeated indices change.
double signed_sum(const Matrix& plan) { return 2 * plan.trace() - plan.sum(); }

auto incomplete_plan_sum(SubsetLaw law) {
  return [law](const UniformIntervals& s) {
    return [sample = fixed_sample(s), kernel = make_kernel("transport_cost"), plan = Matrix(),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      estimator.plan(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"), plan);
      return Certified(signed_sum(plan));
    };
  };
}

Claim plan_unbiased_given_data(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "given_data.plan_unbiased",
      .statement = "E[Pi_k | X, Y] = Pibar^m, the average of all batch plans (through its mass on the diagonal of "
                   "sorted points)",
      .source = "fatras:20, Prop. 2",
      .design = {{.n = 6, .m = 3, .k = 4}},
      .truth =
          [](const UniformIntervals& s) {
            const IntervalSample sample = fixed_sample(s);
            Matrix plan;
            complete_minibatch_plan(*make_kernel("transport_cost"), view(sample.x), view(sample.y), s.m, plan);
            return Certified(signed_sum(plan));
          },
      .replicate = incomplete_plan_sum(SubsetLaw::without_replacement),
      .range =
          [](const UniformIntervals&) {
            return Range{-1 - kRounding, 1 + kRounding};
          },
      .margin = Margin::absolute(design.real("kernel_margin") / 2),
      .replicates = design.count("kernel_replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("batches drawn with replacement from the data",
                                                            incomplete_plan_sum(SubsetLaw::with_replacement)),
  });
}

}  // namespace

std::vector<Claim> enumeration_claims(const Design& design) {
  return {subsets_match_closed_form(design), tuples_as_printed(), same_indices(), plan_unbiased_given_data(design)};
}

}  // namespace mongecarlo::minibatch_unbiasedness
