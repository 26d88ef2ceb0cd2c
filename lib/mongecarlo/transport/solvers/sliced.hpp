#pragma once
#include "mongecarlo/transport/planar_slices.hpp"
#include "mongecarlo/transport/sliced_transport.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo {

/// Sliced transport SW_p^p (or another convex cost of the distance) over SolverOptions::directions directions, drawn
/// from SolverOptions::seed. `objective` and its enclosure are of the mean over these directions; `standard_error` says
/// how far the integral over the sphere may be, and `integral_interval` holds it with probability 0.999 by the
/// empirical Bernstein inequality of Maurer and Pontil (2009) - or surely, where the integral is known: on the line,
/// between two Diracs, and in the plane for p = 1, 2 and some hundred points. There is no plan and no potential of one
/// problem. Bonneel, Rabin, Peyre, Pfister, Sliced and Radon Wasserstein barycenters of measures, 2015.
class SlicedSolver final : public Solver {
 public:
  /// Throws std::domain_error unless directions >= 1.
  explicit SlicedSolver(const SolverOptions& options);

  /// Throws std::invalid_argument without points, std::domain_error for a cost that is not a convex function of the
  /// distance.
  void solve(const Problem& problem, Result& result) override;

 private:
  Certified integral_interval(const Problem& problem, const Certified& mean);

  SolverOptions options_;
  SlicedTransport slices_;
  PlanarSlices plane_;
};

namespace solvers {
extern const SolverFamily sliced;
}

}  // namespace mongecarlo
