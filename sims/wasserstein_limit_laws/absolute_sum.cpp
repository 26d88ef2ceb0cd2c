#include "wasserstein_limit_laws/absolute_sum.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace mongecarlo::wasserstein_limit_laws {
namespace {

using std::numbers::pi;

constexpr std::size_t kEdges = 32;
constexpr double kReach = 7;  // of the normal numbers that are summed over

double normal_cdf(double x) { return 0.5 * std::erfc(-x * std::numbers::sqrt2 / 2); }

/// A with A A^T = covariance, columns by increasing eigenvalue, those of zero left out.
Matrix factor_of(const Matrix& covariance) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(covariance);
  const Vector values = eigen.eigenvalues();
  const double least = 1e-12 * values[values.size() - 1];
  const Index rank = (values.array() > least).count();
  if (rank < 1 || rank > 3) throw std::logic_error("AbsoluteSum: the covariance must be of rank 1, 2 or 3");
  return eigen.eigenvectors().rightCols(rank) * values.tail(rank).cwiseSqrt().asDiagonal();
}

}  // namespace

AbsoluteSum::AbsoluteSum(Vector weights, Vector slopes, const Matrix& covariance)
    : weights_(std::move(weights)),
      slopes_(std::move(slopes)),
      covariance_(covariance),
      factor_(factor_of(covariance)) {}

double AbsoluteSum::mean() const { return std::sqrt(2 / pi) * weights_.dot(covariance_.diagonal().cwiseSqrt()); }

double AbsoluteSum::variance() const {
  double second = slopes_.dot(covariance_ * slopes_);
  for (Index j = 0; j < weights_.size(); ++j)
    for (Index k = 0; k < weights_.size(); ++k) {
      const double size = std::sqrt(covariance_(j, j) * covariance_(k, k));
      const double rho = std::clamp(covariance_(j, k) / size, -1.0, 1.0);
      second += weights_[j] * weights_[k] * (2 / pi) * size * (std::sqrt(1 - rho * rho) + rho * std::asin(rho));
    }
  return second - mean() * mean();
}

double AbsoluteSum::sum_at(const Vector& offsets, double z) const {
  double sum = 0;
  for (Index j = 0; j < offsets.size(); ++j) {
    const double f = offsets[j] + factor_(j, factor_.cols() - 1) * z;
    sum += weights_[j] * std::abs(f) + slopes_[j] * f;
  }
  return sum;
}

// The measure of { z : sum at z <= x }, an interval. Its ends lie between two kinks, or beyond the last one.
double AbsoluteSum::measure_given(const Vector& offsets, double x) const {
  struct Kink {
    double z, value;
  };
  std::array<Kink, kEdges> kinks;
  int count = 0;
  double steepness = 0, drift = 0;
  for (Index j = 0; j < offsets.size(); ++j) {
    const double slope = factor_(j, factor_.cols() - 1);
    steepness += weights_[j] * std::abs(slope);
    drift += slopes_[j] * slope;
    if (weights_[j] * slope != 0) kinks[static_cast<std::size_t>(count++)] = {-offsets[j] / slope, 0};
  }
  for (int k = 0; k < count; ++k) kinks[k].value = sum_at(offsets, kinks[k].z);
  std::sort(kinks.begin(), kinks.begin() + count, [](const Kink& a, const Kink& b) { return a.z < b.z; });
  const auto end_beyond = [&](int from, int step, double outer_slope) {
    int k = from;
    for (; k + step >= 0 && k + step < count; k += step) {
      const Kink &inner = kinks[k], &outer = kinks[k + step];
      if (outer.value > x) return inner.z + (outer.z - inner.z) * (x - inner.value) / (outer.value - inner.value);
    }
    return outer_slope > 0 ? kinks[k].z + step * (x - kinks[k].value) / outer_slope : step * HUGE_VAL;
  };
  if (count == 0)
    return drift > 0   ? normal_cdf((x - sum_at(offsets, 0)) / drift)
           : drift < 0 ? normal_cdf((sum_at(offsets, 0) - x) / drift)
                       : double(sum_at(offsets, 0) <= x);
  const int lowest = static_cast<int>(std::min_element(kinks.begin(), kinks.begin() + count,
                                                       [](const Kink& a, const Kink& b) { return a.value < b.value; }) -
                                      kinks.begin());
  if (kinks[lowest].value > x) {
    // Nothing, or where the sum falls for ever beyond its lowest kink, which is the first or the last one.
    const double fall = std::abs(drift) - steepness, way = fall > 0 ? (kinks[lowest].value - x) / fall : HUGE_VAL;
    return normal_cdf(drift > 0 ? kinks[lowest].z - way : -kinks[lowest].z - way);
  }
  return normal_cdf(end_beyond(lowest, 1, steepness + drift)) - normal_cdf(end_beyond(lowest, -1, steepness - drift));
}

double AbsoluteSum::cdf(double x) const {
  const Index summed = factor_.cols() - 1;
  const double step = summed < 2 ? 1.0 / 64 : 1.0 / 8;
  const int reach = static_cast<int>(kReach / step), first_reach = summed > 0 ? reach : 0,
            second_reach = summed > 1 ? reach : 0;
  // The measure is the same for -z where no slope tells the signs apart.
  const bool is_even = slopes_.isZero();
  double sum = 0, mass = 0;
  Vector offsets(weights_.size());
  for (int i = is_even ? 0 : -first_reach; i <= first_reach; ++i)
    for (int j = -second_reach; j <= second_reach; ++j) {
      const double u = i * step, v = j * step;
      const double density = (is_even && i > 0 ? 2 : 1) * std::exp(-0.5 * (u * u + v * v));
      if (density < 1e-9) continue;
      for (Index k = 0; k < offsets.size(); ++k) offsets[k] = u * factor_(k, 0) + (summed > 1 ? v * factor_(k, 1) : 0);
      sum += density * measure_given(offsets, x);
      mass += density;
    }
  return sum / mass;
}

struct TabulatedSum::Table {
  static constexpr int kSteps = 200;
  explicit Table(AbsoluteSum of) : sum(std::move(of)) {}
  AbsoluteSum sum;
  std::once_flag made;
  double first = 0, step = 1;
  std::vector<double> values;
};

TabulatedSum::TabulatedSum(AbsoluteSum sum) : table_(std::make_shared<Table>(std::move(sum))) {}

const TabulatedSum::Table& TabulatedSum::table() const {
  std::call_once(table_->made, [&] {
    const double centre = table_->sum.mean(), reach = 6 * std::sqrt(table_->sum.variance());
    table_->first = table_->sum.cdf(0) < 1e-9 ? 0 : centre - reach;
    table_->step = (centre + reach - table_->first) / Table::kSteps;
    for (int k = 0; k <= Table::kSteps; ++k)
      table_->values.push_back(table_->sum.cdf(table_->first + k * table_->step));
  });
  return *table_;
}

double TabulatedSum::cdf(double x) const {
  const Table& t = table();
  const double place = (x - t.first) / t.step;
  if (!(place > 0)) return t.first == 0 ? 0 : t.values.front();
  if (place >= Table::kSteps) return 1;
  const auto k = static_cast<std::size_t>(place);
  return t.values[k] + (place - static_cast<double>(k)) * (t.values[k + 1] - t.values[k]);
}

double TabulatedSum::quantile(double p) const {
  const Table& t = table();
  std::size_t k = 1;
  while (k < Table::kSteps && t.values[k] < p) ++k;
  const double share = (p - t.values[k - 1]) / (t.values[k] - t.values[k - 1]);
  return t.first + (static_cast<double>(k - 1) + share) * t.step;
}

}  // namespace mongecarlo::wasserstein_limit_laws
