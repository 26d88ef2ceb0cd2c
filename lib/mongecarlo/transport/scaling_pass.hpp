#pragma once
#include <vector>

#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// One sweep of the Sinkhorn iteration over a cost matrix. For potentials g,
///   f_i  = -k1 epsilon log sum_j b_j exp((g_j - C_ij) / epsilon),
///   g'_j = -k2 epsilon log sum_i a_i exp((f_i - C_ij) / epsilon),
/// k1 = k2 = 1 for balanced problems, tau / (tau + epsilon) for a marginal penalty tau.
///
/// Works on the kernel exp((f + g - C) / epsilon) of some potentials not far off, two multiply-adds an entry; once
/// they drift away the kernel is built anew (one exponential an entry). Rows and columns on which even a fresh kernel
/// vanishes are summed with their largest term taken out, so that no epsilon gives 0 or NaN. Memory: one more matrix,
/// half of one in single precision; none where the kernel is built anew, row by row, in every sweep.
class ScalingPass {
 public:
  enum class Kernel { stored, stored_single, rebuilt };
  struct Setup {
    double epsilon = 1;
    double source_damping = 1, target_damping = 1;  ///< k1, k2
    Kernel kernel = Kernel::stored;
  };

  /// `problem` must outlive the passes. It needs a cost matrix unless the kernel is rebuilt.
  void reset(const PreparedProblem& problem, const Setup& setup);
  /// g -> f and g'.
  void sweep(const Vector& g, Vector& f, Vector& next_g);
  /// g -> f alone.
  void half_sweep(const Vector& g, Vector& f);

 private:
  bool is_sound(double sum) const { return sum >= least_sum_ && sum <= largest_sum_; }
  bool is_stale(const Vector& g) const;
  void start_fresh(const Vector& g);
  void weigh_columns(const Vector& g);
  double build_row(Index i);
  double sum_row(Index i);
  void raise_row(Index i);
  void add_row(Index i, double scale);
  bool sweep_rows(Vector& f, bool wants_columns);
  bool close_columns(const Vector& f, Vector& next_g);
  void take_logarithms(Vector& sums) const;
  double column_softmin(Index j, const Vector& f);
  void run(const Vector& g, Vector& f, Vector* next_g);

  const VectorLoops& loops_ = vector_loops();
  const PreparedProblem* problem_ = nullptr;
  Setup setup_;
  double least_sum_ = 0, largest_sum_ = 0;
  bool is_built_ = false;
  bool is_fresh_ = false;  // rows of the kernel are built as the sweep comes to them
  Matrix kernel_;          // exp((kernel_f + kernel_g - C) / epsilon); one row where it is rebuilt
  std::vector<float> single_kernel_;
  Vector line_;  // costs of a row that are not stored
  Vector kernel_f_, kernel_g_;
  Vector last_f_;         // softmin of the last sweep, before damping
  Vector open_g_;         // kernel_g, -infinity where b vanishes
  Vector column_weight_;  // b exp((g - kernel_g) / epsilon)
  Vector row_sum_;
  Vector column_sum_;     // sum_i a_i exp((f_i + kernel_g_j - C_ij) / epsilon)
};

}  // namespace mongecarlo
