#include <cmath>
#include <numbers>

#include "entropic_sample_complexity/hypercube.hpp"
#include "entropic_sample_complexity/parts.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::entropic_sample_complexity {
namespace {

double size(const Hypercube& cube) { return cube.n; }

/// The mean over a few pairs of samples: a single deviation is skewed.
constexpr int kRuns = 2;
constexpr int kRunsOfBias = 4;  // of few coordinates

auto deviation(const Hypercube& cube) {
  return [centre = cube.objective(), samples = HypercubeSamples(cube)](const Stream& stream) mutable {
    Certified sum;
    for (std::uint64_t run = 0; run < kRuns; ++run) {
      samples.draw(stream.purpose("run", run));
      sum += (1.0 / kRuns) * absolute(samples.objective() - Certified(centre));
    }
    return sum;
  };
}

Claim rate(const Design& design, int d, double epsilon, std::string wrong, double exponent) {
  const int n = design.integer("n");
  const std::string dimension = std::to_string(d);
  return rate_equals<Hypercube>({
      .id = "hypercube.rate_d" + dimension,
      .statement = "two laws on {0, 1}^d, d = " + dimension + ": E |V(a_n, b_n) - V| falls like n^-1/2",
      .source = "genevay:19, Theorem 3; mena:19",
      .design = {{d, epsilon, n / 9}, {d, epsilon, n / 3}, {d, epsilon, n}},
      .n = size,
      .exponent = 0.5,
      .replicate = deviation,
      .range = unbounded,
      .margin = design.real("rate_margin"),
      .replicates = design.count("rate_replicates"),
      .control = Control<Hypercube>::wrong_exponent(std::move(wrong), exponent),
      .plot = "n",
      .estimate_label = "E |V(a_n, b_n) - V|",
  });
}

/// sqrt(n) |V(a_n, b_n) - V|.
auto scaled_deviation(const Hypercube& cube) {
  return
      [root = std::sqrt(cube.n), draw = deviation(cube)](const Stream& stream) mutable { return root * draw(stream); };
}

/// E |X| of a normal X.
double mean_size(double mean, double variance) {
  const double ratio = mean / std::sqrt(2 * variance);
  return std::sqrt(2 * variance / std::numbers::pi) * std::exp(-ratio * ratio) + mean * std::erf(ratio);
}

/// To within what comes after it, for n of the design.
Certified nearly(double value) { return {0.97 * value, 1.03 * value}; }

double bias_of_scaled(const Hypercube& cube) { return cube.bias_constant() / std::sqrt(cube.n); }

MeanStatement<Hypercube> constant_statement(const Design& design, std::vector<Hypercube> cells,
                                            Control<Hypercube> control) {
  return {
      .id = {},
      .statement = {},
      .source = "mena:19; delbarrio:23; constant derived here",
      .design = std::move(cells),
      .truth = [](const Hypercube& cube) { return nearly(mean_size(bias_of_scaled(cube), cube.variance_constant())); },
      .replicate = scaled_deviation,
      .range = unbounded,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("constant_replicates"),
      .control = std::move(control),
      .plot = "d",
      .estimate_label = "sqrt(n) E |V(a_n, b_n) - V|",
  };
}

Claim over_dimension(const Design& design) {
  const int n = design.integer("constant_n");
  auto claim = constant_statement(design, {{2, 2, n}, {4, 2, n}, {10, 3, n}},
                                  Control<Hypercube>::wrong_truth("like d in the dimension", [](const Hypercube& cube) {
                                    return nearly(cube.d * mean_size(0, cube.variance_constant() / cube.d));
                                  }).in({{4, 2, n}}));
  claim.id = "hypercube.constant";
  claim.statement =
      "sqrt(n) E |V(a_n, b_n) - V| is that of a normal variable with variance d v, v = Var f + Var g of one "
      "coordinate, "
      "and the mean of the 1/n bias, within 3 per cent: it tends to sqrt(2 d v / pi), like d^1/2 in the dimension";
  return mean_equals(claim);
}

Claim over_epsilon(const Design& design) {
  const int n = 2 * design.integer("constant_n");
  auto claim =
      constant_statement(design, {{2, 0.5, n}, {2, 1, n}, {2, 3, n}, {2, 100, n}},
                         Control<Hypercube>::wrong_truth(
                             "exp(1/epsilon) times that of large epsilon, as the bound grows",
                             [](const Hypercube& cube) {
                               const Hypercube blurred{cube.d, 1e6, cube.n};
                               return nearly(std::exp(1 / cube.epsilon) * mean_size(0, blurred.variance_constant()));
                             })
                             .in({{2, 0.5, n}}));
  claim.id = "hypercube.constant_over_epsilon";
  claim.statement =
      "two laws: sqrt(n) E |V(a_n, b_n) - V| stays bounded in epsilon, between the spread of Kantorovich potentials "
      "(epsilon to 0) and that of E c(x, Y), E c(X, y) (epsilon to infinity)";
  claim.plot = "epsilon";
  return mean_equals(claim);
}

/// n (V(a_n, b_n) - V) less its first-order part, whose mean is 0.
auto scaled_bias(const Hypercube& cube) {
  return [cube, centre = cube.objective(), samples = HypercubeSamples(cube)](const Stream& stream) mutable {
    const int runs = cube.d < 4 ? kRunsOfBias : 1;
    Certified sum;
    for (int run = 0; run < runs; ++run) {
      samples.draw(stream.purpose("run", static_cast<std::uint64_t>(run)));
      sum += samples.objective() - Certified(centre + samples.linear_part());
    }
    return (static_cast<double>(cube.n) / runs) * sum;
  };
}

Claim bias(const Design& design) {
  const int n = design.integer("constant_n");
  return mean_equals<Hypercube>({
      .id = "hypercube.bias",
      .statement =
          "n (E V(a_n, b_n) - V) tends to epsilon sum_k binomial(d, k) sigma^(2k) / (1 - sigma^(2k)): a bias of "
          "1/n under the noise of n^-1/2, which f and g take off",
      .source = "delbarrio:23; constant derived here",
      .design = {{2, 1, n}, {5, 1, n}, {10, 2, n}},
      .truth = [](const Hypercube& cube) -> Certified { return cube.bias_constant(); },
      .replicate = scaled_bias,
      .range = unbounded,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("constant_replicates"),
      .control =
          Control<Hypercube>::wrong_truth("half of it: the bias of one sample",
                                          [](const Hypercube& cube) -> Certified { return 0.5 * cube.bias_constant(); })
              .in({{10, 2, n}}),
      .plot = "d",
      .estimate_label = "n (E V(a_n, b_n) - V)",
  });
}

}  // namespace

std::vector<Claim> hypercube_claims(const Design& design) {
  std::vector<Claim> claims{rate(design, 2, 1, "like 1/n, as where potentials are constant", 1),
                            rate(design, 10, 4, "like n^-2/d, as without regularisation", 2.0 / 10)};
  if (design.preset() != Preset::smoke)
    claims.insert(claims.begin() + 1, rate(design, 5, 2, "like n^-1/d, as W_1 without regularisation", 1.0 / 5));
  for (auto claim : {over_dimension, over_epsilon, bias}) claims.push_back(claim(design));
  return claims;
}

}  // namespace mongecarlo::entropic_sample_complexity
