#pragma once
#include <functional>
#include <string>

#include "mongecarlo/minibatch/kernel.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/solvers/univariate.hpp"

namespace mongecarlo {

/// A solver seen as a loss on batches: solves between the points and reads one certified number off the result. Owns
/// the solvers and the result, and reuses them: no allocation once a size has been seen.
class SolverKernel : public Kernel {
 public:
  /// What makes one such kernel different from another.
  struct Recipe {
    std::string name;
    KernelTraits traits;
    const SolverFamily* family = nullptr;
    bool sorts_on_the_line = false;  ///< on the line with a convex cost the univariate solver finds the same value
    SolverOptions solver;
    GroundCost ground_cost = GroundCost::squared_euclidean();
    std::function<Certified(const Result&)> read;     ///< the kernel's value
    std::function<Certified(double distance)> range;  ///< see Kernel::range
  };
  explicit SolverKernel(Recipe recipe) : recipe_(std::move(recipe)) {}

  std::string name() const override { return recipe_.name; }
  KernelTraits traits() const override { return recipe_.traits; }
  KernelPtr clone() const override { return std::make_unique<SolverKernel>(recipe_); }
  Certified value(const MatrixView& x, const MatrixView& y) override;
  Certified weighted_value(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b) override;
  Certified plan(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                 Matrix& plan) override;
  Certified range(double distance) const override { return recipe_.range(distance); }

 private:
  /// Solvers for values alone and for plans, for points on the line and elsewhere: made when first asked for.
  struct SolverPair {
    SolverPtr value, plan;
  };
  Certified solve(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b, bool want_plan);
  Solver& solver_for(bool on_the_line, bool want_plan);
  bool is_sorted_out(const MatrixView& x) const;

  Recipe recipe_;
  SolverPair general_, univariate_;
  UnivariateSolver sorter_{SolverOptions{}};  ///< values of equal weights on the line, where most replicates live
  Result result_;
};

}  // namespace mongecarlo
