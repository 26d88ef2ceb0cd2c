#include "mongecarlo/transport/cost_core.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSlack = 8 * std::numeric_limits<double>::epsilon();
constexpr Index kAddedToRow = 4;

}  // namespace

double CostCore::slack(double c, double u, double v) { return kSlack * (std::abs(c) + std::abs(u) + std::abs(v)); }

void CostCore::choose(const double* cost, Index n, Index m, const double* row_prices, const double* column_prices,
                      Index width) {
  cost_ = cost;
  n_ = n;
  m_ = m;
  listed_.resize(static_cast<std::size_t>(m));
  distance_.assign(static_cast<std::size_t>(m), kInfinity);
  best_row_.resize(static_cast<std::size_t>(m));
  begin_.assign(1, 0);
  columns_.clear();
  costs_.clear();
  for (Index i = 0; i < n; ++i) {
    loops_.relax(cost + i * m, column_prices, -row_prices[i], i, distance_.data(), best_row_.data(), m);
    take_row(i, column_prices, width);
  }
  find_columns_entries();
  merge();
}

void CostCore::take_row(Index i, const double* v, Index width) {
  const double* c = cost_ + i * m_;
  const double bound = loops_.bound_differences(c, v, m_, width);
  Index found = loops_.list_differences(c, v, bound, m_, listed_.data());
  if (found > 2 * width) {
    std::nth_element(listed_.begin(), listed_.begin() + width, listed_.begin() + found,
                     [&](std::int32_t j, std::int32_t k) { return c[j] - v[j] < c[k] - v[k]; });
    found = width;
  }
  for (Index k = 0; k < found; ++k) {
    columns_.push_back(listed_[k]);
    costs_.push_back(c[listed_[k]]);
  }
  begin_.push_back(size());
}

// The best row of each column, unless that row has the column already.
void CostCore::find_columns_entries() {
  for (Index i = 0; i < n_; ++i)
    for (Index k = begin(i); k < end(i); ++k)
      if (best_row_[column(k)] == i) best_row_[column(k)] = n_;
  added_.clear();
  for (Index j = 0; j < m_; ++j)
    if (best_row_[j] < n_) added_.push_back({static_cast<std::int32_t>(best_row_[j]), static_cast<std::int32_t>(j)});
  std::sort(added_.begin(), added_.end(), [](const Entry& x, const Entry& y) { return x.row < y.row; });
}

Index CostCore::extend(const double* row_prices, const double* column_prices) {
  added_.clear();
  for (Index i = 0; i < n_; ++i) find_violated(i, row_prices, column_prices);
  if (!added_.empty()) merge();
  return static_cast<Index>(added_.size());
}

void CostCore::find_violated(Index i, const double* row_prices, const double* v) {
  const double* c = cost_ + i * m_;
  const double least = loops_.least_difference(c, v, m_);
  if (!(least < row_prices[i])) return;
  const Index j = loops_.find_difference(c, v, least, m_);
  const double bound = row_prices[i] - slack(c[j], row_prices[i], v[j]);
  if (!(least < bound)) return;
  Index found = loops_.list_differences(c, v, bound, m_, listed_.data());
  if (found > kAddedToRow) {
    std::nth_element(listed_.begin(), listed_.begin() + kAddedToRow, listed_.begin() + found,
                     [&](std::int32_t x, std::int32_t y) { return c[x] - v[x] < c[y] - v[y]; });
    found = kAddedToRow;
  }
  for (Index k = 0; k < found; ++k) added_.push_back({static_cast<std::int32_t>(i), listed_[k]});
}

void CostCore::merge() {
  begin_.swap(old_begin_);
  columns_.swap(old_columns_);
  costs_.swap(old_costs_);
  begin_.assign(1, 0);
  columns_.clear();
  costs_.clear();
  auto next = added_.begin();
  for (Index i = 0; i < n_; ++i) {
    columns_.insert(columns_.end(), old_columns_.begin() + old_begin_[i], old_columns_.begin() + old_begin_[i + 1]);
    costs_.insert(costs_.end(), old_costs_.begin() + old_begin_[i], old_costs_.begin() + old_begin_[i + 1]);
    for (; next != added_.end() && next->row == i; ++next) {
      columns_.push_back(next->column);
      costs_.push_back(cost_[i * m_ + next->column]);
    }
    begin_.push_back(size());
  }
}

}  // namespace mongecarlo
