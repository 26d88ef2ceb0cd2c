#pragma once
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// Costs so large that potentials which contain them lose the digits of ordinary ones: 1e32, say, for "do not". Cut
/// down to a ceiling that no chain of ordinary costs reaches, they are avoided as before where they can be; and as no
/// cost has grown, potentials of the lowered problem are feasible for the original one.
class OutlierCosts {
 public:
  /// Whether `cost` has entries beyond 1e9 times what is the least in most rows, leaving zeros out.
  static bool are_in(const MatrixView& cost);
  /// `cost` with outliers cut down, judged by what the entries of a plan cost.
  const Matrix& cut_down(const MatrixView& cost, const std::vector<PlanEntry>& plan);

 private:
  Matrix lowered_;
};

}  // namespace mongecarlo
