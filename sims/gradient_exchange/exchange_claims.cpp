#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "gradient_exchange/parts.hpp"
#include "gradient_exchange/scaled_intervals.hpp"
#include "models/finite_laws.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"

namespace mongecarlo::gradient_exchange {
namespace {

using models::FiniteLaws;

const VectorView kUniform{nullptr, 0};

KernelOptions sharp() {
  KernelOptions options = FiniteLaws::kernel_options();
  options.tolerance = 1e-13;
  return options;
}

KernelPtr make(std::string_view name) { return find_kernel(name)->make(sharp()); }

bool has_gradient(const KernelFamily* family) { return family->make(sharp())->traits().gradient != GradientRule::none; }

/// The model Y_theta = y + theta v(y) moves each target atom along a linear field.
Points field(const Points& y) {
  Eigen::Matrix2d turn;
  turn << 0.3, 0.5, -0.7, 0.2;
  Points v = y * turn;
  v.rowwise() += Eigen::RowVector2d(0.4, -0.1);
  return v;
}

/// A gradient of a batch value in theta; takes the batches, gives d h / d theta at theta = 0.
using BatchGradient = std::function<double(Kernel&, const Points& x, const Points& y)>;

double true_gradient(Kernel& kernel, const Points& x, const Points& y) {
  KernelGradient gradient;
  kernel.gradient(view(x), view(y), kUniform, kUniform, gradient);
  return gradient.y.cwiseProduct(field(y)).sum();
}

/// E of a batch gradient over all pairs of tuples of atoms, with their probabilities.
double expected_gradient(Kernel& kernel, int m, const BatchGradient& batch_gradient) {
  const auto alpha = FiniteLaws::alpha(), beta = FiniteLaws::beta();
  const auto probability = [](const Vector& weights, Batch batch) {
    double product = 1;
    for (std::uint32_t atom : batch) product *= weights[atom];
    return product;
  };
  Points x, y;
  double sum = 0;
  for_each_batch(3, m, SubsetLaw::with_replacement, [&](Batch source) {
    gather(view(alpha.points), source, x);
    for_each_batch(3, m, SubsetLaw::with_replacement, [&](Batch target) {
      gather(view(beta.points), target, y);
      sum += probability(alpha.weights, source) * probability(beta.weights, target) * batch_gradient(kernel, x, y);
    });
  });
  return sum;
}

/// d E_h / d theta at 0 from values alone, by differences of fourth order.
Certified slope_of_expectation(Kernel& kernel, int m) {
  const double step = 1e-3;
  const auto value = [&](double theta) {
    auto beta = FiniteLaws::beta();
    beta.points += theta * field(beta.points);
    return minibatch_expectation(kernel, FiniteLaws::alpha(), beta, m).midpoint();
  };
  return {(8 * value(step) - 8 * value(-step) - value(2 * step) + value(-2 * step)) / (12 * step)};
}

auto enumerated(const std::string& name, BatchGradient batch_gradient) {
  return [name, batch_gradient](const FiniteLaws& s, const Stream&) -> Certified {
    return {expected_gradient(*make(name), s.m, batch_gradient)};
  };
}

/// The classic slip of each kernel, which looks like its gradient; the sign of ascent where there is none.
Control<FiniteLaws> classic_slip(const std::string& name) {
  using Twin = Control<FiniteLaws>;
  if (name == "wasserstein")
    return Twin::wrong_procedure("the gradient of W_2^2, without the factor of the root",
                                 enumerated("transport_cost", true_gradient));
  if (name == "sinkhorn_divergence")
    return Twin::wrong_procedure("the self-terms held fixed", enumerated("entropic", true_gradient));
  if (name == "entropic_transport_cost")
    return Twin::wrong_procedure("the plan held fixed, as for the full objective",
                                 enumerated("entropic", true_gradient));
  return Twin::wrong_procedure(
      "the gradient with the sign of ascent",
      enumerated(name, [](Kernel& kernel, const Points& x, const Points& y) { return -true_gradient(kernel, x, y); }));
}

/// E d h = d E h on laws of finite support, where both sides are finite sums.
Claim exchange(const KernelFamily* family) {
  const std::string name(family->name);
  return identity<FiniteLaws>({
      .id = "exchange." + name,
      .statement = "E[d h / d theta] = d E_h / d theta on laws of finite support, h: " + std::string(family->summary),
      .source = "fatras:21, exchange of gradients and expectations",
      .design = {{.n = 1, .m = 1, .k = 1}, {.n = 2, .m = 2, .k = 1}},
      .truth = [name](const FiniteLaws& s) { return slope_of_expectation(*make(name), s.m); },
      .replicate = enumerated(name, true_gradient),
      .tolerance = 1e-7,
      .control = classic_slip(name).in({{.n = 2, .m = 2, .k = 1}}),
      .plot = "m",
      .estimate_label = "expected gradient",
  });
}

/// <P, dC> with the entropic plan, for the value <P, C>: the gradient that ignores how the plan moves.
Claim envelope_of_transport_part() {
  return identity<FiniteLaws>({
      .id = "envelope.entropic_transport_cost",
      .statement = "the gradient of T = <C, P> is obtained with the entropic plan P held fixed, as that of V is",
      .source = "a misreading of the envelope theorem; derived here",
      .design = {{.n = 2, .m = 2, .k = 1}},
      .truth = [](const FiniteLaws& s) { return slope_of_expectation(*make("entropic_transport_cost"), s.m); },
      .replicate = enumerated("entropic", true_gradient),
      .tolerance = 1e-3,
      .control = CorrectedBy{"exchange.entropic_transport_cost"},
      .estimate_label = "expected gradient",
  });
}

Claim root_without_factor() {
  return identity<FiniteLaws>({
      .id = "envelope.wasserstein",
      .statement = "the gradient of W_2 is <P, dC>, without the factor W_2^{-1} / 2",
      .source = "a misreading of the envelope theorem; derived here",
      .design = {{.n = 2, .m = 2, .k = 1}},
      .truth = [](const FiniteLaws& s) { return slope_of_expectation(*make("wasserstein"), s.m); },
      .replicate = enumerated("transport_cost", true_gradient),
      .tolerance = 1e-3,
      .control = CorrectedBy{"exchange.wasserstein"},
      .estimate_label = "expected gradient",
  });
}

/// Two samples of the unit square, the second moved by the field; common random numbers for values at three theta.
class Square {
 public:
  explicit Square(int m) : x(m, 2), y(m, 2) {}
  void refill(const Stream& stream) {
    Stream source = stream.purpose("source"), target = stream.purpose("target");
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = source.uniform();
    for (Index i = 0; i < y.size(); ++i) y.data()[i] = target.uniform();
    velocity = field(y);
  }
  Points moved(double theta) const { return y + theta * velocity; }

  Points x, y, velocity;
};

struct PlaneBatch {
  int m = 4;
  CellParameters parameters() const { return {{"m", m}}; }
};

constexpr double kDelta = 0.02;

/// h'(theta) - (h(theta + delta) - h(theta - delta)) / (2 delta), all at the same points.
class GradientAndQuotient {
 public:
  GradientAndQuotient(const std::string& kernel, int m, double sign) : sign_(sign), square_(m), kernel_(make(kernel)) {}
  Certified operator()(const Stream& stream) {
    square_.refill(stream);
    const Points ahead = square_.moved(kDelta), behind = square_.moved(-kDelta);
    const Certified value = kernel_->gradient(view(square_.x), view(square_.y), kUniform, kUniform, gradient_);
    const double slope = sign_ * gradient_.y.cwiseProduct(square_.velocity).sum();
    const double rise = kernel_->value(view(square_.x), view(ahead)).midpoint() -
                        kernel_->value(view(square_.x), view(behind)).midpoint();
    const double difference = slope - rise / (2 * kDelta);
    return {difference, difference, value.termination};
  }

 private:
  double sign_;
  Square square_;
  KernelPtr kernel_;
  KernelGradient gradient_;
};

auto gradient_minus_quotient(const std::string& name, double sign) {
  return [name, sign](const PlaneBatch& s) { return GradientAndQuotient(name, s.m, sign); };
}

/// Kinks of h may lie between theta - delta and theta + delta: only in the mean do gradient and quotient agree, up to
/// terms in delta^2. Each is bounded by the speed of the field (below 1) times the slope of the cost (below 3).
Claim exchange_in_mean(const KernelFamily* family, const Design& design) {
  const std::string name(family->name);
  return mean_equals<PlaneBatch>({
      .id = "plane." + name,
      .statement = "E[d h / d theta] = d E_h / d theta between moved unit squares, where every h has kinks, h: " +
                   std::string(family->summary),
      .source = "fatras:21, exchange of gradients and expectations",
      .design = {{4}},
      .truth =
          [](const PlaneBatch&) {
            return Certified{-kDelta * kDelta, kDelta * kDelta};
          },
      .replicate = gradient_minus_quotient(name, 1),
      .range =
          [](const PlaneBatch&) {
            return Range{-6, 6};
          },
      .margin = Margin::absolute(design.real("margin")),
      .replicates = design.count("kernel_replicates"),
      .control = Control<PlaneBatch>::wrong_procedure("the gradient with the sign of ascent",
                                                      gradient_minus_quotient(name, -1)),
      .estimate_label = "gradient minus difference quotient",
  });
}

auto agreement(const std::string& name, double sign) {
  return [name, sign](const PlaneBatch& s) {
    return [difference = GradientAndQuotient(name, s.m, sign)](const Stream& stream) mutable {
      return Certified(5 * kDelta * kDelta) - absolute(difference(stream));
    };
  };
}

/// A smooth kernel has the gradient of its values on every draw.
Claim smooth_in_plane(const KernelFamily* family, const Design& design) {
  const std::string name(family->name);
  return holds_always<PlaneBatch>({
      .id = "plane." + name,
      .statement = "the gradient is that of the values on every draw of moved unit squares, to 5 delta^2, h: " +
                   std::string(family->summary),
      .source = "fatras:21, exchange of gradients and expectations",
      .design = {{4}},
      .replicate = agreement(name, 1),
      .replicates = design.count("orders"),
      .control = Control<PlaneBatch>::wrong_procedure("the gradient with the sign of ascent", agreement(name, -1)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

Claim exchange_in_plane(const KernelFamily* family, const Design& design) {
  const bool has_kinks = family->make(sharp())->traits().gradient == GradientRule::clarke;
  return has_kinks ? exchange_in_mean(family, design) : smooth_in_plane(family, design);
}

/// The batch gradient in the shift of the target law.
Claim translation(const Design& design) {
  return mean_equals<ScaledIntervals>({
      .id = "translation.gradient",
      .statement = "E[d h / d shift] = 2 shift for h = W_2^2 between U[0, 1] and its translate, whatever m is",
      .source = "fatras:21; derived here",
      .design = {{.shift = 0.4, .length = 1, .m = 1},
                 {.shift = 0.4, .length = 1, .m = 4},
                 {.shift = 0.4, .length = 1, .m = 16}},
      .truth = [](const ScaledIntervals& s) { return Certified(2 * s.shift); },
      .replicate = interval_gradient(&IntervalGradient::shift, 1),
      .range = [](const ScaledIntervals& s) { return s.gradient_range(); },
      .margin = Margin::absolute(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<ScaledIntervals>::wrong_procedure("the gradient with the sign of ascent",
                                                           interval_gradient(&IntervalGradient::shift, -1)),
      .plot = "m",
      .estimate_label = "mean gradient",
  });
}

/// The batch gradient in the length is that of E_h, not that of optimal transport between the laws.
Claim scale(const Design& design, bool is_incomplete) {
  return mean_equals<ScaledIntervals>({
      .id = is_incomplete ? "scale.gradient.incomplete" : "scale.gradient",
      .statement =
          std::string("E[d h / d L] = -2(1 - L)/3 + a + 1/(3(m+1)) for h = W_2^2 between U[0, 1] and U[a, a + L]") +
          (is_incomplete ? ", incomplete estimator on n = 20 points" : ""),
      .source = "fatras:21; derived here",
      .design = {{.m = 1}, {.m = 4}, {.m = 16}},
      .truth = [](const ScaledIntervals& s) { return Certified(s.slope_in_length(1.0 / (3 * (s.m + 1)))); },
      .replicate = is_incomplete ? ReplicateOf<ScaledIntervals>(incomplete_length_gradient(20, 6))
                                 : ReplicateOf<ScaledIntervals>(interval_gradient(&IntervalGradient::length, 1)),
      .range = [](const ScaledIntervals& s) { return s.gradient_range(); },
      .margin = Margin::absolute(design.real("margin")),
      .replicates = design.count(is_incomplete ? "kernel_replicates" : "replicates"),
      .control = Control<ScaledIntervals>::wrong_truth(
                     "the gradient of optimal transport itself, -2(1 - L)/3 + a",
                     [](const ScaledIntervals& s) { return Certified(s.slope_in_length(0)); })
                     .in({{.m = 1}}),
      .plot = "m",
      .estimate_label = "mean gradient",
  });
}

}  // namespace

std::vector<Claim> exchange_claims(const Design& design) {
  std::vector<Claim> claims{translation(design), scale(design, false), scale(design, true)};
  for (const KernelFamily* family : kernel_table())
    if (has_gradient(family)) claims.push_back(exchange(family));
  claims.push_back(envelope_of_transport_part());
  claims.push_back(root_without_factor());
  for (const KernelFamily* family : kernel_table())
    if (has_gradient(family)) claims.push_back(exchange_in_plane(family, design));
  return claims;
}

}  // namespace mongecarlo::gradient_exchange
