#include "mongecarlo/transport/point_rows.hpp"

#include <algorithm>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

void PointRows::look_at(const Points& rows, const PointTree& columns, const GroundCost& cost) {
  rows_ = &rows;
  columns_ = &columns;
  ground_cost_ = &cost;
  highest_.assign(static_cast<std::size_t>(columns.nodes()), kInfinity);
}

double PointRows::raised(double squared) const {
  if (ground_cost_->power() != 2) ground_cost_->raise_squares(&squared, 1);
  return squared;
}

double PointRows::cost(const double* x, const double* y) const {
  double sum = 0;
  for (Index k = 0; k < columns_->dimension(); ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
  return raised(sum);
}

double PointRows::entry(Index i, Index j) const {
  return cost(rows_->data() + i * rows_->cols(), columns_->point(j));
}

// No column of the node is worth less.
double PointRows::below(const double* x, Index node) const {
  return raised(columns_->squared_distance(x, node)) - highest_[node];
}

void PointRows::keep(const Hit& hit) {
  std::size_t k = hits_.size();
  if (k < wanted_)
    hits_.push_back(hit);
  else
    --k;
  for (; k > 0 && hits_[k - 1].value > hit.value; --k) hits_[k] = hits_[k - 1];
  hits_[k] = hit;
}

void PointRows::look_into_leaf(const double* x, const double* v, Index node) {
  double highest = -kInfinity;
  bool is_whole = true;
  for (Index j = columns_->first(node); j < columns_->last(node); ++j) {
    highest = std::max(highest, v[j]);
    is_whole = is_whole && v[j] > -kInfinity;
    const double paid = cost(x, columns_->point(j)), value = paid - v[j];
    if (value < kInfinity && (hits_.size() < wanted_ || value < hits_.back().value))
      keep({value, paid, static_cast<std::int32_t>(j)});
  }
  // A column left out this time comes back with its price.
  if (is_whole) highest_[node] = highest;
}

void PointRows::look_into(const double* x, const double* v, Index node) {
  if (columns_->is_leaf(node)) return look_into_leaf(x, v, node);
  Index near = 2 * node + 1, far = near + 1;
  double near_value = below(x, near), far_value = below(x, far);
  if (far_value < near_value) {
    std::swap(near, far);
    std::swap(near_value, far_value);
  }
  if (hits_.size() < wanted_ || near_value < hits_.back().value) look_into(x, v, near);
  if (hits_.size() < wanted_ || far_value < hits_.back().value) look_into(x, v, far);
  highest_[node] = std::max(highest_[near], highest_[far]);
}

CostRows::Least PointRows::least(Index i, const double* v, Index count, std::int32_t* columns, double* costs) {
  wanted_ = static_cast<std::size_t>(count) + 1;
  hits_.clear();
  hits_.reserve(wanted_);
  look_into(rows_->data() + i * rows_->cols(), v, 0);
  const Index found = std::min(count, static_cast<Index>(hits_.size()));
  for (Index k = 0; k < found; ++k) {
    columns[k] = hits_[k].column;
    costs[k] = hits_[k].cost;
  }
  return {found, static_cast<Index>(hits_.size()) > count ? hits_[count].value : kInfinity};
}

}  // namespace mongecarlo
