#include <cmath>

#include "models/plain_sinkhorn.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "sinkhorn_convergence/parts.hpp"

namespace mongecarlo::sinkhorn_convergence {
namespace {

using models::EntropicProblem;
using models::RandomSetting;

Result solved(const EntropicProblem& problem) {
  Result result;
  EntropicSolver({.epsilon = problem.epsilon, .tolerance = 1e-10}).solve(problem.problem(), result);
  return result;
}

Certified value(const Result& result) {
  return {result.certified_objective.lower, result.certified_objective.upper, result.termination};
}

/// E xi^2 under a x b, xi the doubly centred cost.
double interaction(const EntropicProblem& p) {
  const Vector rows = p.costs * p.b;
  const Eigen::RowVectorXd columns = p.a.transpose() * p.costs;
  const Matrix centred = ((p.costs.colwise() - rows).rowwise() - columns).array() + rows.dot(p.a);
  return p.a.dot(centred.cwiseAbs2() * p.b);
}

/// (E c - V) 2 eps / E xi^2, or the same with T for V.
auto large_ratio(bool of_transport_part) {
  return [of_transport_part](const RandomSetting& s, const Stream& stream) -> Certified {
    const EntropicProblem problem = s.draw(stream);
    const Result result = solved(problem);
    const double product = problem.a.dot(problem.costs * problem.b);
    const Certified reached = of_transport_part ? Certified(result.transport_cost) : value(result);
    return 2 * s.epsilon / interaction(problem) * (Certified(product) - reached);
  };
}

Claim large_epsilon() {
  return identity<RandomSetting>({
      .id = "limit.large_epsilon",
      .statement =
          "V = E c - E xi^2 / (2 eps) + O(eps^-2), xi the cost centred in both arguments: (E c - V) 2 eps / E xi^2 "
          "is 1 + O(1/eps)",
      .source = "derived here",
      .design = {{6, 8, 30}, {6, 8, 100}},
      .truth = [](const RandomSetting&) -> Certified { return 1; },
      .replicate = large_ratio(false),
      .tolerance = 0.05,
      .control = Control<RandomSetting>::wrong_procedure("T in place of V", large_ratio(true)),
      .plot = "epsilon",
      .estimate_label = "(E c - V) 2 eps / E xi^2",
  });
}

/// Equally spaced points, matched to themselves moved by a quarter: OT = 1/16, and no other vertex costs less than 2
/// more a crossing. V - OT -> eps KL(P_0 | a x b) = eps H(w).
Certified small_slope(const RandomSetting& s, const Stream& stream) {
  EntropicProblem problem = s.draw(stream);
  problem.b = problem.a;
  for (Index i = 0; i < s.n; ++i)
    for (Index j = 0; j < s.n; ++j) problem.costs(i, j) = std::pow(static_cast<double>(i - j) - 0.25, 2);
  const double entropy = -problem.a.dot(problem.a.array().log().matrix());
  return (1 / s.epsilon) * (value(solved(problem)) - Certified(1.0 / 16)) - Certified(entropy);
}

Claim small_epsilon() {
  return identity<RandomSetting>({
      .id = "limit.small_epsilon",
      .statement =
          "discrete supports, one optimal plan: V - OT = eps KL(P_0 | a x b) up to an exponentially small term",
      .source = "cominetti:94; peyre:19, Proposition 4.1",
      .design = {{6, 6, 0.05}, {6, 6, 0.02}},
      .truth = [](const RandomSetting&) -> Certified { return 0; },
      .replicate = small_slope,
      .tolerance = 1e-6,
      .control =
          Control<RandomSetting>::wrong_truth("V - OT = 0 up to an exponentially small term",
                                              [](const RandomSetting& s) -> Certified { return -std::log(s.n); }),
      .plot = "epsilon",
      .estimate_label = "(V - OT) / eps less KL(P_0 | a x b)",
  });
}

/// Two pairs of points that cost nothing in any order, and a third alone: of all optimal plans the least relative
/// entropy is that of the product within the pair, (2/3) log(3/2) + (1/3) log 3.
Certified tied_slope(const RandomSetting& s, const Stream&) {
  EntropicProblem problem{Matrix(3, 3), Vector::Constant(3, 1.0 / 3), Vector::Constant(3, 1.0 / 3), s.epsilon};
  problem.costs << 0, 0, 1, 0, 0, 1, 1, 1, 0;
  return (1 / s.epsilon) * value(solved(problem));
}

Claim tied() {
  return identity<RandomSetting>({
      .id = "limit.tied",
      .statement = "several optimal plans: V - OT = eps min KL(P_0 | a x b) over them",
      .source = "cominetti:94; peyre:19, Proposition 4.1",
      .design = {{3, 3, 0.05}, {3, 3, 0.02}},
      .truth = [](const RandomSetting&) -> Certified { return (2 * std::log(1.5) + std::log(3.0)) / 3; },
      .replicate = tied_slope,
      .tolerance = 1e-6,
      .control = Control<RandomSetting>::wrong_truth("eps KL of a vertex",
                                                     [](const RandomSetting&) -> Certified { return std::log(3.0); }),
      .plot = "epsilon",
      .estimate_label = "(V - OT) / eps",
  });
}

}  // namespace

std::vector<Claim> limit_claims(const Design&) { return {large_epsilon(), small_epsilon(), tied()}; }

}  // namespace mongecarlo::sinkhorn_convergence
