#include "mongecarlo/measure/phi_divergence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// p log(p / q) - p + q >= 0: terms of one sign, with the sum of the divergence since both masses are 1.
double kl_term(double p, double q) {
  if (p == 0) return q;
  if (q == 0) return kInfinity;
  const double ratio = q / p - 1;  // p (r - log(1 + r)): no cancellation where p and q are close
  return p * (ratio - std::log1p(ratio));
}

double term(PhiDivergence divergence, double p, double q) {
  switch (divergence) {
    case PhiDivergence::kl:
      return kl_term(p, q);
    case PhiDivergence::reverse_kl:
      return kl_term(q, p);
    case PhiDivergence::jensen_shannon: {
      const double middle = 0.5 * (p + q);
      return 0.5 * (kl_term(p, middle) + kl_term(q, middle));
    }
    case PhiDivergence::total_variation:
      return 0.5 * std::abs(p - q);
    case PhiDivergence::chi_square:
      return p == q ? 0 : q == 0 ? kInfinity : (p - q) * ((p - q) / q);
    case PhiDivergence::squared_hellinger: {
      const double difference = std::sqrt(p) - std::sqrt(q);
      return 0.5 * difference * difference;
    }
  }
  return 0;
}

Vector weights_of(const VectorView& weights, Index size, const char* name) {
  if (weights.size() == 0) return Vector::Constant(size, 1.0 / static_cast<double>(size));
  check_equal_size("joint_support", name, weights.size(), "points", size);
  check_probability("joint_support", name, as_span(weights));
  return weights;
}

}  // namespace

const char* to_string(PhiDivergence divergence) {
  switch (divergence) {
    case PhiDivergence::kl:
      return "kl";
    case PhiDivergence::reverse_kl:
      return "reverse_kl";
    case PhiDivergence::jensen_shannon:
      return "jensen_shannon";
    case PhiDivergence::total_variation:
      return "total_variation";
    case PhiDivergence::chi_square:
      return "chi_square";
    case PhiDivergence::squared_hellinger:
      return "squared_hellinger";
  }
  return "";
}

double phi_divergence(PhiDivergence divergence, std::span<const double> a, std::span<const double> b) {
  check_equal_size("phi_divergence", "b", static_cast<long long>(b.size()), "a", static_cast<long long>(a.size()));
  check_probability("phi_divergence", "a", a);
  check_probability("phi_divergence", "b", b);
  CompensatedSum sum;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double part = term(divergence, a[k], b[k]);
    if (part == kInfinity) return kInfinity;
    sum.add(part);
  }
  return sum.value();
}

JointSupport joint_support(const MatrixView& x, const VectorView& a, const MatrixView& y, const VectorView& b) {
  check_equal_size("joint_support", "columns of y", y.cols(), "columns of x", x.cols());
  check_not_empty("joint_support", "x", x.size());
  check_not_empty("joint_support", "y", y.size());
  Points all(x.rows() + y.rows(), x.cols());
  all << x, y;
  check_finite("joint_support", "points", {all.data(), static_cast<std::size_t>(all.size())});
  const Vector source = weights_of(a, x.rows(), "a"), target = weights_of(b, y.rows(), "b");
  const auto row_of = [&](Index i) { return row(view(all), i); };
  std::vector<Index> order(static_cast<std::size_t>(all.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) {
    const auto p = row_of(i), q = row_of(j);
    return std::lexicographical_compare(p.begin(), p.end(), q.begin(), q.end());
  });
  JointSupport joint{Points(all.rows(), all.cols()), Vector::Zero(all.rows()), Vector::Zero(all.rows())};
  Index count = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto point = row_of(order[k]);
    const bool is_new = k == 0 || !std::equal(point.begin(), point.end(), row_of(order[k - 1]).begin());
    if (is_new) joint.points.row(count++) = all.row(order[k]);
    if (order[k] < x.rows())
      joint.a[count - 1] += source[order[k]];
    else
      joint.b[count - 1] += target[order[k] - x.rows()];
  }
  joint.points.conservativeResize(count, all.cols());
  joint.a.conservativeResize(count);
  joint.b.conservativeResize(count);
  return joint;
}

}  // namespace mongecarlo
