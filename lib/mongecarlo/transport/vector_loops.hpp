#pragma once
#include <cstdint>

namespace mongecarlo {

struct LaneLoops;

/// The inner loops that the solvers spend their time in, compiled once per instruction set. All of them give the same
/// bits: sums run in a fixed number of lanes, and no multiply-add is fused.
struct VectorLoops {
  const char* name;  ///< baseline, avx2 or avx512

  /// min_j (c_j - v_j).
  double (*least_difference)(const double* c, const double* v, std::int64_t n);
  /// The two least values of c_j - v_j; `second` is infinite for n = 1.
  void (*two_least_differences)(const double* c, const double* v, std::int64_t n, double* first, double* second);
  /// A value that more than `count` of the c_j - v_j are at most, near the least such; infinite where too few are finite,
  /// and for count >= 32.
  double (*bound_differences)(const double* c, const double* v, std::int64_t n, std::int64_t count);
  /// Writes every j with c_j - v_j <= value to `out`, in order; returns how many there are.
  std::int64_t (*list_differences)(const double* c, const double* v, double value, std::int64_t n, std::int32_t* out);
  /// First j with c_j - v_j <= value, or n.
  std::int64_t (*find_difference)(const double* c, const double* v, double value, std::int64_t n);
  /// First j with x_j <= value, or n.
  std::int64_t (*find_at_most)(const double* x, double value, std::int64_t n);
  /// x_j = min(x_j, c_j).
  void (*lower_to)(double* x, const double* c, std::int64_t n);
  /// One scan of a shortest path search: where c_j - v_j + offset < distance_j, takes it and writes `row` to
  /// predecessor_j. Returns the least distance.
  double (*relax)(const double* c, const double* v, double offset, std::int64_t row, double* distance,
                  std::int64_t* predecessor, std::int64_t n);
  /// Closes the column `closed` (none: -1) to the search by a distance of NaN, then relaxes all others. Returns the first
  /// j of the least distance, which goes to `least`.
  std::int64_t (*close_and_relax)(const double* c, const double* v, double offset, std::int64_t row,
                                  std::int64_t closed, double* distance, std::int64_t* predecessor, std::int64_t n,
                                  double* least);
  /// A bid for the first j of the least c_j - v_j, which it returns: the price v_j falls by `step` until the second best
  /// is as good, at most by `largest`, and not at all where that would be `smallest` or less.
  std::int64_t (*bid)(const double* c, double* v, std::int64_t n, double largest, double smallest, double* step);

  /// sum_j x_j y_j in 32 lanes.
  double (*dot)(const double* x, const double* y, std::int64_t n);
  /// x_j += scale y_j.
  void (*add_scaled)(double* x, const double* y, double scale, std::int64_t n);
  /// x_j *= scale y_j.
  void (*multiply)(double* x, const double* y, double scale, std::int64_t n);
  /// out_j = exp((f + g_j - c_j) / epsilon), given 1 / epsilon; the exponent is held within [-708, 700]. Relative error
  /// below 4e-16 beside that of the exponent.
  void (*exponentiate)(const double* c, const double* g, double f, double inverse_epsilon, double* out, std::int64_t n);
  /// The same, and returns sum_j weight_j out_j as `dot` does.
  double (*exponentiate_and_dot)(const double* c, const double* g, double f, double inverse_epsilon,
                                 const double* weight, double* out, std::int64_t n);

  /// out_j = sum_k (x_k - y_kj)^2 over d coordinates, y_kj = y[k * stride + j], summed in the order of k.
  void (*squared_distances)(const double* x, const double* y, std::int64_t d, std::int64_t stride, double* out,
                            std::int64_t n);
  /// out_j = sum_k x_k y_kj, likewise.
  void (*products)(const double* x, const double* y, std::int64_t d, std::int64_t stride, double* out, std::int64_t n);

  /// `exponentiate_and_dot` with out_j rounded to single precision (0 below 1e-38), and what goes with such a row:
  /// `dot` and `add_scaled`, summed in double precision.
  double (*exponentiate_to_single)(const double* c, const double* g, double f, double inverse_epsilon,
                                   const double* weight, float* out, std::int64_t n);
  double (*dot_single)(const float* x, const double* y, std::int64_t n);
  void (*add_single)(double* x, const float* y, double scale, std::int64_t n);

  /// out_j = exp((f + g_j - c_j) / epsilon) in single precision throughout, given 1 / epsilon; the exponent is held
  /// within [-80, 80]. Returns the sum. Relative error below 1e-6 beside that of the exponent rounded to single.
  float (*exponentiate_roughly)(const double* c, const double* g, double f, double inverse_epsilon, float* out,
                                std::int64_t n);
  /// x_j += scale y_j.
  void (*add_scaled_single)(float* x, const float* y, float scale, std::int64_t n);

  /// One row of the plan p_j = a b_j exp((f + g_j - c_j) / epsilon), written to `plan`, and what is to be known of it.
  struct PlanRow {
    double mass, cost;           ///< sum p_j, sum p_j c_j, each as `dot` sums
    double least_c, greatest_c;  ///< over all j
  };
  PlanRow (*plan_row)(const double* c, const double* g, double f, double inverse_epsilon, double a, const double* b,
                      double* plan, std::int64_t n);
  /// x_j += z_j and y_j += scale z_j.
  void (*add_to_both)(double* x, double* y, const double* z, double scale, std::int64_t n);

  /// One row of a rounded plan (entropic_value.cpp): with q_j = plan_j row.factor column.factor_j and r_j = row.share
  /// column.lack_j, adds up (q + r) c to `cost` and (q + r) times a bound of c + epsilon log((q + r) / ab) to
  /// `objective`.
  struct RoundedRow {
    double factor, share, level, rest, epsilon;
  };
  struct RoundedColumns {
    const double *factor, *lack, *level, *rest;
  };
  void (*price_rounded_row)(const double* plan, const double* c, const RoundedRow& row, const RoundedColumns& column,
                            std::int64_t n, double* objective, double* cost);

  /// out_j = log x_j for finite x_j >= 2.3e-308, to an ulp.
  void (*logarithm)(const double* x, double* out, std::int64_t n);

  /// Sorts ascending by a network of comparators, zeros becoming positive: O(n log^2 n), no branch on what is compared.
  /// `scratch` holds std::bit_ceil(n) numbers, 64 at least. Returns false and leaves x alone where there is a NaN.
  bool (*sort)(double* x, std::int64_t n, double* scratch);
  std::int64_t most_sorted;  ///< up to so many numbers `sort` is faster than DoubleSorter

  const LaneLoops* lanes;
};

/// Loops over eight problems of one shape side by side: entry l of each block of eight belongs to problem l, and no lane
/// looks at another, so that what a problem gets does not depend on its neighbours. The same bits on every set.
struct LaneLoops {
  static constexpr std::int64_t kLanes = 8;

  /// out[8 j + l] = rows[l][j].
  void (*interleave)(const double* const* rows, double* out, std::int64_t n);
  /// r_i = sum_j K_ij v_j and c_j = sum_i K_ij a_i / r_i, K being n x m blocks.
  void (*sweep)(const double* kernel, const double* a, const double* v, std::int64_t n, std::int64_t m, double* r,
                double* c);
  /// error += sum_j |v_j c_j - b_j|.
  void (*add_errors)(const double* v, const double* c, const double* b, std::int64_t m, double* error);
  /// sum += sum_j x_j w_j.
  void (*add_products)(const double* x, const double* w, std::int64_t m, double* sum);
  /// dots[k] = sum_j w_j x_j columns[k][j], for `count` columns of m blocks each.
  void (*weighted_dots)(const double* columns, const double* x, const double* w, std::int64_t count, std::int64_t m,
                        double* dots);
  /// Solves matrix y = y for symmetric `count` x `count` blocks by elimination without pivots, destroying the matrix.
  void (*solve)(double* matrix, double* y, std::int64_t count);

  /// What an accelerated iteration remembers (AndersonLanes), m blocks each.
  struct History {
    double *residual, *last_residual, *last_image;
    double *residual_step, *image_step;  ///< the columns to be written
  };
  /// residual = image - x; the columns become its change and that of the image since the last call, or 0 in lanes where
  /// `keeps` is 0.
  void (*remember)(const double* x, const double* image, const double* keeps, const History& history, std::int64_t m);
  /// x = image - sum_k columns[k] y[k] and safe = image in lanes where `advances` is not 0; x = safe in others where
  /// `returns` is not 0.
  void (*advance)(double* x, double* safe, const double* image, const double* columns, const double* y,
                  std::int64_t count, std::int64_t m, const double* advances, const double* returns);
};

/// The widest loops that this machine runs, chosen once. The environment variable MONGECARLO_SIMD (baseline, avx2,
/// avx512) asks for narrower ones. Throws as choose_vector_loops does.
const VectorLoops& vector_loops();

/// The loops called `wanted`, the widest where it is null or empty. Throws std::domain_error, naming the sets there are,
/// where this machine runs no such loops.
const VectorLoops& choose_vector_loops(const char* wanted);

/// The loops called `name`, or nullptr where this machine does not run them.
const VectorLoops* find_vector_loops(const char* name);

}  // namespace mongecarlo
