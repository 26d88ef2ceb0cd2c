#include <cmath>

#include "gradient_exchange/parts.hpp"
#include "gradient_exchange/scaled_intervals.hpp"
#include "mongecarlo/base/log_gamma.hpp"

namespace mongecarlo::gradient_exchange {
namespace {

/// The length at which E_h is least when the shift is free: the model shrinks.
double shrunken_length(int m) { return (m - 1.0) / (m + 1.0); }

ScaledIntervals centred(double length, int m) { return {.shift = (1 - length) / 2, .length = length, .m = m}; }

std::vector<ScaledIntervals> over_m(double (*length)(int)) {
  std::vector<ScaledIntervals> cells;
  for (int m : {2, 5, 9}) cells.push_back(centred(length(m), m));
  return cells;
}

Claim shrinks(const Design& design) {
  return mean_equals<ScaledIntervals>({
      .id = "minimiser.shrinks",
      .statement = "the expected gradient of h = W_2^2 vanishes at L = (m-1)/(m+1), not at the law of the data",
      .source = "derived here; bellemare:17",
      .design = over_m(shrunken_length),
      .truth = [](const ScaledIntervals&) { return Certified(0); },
      .replicate = interval_gradient(&IntervalGradient::length, 1),
      .range = [](const ScaledIntervals& s) { return s.gradient_range(); },
      .margin = Margin::absolute(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<ScaledIntervals>::wrong_procedure("at the law of the data, L = 1",
                                                           interval_gradient(&IntervalGradient::length, 1))
                     .in({centred(1, 2)}),
      .plot = "m",
      .estimate_label = "mean gradient",
  });
}

/// d / d L of h(X, Y) - share h(Y', Y), Y' another batch of the model.
auto debiased_gradient(double share) {
  return [share](const ScaledIntervals& s) {
    return [s, share, batch = IntervalBatch(s.m)](const Stream& stream) mutable -> Certified {
      const double cross = batch.draw(s.shift, s.length, stream).length;
      return {cross - share * batch.draw_self(s.shift, s.length, stream).length};
    };
  };
}

Claim debiasing_cures(const Design& design) {
  return mean_equals<ScaledIntervals>({
      .id = "minimiser.debiased",
      .statement = "the expected gradient of the debiased loss h(X, Y) - h(Y', Y)/2 vanishes at the law of the data",
      .source = "fatras:21; derived here",
      .design = over_m([](int) { return 1.0; }),
      .truth = [](const ScaledIntervals&) { return Certified(0); },
      .replicate = debiased_gradient(0.5),
      .range =
          [](const ScaledIntervals&) {
            return Range{-4, 4};
          },
      .margin = Margin::absolute(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<ScaledIntervals>::wrong_procedure("the self-term counts in full", debiased_gradient(1))
                     .in({centred(1, 2)}),
      .plot = "m",
      .estimate_label = "mean gradient",
  });
}

/// Data on {0, 1}, 1 with probability p, and the model (1 - theta, theta): h = W_1 = |K / m - theta|, K binomial.
struct BernoulliModel {
  double p = 0.3, theta = 0.45;
  int m = 1;

  CellParameters parameters() const { return {{"p", p}, {"theta", theta}, {"m", m}}; }
  /// P(K < m theta) - P(K > m theta)
  double slope() const {
    double sum = 0;
    for (int k = 0; k <= m; ++k) {
      const double probability = std::exp(log_gamma(m + 1.0) - log_gamma(k + 1.0) - log_gamma(m - k + 1.0) +
                                          k * std::log(p) + (m - k) * std::log1p(-p));
      sum += k < m * theta ? probability : -probability;
    }
    return sum;
  }
};

/// d h / d theta by the gradient in the weights of the model's two atoms.
auto weight_gradient() {
  return [](const BernoulliModel& s) {
    Points y(2, 1);
    y << 0, 1;
    return [s, y, x = Points(s.m, 1), b = Vector{{1 - s.theta, s.theta}}, gradient = KernelGradient(),
            kernel = KernelPtr(find_kernel("transport_cost")->make({.ground_cost = GroundCost::euclidean(1)}))](
               const Stream& stream) mutable -> Certified {
      Stream source = stream.purpose("source");
      for (Index i = 0; i < x.size(); ++i) x.data()[i] = source.uniform() < s.p ? 1 : 0;
      const VectorView uniform{nullptr, 0};
      kernel->gradient(view(x), view(y), uniform, view(b), gradient);
      return {gradient.b[1] - gradient.b[0]};
    };
  };
}

Claim bernoulli(const Design& design) {
  return mean_equals<BernoulliModel>({
      .id = "bernoulli.gradient",
      .statement =
          "E[d h / d theta] = P(K < m theta) - P(K > m theta) for h = W_1 between m coins and (1 - theta, theta)",
      .source = "bellemare:17; derived here",
      .design = {{.m = 1}, {.m = 3}, {.m = 7}},
      .truth = [](const BernoulliModel& s) { return Certified(s.slope()); },
      .replicate = weight_gradient(),
      .range =
          [](const BernoulliModel&) {
            return Range{-1, 1};
          },
      .margin = Margin::absolute(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<BernoulliModel>::wrong_truth("the true parameter theta = p is a critical point",
                                                      [](const BernoulliModel&) { return Certified(0); })
                     .in({{.theta = 0.3, .m = 1}}),
      .plot = "m",
      .estimate_label = "mean gradient",
  });
}

}  // namespace

std::vector<Claim> minimiser_claims(const Design& design) {
  return {shrinks(design), debiasing_cures(design), bernoulli(design)};
}

}  // namespace mongecarlo::gradient_exchange
