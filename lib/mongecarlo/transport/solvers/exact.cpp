#include "mongecarlo/transport/solvers/exact.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/transport/report_unregularised.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();
// Larger assignments are solved over lists of candidates (measured: equal at 600 or so).
constexpr Index kDenseAssignment = 600;
constexpr Index kWidth = 8, kWideWidth = 12, kWide = 2000;
// Where the tree of points beats the matrix.
constexpr Index kMultiscale = 1500, kMultiscaleDimension = 3;
constexpr double kTight = 1e-12;  // width of an enclosure over the cost of its plan
constexpr double kLoose = 1e-9;

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
  spare_.lend(result);
  result.plan.clear();
  result.plan.reserve(static_cast<std::size_t>(prepared_.n + prepared_.m));
  if (!has_matrix)
    solve_points(problem, result);
  else if (is_assignment)
    solve_assignment(result);
  else
    solve_network(result);
  drop_unwanted(result);
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
  measure(result);
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
  measure(result);
}

void ExactSolver::solve_network(Result& result) {
  run_network(prepared_.cost, result);
  transform(simplex_.column_prices(), result);
  bound_below(result);
  measure(result);
  if (is_tight(result, kTight) || !OutlierCosts::are_in(prepared_.cost_view())) return;
  solve_without_outliers(result);
  if (!is_tight(result, kLoose)) result.termination = Termination::numerical_failure;
}

void ExactSolver::run_network(const double* cost, Result& result) {
  const bool finished = simplex_.solve(cost, prepared_.a, prepared_.b, start_prices(prepared_.m));
  result.termination = finished ? Termination::converged : Termination::numerical_failure;
  result.iterations = simplex_.pivots();
  result.plan.clear();
  simplex_.for_each_entry([&](Index i, Index j, double mass) { result.plan.push_back({i, j, mass}); });
  std::sort(result.plan.begin(), result.plan.end(), [](const PlanEntry& p, const PlanEntry& q) {
    return p.source != q.source ? p.source < q.source : p.target < q.target;
  });
}

// Whether the enclosure is narrow beside what the entries of the plan cost.
bool ExactSolver::is_tight(const Result& result, double width) const {
  double paid = 0;
  for (const PlanEntry& entry : result.plan) paid += entry.mass * std::abs(price(entry));
  return result.certified_objective.gap() <= width * paid;
}

// The potentials of the lowered problem, raised to what the original costs allow: first of the sources, then of the
// targets. Those of the targets stay below it by their rounding, which may be more than an ordinary cost.
void ExactSolver::solve_without_outliers(Result& result) {
  const auto& p = prepared_;
  with_outliers_ = result;
  run_network(outliers_.cut_down(p.cost_view(), result.plan).data(), result);
  Vector g = Vector::Constant(p.m, std::numeric_limits<double>::infinity());
  for (Index i = 0; i < p.n; ++i) {
    const double f = vector_loops().least_difference(p.row(i), simplex_.column_prices(), p.m);
    for (Index j = 0; j < p.m; ++j) g[j] = std::min(g[j], p.row(i)[j] - f);
  }
  g -= 2 * kUnit * g.cwiseAbs();
  transform(g.data(), result);
  bound_below(result);
  measure(result);
  if (with_outliers_.certified_objective.gap() < result.certified_objective.gap()) std::swap(result, with_outliers_);
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

void ExactSolver::measure(Result& result) {
  const auto& p = prepared_;
  excess_.assign(static_cast<std::size_t>(p.n + p.m), {});
  for (Index i = 0; i < p.n; ++i) excess_[i].add(-p.a[i]);
  for (Index j = 0; j < p.m; ++j) excess_[p.n + j].add(-p.b[j]);
  CompensatedSum primal;
  double size = 0;
  for (const PlanEntry& entry : result.plan) {
    const double term = entry.mass * price(entry);
    primal.add(term);
    size += std::abs(term);
    excess_[entry.source].add(entry.mass);
    excess_[p.n + entry.target].add(entry.mass);
  }
  // Mass that rounding misplaced is worth what the potentials say (they are the derivatives of the value).
  double misplaced = 0;
  result.marginal_error = 0;
  for (Index x = 0; x < p.n + p.m; ++x) {
    const double error = std::abs(excess_[x].value());
    result.marginal_error += error;
    misplaced += error * std::abs(x < p.n ? result.f[x] : result.g[x - p.n]);
  }
  const double lower = result.certified_objective.lower;
  const double upper = std::max(primal.value() + rounding(size) + misplaced, lower);
  report_unregularised(primal.value(), result.dual_objective, {lower, upper, result.termination}, result);
}

void ExactSolver::drop_unwanted(Result& result) {
  if (!options_.want_plan) result.plan.clear();
  spare_.take_back(result);
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

Certified ExactSolver::uniform_value(const MatrixView& x, const MatrixView& y, const GroundCost& cost) {
  prepared_.n = x.rows();
  prepared_.m = y.rows();
  prepared_.prepare_cost({.x = x, .y = y, .ground_cost = cost}, "exact");
  return solve_uniform(prepared_.cost_view());
}

namespace solvers {

const SolverFamily exact{
    .name = "exact",
    .summary = "Unregularised optimal transport: augmenting paths for equal weights, network simplex otherwise.",
    .make = [](const SolverOptions& options) { return std::make_unique<ExactSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
