#pragma once
#include <array>
#include <functional>
#include <string>

#include "mongecarlo/minibatch/kernel.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/transport/entropic_batch.hpp"
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
    /// From the gradient of the solver's objective by its plan and potentials, f in gradient.a, to that of the kernel.
    std::function<void(const Result&, const Certified& value, KernelGradient&)> finish_gradient = nullptr;
  };
  explicit SolverKernel(Recipe recipe) : recipe_(std::move(recipe)) {}

  std::string name() const override { return recipe_.name; }
  KernelTraits traits() const override { return recipe_.traits; }
  KernelPtr clone() const override { return std::make_unique<SolverKernel>(recipe_); }
  Certified value(const MatrixView& x, const MatrixView& y) override;
  void values(std::span<const MatrixView> x, std::span<const MatrixView> y, std::span<Certified> out) override;
  Certified weighted_value(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b) override;
  Certified plan(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                 Matrix& plan) override;
  Certified plan_entries(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                         std::vector<PlanEntry>& entries) override;
  Certified gradient(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                     KernelGradient& gradient) override;
  Certified range(double distance) const override { return recipe_.range(distance); }

 protected:
  enum class Want { value, plan, plan_and_potentials };
  /// Leaves the result of the solver in result().
  Certified solve(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b, Want want);
  const Recipe& recipe() const { return recipe_; }
  const Result& result() const { return result_; }
  void check_gradient(const VectorView& a, const VectorView& b) const;

 private:
  /// Leaves a plan in result().
  Certified solve_for_plan(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b);
  /// Solvers for each want, for points on the line and elsewhere: made when first asked for.
  using Solvers = std::array<SolverPtr, 3>;
  Solver& solver_for(bool on_the_line, Want want);
  bool is_sorted_out(const MatrixView& x) const;
  bool is_matched(const MatrixView& x, const MatrixView& y) const;

  Recipe recipe_;
  Solvers general_, univariate_;
  UnivariateSolver sorter_{SolverOptions{}};  ///< values of equal weights on the line, where most replicates live
  std::unique_ptr<EntropicBatch> batch_;                ///< for `values` of entropic kernels
  std::vector<Problem> problems_;
  std::vector<Result> results_;
  Result result_;
};

}  // namespace mongecarlo
