#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <numbers>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/distributions/circle.hpp"
#include "mongecarlo/transport/semidiscrete_ascent.hpp"
#include "stochastic_dual/parts.hpp"

namespace mongecarlo::stochastic_dual {
namespace {

constexpr int kNodes = 96;  // of the trapezoidal rule, which converges geometrically for periodic functions

/// The uniform law on the unit circle against N equally spaced targets of equal weights, cost |x - y|^2 = 2 - 2 cos:
/// the optimal potential of the targets is constant, whatever epsilon.
struct CircleTargets {
  int targets = 6;
  double epsilon = 1.5;
  int steps = 1000;

  CellParameters parameters() const { return {{"targets", targets}, {"epsilon", epsilon}, {"steps", steps}}; }

  Points points() const {
    Points result(targets, 2);
    for (Index j = 0; j < targets; ++j) result.row(j) << std::cos(angle(j)), std::sin(angle(j));
    return result;
  }
  /// p_j(x) at constant potential, x at the given angle.
  Vector shares(double x) const {
    Vector p(targets);
    for (Index j = 0; j < targets; ++j) p[j] = std::exp(2 * std::cos(x - angle(j)) / epsilon);
    return p / p.sum();
  }
  /// H(v), by quadrature.
  double semidual(const Vector& v) const {
    double sum = v.mean();
    for (int k = 0; k < kNodes; ++k) {
      const double x = 2 * std::numbers::pi * k / kNodes;
      double mass = 0;
      for (Index j = 0; j < targets; ++j) mass += std::exp((v[j] - 2 + 2 * std::cos(x - angle(j))) / epsilon) / targets;
      sum -= epsilon * std::log(mass) / kNodes;
    }
    return sum;
  }
  /// (epsilon / 2) sum over modes of N s / (1 - N s), s the eigenvalues of E[p p^T], a circulant matrix, beside that of
  /// the constants: tr(H^+ Sigma) / 2 with Sigma = E[p p^T] - b b^T and H = (diag b - E[p p^T]) / epsilon.
  double average_constant() const {
    Vector row = Vector::Zero(targets);
    for (int k = 0; k < kNodes; ++k) {
      const Vector p = shares(2 * std::numbers::pi * k / kNodes);
      row += p[0] * p / kNodes;
    }
    double sum = 0;
    for (int mode = 1; mode < targets; ++mode) {
      double s = 0;
      for (Index j = 0; j < targets; ++j) s += row[j] * std::cos(mode * angle(j));
      sum += targets * s / (1 - targets * s);
    }
    return 0.5 * epsilon * sum;
  }

 private:
  double angle(Index j) const { return 2 * std::numbers::pi * static_cast<double>(j) / targets; }
};

constexpr int kCircleRuns = 8;  // averaged into one record: the gap has long tails

/// k (V - H(v)) at the average or the last iterate, mean over a few runs.
auto scaled_gap(bool of_average) {
  return [of_average](const CircleTargets& s) {
    return [s, of_average, best = s.semidual(Vector::Zero(s.targets)),
            ascent = SemidiscreteAscent(make_circle(1), s.points(), {}, GroundCost::squared_euclidean(),
                                        {.epsilon = s.epsilon})](const Stream& stream) mutable {
      double sum = 0;
      for (int run = 0; run < kCircleRuns; ++run) {
        Stream draws = stream.purpose("source", static_cast<std::uint64_t>(run));
        ascent.restart();
        ascent.advance(s.steps, draws);
        sum += s.steps * (best - s.semidual(of_average ? ascent.average() : ascent.last()));
      }
      return Certified(sum / kCircleRuns);
    };
  };
}

Claim average(const Design& design) {
  return mean_equals<CircleTargets>({
      .id = "circle.average_constant",
      .statement = "k E[V - H(vbar_k)] -> (epsilon / 2) sum sigma_j^2 / (1 - sigma_j^2) for a continuous source, the "
                   "circle, to within 8 per cent after the draws of the design",
      .source = "polyak:92; genevay:16; derived here",
      .design = {{.steps = design.integer("steps") / 4}},
      .truth =
          [](const CircleTargets& s) {
            const double limit = s.average_constant();
            return Certified{0.92 * limit, 1.08 * limit};
          },
      .replicate = scaled_gap(true),
      .range = unbounded,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<CircleTargets>::wrong_procedure("the last iterate", scaled_gap(false)),
  });
}

/// The value at the constant potential: 2 - epsilon log sum_j exp(2 cos(x - y_j) / epsilon) / N in the mean over x.
Claim constant_potential() {
  return identity<CircleTargets>({
      .id = "circle.constant_potential",
      .statement =
          "H at the constant potential is 2 - epsilon log I_0(2 / epsilon), to which 24 targets have converged",
      .source = "derived here",
      .design = {{.targets = 24, .epsilon = 0.6}, {.targets = 24, .epsilon = 1.5}},
      .truth =
          [](const CircleTargets& s) {
            return Certified(2 - s.epsilon * std::log(boost::math::cyl_bessel_i(0, 2 / s.epsilon)));
          },
      .replicate =
          [](const CircleTargets& s, const Stream&) {
            SemidiscreteAscent ascent(make_circle(1), s.points(), {}, GroundCost::squared_euclidean(),
                                      {.epsilon = s.epsilon});
            double sum = 0;
            for (int k = 0; k < kNodes; ++k) {
              const double angle = 2 * std::numbers::pi * k / kNodes, x[] = {std::cos(angle), std::sin(angle)};
              sum += ascent.value_at(x, Vector::Zero(s.targets)) / kNodes;
            }
            return Certified(sum);
          },
      .tolerance = 1e-9,
      .control = Control<CircleTargets>::wrong_truth(
          "without + epsilon",
          [](const CircleTargets& s) {
            return Certified(2 - s.epsilon * std::log(boost::math::cyl_bessel_i(0, 2 / s.epsilon)) - s.epsilon);
          }),
      .plot = "epsilon",
  });
}

}  // namespace

std::vector<Claim> circle_claims(const Design& design) { return {average(design), constant_potential()}; }

}  // namespace mongecarlo::stochastic_dual
