#include "mongecarlo/transport/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Index kNone = -1;
constexpr int kReductionSweeps = 2;
constexpr int kLongestChain = 4;  // of rows that turn each other out: longer ones are price wars, and searches faster
constexpr double kNoBid = 1e-12;

}  // namespace

void Assignment::solve(const double* cost, Index n, const double* prices) {
  reset(cost, n);
  set_prices(prices);
  match_greedily();
  if (!prices) reduce_rows();  // bids would spoil prices that are near a solution
  for (Index i : free_rows_) augment(i);
}

void Assignment::reset(const double* cost, Index n) {
  cost_ = cost;
  n_ = n;
  scans_ = 0;
  const auto size = static_cast<std::size_t>(n);
  v_.assign(size, kInfinity);
  column_of_.assign(size, kNone);
  row_of_.assign(size, kNone);
  predecessor_.resize(size);
  distance_.resize(size);
  free_rows_.clear();
  free_rows_.reserve(size);
  settled_.reserve(size);
}

void Assignment::set_prices(const double* prices) {
  if (prices)
    v_.assign(prices, prices + n_);
  else
    reduce_columns();
}

void Assignment::reduce_columns() {
  for (Index i = 0; i < n_; ++i) loops_.lower_to(v_.data(), row(i), n_);
}

void Assignment::match(Index i, Index j) {
  column_of_[i] = j;
  row_of_[j] = i;
}

void Assignment::match_greedily() {
  largest_bid_ = 0;
  for (Index i = 0; i < n_; ++i) {
    const double least = loops_.least_difference(row(i), v_.data(), n_);
    largest_bid_ = std::max(largest_bid_, std::abs(least));
    const Index j = loops_.find_difference(row(i), v_.data(), least, n_);
    if (row_of_[j] == kNone)
      match(i, j);
    else
      free_rows_.push_back(i);
  }
}

// A free row takes its best column, whose price falls until the second best is as good; returns the row turned out, or i
// itself where that would change next to nothing (two such rows would go on for ever).
Index Assignment::bid(Index i) {
  double step;
  // A row with one cheap entry beside entries of 1e32 would bid 1e32, and wash out the digits of the price.
  const Index j = loops_.bid(row(i), v_.data(), n_, largest_bid_, kNoBid * largest_bid_, &step);
  const Index turned_out = row_of_[j];
  if (turned_out != kNone) {
    if (step == 0) return i;
    column_of_[turned_out] = kNone;
  }
  match(i, j);
  ++scans_;
  return turned_out;
}

void Assignment::reduce_rows() {
  for (int sweep = 0; sweep < kReductionSweeps && !free_rows_.empty(); ++sweep) {
    std::size_t kept = 0;
    for (std::size_t k = 0; k < free_rows_.size(); ++k) {
      Index i = free_rows_[k], last = kNone;
      for (int bids = 0; i != kNone && i != last && bids < kLongestChain; ++bids) i = bid(last = i);
      if (i != kNone) free_rows_[kept++] = i;
    }
    free_rows_.resize(kept);
  }
}

// Dijkstra's search over reduced costs from a free row to the nearest free column, which it returns. Distances are
// kept with the start row's own price left out.
Index Assignment::search(Index start) {
  std::fill(distance_.begin(), distance_.end(), kInfinity);
  settled_.clear();
  double offset = 0, nearest;
  Index closed = kNone;
  for (Index i = start;; ++scans_) {
    const Index j = loops_.close_and_relax(row(i), v_.data(), offset, i, closed, distance_.data(),
                                           predecessor_.data(), n_, &nearest);
    i = row_of_[j];
    if (i == kNone) {
      raise_prices(nearest);
      return j;
    }
    settled_.push_back({j, nearest});
    offset = nearest - (row(i)[j] - v_[j]);
    closed = j;
  }
}

void Assignment::raise_prices(double final_distance) {
  for (const Settled& s : settled_) v_[s.column] += s.distance - final_distance;
}

void Assignment::augment(Index start) {
  Index j = search(start);
  for (Index i = kNone; i != start;) {
    i = predecessor_[j];
    row_of_[j] = i;
    std::swap(j, column_of_[i]);
  }
}

}  // namespace mongecarlo
