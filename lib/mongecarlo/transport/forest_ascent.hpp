#pragma once
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/result.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// Maximises the dual of unbalanced transport without regularisation,
///
///     D(f, g) = -tau_source <a, exp(-f / tau_source) - 1> - tau_target <b, exp(-g / tau_target) - 1>,   f + g <= C,
///
/// by an active set of tight edges f_i + g_j = C_ij that form a forest. A tree of it has one free shift (f + t, g - t),
/// whose best value balances its masses in closed form:
///
///     t = log(sum a_i exp(-f_i / tau_source) / sum b_j exp(-g_j / tau_target)) / (1 / tau_source + 1 / tau_target).
///
/// Trees move to their best shift one after another. Where an edge to another tree becomes tight on the way, the two
/// trees join; where the masses r = a exp(-f / tau_source), c = b exp(-g / tau_target) of a balanced tree ask for a
/// negative flow on an edge, that edge leaves. D rises at each move, and at the end the flows are an optimal plan with
/// marginals r and c: the primal-dual method of convex network flows, exact up to rounding after finitely many steps.
/// Ties of the costs are broken by differences of 1e-13, which are taken back at the end. O(n m) a step at worst, some
/// 3 (n + m) steps; two copies of the matrix. Points of weight zero stay out.
class ForestAscent {
 public:
  /// Leaves feasible potentials in f, g (those of weightless points as high as the others allow). `steps` bounds the
  /// edges that join or leave.
  Termination solve(const PreparedProblem& problem, double tau_source, double tau_target, long long steps, Vector& f,
                    Vector& g);
  /// The edges of the last solve with their flows, none negative, at least one entry; on trees that had not come to
  /// rest, what their edges can carry.
  void fill_plan(std::vector<PlanEntry>& plan) const;
  long long steps() const { return steps_; }

 private:
  struct Edge {
    Index source, target;  // source -1: a free place
    double flow;
    int next_of_source, next_of_target;  // next edge of the same end, -1 for none
  };
  struct Visit {
    Index node;   // sources, then targets
    int through;  // edge to the node it was reached from, -1 for the root
  };

  struct Shift {
    double value;
    double noise;  // what rounding may have made of it
  };

  void start();
  template <class Call>
  void for_each_tree(Call&& call);
  void drop_idle_edges();
  void finish(bool is_complete, Vector& f, Vector& g);
  void follow_true_costs();
  void make_feasible();
  void write_out(Vector& f, Vector& g) const;
  void push(Index node);
  Index pop();
  void break_ties();
  void first_forest();
  void visit_tree(Index root);
  void extend_tree(Index node, int through);
  Shift best_shift() const;
  double room(double shift, Index& source, Index& target);
  void shift_tree(double shift);
  void settle(Index root);
  Index heaviest() const;
  int balance_flows();
  int add_edge(Index source, Index target);
  void remove_edge(int edge);
  bool is_source(Index node) const { return node < n_; }

  const VectorLoops& loops_ = vector_loops();
  const PreparedProblem* problem_ = nullptr;
  double tau_source_ = 1, tau_target_ = 1;
  Index n_ = 0, m_ = 0;  // points with weight
  std::vector<Index> source_of_, target_of_;
  Vector log_a_, log_b_, f_, g_, open_f_, open_g_;
  Matrix cost_, cost_by_target_;
  std::vector<Edge> edges_;
  std::vector<int> free_edges_, first_edge_;
  std::vector<Visit> tree_;
  std::vector<char> is_settled_, is_pending_;
  std::vector<Index> pending_;
  Vector supply_, noise_;
  long long steps_ = 0, budget_ = 0;
};

}  // namespace mongecarlo
