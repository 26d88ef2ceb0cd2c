#include <cmath>
#include <memory>

#include "outlier_robustness/contaminated.hpp"
#include "outlier_robustness/parts.hpp"

namespace mongecarlo::outlier_robustness {
namespace {

/// What the outlier may add, as an author writes it: from its costs, tau and epsilon.
using Allowance = double (*)(const Contamination&, const Measures&);

/// (2 tau + epsilon)(1 - zeta)(1 - exp(-m(z) / (2 tau + epsilon))).
double lemma(const Contamination& s, const Measures& measures) {
  return -s.penalty() * (1 - s.zeta) * std::expm1(-measures.mean_outlier_cost() / s.penalty());
}
double nearest_point(const Contamination& s, const Measures& measures) {
  return -s.penalty() * (1 - s.zeta) * std::expm1(-measures.least_outlier_cost() / s.penalty());
}
double without_epsilon(const Contamination& s, const Measures& measures) {
  return -2 * s.tau * (1 - s.zeta) * std::expm1(-measures.mean_outlier_cost() / (2 * s.tau));
}
double half_exponent(const Contamination& s, const Measures& measures) {
  return -s.penalty() * (1 - s.zeta) * std::expm1(-measures.mean_outlier_cost() / (2 * s.penalty()));
}
double one_penalty(const Contamination& s, const Measures& measures) { return lemma(s, measures) / 2; }

/// zeta UOT(alpha, beta) + allowance - UOT(zeta alpha + (1 - zeta) delta_z, beta), never negative if the bound holds.
auto slack_of(Allowance allowance) {
  return [allowance](const Contamination& s) {
    return [s, allowance, measures = Measures(s), solver = unbalanced_solver(s), clean = Result(),
            contaminated = Result()](const Stream& stream) mutable {
      measures.refill(stream);
      solver->solve(measures.clean(), clean);
      solver->solve(measures.contaminated(), contaminated);
      constexpr double kRounding = 1e-9;
      return s.zeta * clean.certified_objective + Certified(allowance(s, measures) + kRounding) -
             contaminated.certified_objective;
    };
  };
}

std::vector<Contamination> settings(double epsilon) {
  return {{.zeta = 0.9, .distance = 0.3, .tau = 1, .epsilon = epsilon},
          {.zeta = 0.8, .distance = 1, .tau = 0.3, .epsilon = epsilon},
          {.zeta = 0.5, .distance = 3, .tau = 0.1, .epsilon = epsilon},
          {.n = 2, .m = 2, .zeta = 0.2, .distance = 0.5, .tau = 2, .epsilon = epsilon}};
}

/// alpha~ = delta_z and beta = delta_y: the bound holds with equality.
Contamination diracs(double tau, double distance, double epsilon = 0) {
  return {.n = 1, .m = 1, .zeta = 0, .distance = distance, .tau = tau, .epsilon = epsilon};
}

Claim bound(const Design& design, std::string id, std::string statement, std::string source, Allowance allowance,
            std::vector<Contamination> cells, Control<Contamination> control) {
  return holds_always<Contamination>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = std::move(source),
      .design = std::move(cells),
      .replicate = slack_of(allowance),
      .replicates = design.count("draws"),
      .control = std::move(control),
      .kind = ClaimKind::bound,
  });
}

Control<Contamination> wrong_allowance(std::string statement, Allowance allowance, std::vector<Contamination> where) {
  return Control<Contamination>::wrong_procedure(std::move(statement), slack_of(allowance)).in(std::move(where));
}

Claim lemma_claim(const Design& design) {
  return bound(
      design, "lemma.constant_one",
      "UOT(zeta a + (1-zeta) delta_z, b) <= zeta UOT(a, b) + 2 tau (1-zeta)(1 - exp(-m(z)/(2 tau))), m(z) the mean "
      "cost from z to b: with constant one, where <~ is printed",
      "fatras:21b, Lemma 1; constant derived here", lemma, settings(0),
      wrong_allowance("m(z) the cost to the nearest point of b", nearest_point,
                      {{.n = 2, .m = 6, .zeta = 0, .tau = 2}}));
}

Claim entropic_lemma(const Design& design) {
  return bound(design, "lemma.entropic", "the same for epsilon > 0 with 2 tau + epsilon for 2 tau", "derived here",
               lemma, settings(0.2), wrong_allowance("2 tau left as it is", without_epsilon, {diracs(0.3, 2, 0.5)}));
}

Claim half_exponent_claim(const Design& design) {
  return bound(design, "lemma.exponent_of_4_tau", "the same with exp(-m(z)/(4 tau))",
               "a slip; refuted by its equality case", half_exponent, {diracs(0.5, 0.2)},
               CorrectedBy{"lemma.constant_one"});
}

Claim one_penalty_claim(const Design& design) {
  return bound(design, "lemma.factor_tau", "the same with tau (1-zeta) in front for 2 tau (1-zeta)",
               "a slip: one marginal pays; refuted by its equality case", one_penalty, {diracs(0.5, 1)},
               CorrectedBy{"lemma.constant_one"});
}

// ---- equality ----

std::vector<Contamination> every_dirac(double epsilon) {
  std::vector<Contamination> cells;
  for (double tau : {0.1, 1.0})
    for (double distance : {0.1, 1.0, 10.0}) cells.push_back(diracs(tau, distance, epsilon));
  return cells;
}

Certified value(const Contamination& s, const Stream& stream) {
  Measures measures(s);
  measures.refill(stream);
  Result result;
  unbalanced_solver(s)->solve(measures.contaminated(), result);
  return result.certified_objective;
}

/// The ratio of the loss to the bound on fixed points, so that one truth serves every stream.
auto ratio_to(Allowance allowance) {
  return [allowance](const Contamination& s, const Stream& stream) {
    Measures measures(s);
    measures.refill(stream);
    return (1 / allowance(s, measures)) * value(s, stream);
  };
}

double exponent_of_tau(const Contamination& s, const Measures& measures) {
  return -s.penalty() * std::expm1(-2 * measures.mean_outlier_cost() / s.penalty());
}

Claim equality(std::string id, std::string statement, double epsilon, Allowance wrong, std::string twin) {
  return identity<Contamination>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "fatras:21b; derived here",
      .design = every_dirac(epsilon),
      .truth = [](const Contamination&) { return Certified(1); },
      .replicate = ratio_to(lemma),
      .tolerance = 1e-8,
      .control = Control<Contamination>::wrong_procedure(std::move(twin), ratio_to(wrong)),
      .estimate_label = "loss over bound",
  });
}

Claim attained() {
  return equality("lemma.attained",
                  "equality for b a Dirac and zeta = 0: UOT(delta_z, delta_y) = 2 tau (1 - exp(-c/(2 tau)))", 0,
                  exponent_of_tau, "exp(-c/tau) for exp(-c/(2 tau))");
}

Claim entropic_attained() {
  return equality("lemma.entropic_attained",
                  "and (2 tau + epsilon)(1 - exp(-c/(2 tau + epsilon))) for epsilon > 0: the bound is tight there too",
                  0.4, without_epsilon, "epsilon left out");
}

}  // namespace

std::vector<Claim> upper_bound_claims(const Design& design) {
  return {lemma_claim(design), entropic_lemma(design),      attained(),
          entropic_attained(), half_exponent_claim(design), one_penalty_claim(design)};
}

}  // namespace mongecarlo::outlier_robustness
