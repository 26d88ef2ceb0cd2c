#pragma once
#include <algorithm>
#include <cmath>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/stochastic_ascent.hpp"
#include "mongecarlo/transport/stochastic_average_gradient.hpp"
#include "mongecarlo/transport/stochastic_dual_ascent.hpp"
#include "stochastic_dual/two_points.hpp"

namespace mongecarlo::stochastic_dual {

/// How sources (and targets, for the dual) are drawn: by their weights, or each as often as the other.
enum class Draws { by_weight, uniform };

inline Index draw(Stream& stream, double first, Draws draws) {
  return stream.uniform() < (draws == Draws::by_weight ? first : 0.5) ? 0 : 1;
}

/// Runs of the library's methods on two points, each with a workspace of its own.
class SemidualRun {
 public:
  explicit SemidualRun(const TwoPoints& problem) : problem_(problem), b_(problem.b()) {}
  const StochasticAscent& operator()(const Stream& stream, Draws draws) {
    ascent_.start(view(b_), problem_.epsilon, AscentSteps::standard(2, problem_.epsilon));
    Stream sources = stream.purpose("source");
    for (int k = 0; k < problem_.steps; ++k) ascent_.step(&costs_(draw(sources, problem_.r, draws), 0));
    return ascent_;
  }

 private:
  TwoPoints problem_;
  Vector b_;
  Matrix costs_{{0, 1}, {1, 0}};
  StochasticAscent ascent_;
};

class AverageGradientRun {
 public:
  AverageGradientRun(const TwoPoints& problem, Draws weights)
      : problem_(problem),
        a_(weights == Draws::by_weight ? problem.a() : Vector(Vector::Constant(2, 0.5))),
        b_(problem.b()) {}
  const Vector& operator()(const Stream& stream) {
    gradient_.start(view(a_), view(b_), view(costs_), problem_.epsilon);
    Stream sources = stream.purpose("source");
    for (int k = 0; k < problem_.steps; ++k) gradient_.step(draw(sources, a_[0], Draws::by_weight));
    return gradient_.last();
  }

 private:
  TwoPoints problem_;
  Vector a_, b_;
  Matrix costs_{{0, 1}, {1, 0}};
  StochasticAverageGradient gradient_;
};

class DualRun {
 public:
  explicit DualRun(const TwoPoints& problem) : problem_(problem) {}
  /// V - D at the averaged pair.
  double operator()(const Stream& stream, Draws draws) {
    ascent_.start(2, 2, problem_.epsilon);
    Stream sources = stream.purpose("source"), targets = stream.purpose("target");
    for (int k = 0; k < problem_.steps; ++k) {
      const Index i = draw(sources, problem_.r, draws), j = draw(targets, problem_.s, draws);
      ascent_.step(i, j, TwoPoints::cost(i, j));
    }
    ascent_.average(u_, v_);
    return problem_.gap(u_, v_);
  }

 private:
  TwoPoints problem_;
  StochasticDualAscent ascent_;
  Vector u_, v_;
};

/// Runs averaged into one record: the gap is a square, its root half a normal, and the mean of a few is nearly normal.
inline constexpr int kRuns = 3;

/// Mean of sqrt(gap / scale) over independent runs; `gap_of(stream)` is the gap of one.
template <class GapOf>
double mean_root(const Stream& stream, double scale, GapOf&& gap_of) {
  double sum = 0;
  for (int run = 0; run < kRuns; ++run)
    sum += std::sqrt(std::max(gap_of(stream.purpose("run", static_cast<std::uint64_t>(run))), 0.0) / scale);
  return sum / kRuns;
}

/// sqrt(V - H) of the averaged or of the last iterate, in units of sqrt(scale(setting)).
enum class Iterate { average, last };
template <class Scale>
auto root_of_gap(Iterate iterate, Draws draws, Scale scale) {
  return [iterate, draws, scale](const TwoPoints& s) {
    return [s, iterate, draws, unit = scale(s), run = SemidualRun(s)](const Stream& stream) mutable {
      return Certified(mean_root(stream, unit, [&](const Stream& each) {
        const StochasticAscent& ascent = run(each, draws);
        return s.gap(iterate == Iterate::average ? ascent.average() : ascent.last());
      }));
    };
  };
}

}  // namespace mongecarlo::stochastic_dual
