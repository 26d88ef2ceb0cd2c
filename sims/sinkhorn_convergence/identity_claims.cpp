#include <memory>
#include <numeric>

#include "models/plain_sinkhorn.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "sinkhorn_convergence/parts.hpp"

namespace mongecarlo::sinkhorn_convergence {
namespace {

using models::EntropicProblem;
using models::kullback_leibler;
using models::PlainSinkhorn;
using models::RandomSetting;
using models::within;

std::vector<RandomSetting> settings() { return {{4, 5, 0.05}, {8, 6, 0.1}, {6, 9, 1}}; }

/// D(f+, g) - D(f, g) - eps KL(a | P 1) from random potentials, relative to eps.
auto ascent_residual(bool is_reversed) {
  return [is_reversed](const RandomSetting& s, const Stream& stream) -> Certified {
    const EntropicProblem problem = s.draw(stream);
    PlainSinkhorn iteration(problem);
    Stream start = stream.purpose("start");
    for (Index i = 0; i < s.n; ++i) iteration.f[i] = s.epsilon * start.uniform();
    for (Index j = 0; j < s.m; ++j) iteration.g[j] = s.epsilon * start.uniform();
    const Vector rows = iteration.plan().rowwise().sum();
    const double before = iteration.dual();
    iteration.update_rows();
    const double divergence = is_reversed ? kullback_leibler(rows, problem.a) : kullback_leibler(problem.a, rows);
    const double scale = problem.costs.maxCoeff() + s.epsilon;
    return within(1e-12, (iteration.dual() - before - s.epsilon * divergence) / scale);
  };
}

Claim ascent(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "identity.ascent",
      .statement =
          "an update of the rows raises the dual by eps KL(a | P 1), with the mass terms of KL, from any potentials",
      .source = "derived here; peyre:19, Section 4.4",
      .design = settings(),
      .replicate = ascent_residual(false),
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_procedure("by eps KL(P 1 | a)", ascent_residual(true)),
      .kind = ClaimKind::identity,
  });
}

/// A plan with marginals a and b: north-west corner rule in a random order of rows and columns.
Matrix random_vertex(const EntropicProblem& problem, const Stream& stream) {
  std::vector<Index> rows(static_cast<std::size_t>(problem.a.size())),
      columns(static_cast<std::size_t>(problem.b.size()));
  std::iota(rows.begin(), rows.end(), Index{0});
  std::iota(columns.begin(), columns.end(), Index{0});
  stream.purpose("rows").shuffle(std::span(rows));
  stream.purpose("columns").shuffle(std::span(columns));
  Matrix plan = Matrix::Zero(problem.a.size(), problem.b.size());
  std::size_t i = 0, j = 0;
  double supply = problem.a[rows[0]], demand = problem.b[columns[0]];
  while (i < rows.size() && j < columns.size()) {
    const double mass = std::min(supply, demand);
    plan(rows[i], columns[j]) += mass;
    supply -= mass;
    demand -= mass;
    if (supply <= demand) {
      if (++i < rows.size()) supply = problem.a[rows[i]];
    } else {
      if (++j < columns.size()) demand = problem.b[columns[j]];
    }
  }
  return plan;
}

/// The plan of the potentials that a solver of the library reports.
Matrix plan_of(const EntropicProblem& problem, const Result& result) {
  PlainSinkhorn potentials(problem);
  potentials.f = result.f;
  potentials.g = result.g;
  return potentials.plan();
}

/// <C, P> + eps KL(P | a x b) - V - eps KL(P | P_eps) for a random admissible P.
auto pythagoras_residual(bool is_reversed) {
  return [is_reversed](const RandomSetting& s) {
    return [s, is_reversed, solver = EntropicSolver({.epsilon = s.epsilon, .tolerance = 1e-10}),
            result = Result()](const Stream& stream) mutable -> Certified {
      const EntropicProblem problem = s.draw(stream);
      solver.solve_unchecked(problem.problem(), result);
      const Matrix optimal = plan_of(problem, result), product = problem.a * problem.b.transpose();
      const Matrix plan = 0.5 * random_vertex(problem, stream.purpose("one")) +
                          0.3 * random_vertex(problem, stream.purpose("other")) + 0.2 * product;
      const auto divergence = [](const Matrix& p, const Matrix& q) {
        return kullback_leibler(p.reshaped<Eigen::RowMajor>(), q.reshaped<Eigen::RowMajor>());
      };
      const double objective = plan.cwiseProduct(problem.costs).sum() + s.epsilon * divergence(plan, product);
      const double excess = is_reversed ? divergence(optimal, plan) : divergence(plan, optimal);
      Certified value{result.certified_objective.lower, result.certified_objective.upper, result.termination};
      return within(1e-8, Certified(objective - s.epsilon * excess) - value);
    };
  };
}

Claim pythagoras(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "identity.pythagoras",
      .statement = "<C,P> + eps KL(P | a x b) - V = eps KL(P | P_eps) for every admissible P, V and P_eps of the "
                   "entropic solver",
      .source = "derived here; peyre:19, Section 4.2",
      .design = settings(),
      .replicate = pythagoras_residual(false),
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_procedure("= eps KL(P_eps | P)", pythagoras_residual(true)),
      .kind = ClaimKind::identity,
  });
}

}  // namespace

std::vector<Claim> identity_claims(const Design& design) { return {ascent(design), pythagoras(design)}; }

}  // namespace mongecarlo::sinkhorn_convergence
