#include "mongecarlo/transport/sparse_assignment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Index kNone = -1;
constexpr int kReductionSweeps = 2;
// More free rows than this share make an auction worth its while.
constexpr double kManyFree = 0.1;
// The auction: first increment in units of a list's spread, factor by which it falls, and how far beyond its list (in
// increments) a row trusts it.
constexpr double kFirstIncrement = 3, kIncrementRatio = 4, kTrust = 2;
constexpr double kNoBid = 1e-12;

}  // namespace

void SparseAssignment::solve(CostRows& costs, Index n, const double* v, Index width, Start start,
                             const Auction& auction) {
  reset(costs, n, v, width);
  for (Index i = 0; i < n_; ++i) refresh(i);
  match_greedily();
  if (start == Start::rough) improve_prices(auction);
  settle_free_rows();
  for (Index i : free_rows_) augment(i);
}

void SparseAssignment::improve_prices(const Auction& auction) {
  reduce_rows();
  if (static_cast<double>(free_rows_.size()) <= kManyFree * static_cast<double>(n_)) return;
  hold(auction);
  for (Index i = 0; i < n_; ++i) refresh(i);
  match_greedily();
  reduce_rows();
}

void SparseAssignment::reset(CostRows& costs, Index n, const double* v, Index width) {
  costs_ = &costs;
  n_ = n;
  scans_ = looks_ = 0;
  const auto size = static_cast<std::size_t>(n);
  candidates_.resize(n, std::min(width, n));
  u_.resize(size);
  v_.assign(v, v + n);
  open_prices_ = v_;
  paid_.resize(size);
  column_of_.assign(size, kNone);
  row_of_.assign(size, kNone);
  labels_.assign(size, {kInfinity, -1});
  row_distance_.resize(size);
  free_rows_.clear();
  free_rows_.reserve(size);
  reached_.reserve(size);
  settled_.reserve(size);
  settled_distance_.reserve(size);
  events_.reserve(4 * size);
  more_columns_.resize(static_cast<std::size_t>(2 * candidates_.width()));
  more_costs_.resize(static_cast<std::size_t>(2 * candidates_.width()));
}

void SparseAssignment::match(Index i, Index j, double cost) {
  column_of_[i] = j;
  row_of_[j] = i;
  paid_[i] = cost;
}

void SparseAssignment::refresh(Index i) {
  candidates_.choose(*costs_, i, v_.data());
  ++looks_;
}

SparseAssignment::Offer SparseAssignment::best_offer(Index i) {
  Offer offer{kInfinity, candidates_.rest(i), kNone, 0};
  const std::int32_t* columns = candidates_.columns(i);
  const double* costs = candidates_.costs(i);
  for (Index k = 0; k < candidates_.count(i); ++k) {
    const double value = costs[k] - v_[columns[k]];
    if (value < offer.first) {
      offer.second = std::min(offer.second, offer.first);
      offer.first = value;
      offer.column = columns[k];
      offer.cost = costs[k];
    } else {
      offer.second = std::min(offer.second, value);
    }
  }
  return offer;
}

void SparseAssignment::unmatch_all() {
  std::fill(column_of_.begin(), column_of_.end(), kNone);
  std::fill(row_of_.begin(), row_of_.end(), kNone);
  free_rows_.clear();
}

void SparseAssignment::match_greedily() {
  unmatch_all();
  largest_bid_ = 0;
  open_prices_ = v_;
  for (Index i = 0; i < n_; ++i) {
    Offer offer = best_offer(i);
    u_[i] = offer.first;
    largest_bid_ = std::max(largest_bid_, std::abs(offer.first));
    if (row_of_[offer.column] != kNone && candidates_.rest(i) <= offer.first) find_tie(i, offer);
    if (row_of_[offer.column] == kNone) {
      match(i, offer.column, offer.cost);
      open_prices_[offer.column] = -kInfinity;
    } else {
      free_rows_.push_back(i);
    }
  }
}

// More columns are as good as the best than the list holds: one that is still free will do.
void SparseAssignment::find_tie(Index i, Offer& offer) {
  ++looks_;
  if (costs_->least(i, open_prices_.data(), 1, more_columns_.data(), more_costs_.data()).count == 0) return;
  const Index j = more_columns_[0];
  if (more_costs_[0] - v_[j] > offer.first) return;
  offer.column = j;
  offer.cost = more_costs_[0];
}

// A free row takes its best column, whose price falls until the second best is as good, and by `increment` more; returns
// the row turned out, or i itself where that would change next to nothing (two such rows would go on for ever). A row
// with one cheap entry beside entries of 1e32 would bid 1e32, and wash out the digits of the price: hence the limit.
Index SparseAssignment::bid(Index i, double increment) {
  Offer offer = best_offer(i);
  if (offer.first >= candidates_.rest(i) + kTrust * increment) {
    refresh(i);
    offer = best_offer(i);
  }
  const double step = std::clamp(offer.second - offer.first, 0.0, largest_bid_) + increment;
  if (step <= kNoBid * largest_bid_ && row_of_[offer.column] != kNone) return i;
  v_[offer.column] -= step;
  u_[i] = offer.cost - v_[offer.column];
  const Index turned_out = row_of_[offer.column];
  if (turned_out != kNone) column_of_[turned_out] = kNone;
  match(i, offer.column, offer.cost);
  ++scans_;
  return turned_out;
}

void SparseAssignment::reduce_rows() {
  for (int sweep = 0; sweep < kReductionSweeps && !free_rows_.empty(); ++sweep) {
    std::size_t kept = 0;
    Index budget = 2 * n_;
    for (std::size_t k = 0; k < free_rows_.size(); ++k) {
      Index i = free_rows_[k];
      for (Index last = kNone; i != kNone && i != last && budget > 0; --budget) i = bid(last = i, 0);
      if (i != kNone) free_rows_[kept++] = i;
    }
    free_rows_.resize(kept);
  }
}

// What a list spans from its best column to the best that it leaves out, for the median row.
double SparseAssignment::median_spread() {
  for (Index i = 0; i < n_; ++i) row_distance_[i] = candidates_.rest(i) - best_offer(i).first;
  const auto middle = row_distance_.begin() + n_ / 2;
  std::nth_element(row_distance_.begin(), middle, row_distance_.end());
  return *middle;
}

// Bertsekas' auction with a falling increment: only its prices are kept.
void SparseAssignment::hold(const Auction& auction) {
  double increment = kFirstIncrement * median_spread();
  if (!(increment > 0 && increment < kInfinity)) return;
  for (int k = 0; k < auction.increments; ++k, increment /= kIncrementRatio) {
    unmatch_all();
    for (Index i = n_; i-- > 0;) free_rows_.push_back(i);
    const auto left = static_cast<std::size_t>(auction.left_free * static_cast<double>(n_));
    for (Index budget = auction.bids * n_; free_rows_.size() > left && budget > 0; --budget) {
      const Index i = free_rows_.back();
      free_rows_.pop_back();
      const Index turned_out = bid(i, increment);
      if (turned_out != kNone) free_rows_.push_back(turned_out);
    }
  }
}

// Prices of the rows to start a search from.
void SparseAssignment::settle_free_rows() {
  open_prices_ = v_;
  for (Index i : free_rows_) {
    if (best_offer(i).first >= candidates_.rest(i)) refresh(i);
    u_[i] = best_offer(i).first;
  }
}

void SparseAssignment::push(double distance, std::int32_t what) {
  events_.push_back({distance, what});
  std::push_heap(events_.begin(), events_.end());
}

// Labels columns at distance offset + cost - v, where that is an improvement.
void SparseAssignment::reach(Index i, double offset, Index count, const std::int32_t* columns, const double* costs) {
  for (Index k = 0; k < count; ++k) {
    const std::int32_t j = columns[k];
    const double distance = offset + (costs[k] - v_[j]);  // in the order of a list's bound: see Event
    Label& label = labels_[j];
    if (distance >= label.distance || distance >= nearest_) continue;
    if (label.row < 0) reached_.push_back(j);
    label = {distance, static_cast<std::int32_t>(i)};
    if (row_of_[j] == kNone) {
      nearest_ = distance;
      nearest_column_ = j;
    } else {
      push(distance, j);
    }
  }
}

void SparseAssignment::scan(Index i, double distance) {
  ++scans_;
  row_distance_[i] = distance;
  if (candidates_.rest(i) < u_[i]) refresh(i);
  const double offset = distance - u_[i];
  reach(i, offset, candidates_.count(i), candidates_.columns(i), candidates_.costs(i));
  const double rest = offset + candidates_.rest(i);
  if (rest < nearest_) push(rest, static_cast<std::int32_t>(-1 - i));
}

// What the list of the row leaves out has come into reach.
void SparseAssignment::scan_rest(Index i) {
  ++looks_;
  const double offset = row_distance_[i] - u_[i];
  const auto more = costs_->least(i, open_prices_.data(), candidates_.width(), more_columns_.data(), more_costs_.data());
  reach(i, offset, more.count, more_columns_.data(), more_costs_.data());
  const double rest = offset + more.rest;
  if (rest < nearest_) push(rest, static_cast<std::int32_t>(-1 - i));
}

// Dijkstra's search over reduced costs from a free row to the nearest free column, which it returns.
Index SparseAssignment::search(Index start) {
  nearest_ = kInfinity;
  nearest_column_ = kNone;
  scan(start, 0);
  while (!events_.empty() && events_.front().distance < nearest_) {
    const Event event = events_.front();
    std::pop_heap(events_.begin(), events_.end());
    events_.pop_back();
    if (event.what < 0) {
      scan_rest(-1 - event.what);
      continue;
    }
    const std::int32_t j = event.what;
    if (event.distance > labels_[j].distance) continue;
    settled_.push_back(j);
    settled_distance_.push_back(event.distance);
    labels_[j].distance = -kInfinity;
    open_prices_[j] = -kInfinity;
    scan(row_of_[j], event.distance);
  }
  return nearest_column_;
}

void SparseAssignment::raise_prices(double final_distance) {
  for (std::size_t k = 0; k < settled_.size(); ++k) {
    const std::int32_t j = settled_[k];
    v_[j] += settled_distance_[k] - final_distance;
    open_prices_[j] = v_[j];
  }
}

void SparseAssignment::trace(Index start, Index j) {
  for (Index i = kNone; i != start;) {
    i = labels_[j].row;
    const Index next = column_of_[i];
    match(i, j, costs_->entry(i, j));
    j = next;
  }
}

void SparseAssignment::forget() {
  for (std::int32_t j : reached_) labels_[j] = {kInfinity, -1};
  reached_.clear();
  settled_.clear();
  settled_distance_.clear();
  events_.clear();
}

void SparseAssignment::augment(Index start) {
  const Index j = search(start);
  raise_prices(nearest_);
  trace(start, j);
  // Prices of rows from their pairs, so that complementary slackness does not drift.
  u_[row_of_[j]] = paid_[row_of_[j]] - v_[j];
  for (std::int32_t k : settled_) u_[row_of_[k]] = paid_[row_of_[k]] - v_[k];
  forget();
}

}  // namespace mongecarlo
