#include "mongecarlo/transport/multiscale_assignment.hpp"

#include <algorithm>

namespace mongecarlo {
namespace {

constexpr Index kWidth = 8;
constexpr SparseAssignment::Auction kAuction{5, 0.0005, 40};
constexpr int kCoarsest = 8;   // at most 2^8 means a side
constexpr int kRefinement = 2;  // levels of the trees from one problem to the next

}  // namespace

void MultiscaleAssignment::solve(const MatrixView& x, const MatrixView& y, const GroundCost& cost,
                                 const double* prices) {
  ground_cost_ = &cost;
  scans_ = 0;
  sources_.build(x);
  targets_.build(y);
  start_.clear();
  u_.clear();
  is_near_ = prices != nullptr;
  if (prices)
    for (Index j : targets_.order()) start_.push_back(prices[j]);
  else
    descend();
  solve_level(sources_.points(), targets_);
  hand_back();
}

// Coarse problems, each of which starts the next; at last prices for all columns.
void MultiscaleAssignment::descend() {
  int level = sources_.levels();
  while (level > kCoarsest) level -= kRefinement;
  for (; level <= sources_.levels(); level += kRefinement) {
    sources_.centres(level, level_sources_);
    targets_.centres(level, level_targets_);
    coarse_targets_.build(view(level_targets_));
    transform_prices(coarse_targets_.points());
    solve_level(level_sources_, coarse_targets_);
    keep_row_prices();
  }
  transform_prices(targets_.points());
}

// v(y) = min_i c(x_i, y) - u_i over the sources of the level before.
void MultiscaleAssignment::transform_prices(const Points& targets) {
  const Index m = targets.rows();
  start_.resize(static_cast<std::size_t>(m));
  if (u_.empty()) {
    std::fill(start_.begin(), start_.end(), 0.0);
    return;
  }
  rows_.look_at(targets, coarse_sources_, *ground_cost_);
  for (Index j = 0; j < m; ++j) start_[j] = least(j, u_.data());
}

double MultiscaleAssignment::least(Index i, const double* prices) {
  std::int32_t columns[2];
  double costs[2];
  rows_.least(i, prices, 1, columns, costs);
  return costs[0] - prices[columns[0]];
}

void MultiscaleAssignment::solve_level(const Points& sources, const PointTree& targets) {
  using enum SparseAssignment::Start;
  rows_.look_at(sources, targets, *ground_cost_);
  assignment_.solve(rows_, sources.rows(), start_.data(), kWidth, is_near_ ? near : rough, kAuction);
  scans_ += assignment_.scans();
}

// Prices of the rows just solved for, in the order of their tree.
void MultiscaleAssignment::keep_row_prices() {
  coarse_sources_.build(view(level_sources_));
  u_.clear();
  const auto partners = assignment_.partners();
  const auto v = assignment_.column_prices();
  for (Index i : coarse_sources_.order()) u_.push_back(rows_.entry(i, partners[i]) - v[partners[i]]);
}

// From the orders of the trees to those of the clouds.
void MultiscaleAssignment::hand_back() {
  const auto partners = assignment_.partners();
  const auto v = assignment_.column_prices();
  const auto size = partners.size();
  partners_.resize(size);
  u_.resize(size);
  v_.resize(size);
  rows_.look_at(sources_.points(), targets_, *ground_cost_);
  for (std::size_t k = 0; k < size; ++k) {
    const Index i = sources_.order()[k];
    partners_[i] = targets_.order()[partners[k]];
    u_[i] = least(static_cast<Index>(k), v.data());
    v_[targets_.order()[k]] = v[k];
  }
}

}  // namespace mongecarlo
