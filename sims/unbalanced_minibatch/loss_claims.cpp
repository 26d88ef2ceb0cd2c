#include <algorithm>
#include <cmath>
#include <memory>

#include "mongecarlo/base/log_gamma.hpp"
#include "mongecarlo/minibatch/batches.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/expectation.hpp"
#include "unbalanced_minibatch/parts.hpp"
#include "unbalanced_minibatch/penalties.hpp"

namespace mongecarlo::unbalanced_minibatch {
namespace {

/// Two sites so far apart that nothing moves between them: unbalanced transport without regularisation of the weights
/// (s, 1 - s) and (t, 1 - t) of the sites is tau (2 - 2 sqrt(s t) - 2 sqrt((1 - s)(1 - t))), whatever the cost is. A
/// squared Hellinger distance, so that no choice of the cost makes it a distance.
struct TwoSites {
  int m = 2;
  double tau = 1;
  CellParameters parameters() const { return {{"m", m}, {"tau", tau}}; }
};

double sites_value(double s, double t, double tau) {
  return 2 * tau * (1 - std::sqrt(s * t) - std::sqrt((1 - s) * (1 - t)));
}

/// P(s of m points lie on the first site), which holds half of the mass.
double half_binomial(int m, int s) {
  return std::exp(log_gamma(m + 1) - log_gamma(s + 1) - log_gamma(m - s + 1) - m * std::log(2.0));
}

Distribution::Atoms sites(double first) {
  if (first == 1) return {Points::Zero(1, 1), Vector::Ones(1)};
  if (first == 0) return {Points::Constant(1, 1, 500), Vector::Ones(1)};
  Distribution::Atoms atoms{Points(2, 1), Vector(2)};
  atoms.points << 0, 500;
  atoms.weights << first, 1 - first;
  return atoms;
}

Certified loss(const TwoSites& s, double first_of_alpha, double first_of_beta) {
  const auto kernel = make_kernel(0, s.tau, GroundCost::euclidean(1));
  return minibatch_expectation(*kernel, sites(first_of_alpha), sites(first_of_beta), s.m);
}

/// The loss of whole measures, which m points stand for as m grows.
Certified whole_loss(const TwoSites& s, double first_of_alpha, double first_of_beta) {
  const auto kernel = make_kernel(0, s.tau, GroundCost::euclidean(1));
  const Distribution::Atoms alpha = sites(first_of_alpha), beta = sites(first_of_beta);
  return kernel->weighted_value(view(alpha.points), view(beta.points), view(alpha.weights), view(beta.weights));
}

Claim positive_at_equality() {
  return identity<TwoSites>({
      .id = "loss.positive_at_equality",
      .statement =
          "E_h(alpha, alpha) > 0 for alpha on two far sites: 2 tau (1 - E[sqrt(S T) + sqrt((m - S)(m - T))]/m), "
          "S and T binomial(m, 1/2)",
      .source = "fatras:21b; derived here",
      .design = {{1, 1}, {2, 1}, {4, 1}, {8, 1}, {16, 1}, {4, 0.1}},
      .truth =
          [](const TwoSites& s) {
            double sum = 0;
            for (int k = 0; k <= s.m; ++k)
              for (int l = 0; l <= s.m; ++l)
                sum += half_binomial(s.m, k) * half_binomial(s.m, l) *
                       sites_value(k / static_cast<double>(s.m), l / static_cast<double>(s.m), s.tau);
            return Certified(sum);
          },
      .replicate = [](const TwoSites& s, const Stream&) { return loss(s, 0.5, 0.5); },
      .tolerance = 1e-8,
      .control =
          Control<TwoSites>::wrong_procedure("whole measures in place of batches, for which it is 0",
                                             [](const TwoSites& s, const Stream&) { return whole_loss(s, 0.5, 0.5); }),
      .plot = "m",
  });
}

/// With the cost |x - y|, a distance, from one site to the other by way of an equal mixture.
Claim triangle_fails() {
  const auto excess = [](int m) {
    return [m](const TwoSites& s, const Stream&) {
      const TwoSites batches{m == 0 ? s.m : m, s.tau};
      return loss(batches, 1, 0) - loss(batches, 1, 0.5) - loss(batches, 0.5, 0);
    };
  };
  return identity<TwoSites>({
      .id = "loss.triangle_fails",
      .statement = "E_h is no distance even where the cost is one: E_h(x, y) - E_h(x, mix) - E_h(mix, y) = 2 tau (2 E "
                   "sqrt(S/m) - 1) > 0 for m > 1, mix half of each of two far sites",
      .source = "fatras:21b; derived here",
      .design = {{2, 1}, {4, 1}, {8, 1}, {32, 1}, {4, 0.1}},
      .truth =
          [](const TwoSites& s) {
            double mean = 0;
            for (int k = 0; k <= s.m; ++k) mean += half_binomial(s.m, k) * std::sqrt(k / static_cast<double>(s.m));
            return Certified(2 * s.tau * (2 * mean - 1));
          },
      .replicate = excess(0),
      .tolerance = 1e-8,
      .control = Control<TwoSites>::wrong_procedure("batches of one, where the inequality is an equality", excess(1)),
      .plot = "m",
      .estimate_label = "excess over the triangle inequality",
  });
}

// ---- symmetry ----

struct Clouds {
  double a = 1, b = 1;
  Penalties penalties;
  CellParameters parameters() const {
    CellParameters all{{"a", a}, {"b", b}};
    for (auto& parameter : penalties.parameters()) all.push_back(std::move(parameter));
    return all;
  }
};

/// tolerance - |UOT(alpha, beta) - UOT(beta, alpha)|
auto symmetry_slack() {
  return [](const Clouds& s) {
    return [measures = Measures(4, 5, s.a, s.b), solver = make_solver(s.penalties), there = Result(), back = Result(),
            transposed = Matrix()](const Stream& stream) mutable {
      measures.refill(stream);
      solver->solve(measures.problem(), there);
      transposed = measures.cost.transpose();
      solver->solve(problem_from_matrix(transposed, measures.b, measures.a), back);
      return Certified(1e-8) - absolute(there.certified_objective - back.certified_objective);
    };
  };
}

Claim symmetric(const Design& design) {
  return holds_always<Clouds>({
      .id = "loss.symmetric",
      .statement = "UOT(alpha, beta) = UOT(beta, alpha), whatever the masses are (to 1e-8)",
      .source = "fatras:21b",
      .design = {{.penalties = {0.3, 0.5, 0.5}},
                 {.a = 0.6, .b = 1.7, .penalties = {0.3, 0.5, 0.5}},
                 {.a = 0.6, .b = 1.7, .penalties = {0, 0.5, 0.5}}},
      .replicate = symmetry_slack(),
      .replicates = design.count("draws"),
      .control = Control<Clouds>::wrong_procedure("another tau on each side", symmetry_slack())
                     .in({{.a = 0.6, .b = 1.7, .penalties = {0.3, 0.5, 1}}}),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

// ---- order ----

struct Data {
  int n = 4;
  double epsilon = 0.3, tau = 0.5;
  CellParameters parameters() const { return {{"n", n}, {"epsilon", epsilon}, {"tau", tau}}; }
};

/// Mean over batches that take the same indices on both sides.
Certified paired_minibatch(Kernel& kernel, const Points& x, const Points& y, Index m) {
  Certified sum;
  double count = 0;
  Matrix x_batch, y_batch;
  for_each_batch(x.rows(), m, SubsetLaw::without_replacement, [&](Batch batch) {
    gather(view(x), batch, x_batch);
    gather(view(y), batch, y_batch);
    sum += kernel.value(view(x_batch), view(y_batch));
    ++count;
  });
  return (1 / count) * sum;
}

/// min over m of hbar^m - hbar^(m+1); batches with the same indices on both sides run on equal clouds.
auto smallest_drop(bool independent) {
  return [independent](const Data& s) {
    return [independent, measures = Measures(s.n, s.n, 1, 1),
            kernel = make_kernel(s.epsilon, s.tau)](const Stream& stream) mutable {
      measures.refill(stream);
      const auto mean = [&](Index m) {
        return independent ? complete_minibatch(*kernel, view(measures.x), view(measures.y), m)
                           : paired_minibatch(*kernel, measures.x, measures.x, m);
      };
      Certified previous = mean(1), least{1e300};
      for (Index m = 2; m <= measures.x.rows(); ++m) {
        const Certified value = mean(m), drop = previous - value;
        least = {std::min(least.lower, drop.lower), std::min(least.upper, drop.upper),
                 std::max(least.termination, drop.termination)};
        previous = value;
      }
      return least + Certified(kernel->traits().certificate_width);
    };
  };
}

Claim nonincreasing_in_m(const Design& design) {
  return holds_always<Data>({
      .id = "order.nonincreasing_in_m",
      .statement = "hbar^1 >= hbar^2 >= ... >= hbar^n = UOT(X, Y) on every data set, for the full objective",
      .source = "fatras:20, Prop. 1; derived here",
      .design = {{}, {.epsilon = 0}, {.epsilon = 0, .tau = 0.05}, {.epsilon = 0.02, .tau = 0.05}},
      .replicate = smallest_drop(true),
      .replicates = design.count("draws"),
      .control = Control<Data>::wrong_procedure("the same indices on both sides of a pair of batches, on X = Y",
                                                smallest_drop(false))
                     .in({{}}),
  });
}

}  // namespace

std::vector<Claim> loss_claims(const Design& design) {
  return {positive_at_equality(), triangle_fails(), symmetric(design), nonincreasing_in_m(design)};
}

}  // namespace mongecarlo::unbalanced_minibatch
