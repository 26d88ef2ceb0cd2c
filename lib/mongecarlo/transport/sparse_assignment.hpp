#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/transport/candidates.hpp"

namespace mongecarlo {

/// The assignment problem by shortest augmenting paths (Jonker and Volgenant 1987) that look at a short list of columns
/// for each row and at the rest of a row only when they have to: a search keeps, beside the columns it has reached, the
/// rows it came through, each at the least distance of what its list leaves out. Prices only fall, so that the bound of a
/// list stays true, and the answer is that of the dense search. Memory O(n) beside the cost.
class SparseAssignment {
 public:
  /// What the starting prices are worth: near a dual solution, or good for no more than a start (column minima, say).
  enum class Start { near, rough };
  /// How far an auction goes before the searches take over. The larger the problem, the dearer a search for a row that
  /// was left free.
  struct Auction {
    int increments;
    double left_free;  ///< share of rows left without a column at the end of each increment
    Index bids;        ///< at most, per row and increment
  };

  /// `v` are starting prices of the n columns, any finite ones: the nearer to a dual solution, the less work. From rough
  /// ones bids (and an auction, where many rows stay free) come first; near ones they would only spoil.
  void solve(CostRows& costs, Index n, const double* v, Index width, Start start,
             const Auction& auction = {4, 0.005, 8});

  std::span<const Index> partners() const { return {column_of_.data(), column_of_.size()}; }
  /// C[i, s(i)] - v[s(i)] = min_j C[i, j] - v[j] up to rounding.
  std::span<const double> column_prices() const { return {v_.data(), v_.size()}; }
  /// Rows scanned, and rows whose list was made or had to be left.
  long long scans() const { return scans_; }
  long long looks() const { return looks_; }

 private:
  // A column that the search may settle (>= 0) or a row whose other columns are no nearer than `distance` (-1 - row). Of
  // equal ones columns come first: a row is asked for more only when what it gave before is settled.
  struct Event {
    double distance;
    std::int32_t what;
    bool operator<(const Event& other) const {
      return distance > other.distance || (distance == other.distance && what < other.what);
    }
  };
  struct Label {
    double distance;
    std::int32_t row;
  };
  struct Offer {
    double first, second;
    Index column;
    double cost;
  };

  void reset(CostRows& costs, Index n, const double* v, Index width);
  void unmatch_all();
  void match_greedily();
  void find_tie(Index i, Offer& offer);
  void improve_prices(const Auction& auction);
  void reduce_rows();
  void hold(const Auction& auction);
  double median_spread();
  void settle_free_rows();
  Index bid(Index i, double increment);
  Offer best_offer(Index i);
  void match(Index i, Index j, double cost);
  void augment(Index start);
  Index search(Index start);
  void refresh(Index i);
  void scan(Index i, double distance);
  void scan_rest(Index i);
  void reach(Index i, double offset, Index count, const std::int32_t* columns, const double* costs);
  void push(double distance, std::int32_t what);
  void raise_prices(double final_distance);
  void trace(Index start, Index j);
  void forget();

  CostRows* costs_ = nullptr;
  Index n_ = 0;
  long long scans_ = 0;
  long long looks_ = 0;
  double largest_bid_ = 0;
  Candidates candidates_;
  std::vector<double> u_;
  std::vector<double> v_;
  std::vector<double> paid_;  // cost of the pair of each matched row
  std::vector<Index> column_of_;
  std::vector<Index> row_of_;
  std::vector<Index> free_rows_;

  std::vector<Label> labels_;
  std::vector<double> row_distance_;
  std::vector<double> open_prices_;  // v, but -infinity for the columns settled by this search
  std::vector<Event> events_;
  std::vector<std::int32_t> reached_;
  std::vector<std::int32_t> settled_;
  std::vector<double> settled_distance_;
  double nearest_ = 0;  // the nearest free column so far
  Index nearest_column_ = -1;
  std::vector<std::int32_t> more_columns_;
  std::vector<double> more_costs_;
};

}  // namespace mongecarlo
