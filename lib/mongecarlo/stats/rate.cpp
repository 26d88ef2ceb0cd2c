#include "mongecarlo/stats/rate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

using Side = MeanQuestion::Side;
using Interval = std::pair<double, double>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kPower = 2.3263478740408408;  // standard normal quantile at .99

/// One n: the logarithm of its mean over the shape, with the simultaneous intervals of that.
struct LogPoint {
  double n = 0;
  double value = 0;     // corrected for the bias of a logarithm
  double variance = 0;  // of value
  Interval refuting, supporting;
};

Interval logarithms(const Interval& interval, double shape) {
  const auto of = [shape](double x) { return x > 0 ? std::log(x / shape) : -kInfinity; };
  return {of(interval.first), of(interval.second)};
}

// E ln(mean of R) is about ln E - cv^2 / (2 R).
LogPoint log_point(double n, double shape, const Inference& cell) {
  const double mean = *cell.estimate;
  const double variance = cell.measured->variance / (static_cast<double>(cell.replicates) * mean * mean);
  return {n, std::log(mean / shape) + 0.5 * variance, variance, logarithms(*cell.interval, shape),
          logarithms(cell.measured->support_interval, shape)};
}

// -sum w_j y_j is the exponent: that of the fall, or of growth.
std::vector<double> with_sign(std::vector<double> weights, const RateQuestion& question) {
  if (question.trend == RateQuestion::Trend::grows)
    for (double& weight : weights) weight = -weight;
  return weights;
}

std::vector<double> fit_weights(std::span<const LogPoint> points, const RateQuestion& question) {
  std::vector<double> n, precisions;
  for (const LogPoint& point : points) {
    n.push_back(point.n);
    precisions.push_back(1 / std::max(point.variance, 1e-30));
  }
  return with_sign(slope_weights(n, precisions, question.correction), question);
}

std::vector<double> end_weights(std::span<const LogPoint> points, const RateQuestion& question) {
  std::vector<double> w(points.size(), 0.0);
  const double span = std::log(points.back().n / points.front().n);
  w.front() = -1 / span;
  w.back() = 1 / span;
  return with_sign(std::move(w), question);
}

// -sum w_j y_j.
double contrast(std::span<const LogPoint> points, std::span<const double> w) {
  double sum = 0;
  for (std::size_t j = 0; j < points.size(); ++j) sum -= w[j] * points[j].value;
  return sum;
}

// The least and the largest -sum w_j y_j with every y_j in its interval.
Interval contrast(std::span<const LogPoint> points, std::span<const double> w, Interval LogPoint::*interval) {
  Interval sum{0, 0};
  for (std::size_t j = 0; j < points.size(); ++j) {
    if (w[j] == 0) continue;
    const auto [low, high] = points[j].*interval;
    sum.first -= w[j] * (w[j] > 0 ? high : low);
    sum.second -= w[j] * (w[j] > 0 ? low : high);
  }
  return sum;
}

double standard_error(std::span<const LogPoint> points, std::span<const double> w) {
  double sum = 0;
  for (std::size_t j = 0; j < points.size(); ++j) sum += w[j] * w[j] * points[j].variance;
  return std::sqrt(sum);
}

double fitted_slope(std::span<const LogPoint> points, const RateQuestion& question) {
  return contrast(points, fit_weights(points, question));
}

// Between neighbours, with their simultaneous intervals.
Curve local_slopes(std::span<const LogPoint> points, const RateQuestion& question) {
  Curve curve{"local exponent", "n", "exponent between neighbours", {}, {}, {}, {}, {}};
  for (std::size_t j = 0; j + 1 < points.size(); ++j) {
    const auto pair = points.subspan(j, 2);
    const auto w = end_weights(pair, question);
    const Interval interval = contrast(pair, w, &LogPoint::refuting);
    if (!std::isfinite(interval.first) || !std::isfinite(interval.second)) continue;
    curve.x.push_back(std::sqrt(pair[0].n * pair[1].n));
    curve.y.push_back(contrast(pair, w));
    curve.lower.push_back(interval.first);
    curve.upper.push_back(interval.second);
    curve.reference.push_back(question.exponent);
  }
  return curve;
}

// The fit as points are left out from the left: the headline first. Band: two standard errors, asymptotic.
Curve fitted_slopes(std::span<const LogPoint> points, const RateQuestion& question) {
  Curve curve{"fitted exponent", "smallest n of the fit", "exponent", {}, {}, {}, {}, {}};
  const std::size_t fewest = question.correction ? 3 : 2;
  for (std::size_t first = 0; first + fewest <= points.size(); ++first) {
    const auto part = points.subspan(first);
    const auto w = fit_weights(part, question);
    const double slope = contrast(part, w), error = 2 * standard_error(part, w);
    curve.x.push_back(part.front().n);
    curve.y.push_back(slope);
    curve.lower.push_back(slope - error);
    curve.upper.push_back(slope + error);
    curve.reference.push_back(question.exponent);
  }
  return curve;
}

bool is_measured(const Inference& cell) {
  return cell.measured && cell.interval && cell.estimate && *cell.estimate > 0;
}

// What all cells share: replicates in all, alpha in all, the guarantee of the weakest, and their flags.
Inference summary(std::span<const Inference> cells) {
  Inference result;
  for (const Inference& cell : cells) {
    result.replicates += cell.replicates;
    result.alpha += cell.alpha;
    result.is_exact = result.is_exact && cell.is_exact;
    result.solver_gap_share = std::max(result.solver_gap_share, cell.solver_gap_share);
    for (const std::string& flag : cell.flags)
      if (std::find(result.flags.begin(), result.flags.end(), flag) == result.flags.end()) result.flags.push_back(flag);
  }
  return result;
}

bool reaches_above(Side side) { return side != Side::at_least; }  // a larger exponent is against the claim
bool reaches_below(Side side) { return side != Side::at_most; }

double departure(const RateQuestion& question, const Interval& interval) {
  double reach = 0;
  if (reaches_above(question.side)) reach = std::max(reach, interval.second - question.exponent);
  if (reaches_below(question.side)) reach = std::max(reach, question.exponent - interval.first);
  return reach;
}

bool misses(const RateQuestion& question, const Interval& interval) {
  return (reaches_above(question.side) && interval.first > question.exponent + question.margin) ||
         (reaches_below(question.side) && interval.second < question.exponent - question.margin);
}

bool is_curved(const RateQuestion& question, std::span<const LogPoint> points) {
  return question.side == Side::equal &&
         std::abs(fitted_slope(points, question) - fitted_slope(points.subspan(1), question)) >= 0.5 * question.margin;
}

}  // namespace

void RateQuestion::validate() const {
  check_equal_size("judge_rate", "shape", static_cast<long long>(shape.size()), "n", static_cast<long long>(n.size()));
  check_at_least("judge_rate", "number of n", static_cast<long long>(n.size()), correction ? 4 : 3);
  check_finite("judge_rate", "exponent", exponent);
  check_positive("judge_rate", "margin", margin);
  if (correction) check_positive("judge_rate", "correction", *correction);
  for (double factor : shape) check_positive("judge_rate", "shape", factor);
  double last = 0;
  for (double value : n) {
    check_inside("judge_rate", "n", value, last, kInfinity);
    last = value;
  }
}

// Frisch-Waugh: ln n less its weighted projection on the other columns; its weights are those of the slope.
std::vector<double> slope_weights(std::span<const double> n, std::span<const double> precisions,
                                  std::optional<double> correction) {
  const std::size_t count = n.size();
  const auto inner = [&](const std::vector<double>& x, const std::vector<double>& y) {
    double sum = 0;
    for (std::size_t j = 0; j < count; ++j) sum += precisions[j] * x[j] * y[j];
    return sum;
  };
  const auto remove = [&](std::vector<double>& x, const std::vector<double>& direction) {
    const double share = inner(x, direction) / inner(direction, direction);
    for (std::size_t j = 0; j < count; ++j) x[j] -= share * direction[j];
  };
  const std::vector<double> one(count, 1.0);
  std::vector<double> residual, term;
  for (double value : n) {
    residual.push_back(std::log(value));
    if (correction) term.push_back(std::pow(value / n.front(), -*correction));
  }
  remove(residual, one);
  if (correction) {
    remove(term, one);
    remove(residual, term);
  }
  const double norm = inner(residual, residual);
  for (std::size_t j = 0; j < count; ++j) residual[j] *= precisions[j] / norm;
  return residual;
}

Inference judge_rate(const RateQuestion& question, std::span<const Inference> cells) {
  question.validate();
  check_equal_size("judge_rate", "cells", static_cast<long long>(cells.size()), "n",
                   static_cast<long long>(question.n.size()));
  Inference result = summary(cells);
  result.truth = Certified(question.exponent);
  result.margin = question.margin;
  if (!std::all_of(cells.begin(), cells.end(), is_measured)) {
    if (result.flags.empty()) result.flags.push_back("few_replicates");
    return result;
  }
  std::vector<LogPoint> points;
  for (std::size_t j = 0; j < cells.size(); ++j)
    points.push_back(log_point(question.n[j], question.shape[j], cells[j]));
  const auto w = question.correction ? fit_weights(points, question) : end_weights(points, question);
  const Interval refuting = contrast(points, w, &LogPoint::refuting);
  const Interval supporting = contrast(points, w, &LogPoint::supporting);
  result.estimate = contrast(points, w);
  result.curves = {local_slopes(points, question), fitted_slopes(points, question)};
  if (std::isfinite(refuting.first) && std::isfinite(refuting.second)) {
    result.interval = refuting;
    result.margin_share = departure(question, refuting) / question.margin;
    result.resolution = question.margin + 0.5 * (refuting.second - refuting.first) + kPower * standard_error(points, w);
  }
  if (is_curved(question, points))
    result.flags.push_back("curved");
  else if (misses(question, refuting))
    result.verdict = Verdict::refuted;
  else if (departure(question, supporting) <= question.margin)
    result.verdict = Verdict::supported;
  else
    result.flags.push_back("few_replicates");
  return result;
}

Inference judge_decrease(std::span<const double> n, std::span<const Inference> cells) {
  check_equal_size("judge_decrease", "n", static_cast<long long>(n.size()), "cells",
                   static_cast<long long>(cells.size()));
  check_at_least("judge_decrease", "cells", static_cast<long long>(cells.size()), 2);
  Inference result = summary(cells);
  result.truth = Certified(0.0);
  const Inference &first = cells.front(), &last = cells.back();
  const auto has = [](const Inference& cell) { return cell.measured && cell.interval && cell.estimate; };
  if (!has(first) || !has(last)) {
    result.flags.push_back("few_replicates");
    return result;
  }
  result.estimate = *first.estimate - *last.estimate;
  result.interval = {first.interval->first - last.interval->second, first.interval->second - last.interval->first};
  result.resolution = result.interval->second - result.interval->first;
  if (result.interval->second < 0)
    result.verdict = Verdict::refuted;
  else if (last.measured->support_interval.second < first.measured->support_interval.first)
    result.verdict = Verdict::supported;
  else
    result.flags.push_back("few_replicates");
  if (std::sqrt(n.back()) * last.interval->first > std::sqrt(n.front()) * first.interval->second)
    result.flags.push_back("plateau");
  return result;
}

}  // namespace mongecarlo
