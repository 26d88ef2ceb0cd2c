#include "minibatch_unbiasedness/parts.hpp"
#include "models/expected_w1.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/univariate_complete.hpp"

namespace mongecarlo::minibatch_unbiasedness {
namespace {

using models::IntervalSample;
using models::make_kernel;
using models::UniformIntervals;

Certified expectation(const UniformIntervals& s) { return s.minibatch_expectation(); }
Certified squared_wasserstein(const UniformIntervals& s) { return s.squared_wasserstein(); }
Range cost_range(const UniformIntervals& s) { return {0, s.largest_cost()}; }

auto incomplete_estimate(SubsetLaw law) {
  return [law](const UniformIntervals& s) {
    return [sample = IntervalSample(s), kernel = make_kernel("transport_cost"),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      sample.refill(stream);
      return estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"));
    };
  };
}

auto complete_estimate(bool shares_stream) {
  return [shares_stream](const UniformIntervals& s) {
    return [s, shares_stream, sample = IntervalSample(s),
            estimator = UnivariateComplete(s.n, s.n, s.m)](const Stream& stream) mutable -> Certified {
      sample.refill(stream);
      // The classic slip: both samples from one generator state, so that y is a function of x.
      if (shares_stream) sample.y = (sample.x.array() * s.length + s.shift).matrix();
      return estimator(sample.source(), sample.target());
    };
  };
}

/// h(X, Y) on the full sample: the plug-in estimator, a batch of m = n.
auto plug_in(double power) {
  return [power](const UniformIntervals& s) {
    return [sample = IntervalSample(s),
            kernel = make_kernel("transport_cost", {.ground_cost = GroundCost::euclidean(power)})](
               const Stream& stream) mutable {
      sample.refill(stream);
      return kernel->value(view(sample.x), view(sample.y));
    };
  };
}

/// E W_1(U_m, V_m) for two samples of U[0, 1]: 4^m / (2 (2 m + 1) C(2 m, m)), by the recurrence E_m / E_{m-1} = 2 m /
/// (2 m + 1).
double wasserstein_1_of_uniforms(int m) {
  double value = 0.5;
  for (int r = 1; r <= m; ++r) value *= 2.0 * r / (2.0 * r + 1);
  return value;
}

std::vector<UniformIntervals> over_m(const Design& design, std::vector<int> sizes) {
  std::vector<UniformIntervals> cells;
  for (int m : sizes) cells.push_back({.n = design.integer("n"), .m = m, .k = design.integer("k")});
  return cells;
}

std::vector<UniformIntervals> over_n(std::vector<int> sizes) {
  std::vector<UniformIntervals> cells;
  for (int n : sizes) cells.push_back({.n = n, .m = n, .k = 1});
  return cells;
}

Claim incomplete_unbiased(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "incomplete.unbiased",
      .statement = "E[h_k] = E_h = W_2^2 + L/(3(m+1)) for the incomplete estimator with h = W_2^2",
      .source = "fatras:20, Prop. 2",
      .design = over_m(design, {1, 2, 4, 8, 16}),
      .truth = expectation,
      .replicate = incomplete_estimate(SubsetLaw::without_replacement),
      .range = cost_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("batches drawn with replacement from the data",
                                                            incomplete_estimate(SubsetLaw::with_replacement))
                     .in({{.shift = 0, .length = 1, .n = 50, .m = 16, .k = 20}}),
      .plot = "m",
  });
}

Claim incomplete_unbiased_for_transport(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "incomplete.unbiased_for_transport",
      .statement = "E[h_k] = OT(alpha, beta): the minibatch estimator is unbiased for optimal transport itself",
      .source = "bellemare:17; a misreading of fatras:20, Prop. 2",
      .design = over_m(design, {4}),
      .truth = squared_wasserstein,
      .replicate = incomplete_estimate(SubsetLaw::without_replacement),
      .range = cost_range,
      .margin = Margin::relative(0.02),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"incomplete.unbiased"},
  });
}

Claim complete_unbiased(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "complete.unbiased",
      .statement = "E[hbar^m] = E_h for the complete estimator over all pairs of m-subsets",
      .source = "fatras:20, Prop. 2",
      .design = over_m(design, {1, 2, 4, 8, 16}),
      .truth = expectation,
      .replicate = complete_estimate(false),
      .range = cost_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("source and target drawn from the same stream",
                                                            complete_estimate(true))
                     .in({{.shift = 0, .length = 1, .n = 8, .m = 8}}),
      .plot = "m",
  });
}

Claim plug_in_bias(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "plug_in.bias",
      .statement = "E W_2^2(alpha_n, beta_n) = W_2^2 + L/(3(n+1)): the plug-in estimator is biased upwards by 1/n",
      .source = "bellemare:17; derived here",
      .design = over_n({10, 20, 40}),
      .truth = expectation,
      .replicate = plug_in(2),
      .range = cost_range,
      .margin = Margin::absolute(design.preset() == Preset::full ? 0.002 : 0.01),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_truth("no bias: the mean is W_2^2", squared_wasserstein),
      .plot = "n",
  });
}

Claim plug_in_unbiased(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "plug_in.unbiased",
      .statement = "E W_2^2(alpha_n, beta_n) = W_2^2(alpha, beta)",
      .source = "denied by bellemare:17",
      .design = over_n({10}),
      .truth = squared_wasserstein,
      .replicate = plug_in(2),
      .range = cost_range,
      .margin = Margin::relative(0.02),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"plug_in.bias"},
  });
}

Certified w1_of_one_point_more(UniformIntervals s) {
  ++s.n;
  return models::expected_w1(s);
}

std::vector<UniformIntervals> over_n_of_equal_laws() {
  std::vector<UniformIntervals> cells;
  for (int n : {1, 2, 4, 8, 16}) cells.push_back({.shift = 0, .length = 1, .n = n, .m = n, .k = 1});
  return cells;
}

Claim plug_in_bias_w1(const Design& design) {
  std::vector<UniformIntervals> cells = over_n_of_equal_laws();
  cells.push_back({.shift = 0.25, .length = 0.5, .n = 8, .m = 8, .k = 1});
  return mean_equals<UniformIntervals>({
      .id = "plug_in.bias_w1",
      .statement = "E W_1(alpha_n, beta_n) is the integral of E|F_n - G_n|, far above W_1 of the laws",
      .source = "bellemare:17; derived here",
      .design = cells,
      .truth = models::expected_w1,
      .replicate = plug_in(1),
      .range =
          [](const UniformIntervals&) {
            return Range{0, 1};
          },
      .margin = Margin::relative(3 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_truth("the value for n + 1 points", w1_of_one_point_more),
      .plot = "n",
  });
}

/// Two truths that share nothing: the quadrature against 4^n / (2 (2 n + 1) C(2 n, n)).
Claim w1_closed_form() {
  return identity<UniformIntervals>({
      .id = "plug_in.w1_closed_form",
      .statement = "E W_1(U_n, V_n) = 4^n / (2 (2n+1) C(2n, n)) for two samples of U[0,1]",
      .source = "derived here",
      .design = over_n_of_equal_laws(),
      .truth = [](const UniformIntervals& s) { return Certified(wasserstein_1_of_uniforms(s.n)); },
      .replicate = [](const UniformIntervals& s, const Stream&) { return models::expected_w1(s); },
      .tolerance = 1e-9,
      .control = Control<UniformIntervals>::wrong_procedure(
          "the value for n + 1 points",
          [](const UniformIntervals& s, const Stream&) { return w1_of_one_point_more(s); }),
      .plot = "n",
  });
}

std::vector<UniformIntervals> equal_laws(const Design& design) {
  std::vector<UniformIntervals> cells;
  for (int m : {1, 4, 16})
    cells.push_back({.shift = 0, .length = 1, .n = design.integer("n"), .m = m, .k = design.integer("k")});
  return cells;
}

Claim value_at_equality(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "loss.value_at_equality",
      .statement =
          "E_h(alpha, alpha) = 1/(3(m+1)) > 0 for alpha = U[0,1]: the minibatch loss of equal laws is not zero",
      .source = "fatras:20, Prop. 3",
      .design = equal_laws(design),
      .truth = expectation,
      .replicate = incomplete_estimate(SubsetLaw::without_replacement),
      .range = cost_range,
      .margin = Margin::relative(3 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_truth(
          "1/(3m) instead of 1/(3(m+1))", [](const UniformIntervals& s) { return Certified(1 / (3.0 * s.m)); }),
      .plot = "m",
  });
}

Claim loss_is_distance(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "loss.separates_points",
      .statement = "E_h(alpha, alpha) = 0: the minibatch loss is a metric",
      .source = "denied by fatras:20, Prop. 3",
      .design = equal_laws(design),
      .truth = [](const UniformIntervals&) { return Certified(0); },
      .replicate = incomplete_estimate(SubsetLaw::without_replacement),
      .range = cost_range,
      .margin = Margin::absolute(0.005),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"loss.value_at_equality"},
  });
}

/// h(X, X) for X = n copies of one point (a Dirac), or hbar^n(X, X) on data: both are zero, so "strictly positive"
/// needs a proviso.
Claim strictly_positive_as_printed() {
  return identity<UniformIntervals>({
      .id = "loss.strictly_positive_as_printed",
      .statement = "h(alpha, alpha) > 0 for every alpha, a Dirac too",
      .source = "Fatras 2021, thesis defence (misprint)",
      .design = {{.shift = 0, .length = 0, .n = 4, .m = 2, .k = 1}},
      .truth = [](const UniformIntervals&) { return Certified(1e-9); },
      .replicate =
          [](const UniformIntervals& s, const Stream&) {
            const Points dirac = Points::Constant(s.n, 1, 0.5);
            return IncompleteMinibatch({.m = s.m, .k = 8})(*make_kernel("transport_cost"), view(dirac), view(dirac),
                                                           Stream(StreamKey{}, 0));
          },
      .tolerance = 0,
      .control = CorrectedBy{"loss.value_at_equality"},
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
  });
}

}  // namespace

std::vector<Claim> interval_claims(const Design& design) {
  return {incomplete_unbiased(design),
          incomplete_unbiased_for_transport(design),
          complete_unbiased(design),
          plug_in_bias(design),
          plug_in_unbiased(design),
          plug_in_bias_w1(design),
          w1_closed_form(),
          value_at_equality(design),
          loss_is_distance(design),
          strictly_positive_as_printed()};
}

}  // namespace mongecarlo::minibatch_unbiasedness
