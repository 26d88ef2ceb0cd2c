#include "mongecarlo/transport/sinkhorn_iteration.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A Newton step costs about as much as some m / 10 sweeps, and a handful suffice.
constexpr long long kPlainSteps = 30;
constexpr Index kLargestNewton = 1500;
constexpr int kNewtonTrials = 25;
// Marginal error over the mass from where Newton's method needs no guidance, and how it is guided otherwise.
constexpr double kNear = 0.01;
constexpr double kFirstLevel = 0.1, kLevelFactor = 4;
constexpr int kLevelSteps = 20;
// Iterations without a new least error before the digits are taken to be used up.
constexpr long long kPatience = 3000;
constexpr double kDualNoise = 1e-13;

double spread(const Vector& potential) { return potential.maxCoeff() - potential.minCoeff(); }

double damping(double tau, double epsilon) { return tau < kInfinity ? tau / (tau + epsilon) : 1; }

// <weights, exp(-potential / tau)>
double relaxed_mass(const Vector& weights, const Vector& potential, double tau) {
  return (weights.array() * (-potential.array() / tau).exp()).sum();
}

}  // namespace

// Of weight e^log_found, which should be weight e^log_wanted.
void SinkhornIteration::Mismatch::add(double weight, double log_found, double log_wanted) {
  const double found = std::exp(log_found), wanted = log_wanted == 0 ? 1 : std::exp(log_wanted);
  error += weight * std::abs(found - wanted);
  divergence += weight * (wanted * (log_wanted - log_found) - wanted + found);
}

void SinkhornIteration::start(const PreparedProblem& problem, const EntropicSettings& settings) {
  problem_ = &problem;
  settings_ = settings;
  iterations_ = 0;
  reset_pass();
}

void SinkhornIteration::reset_pass() {
  const auto& s = settings_;
  pass_.reset(*problem_, {s.epsilon, damping(s.tau_source, s.epsilon), damping(s.tau_target, s.epsilon), s.kernel});
}

Termination SinkhornIteration::solve(const PreparedProblem& problem, const EntropicSettings& settings, Vector& f,
                                     Vector& g) {
  start(problem, settings);
  anderson_.reset(problem.b);
  g.setZero(problem.m);
  const auto map = [this](const Vector& x, Vector& image) { return full_step(x, image); };
  const long long patience = kPlainSteps + problem.m / 4;
  const bool may_switch = settings.kernel != ScalingPass::Kernel::stored_single && problem.m <= kLargestNewton &&
                          patience < settings.max_iterations;
  Termination termination = iterate(g, may_switch ? patience : settings.max_iterations, map);
  if (may_switch && termination == Termination::iteration_limit) termination = finish_by_newton(g);
  for (Index j = 0; j < problem.m; ++j)
    if (problem.b[j] == 0) g[j] = image_[j];
  f = f_;
  return termination;
}

Termination SinkhornIteration::solve_symmetric(const PreparedProblem& problem, const EntropicSettings& settings,
                                               Vector& f) {
  start(problem, settings);
  anderson_.reset(problem.a);
  f.setZero(problem.n);
  const auto map = [this](const Vector& x, Vector& image) { return symmetric_step(x, image); };
  return iterate(f, settings.max_iterations, map);
}

// A fall of the dual value that rounding alone may cause.
double SinkhornIteration::noise(const Progress& at) const {
  return kDualNoise * (std::abs(at.dual) + settings_.epsilon * problem_->mass);
}

bool SinkhornIteration::has_arrived(const Progress& at) const {
  const double goal = settings_.tolerance * problem_->mass;
  return at.error <= goal && at.divergence <= goal;
}

template <class Map>
Termination SinkhornIteration::iterate(Vector& x, long long budget, Map&& map) {
  Progress before{kInfinity, std::numeric_limits<double>::lowest()};
  double least_error = kInfinity;
  long long stalled = 0;
  bool is_plain = true;  // x is a plain image: nothing to take back
  for (;;) {
    const Progress now = map(x, image_);
    ++iterations_;
    if (!std::isfinite(now.error) || !std::isfinite(now.dual)) {
      if (is_plain) return Termination::numerical_failure;
    } else if (has_arrived(now)) {
      return Termination::converged;
    }
    stalled = now.error < least_error ? 0 : stalled + 1;
    least_error = std::min(least_error, now.error);
    const bool is_better = now.dual >= before.dual - noise(before) ||
                           (now.error <= before.error && now.dual >= before.dual - settings_.epsilon * problem_->mass);
    const bool is_over = iterations_ >= budget || stalled > kPatience;
    if (!is_plain && !is_better) {
      x = safe_;
      if (is_over) {
        map(x, image_);
        return stalled > kPatience ? Termination::numerical_failure : Termination::iteration_limit;
      }
      anderson_.restart();
      is_plain = true;
      continue;
    }
    if (is_over) return stalled > kPatience ? Termination::numerical_failure : Termination::iteration_limit;
    before = now;
    safe_ = image_;
    anderson_.step(x, image_);
    is_plain = false;
  }
}

Termination SinkhornIteration::finish_by_newton(Vector& g) {
  Progress now = start_newton(settings_.epsilon, g);
  if (!(now.error <= kNear * problem_->mass)) now = approach(g);
  while (!has_arrived(now)) {
    if (iterations_ >= settings_.max_iterations) return Termination::iteration_limit;
    if (newton_step(g, now)) continue;
    full_step(g, image_);
    return Termination::numerical_failure;
  }
  return Termination::converged;
}

SinkhornIteration::Progress SinkhornIteration::start_newton(double epsilon, const Vector& g) {
  settings_.epsilon = epsilon;
  reset_pass();
  newton_.reset(*problem_, epsilon, damping(settings_.tau_source, epsilon), settings_.tau_target);
  return full_step(g, image_);
}

// Follows the potentials down from an epsilon of the order of their spread: far from them, a small epsilon leaves no
// curvature to go by.
SinkhornIteration::Progress SinkhornIteration::approach(Vector& g) {
  const double target = settings_.epsilon;
  for (double epsilon = kFirstLevel * (spread(f_) + spread(g)); epsilon > 2 * target; epsilon /= kLevelFactor) {
    Progress now = start_newton(epsilon, g);
    for (int k = 0; k < kLevelSteps && !(now.error <= kNear * problem_->mass); ++k)
      if (!newton_step(g, now)) break;
  }
  return start_newton(target, g);
}

// False if no damping helps. Along links that carry next to no mass a damped step may gain less than rounding shows.
bool SinkhornIteration::newton_step(Vector& g, Progress& now) {
  newton_.differentiate(f_, g);
  if (damped_step(g, now)) return true;
  newton_.undamp();
  return damped_step(g, now);
}

// Damps more until the step raises the dual value or lowers the error.
bool SinkhornIteration::damped_step(Vector& g, Progress& now) {
  for (int trial = 0; trial < kNewtonTrials; ++trial, newton_.damp_more()) {
    ++iterations_;
    if (!newton_.propose(g, safe_)) continue;
    const Progress next = full_step(safe_, image_);
    const bool is_rise = next.dual > now.dual || (next.error < now.error && next.dual >= now.dual - noise(now));
    if (!std::isfinite(next.error) || !is_rise) continue;
    now = next;
    g.swap(safe_);
    newton_.damp_less();
    return true;
  }
  return false;
}

SinkhornIteration::Progress SinkhornIteration::full_step(const Vector& g, Vector& image) {
  pass_.sweep(g, f_, image);
  const Mismatch columns = column_mismatch(g, image);
  const Progress progress{columns.error, dual(f_, g), columns.divergence};
  shift_to_best(f_, image);
  return progress;
}

SinkhornIteration::Progress SinkhornIteration::symmetric_step(const Vector& f, Vector& image) {
  pass_.half_sweep(f, image);
  const auto& a = problem_->a;
  Mismatch rows;
  double mass = 0;
  for (Index i = 0; i < a.size(); ++i) {
    if (a[i] == 0) continue;
    const double logarithm = (f[i] - image[i]) / settings_.epsilon;
    rows.add(a[i], logarithm, 0);
    mass += a[i] * std::exp(logarithm);
  }
  image = 0.5 * (f + image);
  return {2 * rows.error, 2 * a.dot(f) - settings_.epsilon * mass, rows.divergence};
}

// Of the columns of the plan at (f(g), g), which the sweep has summed, and b e^(-g / tau).
SinkhornIteration::Mismatch SinkhornIteration::column_mismatch(const Vector& g, const Vector& next_g) const {
  const double factor = damping(settings_.tau_target, settings_.epsilon);
  Mismatch columns;
  for (Index j = 0; j < g.size(); ++j) {
    if (problem_->b[j] == 0) continue;
    const double wanted = settings_.tau_target < kInfinity ? -g[j] / settings_.tau_target : 0;
    columns.add(problem_->b[j], (g[j] - next_g[j] / factor) / settings_.epsilon, wanted);
  }
  return columns;
}

// The dual value at f = f(g), up to constants: the mass of the plan then follows from f.
double SinkhornIteration::dual(const Vector& f, const Vector& g) const {
  const auto& s = settings_;
  const double source = s.tau_source < kInfinity
                            ? -(s.tau_source + s.epsilon) * relaxed_mass(problem_->a, f, s.tau_source)
                            : problem_->a.dot(f);
  const double target =
      s.tau_target < kInfinity ? -s.tau_target * relaxed_mass(problem_->b, g, s.tau_target) : problem_->b.dot(g);
  return source + target;
}

// Maximises the dual along (f + t, g - t). Between enforced marginals every shift is as good: <b, g> = 0 is held, lest
// accelerated steps drift away until rounding drowns what matters.
void SinkhornIteration::shift_to_best(const Vector& f, Vector& next_g) const {
  const auto& s = settings_;
  if (s.is_balanced()) {
    next_g.array() -= problem_->b.dot(next_g) / problem_->mass;
    return;
  }
  if (!(s.tau_source < kInfinity && s.tau_target < kInfinity)) return;
  const double ratio = relaxed_mass(problem_->a, f, s.tau_source) / relaxed_mass(problem_->b, next_g, s.tau_target);
  const double shift = std::log(ratio) / (1 / s.tau_source + 1 / s.tau_target);
  if (std::isfinite(shift)) next_g.array() -= shift;
}

}  // namespace mongecarlo
