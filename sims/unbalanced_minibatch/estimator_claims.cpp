#include <cmath>
#include <memory>

#include "models/finite_laws.hpp"
#include "mongecarlo/minibatch/expectation.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "unbalanced_minibatch/parts.hpp"
#include "unbalanced_minibatch/penalties.hpp"

namespace mongecarlo::unbalanced_minibatch {
namespace {

using models::FiniteLaws;
using models::FiniteSample;

/// Samples of two laws on three atoms each.
struct Batches {
  int n = 4, m = 3, k = 3;
  double epsilon = 0.3, tau = 0.5;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}, {"epsilon", epsilon}, {"tau", tau}}; }
  FiniteLaws laws() const { return {.n = n, .m = m, .k = k}; }
  IncompleteOptions options(SubsetLaw law = SubsetLaw::without_replacement) const {
    return {.m = m, .k = k, .law = law};
  }
  KernelPtr kernel() const { return make_kernel(epsilon, tau); }
};

/// sum a_i b_j term(x_i - y_j): expectations over batches of one.
template <class Term>
double product_integral(Term term) {
  const auto alpha = FiniteLaws::alpha(), beta = FiniteLaws::beta();
  double sum = 0;
  for (Index i = 0; i < alpha.points.rows(); ++i)
    for (Index j = 0; j < beta.points.rows(); ++j)
      sum += alpha.weights[i] * beta.weights[j] * term(Eigen::RowVector2d(alpha.points.row(i) - beta.points.row(j)));
  return sum;
}

auto value(SubsetLaw law) {
  return [law](const Batches& s) {
    return [sample = FiniteSample(s.laws()), kernel = s.kernel(),
            estimator = IncompleteMinibatch(s.options(law))](const Stream& stream) mutable {
      sample.refill(stream);
      return estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"));
    };
  };
}

Range value_range(const Batches& s) {
  const double open = s.kernel()->traits().certificate_width;
  return {-open, s.kernel()->range(FiniteLaws::distance()).upper + open};
}

Claim batches_of_one(const Design& design) {
  return mean_equals<Batches>({
      .id = "unbiased.batches_of_one",
      .statement =
          "m = 1: E[h_k] is the integral of (epsilon + 2 tau)(1 - exp(-c/(epsilon + 2 tau))) under the product "
          "of the laws",
      .source = "fatras:21b; derived here",
      .design = {{.m = 1}, {.m = 1, .epsilon = 0, .tau = 0.2}},
      .truth =
          [](const Batches& s) {
            const Penalties penalties = Penalties::equal(s.epsilon, s.tau);
            return Certified(product_integral([&](const auto& d) { return penalties.unit_value(d.squaredNorm()); }));
          },
      .replicate = value(SubsetLaw::without_replacement),
      .range = value_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Batches>::wrong_truth("one tau for two",
                                               [](const Batches& s) {
                                                 const Penalties one{s.epsilon, s.tau, 0};
                                                 return Certified(product_integral(
                                                     [&](const auto& d) { return one.unit_value(d.squaredNorm()); }));
                                               }),
  });
}

Claim unbiased(const Design& design) {
  return mean_equals<Batches>({
      .id = "unbiased.value",
      .statement = "E[h_k] = E_h on laws of finite support, h = UOT",
      .source = "fatras:20, Prop. 2; fatras:21b",
      .design = {{}, {.epsilon = 0, .tau = 0.2}},
      .truth =
          [](const Batches& s) {
            return minibatch_expectation(*s.kernel(), FiniteLaws::alpha(), FiniteLaws::beta(), s.m);
          },
      .replicate = value(SubsetLaw::without_replacement),
      .range = value_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Batches>::wrong_procedure("batches drawn with replacement from the data",
                                                   value(SubsetLaw::with_replacement)),
  });
}

// ---- gradients ----

/// All of beta moves this way.
Eigen::RowVector2d direction() { return {0.6, -0.8}; }

/// Derivative of h_k as Y moves, its gradient summed over the points.
auto derivative(double factor_of_tau) {
  return [factor_of_tau](const Batches& s) {
    return [sample = FiniteSample(s.laws()), kernel = make_kernel(s.epsilon, factor_of_tau * s.tau),
            estimator = IncompleteMinibatch(s.options()), gradient = KernelGradient()](const Stream& stream) mutable {
      sample.refill(stream);
      const Certified value =
          estimator.gradient(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"), gradient);
      const double slope = gradient.y.colwise().sum().dot(direction());
      return Certified(slope, slope, value.termination);
    };
  };
}

/// A unit of mass at most moves, along costs of slope 2 |x - y| at most.
Range derivative_range(const Batches&) {
  const double largest = 2 * FiniteLaws::distance() + 1e-6;
  return {-largest, largest};
}

Certified moved_expectation(const Batches& s, double step) {
  auto beta = FiniteLaws::beta();
  beta.points.rowwise() += step * direction();
  return minibatch_expectation(*s.kernel(), FiniteLaws::alpha(), beta, s.m);
}

/// d/dt E_h(alpha, beta moved by t): in closed form for batches of one, else by differences of E_h.
Certified derivative_of_expectation(const Batches& s) {
  if (s.m == 1)
    return product_integral(
        [&](const auto& d) { return -2 * d.dot(direction()) * std::exp(-d.squaredNorm() / (s.epsilon + 2 * s.tau)); });
  constexpr double kStep = 1e-3, kError = 1e-5;  // h^2 / 6 times a third derivative of some ten, and certificates / h
  const Certified slope = (0.5 / kStep) * (moved_expectation(s, kStep) - moved_expectation(s, -kStep));
  return slope + Certified(-kError, kError);
}

Claim unbiased_gradient(const Design& design) {
  return mean_equals<Batches>({
      .id = "unbiased.gradient",
      .statement = "the mean gradient of h_k is the gradient of E_h, h = UOT, as beta is moved (m = 1: in closed form)",
      .source = "fatras:21b",
      .design = {{.m = 1, .tau = 0.2}, {.tau = 0.2}},
      .truth = derivative_of_expectation,
      .replicate = derivative(1),
      .range = derivative_range,
      .margin = Margin::absolute(0.7 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Batches>::wrong_procedure("tau a quarter on both sides", derivative(0.25)),
      .plot = "m",
      .estimate_label = "derivative along a translation",
  });
}

}  // namespace

std::vector<Claim> estimator_claims(const Design& design) {
  return {batches_of_one(design), unbiased(design), unbiased_gradient(design)};
}

}  // namespace mongecarlo::unbalanced_minibatch
