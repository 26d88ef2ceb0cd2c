#include "calibration/law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mongecarlo::calibration {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Mean of |x_(i) - y_(i)|^p over the order statistics of two samples: W_p^p on the line.
template <class Power>
Certified matched(Stream& stream, int m, Power power) {
  thread_local std::vector<double> x, y;
  for (auto* sample : {&x, &y}) {
    sample->resize(static_cast<std::size_t>(m));
    for (double& point : *sample) point = stream.uniform();
    std::sort(sample->begin(), sample->end());
  }
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += power(x[i] - y[i]);
  return sum / m;
}

Law enclosed(const Law& law, double gap, double above, const char* where) {
  Law result = law;
  result.name += fmt::format(", certified to a gap of up to {:g} {}", gap, where);
  result.draw = [draw = law.draw, gap, above](Stream& stream) -> Certified {
    const double value = draw(stream).lower, open = gap * stream.uniform();
    return {value - (1 - above) * open, value + above * open};
  };
  return result;
}

}  // namespace

Law coin(double p) {
  return {fmt::format("coin of probability {:g}", p), p, std::sqrt(p * (1 - p)), 0, 1,
          [p](Stream& s) -> Certified { return s.uniform() < p ? 1.0 : 0.0; }};
}

Law uniform() {
  return {"uniform on [0, 1]", 0.5, std::sqrt(1 / 12.0), 0, 1, [](Stream& s) -> Certified { return s.uniform(); }};
}

Law normal() {
  return {"standard normal", 0, 1, -kInfinity, kInfinity, [](Stream& s) -> Certified { return s.normal(); }};
}

Law exponential() {
  return {"exponential of mean 1", 1, 1, 0, kInfinity, [](Stream& s) -> Certified { return s.exponential(); }};
}

Law line_distance(int m) {
  double mean = 0.5;
  for (int j = 1; j <= m; ++j) mean *= 2.0 * j / (2.0 * j + 1);
  return {fmt::format("W_1 of two samples of {} uniform points", m), mean, 0, 0, 1, [m](Stream& s) -> Certified {
            return matched(s, m, [](double x) { return std::abs(x); });
          }};
}

Law squared_line_distance(int m) {
  return {fmt::format("W_2^2 of two samples of {} uniform points", m), 1 / (3.0 * (m + 1)), 0, 0, 1,
          [m](Stream& s) -> Certified { return matched(s, m, [](double x) { return x * x; }); }};
}

Law lopsided() {
  return {"uniform on [-1, 0] or on [0, 100]", 0, 0, -1, 100,
          [](Stream& s) -> Certified { return s.uniform() < 0.5 ? -s.uniform() : 100 * s.uniform(); }};
}

Law atom_at_median() {
  return {"0 or uniform on [0, 1/2]", 0, 0, 0, 0.5,
          [](Stream& s) -> Certified { return std::max(0.0, s.uniform() - 0.5); }};
}

Law with_gap_above(const Law& law, double gap) {
  Law result = enclosed(law, gap, 1, "above");
  result.upper += gap;
  return result;
}

Law with_gap_below(const Law& law, double gap) {
  Law result = enclosed(law, gap, 0, "below");
  result.lower -= gap;
  return result;
}

double deviation_of(const Law& law) {
  if (law.deviation > 0) return law.deviation;
  constexpr int kDraws = 20000;
  Stream stream(stream_key(0, "calibration", law.name), 0);
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double off = law.draw(stream).midpoint() - law.mean;
    squares += off * off;
  }
  return std::sqrt(squares / kDraws);
}

}  // namespace mongecarlo::calibration
