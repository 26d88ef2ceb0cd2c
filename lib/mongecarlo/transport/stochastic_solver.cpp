#include "mongecarlo/transport/stochastic_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo {
namespace {

constexpr double kAstray = 1e100;  // marginal error, for masses one: products with costs overflow beyond it

}  // namespace

StochasticSolver::StochasticSolver(std::string_view name, Method method, const SolverOptions& options)
    : name_(name), method_(method), options_(options) {
  check_entropic_options(std::string(name).c_str(), options);
}

void StochasticSolver::start() {
  const auto& p = prepared_;
  a_ = p.a / p.mass;
  b_ = p.b / p.mass;
  source_.prepare(as_span(view(a_)));
  share_.resize(p.m);
  draws_ = 0;
  semidual_.prepare(view(b_), options_.epsilon);
  switch (method_) {
    case Method::semidual_ascent:
      return ascent_.start(view(b_), options_.epsilon, AscentSteps::standard(p.m, options_.epsilon));
    case Method::average_gradient:
      return gradient_.start(view(a_), view(b_), p.cost_view(), options_.epsilon);
    case Method::dual_ascent:
      target_.prepare(as_span(view(b_)));
      return dual_.start(p.n, p.m, options_.epsilon);
  }
}

void StochasticSolver::draw(Stream& sources, Stream& targets) {
  const auto i = static_cast<Index>(source_.draw(sources));
  ++draws_;
  if (method_ == Method::semidual_ascent) return ascent_.step(prepared_.row(i));
  if (method_ == Method::average_gradient) return gradient_.step(i);
  const auto j = static_cast<Index>(target_.draw(targets));
  dual_.step(i, j, prepared_.row(i)[j]);
}

void StochasticSolver::take_potentials(Vector& f, Vector& g) {
  if (method_ == Method::dual_ascent) {
    dual_.average(f, g);
    return semidual_.put_away(g);
  }
  g = method_ == Method::semidual_ascent ? ascent_.average() : gradient_.last();
  take_transform(f, g);
}

void StochasticSolver::take_transform(Vector& f, const Vector& g) {
  f.resize(prepared_.n);
  for (Index i = 0; i < prepared_.n; ++i) f[i] = semidual_.conjugate(prepared_.row(i), g, share_.data());
}

// |P 1 - a|_1 + |P^T 1 - b|_1 for masses one.
double StochasticSolver::marginal_error(Vector& f, Vector& g) {
  const auto& p = prepared_;
  column_ = -b_;
  double rows = 0;
  for (Index i = 0; i < p.n; ++i) {
    if (a_[i] == 0) continue;
    vector_loops().exponentiate(p.row(i), g.data(), f[i], 1 / options_.epsilon, share_.data(), p.m);
    share_.array() *= a_[i] * b_.array();
    rows += std::abs(share_.sum() - a_[i]);
    column_ += share_;
  }
  return rows + column_.lpNorm<1>();
}

Termination StochasticSolver::run(Vector& f, Vector& g) {
  const Stream stream(stream_key(options_.seed, "mongecarlo/transport", name_), 0);
  Stream sources = stream.purpose("source"), targets = stream.purpose("target");
  for (;;) {
    const long long next = draws_ + std::max<long long>(8 * prepared_.n, draws_ / 8);
    while (draws_ < std::min(next, options_.max_iterations)) draw(sources, targets);
    take_potentials(f, g);
    const double error = marginal_error(f, g);
    if (!std::isfinite(error)) return Termination::numerical_failure;
    if (error <= options_.tolerance) return Termination::converged;
    if (draws_ >= options_.max_iterations) return Termination::iteration_limit;
  }
}

// Sides without weight take the transform of the others: they carry nothing, but a finite derivative stands there.
void StochasticSolver::fill_empty(Vector& f, Vector& g) {
  const auto& p = prepared_;
  const double epsilon = options_.epsilon;
  for (Index i = 0; i < p.n; ++i)
    if (a_[i] == 0) f[i] = semidual_.conjugate(p.row(i), g, share_.data());
  for (Index j = 0; j < p.m; ++j) {
    if (b_[j] > 0) continue;
    double least = std::numeric_limits<double>::infinity(), total = 0;
    for (Index i = 0; i < p.n; ++i)
      if (a_[i] > 0) least = std::min(least, p.row(i)[j] - f[i]);
    for (Index i = 0; i < p.n; ++i)
      if (a_[i] > 0) total += a_[i] * std::exp((least - p.row(i)[j] + f[i]) / epsilon);
    g[j] = least - epsilon * std::log(total);
  }
}

void StochasticSolver::solve(const Problem& problem, Result& result) {
  problem.validate(name_);
  problem.validate_balance(name_);
  prepared_.prepare(problem, name_.data());
  prepared_.balance();
  start();
  spare_.lend(result);
  const Termination termination = run(result.f, result.g);
  // A few steps into a dual with a small epsilon its average may claim a mass that has no value; the transform has mass
  // one.
  if (!(marginal_error(result.f, result.g) <= kAstray)) take_transform(result.f, result.g);
  fill_empty(result.f, result.g);
  // a b exp(..) has mass one where a and b have; for mass M the potentials answer for 1 / M.
  result.f.array() -= options_.epsilon * std::log(prepared_.mass);
  result.iterations = draws_;
  const EntropicSettings settings{
      .epsilon = options_.epsilon, .tolerance = options_.tolerance, .max_iterations = options_.max_iterations};
  value_.fill(prepared_, settings, result.f, result.g, termination, options_.want_plan, result);
  spare_.take_back(result);
}

}  // namespace mongecarlo
