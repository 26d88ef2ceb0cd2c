#include "audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "mongecarlo/transport/certificate.hpp"

namespace mongecarlo::testing {
namespace {

using Faults = std::vector<std::string>;

/// Whether its value is that of the one transport problem it was given, which is what certify() proves.
bool has_certificate(const SolverFamily& family) {
  return !family.compares_distances && !family.is_sliced && !(family.uses_epsilon && family.needs_points);
}

void check_number(const char* name, double value, Faults& faults) {
  if (!std::isfinite(value)) faults.push_back(fmt::format("{} is {}", name, value));
}

void check_finite(const Result& result, Faults& faults) {
  check_number("transport_cost", result.transport_cost, faults);
  check_number("objective", result.objective, faults);
  check_number("dual_objective", result.dual_objective, faults);
  check_number("duality_gap", result.duality_gap, faults);
  check_number("marginal_error", result.marginal_error, faults);
  check_number("entropy_objective", result.entropy_objective.value_or(0), faults);
  check_number("certified_objective.lower", result.certified_objective.lower, faults);
  check_number("certified_objective.upper", result.certified_objective.upper, faults);
  if (!result.f.allFinite() || !result.g.allFinite()) faults.push_back("a potential is not finite");
  if (!result.dense_plan.allFinite()) faults.push_back("the plan is not finite");
  for (const PlanEntry& entry : result.plan) check_number("a mass of the plan", entry.mass, faults);
}

void check_enclosure(const char* name, const Certified& value, Faults& faults) {
  if (!(value.lower <= value.upper)) faults.push_back(fmt::format("{} is [{}, {}]", name, value.lower, value.upper));
}

double total(const Result& result) {
  double mass = result.dense_plan.sum();
  for (const PlanEntry& entry : result.plan) mass += entry.mass;
  return mass;
}

/// Of what is moved: sum P |C| + sum a |f| + sum b |g|, without units of its own.
struct Scale {
  double largest_cost = 0;
  double moved = 0;
  double mass = 0;
};

double cost_between(const Problem& problem, Index i, Index j) {
  return problem.has_cost() ? problem.cost(i, j) : (*problem.ground_cost)(row(problem.x, i), row(problem.y, j));
}

double weight(const VectorView& weights, Index i, Index size) {
  return weights.size() > 0 ? weights[i] : 1.0 / static_cast<double>(size);
}

Scale scale_of(const Problem& problem, const Result& result) {
  Scale scale;
  const Index n = problem.sources(), m = problem.targets();
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < m; ++j) {
      const double cost = std::abs(cost_between(problem, i, j));
      scale.largest_cost = std::max(scale.largest_cost, cost);
      if (result.dense_plan.size() > 0) scale.moved += cost * result.dense_plan(i, j);
    }
  for (const PlanEntry& entry : result.plan)
    scale.moved += entry.mass * std::abs(cost_between(problem, entry.source, entry.target));
  for (Index i = 0; i < n; ++i) scale.moved += weight(problem.a, i, n) * std::abs(result.f[i]);
  for (Index j = 0; j < m; ++j) scale.moved += weight(problem.b, j, m) * std::abs(result.g[j]);
  // Negative costs make mass where it is not conserved.
  scale.mass = std::max({problem.source_mass(), problem.target_mass(), total(result)});
  return scale;
}

/// On a circle positions are taken modulo the circumference and unrolled over turns: an ulp of a position is worth the
/// slope of the cost.
double steepest_on_circle(const Problem& problem) {
  const double half = problem.ground_cost->circumference() / 2, power = problem.ground_cost->power();
  const double farthest = std::max(problem.x.cwiseAbs().maxCoeff(), problem.y.cwiseAbs().maxCoeff());
  return std::pow(half, power) + power * std::pow(half, power - 1) * (farthest + 4 * half);
}

/// What an ulp of every mass can be worth at the largest cost: masses are doubles, and a plan made feasible may have to
/// send such an ulp anywhere.
double worth_of_an_ulp(const SolverFamily& family, const Problem& problem, const Scale& scale) {
  const auto points = static_cast<double>(problem.sources() + problem.targets() + 16);
  const double cost = family.domain == PointDomain::circle ? steepest_on_circle(problem) : scale.largest_cost;
  return 6 * std::numeric_limits<double>::epsilon() * points * scale.mass * cost;
}

void check_exact(const SolverFamily& family, const Problem& problem, const Certificate& certificate,
                 const Result& result, const Scale& scale, Faults& faults) {
  const double allowed = 1e-12 * scale.moved + worth_of_an_ulp(family, problem, scale);
  if (!(certificate.objective.gap() <= allowed))
    faults.push_back(fmt::format("converged, but the certificate leaves {} open, {} is allowed",
                                 certificate.objective.gap(), allowed));
  if (!(result.certified_objective.gap() <= allowed))
    faults.push_back(fmt::format("converged, but certified_objective leaves {} open, {} is allowed",
                                 result.certified_objective.gap(), allowed));
  if (!(certificate.marginal_error <= 1e-12 * scale.mass))
    faults.push_back(fmt::format("converged, but the marginals are {} off", certificate.marginal_error));
}

void check_entropic(const SolverFamily& family, const SolverOptions& options, const Certificate& certificate,
                    const Scale& scale, Faults& faults) {
  const double rounding = 1e-12 * scale.mass;
  if (!(certificate.marginal_error <= options.tolerance * scale.mass + rounding))
    faults.push_back(fmt::format("converged, but the marginals are {} off, {} is allowed", certificate.marginal_error,
                                 options.tolerance * scale.mass));
  const double allowed =
      20 * options.tolerance * scale.mass * (scale.largest_cost + 40 * options.epsilon) + 1e-12 * scale.moved;
  if (!family.uses_tau && !(certificate.objective.gap() <= allowed))
    faults.push_back(fmt::format("converged, but the certificate leaves {} open, {} is allowed",
                                 certificate.objective.gap(), allowed));
}

/// At the optimum V = tau_source |a| + tau_target |b| + epsilon |a||b| - (epsilon + tau_source + tau_target) |P|.
void check_mass_identity(const SolverOptions& options, const Problem& problem, const Result& result, const Scale& scale,
                         Faults& faults) {
  const double strength = options.epsilon + options.tau_source + options.tau_target;
  const double a = problem.source_mass(), b = problem.target_mass(), p = total(result);
  const double value = options.tau_source * a + options.tau_target * b + options.epsilon * a * b - strength * p;
  const double allowed = 10 * strength * (options.tolerance + 1e-12) * (a + b + a * b + p) + 1e-12 * scale.moved;
  if (!(std::abs(value - result.objective) <= allowed))
    faults.push_back(fmt::format("objective is {}, but the mass of the plan says {}", result.objective, value));
}

void check_against_certificate(const SolverFamily& family, const SolverOptions& options, const Problem& problem,
                               const Result& result, Faults& faults) {
  const Certificate certificate = certify(family, options, problem, result);
  faults.insert(faults.end(), certificate.faults.begin(), certificate.faults.end());
  if (result.termination != Termination::converged) return;
  const Scale scale = scale_of(problem, result);
  if (!family.uses_epsilon) return check_exact(family, problem, certificate, result, scale, faults);
  check_entropic(family, options, certificate, scale, faults);
  if (family.uses_tau) check_mass_identity(options, problem, result, scale, faults);
}

Certified certified_value(const Problem& problem, const SolverOptions& options) {
  const SolverFamily& family = *find_solver("entropic");
  Result result;
  family.make(options)->solve(problem, result);
  return certify(family, options, problem, result).objective;
}

/// S = V(a, b) - V(a, a) / 2 - V(b, b) / 2, each of which is certified.
void check_divergence(const SolverOptions& options, const Problem& problem, const Result& result, Faults& faults) {
  Problem cross = problem;
  const Problem source{
      .a = problem.a, .b = problem.a, .x = problem.x, .y = problem.x, .ground_cost = problem.ground_cost};
  const Problem target{
      .a = problem.b, .b = problem.b, .x = problem.y, .y = problem.y, .ground_cost = problem.ground_cost};
  const Certified self = 0.5 * (certified_value(source, options) + certified_value(target, options));
  const Certified value = certified_value(cross, options) - self;
  if (!(value.lower <= result.certified_objective.upper && result.certified_objective.lower <= value.upper))
    faults.push_back(fmt::format("certified_objective [{}, {}] misses [{}, {}]", result.certified_objective.lower,
                                 result.certified_objective.upper, value.lower, value.upper));
}

Matrix distances_within(const MatrixView& points, const GroundCost& ground) {
  Matrix result;
  ground.fill(points, points, result);
  return result;
}

Matrix whole_plan(const Problem& problem, const Result& result) {
  if (result.dense_plan.size() > 0) return result.dense_plan;
  Matrix plan = Matrix::Zero(problem.sources(), problem.targets());
  for (const PlanEntry& entry : result.plan) plan(entry.source, entry.target) += entry.mass;
  return plan;
}

/// The value is that of the plan, sum |D_ik - D'_jl|^2 P_ij P_kl, the plan is one, and the enclosure reaches up to it.
void check_gromov(const SolverFamily& family, const SolverOptions& options, const Problem& problem,
                  const Result& result, Faults& faults) {
  const Matrix source = distances_within(problem.x, *problem.ground_cost);
  const Matrix target = distances_within(problem.y, *problem.ground_cost);
  const Matrix plan = whole_plan(problem, result);
  const Vector p = plan.rowwise().sum(), q = plan.colwise().sum().transpose();
  const double squares = p.dot(source.cwiseAbs2() * p) + q.dot(target.cwiseAbs2() * q);
  const double value = squares - 2 * (source * plan * target).cwiseProduct(plan).sum();
  const double mass = problem.source_mass(), farthest = std::max(source.maxCoeff(), target.maxCoeff());
  const double noise = 1e-11 * squares + 1e-14 * mass * mass * farthest * farthest;
  if (!(std::abs(value - result.transport_cost) <= noise))
    faults.push_back(fmt::format("transport_cost is {}, but the plan costs {}", result.transport_cost, value));
  if (plan.minCoeff() < 0) faults.push_back(fmt::format("plan has an entry {}", plan.minCoeff()));
  double error = 0;
  for (Index i = 0; i < p.size(); ++i) error += std::abs(p[i] - weight(problem.a, i, p.size()));
  for (Index j = 0; j < q.size(); ++j) error += std::abs(q[j] - weight(problem.b, j, q.size()));
  const double allowed = (family.uses_epsilon ? options.tolerance : 0) + 1e-12;
  if (result.termination == Termination::converged && !(error <= allowed * problem.source_mass()))
    faults.push_back(fmt::format("converged, but the marginals are {} off", error));
  if (!family.uses_epsilon && !(value <= result.certified_objective.upper + noise))
    faults.push_back(fmt::format("the plan costs {}, above the certified {}", value, result.certified_objective.upper));
}

}  // namespace

std::vector<std::string> audit(const SolverFamily& family, const SolverOptions& options, const Problem& problem,
                               const Result& result) {
  Faults faults;
  check_finite(result, faults);
  check_enclosure("certified_objective", result.certified_objective, faults);
  if (result.certified_transport_cost)
    check_enclosure("certified_transport_cost", *result.certified_transport_cost, faults);
  if (!faults.empty()) return faults;
  if (has_certificate(family))
    check_against_certificate(family, options, problem, result, faults);
  else if (family.compares_distances)
    check_gromov(family, options, problem, result, faults);
  else if (family.name == "sinkhorn_divergence")
    check_divergence(options, problem, result, faults);
  return faults;
}

}  // namespace mongecarlo::testing
