#include "mongecarlo/transport/forest_ascent.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kClosed = -1e300;  // potential of a point that is not to be found
constexpr double kTie = 1e-13;
// An edge carries at most exp(-C / (tau_source + tau_target)) of a mass: nothing above this many of them.
constexpr double kOutOfReach = 800;
// What rounding may leave of a balance, in units of the numbers that were added.
constexpr double kNoise = 8 * std::numeric_limits<double>::epsilon();

// Uniform on [0, 1), the same for the same pair of points.
double scatter(Index i, Index j) {
  std::uint64_t z = (static_cast<std::uint64_t>(i) << 32 ^ static_cast<std::uint64_t>(j)) + 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

void keep_positive(const Vector& weights, std::vector<Index>& kept, Vector& logs) {
  kept.clear();
  for (Index i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) kept.push_back(i);
  logs.resize(static_cast<Index>(kept.size()));
  for (std::size_t k = 0; k < kept.size(); ++k) logs[static_cast<Index>(k)] = std::log(weights[kept[k]]);
}

}  // namespace

Termination ForestAscent::solve(const PreparedProblem& problem, double tau_source, double tau_target, long long steps,
                                Vector& f, Vector& g) {
  problem_ = &problem;
  tau_source_ = tau_source;
  tau_target_ = tau_target;
  budget_ = steps;
  start();
  while (!pending_.empty() && steps_ < budget_) {
    const Index root = pop();
    if (!is_settled_[root]) settle(root);
  }
  const bool is_complete = pending_.empty();
  finish(is_complete, f, g);
  return is_complete ? Termination::converged : Termination::iteration_limit;
}

void ForestAscent::push(Index node) {
  if (is_pending_[node]) return;
  is_pending_[node] = 1;
  pending_.push_back(node);
}

Index ForestAscent::pop() {
  const Index node = pending_.back();
  pending_.pop_back();
  is_pending_[node] = 0;
  return node;
}

// Calls visit() with each tree of the forest in tree_.
template <class Call>
void ForestAscent::for_each_tree(Call&& call) {
  std::fill(is_settled_.begin(), is_settled_.end(), 0);
  for (Index node = 0; node < n_ + m_; ++node) {
    if (is_settled_[node]) continue;
    visit_tree(node);
    call();
    for (const Visit& visit : tree_) is_settled_[visit.node] = 1;
  }
}

// Edges that carry nothing need not be tight.
void ForestAscent::drop_idle_edges() {
  const double reach = kOutOfReach * (tau_source_ + tau_target_);
  for (int e = 0; e < static_cast<int>(edges_.size()); ++e) {
    const Edge& edge = edges_[e];
    if (edge.source < 0) continue;
    if (edge.flow <= 0 || problem_->cost_view()(source_of_[edge.source], target_of_[edge.target]) > reach)
      remove_edge(e);
  }
}

// Where f + g > C by what is left of the broken ties, the point with less mass gives way.
void ForestAscent::make_feasible() {
  for (Index i = 0; i < n_; ++i) {
    const double* cost = problem_->row(source_of_[i]);
    for (Index j = 0; j < m_; ++j) {
      const double excess = f_[i] + g_[j] - cost[target_of_[j]];
      if (!(excess > 0)) continue;
      const bool is_lighter = log_a_[i] - f_[i] / tau_source_ < log_b_[j] - g_[j] / tau_target_;
      if (is_lighter)
        f_[i] = cost[target_of_[j]] - g_[j];
      else
        g_[j] = cost[target_of_[j]] - f_[i];
    }
  }
}

// Flows of all trees; potentials by the true costs along them; and what is left of the broken ties lowered.
void ForestAscent::finish(bool is_complete, Vector& f, Vector& g) {
  for_each_tree([&] {
    visit_tree(heaviest());
    balance_flows();
  });
  if (is_complete) {
    drop_idle_edges();
    for_each_tree([&] {
      if (tree_.size() == 1) return;
      visit_tree(heaviest());
      follow_true_costs();
      shift_tree(best_shift().value);
      balance_flows();
    });
  }
  make_feasible();
  write_out(f, g);
}

// Points without weight: as high as the others allow.
void ForestAscent::write_out(Vector& f, Vector& g) const {
  f.setConstant(problem_->n, kInfinity);
  g.setConstant(problem_->m, kInfinity);
  for (Index i = 0; i < n_; ++i) f[source_of_[i]] = f_[i];
  for (Index j = 0; j < m_; ++j) g[target_of_[j]] = g_[j];
  for (Index i = 0; i < problem_->n; ++i) {
    const double* cost = problem_->row(i);
    if (problem_->a[i] == 0)
      for (const Index j : target_of_) f[i] = std::min(f[i], cost[j] - g[j]);
    for (Index j = 0; j < problem_->m; ++j)
      if (problem_->b[j] == 0) g[j] = std::min(g[j], cost[j] - f[i]);
  }
}

void ForestAscent::follow_true_costs() {
  for (const auto& [node, through] : tree_) {
    if (through < 0) continue;
    const auto& [source, target, flow, next_of_source, next_of_target] = edges_[through];
    const double cost = problem_->cost_view()(source_of_[source], target_of_[target]);
    if (is_source(node))
      f_[source] = cost - g_[target];
    else
      g_[target] = cost - f_[source];
  }
}

void ForestAscent::start() {
  keep_positive(problem_->a, source_of_, log_a_);
  keep_positive(problem_->b, target_of_, log_b_);
  n_ = log_a_.size();
  m_ = log_b_.size();
  steps_ = 0;
  break_ties();
  edges_.clear();
  edges_.reserve(static_cast<std::size_t>(n_ + m_));
  free_edges_.clear();
  free_edges_.reserve(static_cast<std::size_t>(n_ + m_));
  tree_.reserve(static_cast<std::size_t>(n_ + m_));
  first_edge_.assign(static_cast<std::size_t>(n_ + m_), -1);
  is_settled_.assign(static_cast<std::size_t>(n_ + m_), 0);
  supply_.resize(n_ + m_);
  noise_.resize(n_ + m_);
  first_forest();
  pending_.clear();
  pending_.reserve(static_cast<std::size_t>(n_ + m_));
  is_pending_.assign(static_cast<std::size_t>(n_ + m_), 0);
  for (Index node = n_ + m_; node-- > 0;) push(node);
}

// Costs that no mass pays are lowered, so that they do not swallow the digits of the others.
void ForestAscent::break_ties() {
  const MatrixView cost = problem_->cost_view();
  const double reach = kOutOfReach * (tau_source_ + tau_target_);
  const double size = std::min(cost.cwiseAbs().maxCoeff(), tau_source_ + tau_target_);
  cost_.resize(n_, m_);
  cost_by_target_.resize(m_, n_);
  for (Index i = 0; i < n_; ++i)
    for (Index j = 0; j < m_; ++j) {
      const double c = std::min(cost(source_of_[i], target_of_[j]), reach);
      cost_(i, j) = cost_by_target_(j, i) = c + kTie * (std::abs(c) + size) * scatter(i, j);
    }
}

// Every source to its best target from g = 0, then every target that is nobody's best to its best source.
void ForestAscent::first_forest() {
  g_.setZero(m_);
  f_.resize(n_);
  for (Index i = 0; i < n_; ++i) {
    f_[i] = loops_.least_difference(&cost_(i, 0), g_.data(), m_);
    add_edge(i, loops_.find_difference(&cost_(i, 0), g_.data(), f_[i], m_));
  }
  for (Index j = 0; j < m_; ++j) {
    if (first_edge_[n_ + j] >= 0) continue;
    g_[j] = loops_.least_difference(&cost_by_target_(j, 0), f_.data(), n_);
    add_edge(loops_.find_difference(&cost_by_target_(j, 0), f_.data(), g_[j], n_), j);
  }
  open_f_ = f_;
  open_g_ = g_;
}

// The tree of `root`, each node after the one it was reached from.
void ForestAscent::visit_tree(Index root) {
  tree_.clear();
  extend_tree(root, -1);
}

// Adds what hangs on `node`, which was reached through an edge.
void ForestAscent::extend_tree(Index node, int through) {
  std::size_t k = tree_.size();
  tree_.push_back({node, through});
  for (; k < tree_.size(); ++k) {
    const auto [here, entry] = tree_[k];
    for (int e = first_edge_[here]; e >= 0;) {
      const Edge& edge = edges_[e];
      if (e != entry) tree_.push_back({is_source(here) ? n_ + edge.target : edge.source, e});
      e = is_source(here) ? edge.next_of_source : edge.next_of_target;
    }
  }
}

// +-infinity for a tree of one point.
ForestAscent::Shift ForestAscent::best_shift() const {
  struct Side {
    double top = -kInfinity, mass = 0, error = 0;  // logarithm of the largest mass; in its units: total, its rounding
    void raise(double log) { top = std::max(top, log); }
    void add(double log, double exponent) {
      const double share = std::exp(log - top);
      mass += share;
      error += share * (1 + std::abs(exponent));
    }
  } source, target;
  const auto source_log = [&](Index i) { return log_a_[i] - f_[i] / tau_source_; };
  const auto target_log = [&](Index j) { return log_b_[j] - g_[j] / tau_target_; };
  for (const Visit& visit : tree_)
    if (is_source(visit.node))
      source.raise(source_log(visit.node));
    else
      target.raise(target_log(visit.node - n_));
  if (source.top == -kInfinity) return {-kInfinity, 0};
  if (target.top == -kInfinity) return {kInfinity, 0};
  for (const Visit& visit : tree_)
    if (is_source(visit.node))
      source.add(source_log(visit.node), f_[visit.node] / tau_source_);
    else
      target.add(target_log(visit.node - n_), g_[visit.node - n_] / tau_target_);
  const double stiffness = 1 / tau_source_ + 1 / tau_target_;
  return {(source.top - target.top + std::log(source.mass / target.mass)) / stiffness,
          kNoise * (source.error / source.mass + target.error / target.mass) / stiffness};
}

// How far the tree can shift, up to |shift|, before an edge to another tree is tight; that edge, or -1.
double ForestAscent::room(double shift, Index& source, Index& target) {
  source = target = -1;
  double room = std::abs(shift);
  const bool is_up = shift > 0;
  for (const Visit& visit : tree_)
    if (is_up && !is_source(visit.node))
      open_g_[visit.node - n_] = kClosed;
    else if (!is_up && is_source(visit.node))
      open_f_[visit.node] = kClosed;
  Index tightest = -1;
  double least_difference = 0;
  for (const Visit& visit : tree_) {
    if (is_source(visit.node) != is_up) continue;
    const Index k = is_up ? visit.node : visit.node - n_;
    const double least = is_up ? loops_.least_difference(&cost_(k, 0), open_g_.data(), m_)
                               : loops_.least_difference(&cost_by_target_(k, 0), open_f_.data(), n_);
    const double own = is_up ? f_[k] : g_[k];
    if (!(least - own < room)) continue;
    room = std::max(least - own, 0.0);
    tightest = k;
    least_difference = least;
  }
  if (tightest >= 0 && is_up) {
    source = tightest;
    target = loops_.find_difference(&cost_(source, 0), open_g_.data(), least_difference, m_);
  } else if (tightest >= 0) {
    target = tightest;
    source = loops_.find_difference(&cost_by_target_(target, 0), open_f_.data(), least_difference, n_);
  }
  for (const Visit& visit : tree_)
    if (is_up && !is_source(visit.node))
      open_g_[visit.node - n_] = g_[visit.node - n_];
    else if (!is_up && is_source(visit.node))
      open_f_[visit.node] = f_[visit.node];
  return room;
}

void ForestAscent::shift_tree(double shift) {
  for (const Visit& visit : tree_) {
    if (is_source(visit.node)) {
      f_[visit.node] += shift;
      open_f_[visit.node] = f_[visit.node];
    } else {
      g_[visit.node - n_] -= shift;
      open_g_[visit.node - n_] = g_[visit.node - n_];
    }
  }
}

// Moves the tree to its best shift, growing on the way; leaves it settled, or cut in two pending ones.
void ForestAscent::settle(Index root) {
  visit_tree(root);
  for (;;) {
    const auto [shift, noise] = best_shift();
    if (std::abs(shift) <= noise) break;
    Index source, target;
    const double length = room(shift, source, target);
    shift_tree(shift > 0 ? length : -length);
    if (source < 0) break;
    const int edge = add_edge(source, target);
    extend_tree(shift > 0 ? n_ + target : source, edge);
    if (++steps_ < budget_) continue;
    push(root);
    return;
  }
  visit_tree(heaviest());
  const int worst = balance_flows();
  for (const Visit& visit : tree_) is_settled_[visit.node] = worst < 0;
  if (worst < 0) return;
  const Edge edge = edges_[worst];
  remove_edge(worst);
  ++steps_;
  push(edge.source);
  push(n_ + edge.target);
}

Index ForestAscent::heaviest() const {
  Index best = tree_.front().node;
  double most = -kInfinity;
  for (const Visit& visit : tree_) {
    const double log = is_source(visit.node) ? log_a_[visit.node] - f_[visit.node] / tau_source_
                                             : log_b_[visit.node - n_] - g_[visit.node - n_] / tau_target_;
    if (!(log > most)) continue;
    most = log;
    best = visit.node;
  }
  return best;
}

// Flows that carry the masses of the tree's points, from the leaves on; what is left over stays at the root. The edge
// of the most negative flow, or -1. The error of a flow is that of the masses beyond its edge: light branches keep
// their digits where the root is heavy.
int ForestAscent::balance_flows() {
  double least = 0;
  int worst = -1;
  for (const Visit& visit : tree_) {
    const Index k = is_source(visit.node) ? visit.node : visit.node - n_;
    const double exponent = is_source(visit.node) ? f_[k] / tau_source_ : g_[k] / tau_target_;
    supply_[visit.node] = std::exp((is_source(visit.node) ? log_a_[k] : log_b_[k]) - exponent);
    noise_[visit.node] = supply_[visit.node] > 0 ? kNoise * supply_[visit.node] * (1 + std::abs(exponent)) : 0;
  }
  for (std::size_t k = tree_.size(); k-- > 1;) {
    const auto [node, through] = tree_[k];
    Edge& edge = edges_[through];
    edge.flow = supply_[node];
    const Index parent = is_source(node) ? n_ + edge.target : edge.source;
    supply_[parent] -= edge.flow;
    noise_[parent] += noise_[node];
    if (edge.flow < std::min(least, -noise_[node])) {
      least = edge.flow;
      worst = through;
    }
  }
  return worst;
}

int ForestAscent::add_edge(Index source, Index target) {
  int e = static_cast<int>(edges_.size());
  if (free_edges_.empty()) {
    edges_.push_back({});
  } else {
    e = free_edges_.back();
    free_edges_.pop_back();
  }
  edges_[e] = {source, target, 0, first_edge_[source], first_edge_[n_ + target]};
  first_edge_[source] = first_edge_[n_ + target] = e;
  return e;
}

void ForestAscent::remove_edge(int edge) {
  const auto& gone = edges_[edge];
  int* link = &first_edge_[gone.source];
  while (*link != edge) link = &edges_[*link].next_of_source;
  *link = gone.next_of_source;
  link = &first_edge_[n_ + gone.target];
  while (*link != edge) link = &edges_[*link].next_of_target;
  *link = gone.next_of_target;
  edges_[edge].source = -1;
  free_edges_.push_back(edge);
}

void ForestAscent::fill_plan(std::vector<PlanEntry>& plan) const {
  plan.clear();
  for (const Edge& edge : edges_)
    if (edge.source >= 0) plan.push_back({source_of_[edge.source], target_of_[edge.target], std::max(edge.flow, 0.0)});
  if (plan.empty()) plan.push_back({source_of_[0], target_of_[0], 0});
}

}  // namespace mongecarlo
