#pragma once
#include <limits>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/transport/anderson.hpp"
#include "mongecarlo/transport/damped_newton.hpp"
#include "mongecarlo/transport/scaling_pass.hpp"

namespace mongecarlo {

/// What an entropic problem is, beside cost and weights. An infinite tau enforces the marginal.
struct EntropicSettings {
  double epsilon = 1;
  double tau_source = std::numeric_limits<double>::infinity();
  double tau_target = std::numeric_limits<double>::infinity();
  double tolerance = 1e-9;
  long long max_iterations = 100000;
  ScalingPass::Kernel kernel = ScalingPass::Kernel::stored;

  bool is_balanced() const { return tau_source == tau_target && tau_source > std::numeric_limits<double>::max(); }
};

/// Finds the potentials of an entropic problem: Sinkhorn's iteration on g, Anderson accelerated; a step that lowers the
/// dual value without lowering the marginal error is taken back. Where that is slow (epsilon below the gaps of a small
/// cost matrix) damped Newton steps finish. With penalties, each step also moves to the best common shift of f and -g
/// (Sejourne, Vialard and Peyre 2022). O(n m) an iteration.
///
/// Converged means that the marginals w that are wanted and c that are found agree to the tolerance times the mass both
/// in |c - w|_1 and in KL(w | c): a column lighter than the tolerance may lose its whole mass and yet meet the first,
/// while the dual value, whose rise in the next half sweep is epsilon KL(w | c), falls without bound.
class SinkhornIteration {
 public:
  /// On return f is the softmin of g, so that rows are right, and columns are to the tolerance where `converged`.
  Termination solve(const PreparedProblem& problem, const EntropicSettings& settings, Vector& f, Vector& g);
  /// A measure against itself with a symmetric cost: one potential f = g, by the averaged iteration f <- (f + S f) / 2.
  Termination solve_symmetric(const PreparedProblem& problem, const EntropicSettings& settings, Vector& f);
  long long iterations() const { return iterations_; }

 private:
  struct Mismatch {
    double error = 0;       // |c - w|_1
    double divergence = 0;  // KL(w | c)
    void add(double weight, double log_found, double log_wanted);
  };
  struct Progress {
    double error;
    double dual;
    double divergence = 0;
  };
  template <class Map>
  Termination iterate(Vector& x, long long budget, Map&& map);
  Termination finish_by_newton(Vector& g);
  Progress start_newton(double epsilon, const Vector& g);
  Progress approach(Vector& g);
  bool newton_step(Vector& g, Progress& now);
  bool damped_step(Vector& g, Progress& now);
  Progress full_step(const Vector& g, Vector& image);
  Progress symmetric_step(const Vector& f, Vector& image);
  double noise(const Progress& at) const;
  bool has_arrived(const Progress& at) const;
  Mismatch column_mismatch(const Vector& g, const Vector& next_g) const;
  double dual(const Vector& f, const Vector& g) const;
  void shift_to_best(const Vector& f, Vector& next_g) const;
  void reset_pass();
  void start(const PreparedProblem& problem, const EntropicSettings& settings);

  const PreparedProblem* problem_ = nullptr;
  EntropicSettings settings_;
  ScalingPass pass_;
  Anderson anderson_;
  DampedNewton newton_;
  Vector f_, image_, safe_;
  long long iterations_ = 0;
};

}  // namespace mongecarlo
