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

// No column of the node is worth less: the box is measured by the operations that measure a point, each of them
// monotone, so that rounding never lifts it above one.
template <int D>
double PointRows::below(const double* x, Index node) const {
  const Index d = D > 0 ? D : columns_->dimension();
  const double* box = columns_->box(node);
  double sum = 0;
  for (Index k = 0; k < d; ++k) {
    const double gap = std::max({box[k] - x[k], x[k] - box[d + k], 0.0});
    sum += gap * gap;
  }
  return raised(sum) - highest_[node];
}

void PointRows::keep(const Hit& hit) {
  std::size_t k = hits_.size();
  if (k < wanted_)
    hits_.push_back(hit);
  else
    --k;
  for (; k > 0 && hits_[k - 1].value > hit.value; --k) hits_[k] = hits_[k - 1];
  hits_[k] = hit;
  if (hits_.size() == wanted_) limit_ = hits_.back().value;
}

template <int D>
void PointRows::look_into_leaf(const double* x, const double* v, Index node) {
  const Index d = D > 0 ? D : columns_->dimension(), first = columns_->first(node), last = columns_->last(node);
  const double* y = columns_->point(first);
  double highest = -kInfinity, lowest = kInfinity;
  for (Index j = first; j < last; ++j, y += d) {
    double sum = 0;
    for (Index k = 0; k < d; ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
    highest = std::max(highest, v[j]);
    lowest = std::min(lowest, v[j]);
    const double paid = raised(sum);
    if (is_wanted(paid - v[j])) keep({paid - v[j], paid, static_cast<std::int32_t>(j)});
  }
  // A column left out this time comes back with its price.
  if (lowest > -kInfinity) highest_[node] = highest;
}

template <int D>
void PointRows::look_into(const double* x, const double* v, Index node) {
  if (columns_->is_leaf(node)) return look_into_leaf<D>(x, v, node);
  Index near = 2 * node + 1, far = near + 1;
  double near_value = below<D>(x, near), far_value = below<D>(x, far);
  if (far_value < near_value) {
    std::swap(near, far);
    std::swap(near_value, far_value);
  }
  if (is_wanted(near_value)) look_into<D>(x, v, near);
  if (is_wanted(far_value)) look_into<D>(x, v, far);
  highest_[node] = std::max(highest_[near], highest_[far]);
}

CostRows::Least PointRows::least(Index i, const double* v, Index count, std::int32_t* columns, double* costs) {
  wanted_ = static_cast<std::size_t>(count) + 1;
  hits_.clear();
  hits_.reserve(wanted_);
  limit_ = kInfinity;
  const double* x = rows_->data() + i * rows_->cols();
  switch (columns_->dimension()) {
    case 1: look_into<1>(x, v, 0); break;
    case 2: look_into<2>(x, v, 0); break;
    case 3: look_into<3>(x, v, 0); break;
    default: look_into<0>(x, v, 0);
  }
  const Index found = std::min(count, static_cast<Index>(hits_.size()));
  for (Index k = 0; k < found; ++k) {
    columns[k] = hits_[k].column;
    costs[k] = hits_[k].cost;
  }
  return {found, static_cast<Index>(hits_.size()) > count ? hits_[count].value : kInfinity};
}

}  // namespace mongecarlo
