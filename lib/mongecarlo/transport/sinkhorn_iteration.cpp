#include "mongecarlo/transport/sinkhorn_iteration.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Iterations without a new least error before the digits are taken to be used up.
constexpr long long kPatience = 3000;
constexpr double kDualNoise = 1e-13;

double damping(double tau, double epsilon) { return tau < kInfinity ? tau / (tau + epsilon) : 1; }

// <weights, exp(-potential / tau)>
double relaxed_mass(const Vector& weights, const Vector& potential, double tau) {
  return (weights.array() * (-potential.array() / tau).exp()).sum();
}

}  // namespace

void SinkhornIteration::start(const PreparedProblem& problem, const EntropicSettings& settings) {
  problem_ = &problem;
  settings_ = settings;
  iterations_ = 0;
  pass_.reset(problem, settings.epsilon, damping(settings.tau_source, settings.epsilon),
              damping(settings.tau_target, settings.epsilon));
}

Termination SinkhornIteration::solve(const PreparedProblem& problem, const EntropicSettings& settings, Vector& f,
                                     Vector& g) {
  start(problem, settings);
  anderson_.reset(problem.b);
  g.setZero(problem.m);
  const auto map = [this](const Vector& x, Vector& image) { return full_step(x, image); };
  const Termination termination = iterate(g, map);
  f = f_;
  return termination;
}

Termination SinkhornIteration::solve_symmetric(const PreparedProblem& problem, const EntropicSettings& settings,
                                               Vector& f) {
  start(problem, settings);
  anderson_.reset(problem.a);
  f.setZero(problem.n);
  const auto map = [this](const Vector& x, Vector& image) { return symmetric_step(x, image); };
  return iterate(f, map);
}

template <class Map>
Termination SinkhornIteration::iterate(Vector& x, Map&& map) {
  const double goal = settings_.tolerance * problem_->mass;
  Progress before{kInfinity, -kInfinity};
  double least_error = kInfinity;
  long long stalled = 0;
  bool is_plain = true;  // x is a plain image: nothing to take back
  for (;;) {
    const Progress now = map(x, image_);
    ++iterations_;
    if (!std::isfinite(now.error) || !std::isfinite(now.dual)) {
      if (is_plain) return Termination::numerical_failure;
    } else if (now.error <= goal) {
      return Termination::converged;
    }
    if (iterations_ >= settings_.max_iterations) return Termination::iteration_limit;
    stalled = now.error < least_error ? 0 : stalled + 1;
    least_error = std::min(least_error, now.error);
    if (stalled > kPatience) return Termination::numerical_failure;
    const bool is_better = now.dual >= before.dual - kDualNoise * std::abs(before.dual) || now.error <= before.error;
    if (!is_plain && !is_better) {
      x = safe_;
      anderson_.restart();
      is_plain = true;
      continue;
    }
    before = now;
    safe_ = image_;
    anderson_.step(x, image_);
    is_plain = false;
  }
}

SinkhornIteration::Progress SinkhornIteration::full_step(const Vector& g, Vector& image) {
  pass_.sweep(g, f_, image);
  const Progress progress{column_error(g, image), dual(f_, g)};
  if (!settings_.is_balanced()) shift_to_best(f_, image);
  return progress;
}

SinkhornIteration::Progress SinkhornIteration::symmetric_step(const Vector& f, Vector& image) {
  pass_.half_sweep(f, image);
  const auto& a = problem_->a;
  double error = 0, mass = 0;
  for (Index i = 0; i < a.size(); ++i) {
    const double ratio = std::exp((f[i] - image[i]) / settings_.epsilon);
    error += a[i] > 0 ? a[i] * std::abs(ratio - 1) : 0;
    mass += a[i] > 0 ? a[i] * ratio : 0;
  }
  image = 0.5 * (f + image);
  return {2 * error, 2 * a.dot(f) - settings_.epsilon * mass};
}

// |P^T 1 - b e^(-g / tau)|_1 of the plan at (f(g), g), whose columns the sweep has summed.
double SinkhornIteration::column_error(const Vector& g, const Vector& next_g) const {
  const double factor = damping(settings_.tau_target, settings_.epsilon);
  double error = 0;
  for (Index j = 0; j < g.size(); ++j) {
    if (problem_->b[j] == 0) continue;
    const double found = std::exp((g[j] - next_g[j] / factor) / settings_.epsilon);
    const double wanted = settings_.tau_target < kInfinity ? std::exp(-g[j] / settings_.tau_target) : 1;
    error += problem_->b[j] * std::abs(found - wanted);
  }
  return error;
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

// Maximises the dual along (f + t, g - t).
void SinkhornIteration::shift_to_best(const Vector& f, Vector& next_g) const {
  const auto& s = settings_;
  if (!(s.tau_source < kInfinity && s.tau_target < kInfinity)) return;
  const double ratio = relaxed_mass(problem_->a, f, s.tau_source) / relaxed_mass(problem_->b, next_g, s.tau_target);
  const double shift = std::log(ratio) / (1 / s.tau_source + 1 / s.tau_target);
  if (std::isfinite(shift)) next_g.array() -= shift;
}

}  // namespace mongecarlo
