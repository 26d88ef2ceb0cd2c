#include <memory>

#include "models/plain_sinkhorn.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "sinkhorn_convergence/parts.hpp"

namespace mongecarlo::sinkhorn_convergence {
namespace {

using models::EntropicProblem;
using models::RandomSetting;
using models::within;

// Papers write epsilon or lambda, |x - y|^2 or half of it, the divergence from the product or the entropy alone: values
// that differ, with one optimal plan. What turns one into another is checked here; to forget it is a twin.

/// Square, so that a cost read the wrong way round has a meaning.
std::vector<RandomSetting> settings() { return {{5, 5, 0.05}, {7, 7, 0.3}}; }

Result solve(const EntropicProblem& problem) {
  Result result;
  EntropicSolver({.epsilon = problem.epsilon, .tolerance = 1e-10}).solve(problem.problem(), result);
  return result;
}

/// V_eps[C] - s V_(eps')[C / s], s = 2: eps' = eps / s, or eps as it was.
auto scaling_residual(bool scales_epsilon) {
  return [scales_epsilon](const RandomSetting& s, const Stream& stream) {
    const EntropicProblem problem = s.draw(stream);
    EntropicProblem half = problem;
    half.costs /= 2;
    if (scales_epsilon) half.epsilon /= 2;
    return within(1e-8, solve(problem).certified_objective - 2 * solve(half).certified_objective);
  };
}

Claim scaling(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "convention.scaling",
      .statement = "V_eps[|x-y|^2] = 2 V_(eps/2)[|x-y|^2 / 2]: half of the cost goes with half of epsilon",
      .source = "chizat:20; derived here",
      .design = settings(),
      .replicate = scaling_residual(true),
      .replicates = design.count("replicates"),
      .control =
          Control<RandomSetting>::wrong_procedure("the same epsilon for half of the cost", scaling_residual(false)),
      .kind = ClaimKind::identity,
  });
}

double entropy(const Vector& weights) {
  return -weights.unaryExpr([](double w) { return w > 0 ? w * std::log(w) : 0.0; }).sum();
}

/// E - (V - eps H(a) - eps H(b)), or E - V.
auto entropy_residual(bool has_entropies) {
  return [has_entropies](const RandomSetting& s, const Stream& stream) {
    const EntropicProblem problem = s.draw(stream);
    const Result result = solve(problem);
    const double shift = has_entropies ? s.epsilon * (entropy(problem.a) + entropy(problem.b)) : 0;
    return within(1e-8, Certified(*result.entropy_objective + shift) - result.certified_objective);
  };
}

Claim entropy_objective(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "convention.entropy",
      .statement = "E = <C,P> + eps sum P log P is V - eps H(a) - eps H(b), H the entropy of the weights",
      .source = "derived here",
      .design = settings(),
      .replicate = entropy_residual(true),
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_procedure("E = V", entropy_residual(false)),
      .kind = ClaimKind::identity,
  });
}

/// V(a, b, C) - V(b, a, C^T), or with C as it stands.
auto transposition_residual(bool transposes) {
  return [transposes](const RandomSetting& s, const Stream& stream) {
    const EntropicProblem problem = s.draw(stream);
    EntropicProblem back = problem;
    back.a.swap(back.b);
    if (transposes) back.costs.transposeInPlace();
    return within(1e-8, solve(problem).certified_objective - solve(back).certified_objective);
  };
}

Claim transposition(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "convention.transposed",
      .statement = "V(a, b, C) = V(b, a, C^T): who exchanges the sides transposes the cost",
      .source = "derived here",
      .design = settings(),
      .replicate = transposition_residual(true),
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_procedure("the cost as it stands", transposition_residual(false)),
      .kind = ClaimKind::identity,
  });
}

}  // namespace

std::vector<Claim> convention_claims(const Design& design) {
  return {scaling(design), entropy_objective(design), transposition(design)};
}

}  // namespace mongecarlo::sinkhorn_convergence
