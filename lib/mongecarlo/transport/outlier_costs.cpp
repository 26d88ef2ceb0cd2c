#include "mongecarlo/transport/outlier_costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
namespace mongecarlo {
namespace {

constexpr double kOutlier = 1e9;
constexpr double kOrdinary = 1e6;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double largest_size(const MatrixView& cost) { return std::max(cost.maxCoeff(), -cost.minCoeff()); }

// Least size of a cost of the row that is not 0; infinite if there is none.
template <class Row>
double least_size(const Row& row) {
  double result = kInfinity;
  for (double c : row)
    if (c != 0) result = std::min(result, std::abs(c));
  return result;
}

}  // namespace

bool OutlierCosts::are_in(const MatrixView& cost) {
  std::vector<double> least;
  for (Index i = 0; i < cost.rows(); ++i) {
    const double size = least_size(cost.row(i));
    if (size < kInfinity) least.push_back(size);
  }
  if (least.empty()) return false;
  const auto median = least.begin() + static_cast<std::ptrdiff_t>(least.size() / 2);
  std::nth_element(least.begin(), median, least.end());
  return largest_size(cost) > kOutlier * *median;
}

const Matrix& OutlierCosts::cut_down(const MatrixView& cost, const std::vector<PlanEntry>& plan) {
  const double ordinary = largest_size(cost) / kOrdinary;
  double paid = 0;
  for (const PlanEntry& entry : plan) {
    const double size = std::abs(cost(entry.source, entry.target));
    if (size <= ordinary) paid = std::max(paid, size);
  }
  lowered_ = cost.cwiseMin(4 * static_cast<double>(cost.rows() + cost.cols()) * paid);
  return lowered_;
}

}  // namespace mongecarlo
