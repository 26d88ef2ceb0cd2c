#include "mongecarlo/transport/network_simplex.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Index kLargestWithoutCore = 1 << 14;  // entries  // entries  // entries
constexpr Index kCoreWidth = 10;
constexpr RoughPotentials::Schedule kShortSchedule{.sweeps = 4, .first = 0.4, .last = 0.04};
constexpr RoughPotentials::Schedule kLongSchedule{.sweeps = 6, .first = 0.14, .last = 0.01};

}  // namespace

bool NetworkSimplex::solve(const double* cost, const Vector& a, const Vector& b, const double* column_prices) {
  reset(cost, a, b);
  const bool has_core = n_ * m_ > kLargestWithoutCore;
  if (column_prices)
    rough_.take(cost, n_, m_, column_prices);
  else
    rough_.sweep(cost, a, b, has_core ? kLongSchedule : kShortSchedule);
  if (has_core)
    start_on_core();
  else
    start_on_matrix();
  hang_empty_columns();
  tree_.finish(end_, heaviest_node(a, b));
  const bool finished = has_core ? pivot_on_core() : pivot_on_matrix();
  recompute_masses(a, b);
  return finished;
}

// Digits of potentials count most where most of the mass is.
BasisTree::Node NetworkSimplex::heaviest_node(const Vector& a, const Vector& b) const {
  Index i, j;
  const double row = a.maxCoeff(&i), column = b.maxCoeff(&j);
  return static_cast<Node>(row >= column ? i : n_ + j);
}

void NetworkSimplex::reset(const double* cost, const Vector& a, const Vector& b) {
  cost_ = cost;
  n_ = a.size();
  m_ = b.size();
  next_row_ = 0;
  pivots_ = 0;
  pivot_limit_ = 1000 + 1000LL * (n_ + m_) * (n_ + m_);
  batch_ = 2 + static_cast<std::size_t>(0.6 * std::sqrt(static_cast<double>(n_ + m_)));
  candidates_.reserve(batch_ + 1);
  tree_.reset(n_, m_);
  mass_.resize(static_cast<std::size_t>(n_ + m_));
  scale_masses(a, b);
}

// Largest scale whose totals fit, with low digits left for the perturbation: +1 on each row, +n on the last column.
void NetworkSimplex::scale_masses(const Vector& a, const Vector& b) {
  const int low = std::bit_width(static_cast<std::uint64_t>(n_));
  const double total = compensated_sum(as_span(view(a)));
  const double scale = std::ldexp(1.0, 61 - low);
  supply_.resize(static_cast<std::size_t>(n_ + m_));
  BasisTree::Flow excess = 0;
  for (Index i = 0; i < n_; ++i) excess += supply_[i] = std::llround(a[i] / total * scale);
  for (Index j = 0; j < m_; ++j) excess -= supply_[n_ + j] = std::llround(b[j] / total * scale);
  *std::max_element(supply_.begin() + n_, supply_.end()) += excess;
  for (BasisTree::Flow& s : supply_) s <<= low;
  for (Index i = 0; i < n_; ++i) supply_[i] += 1;
  supply_.back() += n_;
}

// A shipment uses up one of its nodes, which hangs from the other. No two uses end together before the last, so that
// when all rows are used up a column is left over; but columns without weight may not have been hung.
void NetworkSimplex::ship(Index i, Index j, double cost) {
  const Node row = static_cast<Node>(i), column = static_cast<Node>(n_ + j);
  const bool uses_up_column = supply_[column] < supply_[row];
  const Node used_up = uses_up_column ? column : row, other = uses_up_column ? row : column;
  tree_.hang(used_up, other, supply_[used_up], cost);
  supply_[other] -= supply_[used_up];
  end_ = other;
}

// From the best rows at the rough potentials.
void NetworkSimplex::hang_empty_columns() {
  open_columns_.clear();
  for (Index j = 0; j < m_; ++j)
    if (const Node column = static_cast<Node>(n_ + j); column != end_ && is_open(column))
      open_columns_.push_back(column);
  if (open_columns_.empty()) return;
  distance_.assign(static_cast<std::size_t>(m_), kInfinity);
  best_row_.resize(static_cast<std::size_t>(m_));
  for (Index i = 0; i < n_; ++i)
    loops_.relax(row(i), rough_.columns(), -rough_.rows()[i], i, distance_.data(), best_row_.data(), m_);
  for (const Node column : open_columns_) {
    const Index i = best_row_[column - n_];
    tree_.hang(column, static_cast<Node>(i), 0, row(i)[column - n_]);
  }
}

// Rows ship to their best open columns, those first that lose most by their second best.
void NetworkSimplex::start_on_matrix() {
  open_prices_.assign(rough_.columns(), rough_.columns() + m_);
  keys_.clear();
  for (Index i = 0; i < n_; ++i) {
    double first, second;
    loops_.two_least_differences(row(i), open_prices_.data(), m_, &first, &second);
    keys_.push_back({static_cast<float>(first - second), static_cast<std::int32_t>(i)});
  }
  sort_keys();
  for (const Key& key : keys_)
    while (is_open(key.index)) {
      const double* c = row(key.index);
      const double least = loops_.least_difference(c, open_prices_.data(), m_);
      const Index j = loops_.find_difference(c, open_prices_.data(), least, m_);
      ship(key.index, j, c[j]);
      if (!is_open(static_cast<Node>(n_ + j))) open_prices_[j] = -kInfinity;
    }
}

// The core's entries ship in the order of their reduced costs, then rows that are left over to any column.
void NetworkSimplex::start_on_core() {
  core_.choose(cost_, n_, m_, rough_.rows(), rough_.columns(), kCoreWidth);
  sort_core_entries();
  for (const Key& key : keys_) {
    const Index i = row_of_[key.index], j = core_.column(key.index);
    if (is_open(static_cast<Node>(i)) && is_open(static_cast<Node>(n_ + j))) ship(i, j, core_.cost(key.index));
  }
  open_columns_.clear();
  for (Index j = 0; j < m_; ++j)
    if (is_open(static_cast<Node>(n_ + j))) open_columns_.push_back(static_cast<Node>(j));
  for (Index i = 0; i < n_; ++i)
    while (is_open(static_cast<Node>(i))) ship_row_to_open_columns(i);
}

void NetworkSimplex::sort_core_entries() {
  const double *f = rough_.rows(), *g = rough_.columns();
  keys_.clear();
  row_of_.clear();
  for (Index i = 0; i < n_; ++i)
    for (Index k = core_.begin(i); k < core_.end(i); ++k) {
      keys_.push_back({static_cast<float>(core_.cost(k) - f[i] - g[core_.column(k)]), static_cast<std::int32_t>(k)});
      row_of_.push_back(static_cast<Node>(i));
    }
  sort_keys();
}

void NetworkSimplex::sort_keys() {
  std::sort(keys_.begin(), keys_.end(), [](const Key& x, const Key& y) { return x.value < y.value; });
}

void NetworkSimplex::ship_row_to_open_columns(Index i) {
  const double *c = row(i), *g = rough_.columns();
  double least = kInfinity;
  Node best = 0;
  std::size_t kept = 0;
  for (Node j : open_columns_) {
    if (!is_open(static_cast<Node>(n_ + j))) continue;
    open_columns_[kept++] = j;
    if (c[j] - g[j] < least) {
      least = c[j] - g[j];
      best = j;
    }
  }
  open_columns_.resize(kept);
  ship(i, best, c[best]);
}

bool NetworkSimplex::pivot_on_matrix() {
  return pivot_until_priced_out([&](Index i) { price_row(i); });
}

// Until a pass over the matrix finds nothing that the core lacks, or nothing that is more than rounding.
bool NetworkSimplex::pivot_on_core() {
  if (!pivot_until_priced_out([&](Index i) { price_core_row(i); })) return false;
  for (long long before = -1; pivots_ != before;) {
    before = pivots_;
    if (core_.extend(tree_.row_prices(), tree_.column_prices()) == 0) return true;
    if (!pivot_until_priced_out([&](Index i) { price_core_row(i); })) return false;
  }
  return true;
}

// Leaves prices that belong to the tree.
template <class PriceRow>
bool NetworkSimplex::pivot_until_priced_out(PriceRow&& price_row) {
  for (Index quiet = 0; quiet < n_;) {
    candidates_.clear();
    for (; quiet < n_ && candidates_.size() < batch_; ++quiet) {
      price_row(next_row_);
      if (++next_row_ == n_) next_row_ = 0;
    }
    if (enter_candidates() == 0) continue;
    quiet = 0;
    tree_.make_prices();
    if (pivots_ > pivot_limit_) return false;
  }
  return true;
}

// The most negative entry of the row. An entry within rounding of zero is not negative.
void NetworkSimplex::price_row(Index i) {
  const double *c = row(i), *v = tree_.column_prices(), u = tree_.row_prices()[i];
  const double least = loops_.least_difference(c, v, m_);
  if (!(least < u)) return;
  const Index j = loops_.find_difference(c, v, least, m_);
  if (u - least <= CostCore::slack(c[j], u, v[j])) return;
  candidates_.push_back({least - u, c[j], static_cast<Node>(i), static_cast<Node>(n_ + j)});
}

void NetworkSimplex::price_core_row(Index i) {
  const double *v = tree_.column_prices(), u = tree_.row_prices()[i];
  double least = u;
  Index best = -1;
  for (Index k = core_.begin(i); k < core_.end(i); ++k) {
    const double value = core_.cost(k) - v[core_.column(k)];
    if (value < least) {
      least = value;
      best = k;
    }
  }
  if (best < 0 || u - least <= CostCore::slack(core_.cost(best), u, v[core_.column(best)])) return;
  candidates_.push_back(
      {least - u, core_.cost(best), static_cast<Node>(i), static_cast<Node>(n_ + core_.column(best))});
}

// The most negative first. A pivot may have dealt with the others: the tree knows.
Index NetworkSimplex::enter_candidates() {
  std::sort(candidates_.begin(), candidates_.end(),
            [](const Candidate& x, const Candidate& y) { return x.reduced_cost < y.reduced_cost; });
  Index entered = 0;
  for (const Candidate& candidate : candidates_)
    entered += tree_.enter(candidate.row, candidate.column, candidate.cost);
  pivots_ += entered;
  return entered;
}

void NetworkSimplex::recompute_masses(const Vector& a, const Vector& b) {
  rest_.assign(static_cast<std::size_t>(n_ + m_), {});
  for (Index i = 0; i < n_; ++i) rest_[i].add(a[i]);
  for (Index j = 0; j < m_; ++j) rest_[n_ + j].add(b[j]);
  const auto order = tree_.order();
  for (std::size_t k = order.size(); k-- > 1;) {
    const Node x = order[k];
    mass_[x] = std::max(rest_[x].value(), 0.0);
    rest_[tree_.parent(x)].add(-mass_[x]);
  }
}

}  // namespace mongecarlo
