#include "mongecarlo/transport/gromov_enumeration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();
constexpr double kOpen = 1e-13;  // relative to n max |D|: eigenvalues that rounding cannot tell from 0

}  // namespace

bool GromovEnumeration::prepare(const DistancePair& pair) {
  pair_ = &pair;
  const auto &x = pair.source(), &y = pair.target();
  if (std::max(x.size, y.size) > kLargest) return false;
  n_ = 0;
  for (Index n = std::max(x.size, y.size); n <= kLargest && n_ == 0; ++n)
    if (write_out(x, n, source_place_, source_) && write_out(y, n, target_place_, target_)) n_ = n;
  if (n_ == 0 || !is_negative_type(source_, x.largest) || !is_negative_type(target_, y.largest)) return false;
  // f + 2 kappa |P|^2 is what may fail to be concave, with kappa from the eigenvalues left open; |P|^2 <= mass^2 / n.
  const auto n = static_cast<double>(n_);
  const double kappa = 4 * n * n * kOpen * x.largest * y.largest;
  slack_ = 2 * kappa * pair.mass() * pair.mass() / n + 8 * kUnit * (n * n + 8) * pair.scale();
  return true;
}

bool GromovEnumeration::write_out(const DistanceSide& side, Index copies, std::vector<Index>& place,
                                  Matrix& distances) {
  const double share = side.mass() / static_cast<double>(copies);
  place.clear();
  for (Index i = 0; i < side.size; ++i) {
    const double count = std::round(side.weights[i] / share);
    if (std::abs(side.weights[i] - count * share) > 4 * kUnit * side.mass()) return false;
    for (double k = 0; k < count; ++k) place.push_back(i);
  }
  if (static_cast<Index>(place.size()) != copies) return false;
  distances.resize(copies, copies);
  for (Index i = 0; i < copies; ++i)
    for (Index k = 0; k < copies; ++k) distances(i, k) = side.distances(place[i], place[k]);
  return true;
}

// -J D J / 2 is a Gram matrix, up to kOpen: Cholesky's factorisation goes through with the diagonal raised by that
// much.
bool GromovEnumeration::is_negative_type(const Matrix& distances, double largest) {
  const Index n = distances.rows();
  const auto count = static_cast<double>(n);
  gram_ = -0.5 * distances;
  for (Index i = 0; i < n; ++i) gram_.row(i).array() -= gram_.row(i).sum() / count;
  for (Index j = 0; j < n; ++j) gram_.col(j).array() -= gram_.col(j).sum() / count;
  gram_.diagonal().array() += kOpen * count * largest + std::numeric_limits<double>::min();
  for (Index k = 0; k < n; ++k) {
    for (Index j = 0; j < k; ++j) gram_(k, k) -= gram_(k, j) * gram_(k, j);
    if (!(gram_(k, k) > 0)) return false;
    gram_(k, k) = std::sqrt(gram_(k, k));
    for (Index i = k + 1; i < n; ++i) {
      for (Index j = 0; j < k; ++j) gram_(i, k) -= gram_(i, j) * gram_(k, j);
      gram_(i, k) /= gram_(k, k);
    }
  }
  return true;
}

void GromovEnumeration::extend(Index row, double cost) {
  ++visits_;
  if (row == n_) {
    best_cost_ = cost;
    best_ = partner_;
    return;
  }
  for (Index column = 0; column < n_; ++column) {
    if (is_used_[column]) continue;
    const double own = source_(row, row) - target_(column, column);
    double more = cost + own * own;
    for (Index i = 0; i < row; ++i) {
      const double gap = source_(row, i) - target_(column, partner_[i]);
      more += 2 * gap * gap;
    }
    if (!(more < best_cost_)) continue;
    partner_[row] = column;
    is_used_[column] = 1;
    extend(row + 1, more);
    is_used_[column] = 0;
  }
}

double GromovEnumeration::solve(std::vector<PlanEntry>& plan) {
  partner_.assign(static_cast<std::size_t>(n_), 0);
  best_ = partner_;
  is_used_.assign(static_cast<std::size_t>(n_), 0);
  best_cost_ = std::numeric_limits<double>::infinity();
  visits_ = 0;
  extend(0, 0);
  const double share = pair_->mass() / static_cast<double>(n_);
  plan.clear();
  for (Index i = 0; i < n_; ++i) plan.push_back({source_place_[i], target_place_[best_[i]], share});
  return best_cost_ * share * share;
}

}  // namespace mongecarlo
