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
  // D is the dimension where it is known to the compiler, else 0.
  template <int D>
  double below(const double* x, Index node) const;
  template <int D>
  void look_into(const double* x, const double* v, Index node);
  template <int D>
  void look_into_leaf(const double* x, const double* v, Index node);
  bool is_wanted(double value) const { return value < limit_; }
  void keep(const Hit& hit);

  const Points* rows_ = nullptr;
  const PointTree* columns_ = nullptr;
  const GroundCost* ground_cost_ = nullptr;
  std::vector<double> highest_;  // of each node, at least
  std::vector<Hit> hits_;        // the least so far, in order
  std::size_t wanted_ = 0;
  double limit_ = 0;  // the last of the least, once there are as many as wanted
};

}  // namespace mongecarlo
