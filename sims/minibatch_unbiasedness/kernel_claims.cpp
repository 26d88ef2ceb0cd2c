#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "minibatch_unbiasedness/parts.hpp"
#include "models/finite_laws.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"

namespace mongecarlo::minibatch_unbiasedness {
namespace {

using models::FiniteLaws;
using models::FiniteSample;

KernelPtr make(const KernelFamily* family) { return family->make(FiniteLaws::kernel_options()); }
std::string named(const KernelFamily* family, const char* prefix) { return prefix + std::string(family->name); }

/// What a certified value leaves open, on one side of an identity.
double tolerance(const KernelFamily* family) { return make(family)->traits().certificate_width; }

Range kernel_range(const KernelFamily* family) {
  const Certified range = make(family)->range(FiniteLaws::distance());
  return {range.lower - tolerance(family), range.upper + tolerance(family)};
}

Certified expectation(const KernelFamily* family, int m) {
  const auto kernel = make(family);
  return minibatch_expectation(*kernel, FiniteLaws::alpha(), FiniteLaws::beta(), m);
}

auto incomplete_on_samples(const KernelFamily* family, SubsetLaw law) {
  return [family, law](const FiniteLaws& s) {
    return [sample = FiniteSample(s), kernel = make(family),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      sample.refill(stream);
      return estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"));
    };
  };
}

/// E[h_k] = E_h where E_h is a sum over multisets of atoms: for any kernel at all.
Claim unbiased(const KernelFamily* family, const Design& design) {
  return mean_equals<FiniteLaws>({
      .id = named(family, "incomplete.unbiased."),
      .statement = "E[h_k] = E_h on laws of finite support, h: " + std::string(family->summary),
      .source = "fatras:20, Prop. 2; fatras:21",
      .design = {{.n = 4, .m = 3, .k = 3}},
      .truth = [family](const FiniteLaws& s) { return expectation(family, s.m); },
      .replicate = incomplete_on_samples(family, SubsetLaw::without_replacement),
      .range = [family](const FiniteLaws&) { return kernel_range(family); },
      .margin = Margin::relative(design.real("kernel_margin")),
      .replicates = design.count("kernel_replicates"),
      .control = Control<FiniteLaws>::wrong_procedure("batches drawn with replacement from the data",
                                                      incomplete_on_samples(family, SubsetLaw::with_replacement)),
  });
}

/// Data that stay the same for every seed: four points a side in general position.
FiniteSample fixed_data(int n) {
  FiniteSample data({.n = n});
  Stream stream(stream_key(0, "minibatch_unbiasedness", "fixed data"), 0);
  for (Points* points : {&data.x, &data.y})
    for (Index i = 0; i < points->size(); ++i) points->data()[i] = stream.uniform();
  return data;
}

/// All that batches of the fixed data can give: where it is much less than the kernel's range, resolution is too.
Range data_range(const KernelFamily* family, const FiniteLaws& s) {
  const auto kernel = make(family);
  if (kernel->traits().crosses_sides) return kernel_range(family);
  const FiniteSample data = fixed_data(s.n);
  Points x, y;
  double most = 0;
  for_each_batch(s.n, s.m, SubsetLaw::with_replacement, [&](Batch source) {
    gather(view(data.x), source, x);
    for_each_batch(s.n, s.m, SubsetLaw::with_replacement, [&](Batch target) {
      gather(view(data.y), target, y);
      most = std::max(most, kernel->value(view(x), view(y)).upper);
    });
  });
  return {kernel_range(family).lower, most + tolerance(family)};
}

auto incomplete_on_data(const KernelFamily* family, SubsetLaw law) {
  return [family, law](const FiniteLaws& s) {
    return [data = fixed_data(s.n), kernel = make(family),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      return estimator(*kernel, view(data.x), view(data.y), stream.purpose("batches"));
    };
  };
}

/// E[h_k | X, Y] = hbar^m(X, Y): only the law of the batches matters, so that data stand still and resolution is cheap.
/// Repeated points change the unbalanced kernel least, by 3.8 %: the margin is well below. A kernel that looks at
/// distances within a side doubles, and has a mean that is small beside its spread.
Claim unbiased_given_data(const KernelFamily* family, const Design& design) {
  return mean_equals<FiniteLaws>({
      .id = named(family, "given_data.unbiased."),
      .statement =
          "E[h_k | X, Y] = hbar^m(X, Y), the mean over all pairs of subsets, h: " + std::string(family->summary),
      .source = "fatras:20, Prop. 2",
      .design = {{.n = 4, .m = 3, .k = 2}},
      .truth =
          [family](const FiniteLaws& s) {
            const FiniteSample data = fixed_data(s.n);
            return complete_minibatch(*make(family), view(data.x), view(data.y), s.m);
          },
      .replicate = incomplete_on_data(family, SubsetLaw::without_replacement),
      .range = [family](const FiniteLaws& s) { return data_range(family, s); },
      .margin = Margin::relative(design.real("kernel_margin") / (make(family)->traits().crosses_sides ? 3 : 1)),
      .replicates = design.count("kernel_replicates"),
      .control = Control<FiniteLaws>::wrong_procedure("batches drawn with replacement from the data",
                                                      incomplete_on_data(family, SubsetLaw::with_replacement)),
  });
}

/// sum_ij a_i b_j c(x_i, y_j), for batches of one point.
double product_integral(double power) {
  const auto alpha = FiniteLaws::alpha(), beta = FiniteLaws::beta();
  double sum = 0;
  for (Index i = 0; i < alpha.points.rows(); ++i)
    for (Index j = 0; j < beta.points.rows(); ++j)
      sum += alpha.weights[i] * beta.weights[j] * std::pow((alpha.points.row(i) - beta.points.row(j)).norm(), power);
  return sum;
}

/// At m = 1 the coupling is forced: E_h is the product integral of the cost for every balanced kernel, entropic ones
/// too.
Claim batch_of_one(const KernelFamily* family) {
  const double power = make(family)->traits().is_rooted ? 1 : 2;
  return identity<FiniteLaws>({
      .id = named(family, "batch_of_one."),
      .statement =
          "m = 1: E_h is the integral of the cost under the product of the laws, h: " + std::string(family->summary),
      .source = "derived here",
      .design = {{.n = 1, .m = 1, .k = 1}},
      .truth = [power](const FiniteLaws&) { return Certified(product_integral(power)); },
      .replicate = [family](const FiniteLaws& s, const Stream&) { return expectation(family, s.m); },
      .tolerance = tolerance(family),
      .control = Control<FiniteLaws>::wrong_procedure(
          "batches of two", [family](const FiniteLaws&, const Stream&) { return expectation(family, 2); }),
  });
}

/// The value of equal laws stays positive: no kernel cures the batch bias, a debiased one neither.
Claim positive_at_equality(const KernelFamily* family) {
  const auto value = [family](const FiniteLaws& s, const Stream&) {
    return minibatch_expectation(*make(family), FiniteLaws::alpha(), FiniteLaws::alpha(), s.m);
  };
  const auto dirac = [family](const FiniteLaws& s, const Stream&) {
    Distribution::Atoms point{Points::Zero(1, 2), Vector::Ones(1)};
    return minibatch_expectation(*make(family), point, point, s.m);
  };
  return identity<FiniteLaws>({
      .id = named(family, "loss.strictly_positive."),
      .statement = "E_h(alpha, alpha) > 0 when alpha is no Dirac, h: " + std::string(family->summary),
      .source = "fatras:20, Prop. 3",
      .design = {{.m = 3}},
      .truth = [](const FiniteLaws&) { return Certified(1e-3); },
      .replicate = value,
      .tolerance = 0,
      .control = Control<FiniteLaws>::wrong_procedure("alpha a Dirac", dirac),
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
  });
}

/// E_h(alpha, beta) = E_h(beta, alpha), also where the kernel is no distance.
Claim symmetric(const KernelFamily* family) {
  return identity<FiniteLaws>({
      .id = named(family, "loss.symmetric."),
      .statement = "E_h(alpha, beta) = E_h(beta, alpha), h: " + std::string(family->summary),
      .source = "fatras:20, Prop. 3; fatras:21b",
      .design = {{.m = 2}},
      .truth =
          [family](const FiniteLaws& s) {
            return minibatch_expectation(*make(family), FiniteLaws::beta(), FiniteLaws::alpha(), s.m);
          },
      .replicate = [family](const FiniteLaws& s, const Stream&) { return expectation(family, s.m); },
      .tolerance = tolerance(family),
      .control = Control<FiniteLaws>::wrong_truth("E_h(beta, beta)",
                                                  [family](const FiniteLaws& s) {
                                                    return minibatch_expectation(*make(family), FiniteLaws::beta(),
                                                                                 FiniteLaws::beta(), s.m);
                                                  }),
  });
}

/// Points of one random instance, uniform on the unit square.
struct Instance {
  explicit Instance(int n) : x(n, 2), y(n, 2) {}
  void refill(const Stream& stream) {
    Stream source = stream.purpose("source"), target = stream.purpose("target");
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = source.uniform();
    for (Index i = 0; i < y.size(); ++i) y.data()[i] = target.uniform();
  }
  Points x, y;
};

/// min over m of hbar^m - hbar^{m+1}, with what the certificates leave open counted as slack.
Certified smallest_drop(Kernel& kernel, const Instance& instance) {
  Certified least{1e300};
  Certified previous = complete_minibatch(kernel, view(instance.x), view(instance.y), 1);
  for (Index m = 2; m <= instance.x.rows(); ++m) {
    const Certified value = complete_minibatch(kernel, view(instance.x), view(instance.y), m);
    const Certified drop = previous - value;
    least = {std::min(least.lower, drop.lower), std::min(least.upper, drop.upper),
             std::max(least.termination, drop.termination)};
    previous = value;
  }
  return least + Certified(kernel.traits().certificate_width);
}

/// hbar^1 >= hbar^2 >= ... >= hbar^n = h(X, Y): by duality for kernels that are minima over plans.
Claim nonincreasing_in_m(const KernelFamily* family, const Design& design) {
  return holds_always<FiniteLaws>({
      .id = named(family, "order.nonincreasing_in_m."),
      .statement = "hbar^1 >= hbar^2 >= ... >= hbar^n = h(X, Y) on every data set, h: " + std::string(family->summary),
      .source = "fatras:20, Prop. 1; boite:26, Prop. 3.3; derived here",
      .design = {{.n = 4, .m = 4, .k = 1}},
      .replicate =
          [family](const FiniteLaws& s) {
            return [instance = Instance(s.n), kernel = make(family)](const Stream& stream) mutable {
              instance.refill(stream);
              return smallest_drop(*kernel, instance);
            };
          },
      .replicates = design.count("orders"),
      .control = Control<FiniteLaws>::wrong_procedure(
          "the root of the value is taken inside each batch",
          [family](const FiniteLaws&, const Stream&) {
            // Two source points at 0, targets at 0 and 1: the mean of roots is below the root of the mean.
            const auto kernel = make(family);
            const Certified far = kernel->value(view(Points(Points::Zero(1, 2))), view(Points(Points::Ones(1, 2))));
            const Certified near = kernel->value(view(Points(Points::Zero(1, 2))), view(Points(Points::Zero(1, 2))));
            Points target = Points::Zero(2, 2);
            target.row(1).setOnes();
            const Certified both = kernel->value(view(Points(Points::Zero(2, 2))), view(target));
            const auto root = [](double value) { return std::sqrt(std::max(value, 0.0)); };
            return Certified{(root(far.lower) + root(near.lower)) / 2 - root(both.upper),
                             (root(far.upper) + root(near.upper)) / 2 - root(both.lower)};
          }),
  });
}

/// X = {0, 0}, Y = {0, 2}, p = 2, m = 1: hbar^1 = 1 < W_2 = sqrt 2.
Claim rooted_kernel_is_above() {
  return identity<FiniteLaws>({
      .id = "order.rooted_kernel",
      .statement = "hbar^m >= W_p(X, Y) also when each batch value is rooted",
      .source = "a misreading of fatras:20, Prop. 1; derived here",
      .design = {{.n = 2, .m = 1, .k = 1}},
      .truth = [](const FiniteLaws&) { return Certified(std::sqrt(2.0)); },
      .replicate =
          [](const FiniteLaws& s, const Stream&) {
            Points x = Points::Zero(2, 1), y = Points::Zero(2, 1);
            y(1, 0) = 2;
            return complete_minibatch(*find_kernel("wasserstein")->make({}), view(x), view(y), s.m);
          },
      .tolerance = 0,
      .control = CorrectedBy{"order.nonincreasing_in_m.transport_cost"},
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
  });
}

/// |h(X, Y + t) - (h(X, Y) + |t|^2 - factor <t, mean X - mean Y>)| <= tolerance, as a slack.
auto translation_slack(const KernelFamily* family, double factor) {
  return [family, factor](const FiniteLaws& s) {
    return [factor, instance = Instance(s.n), kernel = make(family)](const Stream& stream) mutable {
      instance.refill(stream);
      Stream direction = stream.purpose("translation");
      const Eigen::RowVector2d t(direction.uniform(), direction.uniform());
      const Certified before = kernel->value(view(instance.x), view(instance.y));
      const Eigen::RowVector2d means = instance.x.colwise().mean() - instance.y.colwise().mean();
      instance.y.rowwise() += t;
      const Certified after = kernel->value(view(instance.x), view(instance.y));
      const Certified residual = after - before - Certified(t.squaredNorm() - factor * t.dot(means));
      return Certified(kernel->traits().certificate_width) - absolute(residual);
    };
  };
}

Claim translation(const KernelFamily* family, const Design& design) {
  return holds_always<FiniteLaws>({
      .id = named(family, "translation."),
      .statement = "h(X, Y + t) = h(X, Y) + |t|^2 - 2 <t, mean X - mean Y> for cost |x - y|^2, h: " +
                   std::string(family->summary),
      .source = "derived here",
      .design = {{.n = 4, .m = 4, .k = 1}},
      .replicate = translation_slack(family, 2),
      .replicates = design.count("orders"),
      .control = Control<FiniteLaws>::wrong_procedure("the cross term counted once", translation_slack(family, 1)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

}  // namespace

std::vector<Claim> kernel_claims(const Design& design) {
  std::vector<Claim> claims;
  for (const KernelFamily* family : kernel_table()) {
    const KernelTraits traits = make(family)->traits();
    claims.push_back(unbiased(family, design));
    claims.push_back(unbiased_given_data(family, design));
    claims.push_back(positive_at_equality(family));
    claims.push_back(symmetric(family));
    if (traits.is_product_at_one) claims.push_back(batch_of_one(family));
    if (traits.is_transport_value) claims.push_back(nonincreasing_in_m(family, design));
    if (traits.is_balanced && !traits.is_rooted && traits.crosses_sides) claims.push_back(translation(family, design));
  }
  claims.push_back(rooted_kernel_is_above());
  return claims;
}

}  // namespace mongecarlo::minibatch_unbiasedness
