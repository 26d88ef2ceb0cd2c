#pragma once
#include <vector>

#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/transport/cost_rows.hpp"
#include "mongecarlo/transport/point_tree.hpp"

namespace mongecarlo {

/// The rows of C_ij = |x_i - y_j|^p between points, without the matrix: the columns are a tree, each node of which bounds
/// its prices from above. A node is looked into only where (distance to its box)^p - (its highest price) is below what
/// was found before: some microseconds a row where d is low and prices are near a solution.
class PointRows final : public CostRows {
 public:
  /// `rows` (in any order) and `columns` must outlive their use. Prices given to `least` may only fall from one call to
  /// the next: otherwise, look again.
  void look_at(const Points& rows, const PointTree& columns, const GroundCost& cost);
  double entry(Index i, Index j) const override;
  Least least(Index i, const double* v, Index count, std::int32_t* columns, double* costs) override;

 private:
  struct Hit {
    double value;
    double cost;
    std::int32_t column;
  };
  double raised(double squared) const;
  double cost(const double* x, const double* y) const;
  double below(const double* x, Index node) const;
  void look_into(const double* x, const double* v, Index node);
  void look_into_leaf(const double* x, const double* v, Index node);
  void keep(const Hit& hit);

  const Points* rows_ = nullptr;
  const PointTree* columns_ = nullptr;
  const GroundCost* ground_cost_ = nullptr;
  std::vector<double> highest_;  // of each node, at least
  std::vector<Hit> hits_;        // the least so far, in order
  std::size_t wanted_ = 0;
};

}  // namespace mongecarlo
