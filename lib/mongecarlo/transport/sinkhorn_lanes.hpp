#pragma once
#include <span>

#include "mongecarlo/transport/anderson_lanes.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/sinkhorn_iteration.hpp"

namespace mongecarlo {

/// The iteration of SinkhornIteration on up to eight small problems of one shape side by side, for enforced marginals
/// and kernels that hold all entries that matter: each lane has its own acceleration, safeguard and stop. What a
/// problem gets depends neither on its lane nor on its neighbours. A lane whose sums lose terms to underflow, or that
/// has not converged after 150 iterations, gives up: it is a case for SinkhornIteration. 8 n m doubles of
/// memory.
class SinkhornLanes {
 public:
  static constexpr Index kLanes = LaneLoops::kLanes;

  /// At most eight balanced problems of one shape, with cost matrices.
  void solve(std::span<const PreparedProblem> problems, const EntropicSettings& settings);
  bool has_converged(Index lane) const { return lanes_[lane].state == State::converged; }
  long long iterations(Index lane) const { return lanes_[lane].iterations; }
  /// Of a lane that has converged: f is the softmin of g, so that rows are right, and columns are to the tolerance.
  void potentials(Index lane, Vector& f, Vector& g) const;

 private:
  enum class State { active, converged, given_up };
  struct Lane {
    State state = State::given_up;
    bool is_plain = true;  // x is a plain image: nothing to take back
    double error = 0, dual = 0;
    double mass = 0;
    long long iterations = 0;
  };
  void load(std::span<const PreparedProblem> problems);
  void build_kernel(std::span<const PreparedProblem> problems);
  void sweep();
  bool is_sound(Index lane) const;
  void judge(double* advances, double* returns);
  void judge(Lane& lane, double error, double dual, double& advances, double& returns) const;
  void keep_potentials(Index lane);

  const VectorLoops& loops_ = vector_loops();
  const LaneLoops& lane_loops_ = *vector_loops().lanes;
  EntropicSettings settings_;
  Index n_ = 0, m_ = 0;
  Lane lanes_[kLanes];
  AndersonLanes anderson_;
  // Blocks of eight. Potentials are in units of epsilon; f = start_f - log(row_sum).
  Vector kernel_;  // exp(start_f - C)
  Vector a_, b_, start_f_;
  Vector g_, image_, safe_;
  Vector weight_;  // b exp(g)
  Vector row_sum_, column_sum_, log_row_;
  Vector zeros_, lines_;
  Matrix found_f_, found_g_;  // one row a lane
};

}  // namespace mongecarlo
