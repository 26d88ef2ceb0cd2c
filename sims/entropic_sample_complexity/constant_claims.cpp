#include <cmath>
#include <numbers>

#include "entropic_sample_complexity/parts.hpp"
#include "entropic_sample_complexity/torus.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::entropic_sample_complexity {
namespace {

/// epsilon of small regularisation, and 1/epsilon for its size; of large regularisation, and epsilon.
std::vector<Torus> small_epsilon(int d) { return {{d, 0.04}, {d, 0.02}, {d, 0.01}, {d, 0.005}}; }
std::vector<Torus> large_epsilon(int d) { return {{d, 8}, {d, 16}, {d, 32}, {d, 64}}; }

Certified constant(const Torus& torus, const Stream&) { return torus.bias_constant(); }

RateStatement<Torus> over_epsilon(std::vector<Torus> cells, Control<Torus> control) {
  return {
      .id = {},
      .statement = {},
      .source = {},
      .design = std::move(cells),
      .n = [](const Torus& torus) { return torus.epsilon; },
      .exponent = {},
      .replicate = constant,
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = std::move(control),
      .plot = "epsilon",
      .estimate_label = "lim n (E V(a_n, b_n) - V)",
  };
}

/// Small epsilon: sigma_j is about exp(-j^2 epsilon / 2) and the sum a Riemann sum of step sqrt(epsilon) in d
/// dimensions; its integral diverges at the origin for d <= 2.
Claim small(int d, std::string growth, double published) {
  const std::string dimension = std::to_string(d);
  auto claim = over_epsilon(small_epsilon(d),
                            Control<Torus>::wrong_exponent(
                                "like epsilon^-floor(d/2), the polynomial part of the published bound", published));
  claim.id = "constant.small_epsilon_d" + dimension;
  claim.statement = "dimension " + dimension + ": the constant of the 1/n bias grows like " + growth +
                    " as epsilon falls, where the published bound has exp(kappa/epsilon) epsilon^-floor(d/2)";
  claim.source = "genevay:19, Theorem 3; derived here";
  claim.n = [](const Torus& torus) { return 1 / torus.epsilon; };
  claim.exponent = 0.5 * d - 1;
  return growth_equals(claim);
}

/// pi^2/3 less the constant on the circle: with the cost |x - y|^2 / 2 it is half of what two samples of n points of a
/// circle of length 2 pi cost without regularisation, (2 pi)^2 / (6 n), times n.
auto below_matching(double factor) {
  return [factor](const Torus& torus, const Stream&) -> Certified {
    return std::abs(factor * std::numbers::pi * std::numbers::pi / 3 - torus.bias_constant());
  };
}

Claim circle_limit() {
  auto claim = over_epsilon(
      small_epsilon(1), Control<Torus>::wrong_procedure(
                            "... to half of it, the cost of matching one sample with the law", below_matching(0.5)));
  claim.id = "constant.small_epsilon_d1";
  claim.statement =
      "dimension 1: the constant of the 1/n bias tends to pi^2/3, n times the cost of matching two samples without "
      "regularisation, at distance ~ epsilon^1/2: it stays bounded";
  claim.source = "derived here";
  claim.n = [](const Torus& torus) { return 1 / torus.epsilon; };
  claim.exponent = 0.5;
  claim.replicate = below_matching(1);
  claim.estimate_label = "distance to pi^2/3";
  return rate_equals(claim);
}

/// Large epsilon: sigma_1 is about 1/(2 epsilon), on each circle twice.
Claim large() {
  auto claim = over_epsilon(large_epsilon(5),
                            Control<Torus>::wrong_exponent("it does not fall: O(1) as the published bound reads", 0));
  claim.id = "constant.large_epsilon";
  claim.statement =
      "where potentials are constant, the constant of the 1/n bias falls like 1/epsilon for large epsilon";
  claim.source = "genevay:19, Theorem 3; derived here";
  claim.exponent = 1;
  return rate_equals(claim);
}

Claim large_value() {
  return identity<Torus>({
      .id = "constant.large_epsilon_value",
      .statement = "... and is d/(2 epsilon) there: linear in the dimension",
      .source = "derived here",
      .design = {{1, 1000}, {5, 1000}, {20, 1000}},
      .truth = [](const Torus&) -> Certified { return 1; },
      .replicate = [](const Torus& torus, const Stream&) -> Certified {
        return torus.bias_constant() * 2 * torus.epsilon / torus.d;
      },
      .tolerance = 1e-3,
      .control = Control<Torus>::wrong_truth("d^2/(2 epsilon)", [](const Torus& torus) -> Certified { return torus.d; })
                     .in({{5, 1000}, {20, 1000}}),
      .plot = "d",
      .estimate_label = "2 epsilon / d times the constant",
  });
}

}  // namespace

std::vector<Claim> constant_claims(const Design&) {
  return {circle_limit(), small(3, "epsilon^-1/2", 1), small(4, "1/epsilon", 2), small(5, "epsilon^-3/2", 2), large(),
          large_value()};
}

}  // namespace mongecarlo::entropic_sample_complexity
