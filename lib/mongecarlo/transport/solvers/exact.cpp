#include "mongecarlo/transport/solvers/exact.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();
// Larger assignments are solved over lists of candidates (measured: equal at about 500).
constexpr Index kDenseAssignment = 500;
constexpr Index kWidth = 8, kWideWidth = 12, kWide = 2000;
// Where the tree of points beats the matrix.
constexpr Index kMultiscale = 1000, kMultiscaleDimension = 3;

double spread(const Vector& potential) { return potential.maxCoeff() - potential.minCoeff(); }

// Rounding of a compensated sum of `terms` products, each of which is right to an ulp.
double rounding(double scale) { return 4 * kUnit * scale; }

}  // namespace

void ExactSolver::solve(const Problem& problem, Result& result) {
  problem.validate("exact");
  problem.validate_balance("exact");
  solve_unchecked(problem, result);
}

void ExactSolver::solve_unchecked(const Problem& problem, Result& result) {
  const bool is_assignment = problem.is_square() && problem.is_uniform();
  const bool has_matrix = !(is_assignment && goes_without_matrix(problem));
  prepared_.prepare_weights(problem);
  if (has_matrix)
    prepared_.prepare_cost(problem, "exact");
  else
    prepared_.prepare_points(problem, "exact");
  prepared_.balance();
  result.entropy_objective.reset();
  result.dense_plan.resize(0, 0);
  result.plan.clear();
  result.plan.reserve(static_cast<std::size_t>(prepared_.n + prepared_.m));
  if (!has_matrix)
    solve_points(problem, result);
  else if (is_assignment)
    solve_assignment(result);
  else
    solve_network(result);
  finish(result);
}

bool ExactSolver::goes_without_matrix(const Problem& problem) const {
  if (problem.has_cost() || !problem.has_points() || options_.cost_storage == CostStorage::matrix) return false;
  return options_.cost_storage == CostStorage::computed ||
         (problem.sources() > kMultiscale && problem.x.cols() <= kMultiscaleDimension);
}

void ExactSolver::warm_start(const Vector& g) {
  check_finite("ExactSolver::warm_start", "g", as_span(view(g)));
  start_ = g;
}

void ExactSolver::assign(const double* cost, Index n) {
  if (n > kDenseAssignment) return assign_sparsely(cost, n);
  assignment_.solve(cost, n, start_prices(n));
  partners_ = assignment_.partners();
  column_prices_ = assignment_.column_prices();
  scans_ = assignment_.scans();
}

void ExactSolver::assign_sparsely(const double* cost, Index n) {
  using enum SparseAssignment::Start;
  const double* prices = start_prices(n);
  const auto start = prices ? near : rough;
  if (!prices) {
    least_of_column_.setConstant(n, std::numeric_limits<double>::infinity());
    for (Index i = 0; i < n; ++i) vector_loops().lower_to(least_of_column_.data(), cost + i * n, n);
    prices = least_of_column_.data();
  }
  rows_.look_at(cost, n);
  sparse_assignment_.solve(rows_, n, prices, n < kWide ? kWidth : kWideWidth, start);
  partners_ = sparse_assignment_.partners();
  column_prices_ = sparse_assignment_.column_prices();
  scans_ = sparse_assignment_.scans();
}

void ExactSolver::solve_assignment(Result& result) {
  assign(prepared_.cost, prepared_.n);
  result.termination = Termination::converged;
  result.iterations = scans_;
  for (Index i = 0; i < prepared_.n; ++i) result.plan.push_back({i, partners_[i], prepared_.a[i]});
  transform(column_prices_.data(), result);
  bound_below(result);
}

void ExactSolver::solve_points(const Problem& problem, Result& result) {
  multiscale_.solve(problem.x, problem.y, *problem.ground_cost, start_prices(prepared_.n));
  partners_ = multiscale_.partners();
  column_prices_ = multiscale_.column_prices();
  result.termination = Termination::converged;
  result.iterations = multiscale_.scans();
  for (Index i = 0; i < prepared_.n; ++i) result.plan.push_back({i, partners_[i], prepared_.a[i]});
  result.f = Eigen::Map<const Vector>(multiscale_.row_prices().data(), prepared_.n);
  result.g = Eigen::Map<const Vector>(column_prices_.data(), prepared_.n);
  bound_below(result);
}

void ExactSolver::solve_network(Result& result) {
  const bool finished = simplex_.solve(prepared_.cost, prepared_.a, prepared_.b);
  result.termination = finished ? Termination::converged : Termination::numerical_failure;
  result.iterations = simplex_.pivots();
  simplex_.for_each_entry([&](Index i, Index j, double mass) { result.plan.push_back({i, j, mass}); });
  std::sort(result.plan.begin(), result.plan.end(), [](const PlanEntry& p, const PlanEntry& q) {
    return p.source != q.source ? p.source < q.source : p.target < q.target;
  });
  transform(simplex_.column_prices(), result);
  bound_below(result);
}

// f = the c-transform of g: feasible by construction.
void ExactSolver::transform(const double* g, Result& result) {
  const auto& p = prepared_;
  result.g = Eigen::Map<const Vector>(g, p.m);
  result.f.resize(p.n);
  for (Index i = 0; i < p.n; ++i) result.f[i] = vector_loops().least_difference(p.row(i), g, p.m);
}

// <a, f> + <b, g> bounds every plan from below.
void ExactSolver::bound_below(Result& result) {
  const auto& p = prepared_;
  CompensatedSum dual;
  double size = 0;
  for (Index i = 0; i < p.n; ++i) {
    dual.add(p.a[i] * result.f[i]);
    size += p.a[i] * std::abs(result.f[i]);
  }
  for (Index j = 0; j < p.m; ++j) {
    dual.add(p.b[j] * result.g[j]);
    size += p.b[j] * std::abs(result.g[j]);
  }
  result.dual_objective = dual.value();
  result.certified_objective.lower = dual.value() - rounding(size);
}

double ExactSolver::price(const PlanEntry& entry) const {
  double line;
  return prepared_.cost ? prepared_.row(entry.source)[entry.target]
                        : *prepared_.segment(entry.source, entry.target, 1, &line);
}

void ExactSolver::finish(Result& result) {
  const auto& p = prepared_;
  row_mass_ = -p.a;
  column_mass_ = -p.b;
  CompensatedSum primal;
  double size = 0;
  for (const PlanEntry& entry : result.plan) {
    const double term = entry.mass * price(entry);
    primal.add(term);
    size += std::abs(term);
    row_mass_[entry.source] += entry.mass;
    column_mass_[entry.target] += entry.mass;
  }
  result.transport_cost = result.objective = primal.value();
  result.marginal_error = row_mass_.lpNorm<1>() + column_mass_.lpNorm<1>();
  result.duality_gap = result.objective - result.dual_objective;
  // Mass that rounding misplaced is worth at most the spread of the potentials (they are the derivatives of the value).
  const double misplaced = result.marginal_error * (spread(result.f) + spread(result.g));
  auto& enclosure = result.certified_objective;
  enclosure.upper = std::max(primal.value() + rounding(size) + misplaced, enclosure.lower);
  enclosure.termination = result.termination;
  result.certified_transport_cost = enclosure;
  if (!options_.want_plan) result.plan.clear();
  if (!options_.want_potentials) {
    result.f.resize(0);
    result.g.resize(0);
  }
}

Certified ExactSolver::solve_uniform(const MatrixView& cost) {
  const Index n = cost.rows();
  assign(cost.data(), n);
  CompensatedSum dual, primal;
  double size = 0;
  for (Index i = 0; i < n; ++i) {
    const double f = vector_loops().least_difference(cost.data() + i * n, column_prices_.data(), n);
    const double v = column_prices_[i], paid = cost(i, partners_[i]);
    dual.add(f);
    dual.add(v);
    primal.add(paid);
    size += std::abs(f) + std::abs(v) + std::abs(paid);
  }
  const double share = 1.0 / static_cast<double>(n);
  const double lower = dual.value() - rounding(size), upper = std::max(primal.value(), dual.value()) + rounding(size);
  return {share * lower, share * upper};
}

namespace solvers {

const SolverFamily exact{
    .name = "exact",
    .summary = "Unregularised optimal transport: augmenting paths for equal weights, network simplex otherwise.",
    .make = [](const SolverOptions& options) { return std::make_unique<ExactSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
