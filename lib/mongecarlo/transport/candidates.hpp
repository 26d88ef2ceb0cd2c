#pragma once
#include <vector>

#include "mongecarlo/transport/cost_rows.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// The rows of a dense matrix C (n x m). O(m) a row: 32 minima over interleaved columns bound the wanted entries from
/// above, and a second look lists what is below that bound.
class DenseRows final : public CostRows {
 public:
  void look_at(const double* cost, Index m);
  double entry(Index i, Index j) const override { return cost_[i * m_ + j]; }
  Least least(Index i, const double* v, Index count, std::int32_t* columns, double* costs) override;

 private:
  double keep_least(const double* c, const double* v, Index found, Index count);

  const VectorLoops& loops_ = vector_loops();
  const double* cost_ = nullptr;
  Index m_ = 0;
  std::vector<std::int32_t> listed_;
};

/// A short list for every row: the `width` columns with the least C_ij - v_j at the prices v of the time it was made,
/// and what every other column of the row is worth at least. While prices only fall, C_ij - v_j only grows, and the
/// bound stays true. 12 bytes an entry.
class Candidates {
 public:
  void resize(Index rows, Index width);
  /// Makes the list of row i afresh.
  void choose(CostRows& costs, Index i, const double* v);

  Index width() const { return width_; }
  Index count(Index i) const { return lists_[i].count; }
  double rest(Index i) const { return lists_[i].rest; }
  const std::int32_t* columns(Index i) const { return columns_.data() + 2 * i * width_; }
  const double* costs(Index i) const { return costs_.data() + 2 * i * width_; }

 private:
  Index width_ = 0;
  std::vector<CostRows::Least> lists_;
  std::vector<std::int32_t> columns_;
  std::vector<double> costs_;
};

}  // namespace mongecarlo
