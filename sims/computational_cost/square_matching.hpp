#pragma once
#include <algorithm>

#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/transport/assignment.hpp"

namespace mongecarlo::computational_cost {

/// Entries of the cost matrix that the assignment solver reads: it scans whole rows, twice each at the start, and then
/// as many as it counts.
inline double entries_read(Assignment& assignment, const Matrix& costs) {
  assignment.solve(costs.data(), costs.rows());
  return (2.0 * static_cast<double>(costs.rows()) + static_cast<double>(assignment.scans())) *
         static_cast<double>(costs.cols());
}

/// No more than that: 2 sweeps of at most 4 bids for each row, and n searches of at most n rows each.
inline double most_entries_read(double n) { return n * (2 * n + 8 * n + n * n); }

/// n and n uniform points of the unit square, with squared distances. Refilled in place.
class SquareMatching {
 public:
  explicit SquareMatching(Index n) : x_(n, 2), y_(n, 2), costs_(n, n) {}
  const Matrix& refill(const Stream& stream) {
    fill(x_, stream.purpose("source"));
    fill(y_, stream.purpose("target"));
    GroundCost::squared_euclidean().fill(view(x_), view(y_), costs_);
    return costs_;
  }

 private:
  static void fill(Points& points, Stream stream) {
    for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  }
  Points x_, y_;
  Matrix costs_;
};

}  // namespace mongecarlo::computational_cost
