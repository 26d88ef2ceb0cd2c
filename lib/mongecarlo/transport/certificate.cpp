#include "mongecarlo/transport/certificate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace mongecarlo {
namespace {

using Real = long double;
constexpr double kUnit = std::numeric_limits<double>::epsilon();

// The problem written out: dense plan, long double marginals.
struct Case {
  Index n, m;
  Matrix cost, plan;
  Vector a, b;
  Vector f, g;
  std::vector<Real> rows, columns;
  double epsilon = 0, tau_source = 0, tau_target = 0;
  Real source_mass = 0, target_mass = 0, plan_mass = 0, paid = 0;
  Real scale = 0;       // of values, what relative rounding applies to
  Real mass_scale = 0;  // of masses
};

Vector written_out(const VectorView& weights, Index size) {
  if (weights.size() > 0) return weights;
  return Vector::Constant(size, 1.0 / static_cast<double>(size));
}

Matrix cost_of(const Problem& problem) {
  if (problem.has_cost()) return problem.cost;
  Matrix cost(problem.sources(), problem.targets());
  for (Index i = 0; i < cost.rows(); ++i)
    for (Index j = 0; j < cost.cols(); ++j) cost(i, j) = (*problem.ground_cost)(row(problem.x, i), row(problem.y, j));
  return cost;
}

Matrix plan_of(const Result& result, Index n, Index m, std::vector<std::string>& faults) {
  if (result.dense_plan.size() > 0) {
    if (result.dense_plan.rows() == n && result.dense_plan.cols() == m) return result.dense_plan;
    throw std::invalid_argument("certify: result.dense_plan has another shape than the problem");
  }
  if (result.plan.empty()) throw std::invalid_argument("certify: result has no plan");
  Matrix plan = Matrix::Zero(n, m);
  for (const PlanEntry& entry : result.plan) {
    if (entry.source < 0 || entry.source >= n || entry.target < 0 || entry.target >= m)
      faults.push_back(fmt::format("plan entry ({}, {}) is out of range", entry.source, entry.target));
    else
      plan(entry.source, entry.target) += entry.mass;
  }
  return plan;
}

void measure(Case& c) {
  c.rows.assign(static_cast<std::size_t>(c.n), 0);
  c.columns.assign(static_cast<std::size_t>(c.m), 0);
  for (Index i = 0; i < c.n; ++i)
    for (Index j = 0; j < c.m; ++j) {
      const Real mass = c.plan(i, j);
      c.rows[i] += mass;
      c.columns[j] += mass;
      c.paid += mass * c.cost(i, j);
      c.scale += mass * std::abs(c.cost(i, j));
    }
  for (Index i = 0; i < c.n; ++i) {
    c.source_mass += c.a[i];
    c.plan_mass += c.rows[i];
    c.scale += c.a[i] * std::abs(c.f[i]);
  }
  for (Index j = 0; j < c.m; ++j) {
    c.target_mass += c.b[j];
    c.scale += c.b[j] * std::abs(c.g[j]);
  }
  c.mass_scale = c.source_mass + c.target_mass + c.plan_mass;
}

Case write_out(const SolverOptions& options, const Problem& problem, const Result& result,
               std::vector<std::string>& faults) {
  Case c;
  c.n = problem.sources();
  c.m = problem.targets();
  if (result.f.size() != c.n || result.g.size() != c.m)
    throw std::invalid_argument("certify: result has no potentials f and g of the problem's sizes");
  c.cost = cost_of(problem);
  c.plan = plan_of(result, c.n, c.m, faults);
  c.a = written_out(problem.a, c.n);
  c.b = written_out(problem.b, c.m);
  c.f = result.f;
  c.g = result.g;
  c.epsilon = options.epsilon;
  c.tau_source = options.tau_source;
  c.tau_target = options.tau_target;
  measure(c);
  return c;
}

void rescale_target(Case& c) {
  c.b *= static_cast<double>(c.source_mass / c.target_mass);
  c.target_mass = c.source_mass;
}

// sum x log(x / y) - x + y, one term
Real divergence(Real x, Real y) {
  if (y == 0) return x == 0 ? 0 : std::numeric_limits<Real>::infinity();
  return (x > 0 ? x * std::log(x / y) : 0) - x + y;
}

Real balanced_error(const Case& c) {
  Real error = 0;
  for (Index i = 0; i < c.n; ++i) error += std::abs(c.rows[i] - c.a[i]);
  for (Index j = 0; j < c.m; ++j) error += std::abs(c.columns[j] - c.b[j]);
  return error;
}

// The plan cut down to the marginals, row by row and then column by column, and filled up by a product.
void round_to_marginals(Case& c) {
  for (Index i = 0; i < c.n; ++i)
    if (c.rows[i] > c.a[i]) c.plan.row(i) *= static_cast<double>(c.a[i] / c.rows[i]);
  for (Index j = 0; j < c.m; ++j) {
    const double sum = c.plan.col(j).sum();
    if (sum > c.b[j]) c.plan.col(j) *= c.b[j] / sum;
  }
  const Vector row_lack = (c.a - c.plan.rowwise().sum()).cwiseMax(0);
  const Vector column_lack = (c.b - c.plan.colwise().sum().transpose()).cwiseMax(0);
  const double missing = column_lack.sum();
  if (missing > 0) c.plan += row_lack * (column_lack / missing).transpose();
}

Real rounding(const Case& c) { return kUnit * static_cast<double>(c.n + c.m + 16) * c.scale; }

Real price_of(const Case& c) {
  Real price = 0;
  for (Index i = 0; i < c.n; ++i)
    for (Index j = 0; j < c.m; ++j) price += static_cast<Real>(c.plan(i, j)) * c.cost(i, j);
  return price;
}

// min_j C_ij - g_j
double transform(const Case& c, Index i) {
  double least = std::numeric_limits<double>::infinity();
  for (Index j = 0; j < c.m; ++j) least = std::min(least, c.cost(i, j) - c.g[j]);
  return least;
}

void check_feasibility(const Case& c, Certificate& certificate) {
  for (Index i = 0; i < c.n; ++i)
    for (Index j = 0; j < c.m; ++j)
      certificate.infeasibility = std::max(certificate.infeasibility, c.f[i] + c.g[j] - c.cost(i, j));
  const double size = std::max({c.f.lpNorm<Eigen::Infinity>(), c.g.lpNorm<Eigen::Infinity>(), kUnit});
  if (certificate.infeasibility > static_cast<double>(c.n + c.m + 16) * kUnit * size)
    certificate.faults.push_back(fmt::format("potentials violate f + g <= C by {}", certificate.infeasibility));
}

void certify_exact(Case& c, Certificate& certificate) {
  rescale_target(c);
  Real dual = 0;
  check_feasibility(c, certificate);
  for (Index i = 0; i < c.n; ++i) dual += static_cast<Real>(c.a[i]) * transform(c, i);
  for (Index j = 0; j < c.m; ++j) dual += static_cast<Real>(c.b[j]) * c.g[j];
  certificate.marginal_error = static_cast<double>(balanced_error(c));
  round_to_marginals(c);
  certificate.objective = {static_cast<double>(dual - rounding(c)), static_cast<double>(price_of(c) + rounding(c))};
}

// sum_ij a_i b_j exp((f_i + g_j - C_ij) / epsilon). Without epsilon potentials are feasible instead.
Real gibbs_mass(const Case& c) {
  Real mass = 0;
  if (c.epsilon == 0) return 0;
  for (Index i = 0; i < c.n; ++i)
    for (Index j = 0; j < c.m; ++j)
      if (c.a[i] > 0 && c.b[j] > 0)
        mass += static_cast<Real>(c.a[i]) * c.b[j] *
                std::exp((static_cast<Real>(c.f[i]) + c.g[j] - c.cost(i, j)) / c.epsilon);
  return mass;
}

Real regularised_price(const Case& c) {
  Real price = price_of(c);
  if (c.epsilon == 0) return price;
  for (Index i = 0; i < c.n; ++i)
    for (Index j = 0; j < c.m; ++j) price += c.epsilon * divergence(c.plan(i, j), static_cast<Real>(c.a[i]) * c.b[j]);
  return price;
}

void certify_entropic(Case& c, Certificate& certificate) {
  rescale_target(c);
  Real dual = c.epsilon * (c.source_mass * c.target_mass - gibbs_mass(c));
  for (Index i = 0; i < c.n; ++i) dual += static_cast<Real>(c.a[i]) * c.f[i];
  for (Index j = 0; j < c.m; ++j) dual += static_cast<Real>(c.b[j]) * c.g[j];
  certificate.marginal_error = static_cast<double>(balanced_error(c));
  round_to_marginals(c);
  const Real slack = rounding(c) + kUnit * 16 * c.epsilon * (c.source_mass * c.target_mass + c.plan_mass);
  certificate.objective = {static_cast<double>(dual - slack), static_cast<double>(regularised_price(c) + slack)};
}

// Mass that a potential asks for.
Real wanted_mass(Real weight, Real potential, Real tau) { return weight > 0 ? weight * std::exp(-potential / tau) : 0; }

// -tau <weight, exp(-potential / tau) - 1>, one term
Real relaxed_value(Real weight, Real potential, Real tau) {
  return weight > 0 ? -tau * weight * std::expm1(-potential / tau) : 0;
}

void certify_unbalanced(Case& c, Certificate& certificate) {
  Real dual = c.epsilon * (c.source_mass * c.target_mass - gibbs_mass(c)), primal = regularised_price(c), error = 0;
  if (c.epsilon == 0) check_feasibility(c, certificate);
  for (Index i = 0; i < c.n; ++i) {
    const Real wanted = wanted_mass(c.a[i], c.f[i], c.tau_source);
    dual += relaxed_value(c.a[i], c.epsilon == 0 ? std::min(c.f[i], transform(c, i)) : c.f[i], c.tau_source);
    primal += c.tau_source * divergence(c.rows[i], c.a[i]);
    error += std::abs(c.rows[i] - wanted);
    c.mass_scale += wanted * (1 + std::abs(c.f[i]) / c.tau_source);
    c.scale += wanted * std::abs(c.f[i]);
  }
  for (Index j = 0; j < c.m; ++j) {
    const Real wanted = wanted_mass(c.b[j], c.g[j], c.tau_target);
    dual += relaxed_value(c.b[j], c.g[j], c.tau_target);
    primal += c.tau_target * divergence(c.columns[j], c.b[j]);
    error += std::abs(c.columns[j] - wanted);
    c.mass_scale += wanted * (1 + std::abs(c.g[j]) / c.tau_target);
    c.scale += wanted * std::abs(c.g[j]);
  }
  certificate.marginal_error = static_cast<double>(error);
  const Real slack =
      rounding(c) + kUnit * 16 *
                        (c.epsilon * (c.source_mass * c.target_mass + c.plan_mass) +
                         c.tau_source * (c.source_mass + c.plan_mass) + c.tau_target * (c.target_mass + c.plan_mass));
  certificate.objective = {static_cast<double>(dual - slack), static_cast<double>(primal + slack)};
}

void compare(const Case& c, const Result& result, Certificate& certificate) {
  auto& faults = certificate.faults;
  const double noise = static_cast<double>(8 * rounding(c));
  const double mass_noise = 8 * kUnit * static_cast<double>((c.n + c.m + 16) * c.mass_scale);
  const double paid = static_cast<double>(c.paid);
  if (!(std::abs(result.transport_cost - paid) <= noise))
    faults.push_back(fmt::format("transport_cost is {}, but the plan costs {}", result.transport_cost, paid));
  if (!(std::abs(result.marginal_error - certificate.marginal_error) <= mass_noise + 1e-6 * certificate.marginal_error))
    faults.push_back(
        fmt::format("marginal_error is {}, but measures {}", result.marginal_error, certificate.marginal_error));
  const Certified &ours = certificate.objective, &theirs = result.certified_objective;
  if (!(theirs.lower <= ours.upper && theirs.upper >= ours.lower))
    faults.push_back(fmt::format("certified_objective [{}, {}] misses [{}, {}]", theirs.lower, theirs.upper, ours.lower,
                                 ours.upper));
  // Potentials that rounding made infeasible by so much may overshoot by so much times the mass; and a plan whose
  // marginals are off by so much may be cheaper than the optimum by so much times the potentials.
  const double mass = static_cast<double>(c.source_mass);
  const double potential = std::max(c.f.lpNorm<Eigen::Infinity>(), c.g.lpNorm<Eigen::Infinity>());
  const double overshoot = certificate.infeasibility * mass + (certificate.marginal_error + kUnit * mass) * potential;
  if (!(result.dual_objective <= ours.upper + noise + overshoot))
    faults.push_back(fmt::format("dual_objective {} is above {}", result.dual_objective, ours.upper));
}

}  // namespace

Certificate certify(const SolverFamily& family, const SolverOptions& options, const Problem& problem,
                    const Result& result) {
  if (family.compares_distances) throw std::invalid_argument("certify: comparing distances is not a transport problem");
  if (family.uses_epsilon && family.needs_points)
    throw std::invalid_argument("certify: a divergence of several problems has no certificate of one problem");
  if (family.is_sliced)
    throw std::invalid_argument("certify: a mean over many lines has no certificate of one problem");
  problem.validate("certify");
  Certificate certificate;
  certificate.objective.termination = result.termination;
  Case c = write_out(options, problem, result, certificate.faults);
  if (c.plan.minCoeff() < 0) certificate.faults.push_back(fmt::format("plan has an entry {}", c.plan.minCoeff()));
  if (!family.uses_epsilon)
    certify_exact(c, certificate);
  else if (family.uses_tau)
    certify_unbalanced(c, certificate);
  else
    certify_entropic(c, certificate);
  certificate.objective.termination = result.termination;
  compare(c, result, certificate);
  return certificate;
}

}  // namespace mongecarlo
