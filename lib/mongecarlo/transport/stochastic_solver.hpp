#pragma once
#include <string_view>

#include "mongecarlo/random/weighted_index.hpp"
#include "mongecarlo/transport/entropic_value.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/spare_potentials.hpp"
#include "mongecarlo/transport/stochastic_ascent.hpp"
#include "mongecarlo/transport/stochastic_average_gradient.hpp"
#include "mongecarlo/transport/stochastic_dual_ascent.hpp"

namespace mongecarlo {

/// Entropic transport between discrete measures by stochastic ascent, max_iterations draws at the most, sources drawn
/// by their weights. The potentials found give the plan, the values and the enclosure of V as for the entropic solver:
/// the lower end is the dual value at these potentials, exact sums over all pairs. The marginal error is measured now
/// and then, when an eighth more draws have been made; converged means that it is within the tolerance, which the two
/// ascents reach for coarse tolerances only. The same seed, the same numbers. O(m) a draw (dual_ascent: O(1)) and O(n
/// m) a measurement.
class StochasticSolver final : public Solver {
 public:
  enum class Method {
    semidual_ascent,   ///< StochasticAscent, averaged
    average_gradient,  ///< StochasticAverageGradient, last iterate
    dual_ascent        ///< StochasticDualAscent, averaged
  };
  /// `name` goes into messages and into the key of the stream. Throws as the entropic solver does.
  StochasticSolver(std::string_view name, Method method, const SolverOptions& options);
  void solve(const Problem& problem, Result& result) override;

 private:
  void start();
  void draw(Stream& sources, Stream& targets);
  void take_potentials(Vector& f, Vector& g);
  void take_transform(Vector& f, const Vector& g);
  double marginal_error(Vector& f, Vector& g);
  Termination run(Vector& f, Vector& g);
  void fill_empty(Vector& f, Vector& g);

  std::string_view name_;
  Method method_;
  SolverOptions options_;
  PreparedProblem prepared_;
  WeightedIndex source_, target_;
  StochasticAscent ascent_;
  StochasticAverageGradient gradient_;
  StochasticDualAscent dual_;
  Semidual semidual_;
  EntropicValue value_;
  Vector a_, b_, share_, column_;
  long long draws_ = 0;
  SparePotentials spare_{options_};
};

}  // namespace mongecarlo
