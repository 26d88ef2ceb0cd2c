#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "sinkhorn_divergence/losses.hpp"
#include "sinkhorn_divergence/parts.hpp"

namespace mongecarlo::sinkhorn_divergence {
namespace {

/// Costs without a positive definite kernel exp(-C / epsilon), and measures that show it.
struct Costs {
  double power = 4, epsilon = 8;
  CellParameters parameters() const { return {{"epsilon", epsilon}, {"power", power}}; }
};

Cloud on_line(std::initializer_list<double> positions) {
  Cloud cloud{Points(static_cast<Index>(positions.size()), 1), Vector()};
  std::copy(positions.begin(), positions.end(), cloud.points.data());
  cloud.weights.setConstant(cloud.points.rows(), 1 / static_cast<double>(cloud.points.rows()));
  return cloud;
}

/// V of equal weights on two points at cost c from themselves: both marginals are uniform, so that P is the kernel over
/// its sum.
double self_value(double cost, double epsilon) { return -epsilon * std::log((1 + std::exp(-cost / epsilon)) / 2); }

/// S(delta_0, (delta_-1 + delta_1) / 2) for |x - y|^p.
Certified middle_and_ends(const Costs& s) { return 1 - 0.5 * self_value(std::pow(2.0, s.power), s.epsilon); }

/// S of opposite corners and the other corners of a square, costs |arc|^p along its sides.
Certified corners(const Costs& s) { return 1 - self_value(std::pow(2.0, s.power), s.epsilon); }

auto measured(bool is_circle) {
  return [is_circle](const Costs& s, const Stream&) {
    Losses losses(is_circle ? GroundCost::circular(4, s.power) : GroundCost::euclidean(s.power), s.epsilon);
    return is_circle ? losses.divergence(on_line({0, 2}), on_line({1, 3}))
                     : losses.divergence(on_line({0}), on_line({-1, 1}));
  };
}

std::vector<Costs> every_cost(std::initializer_list<double> powers) {
  std::vector<Costs> cells;
  for (double power : powers)
    for (double epsilon : {0.5, 2.0, 8.0, 32.0}) cells.push_back({power, epsilon});
  return cells;
}

Curve over_epsilon(double power) {
  Curve curve{.name = "p = " + std::to_string(static_cast<int>(power)), .x_label = "epsilon", .y_label = "S"};
  for (double epsilon = 0.1; epsilon < 101; epsilon *= std::pow(10.0, 0.1)) {
    curve.x.push_back(epsilon);
    curve.y.push_back(measured(false)({power, epsilon}, Stream(StreamKey{}, 0)).midpoint());
  }
  return curve;
}

Claim line() {
  Claim claim = identity<Costs>({
      .id = "kernel.line",
      .statement =
          "S(delta_0, (delta_-1 + delta_1)/2) for |x - y|^p is 1 + (epsilon/2) log((1 + exp(-2^p/epsilon))/2): "
          "negative for p > 2 and large epsilon",
      .source = "derived here",
      .design = every_cost({1, 2, 3, 4}),
      .truth = middle_and_ends,
      .replicate = measured(false),
      .tolerance = 1e-9,
      .control = Control<Costs>::wrong_truth("that of |x - y|^2 whatever p",
                                             [](const Costs& s) {
                                               return middle_and_ends({2, s.epsilon});
                                             })
                     .in(every_cost({4})),
      .plot = "epsilon",
      .estimate_label = "S",
  });
  claim.picture = [] { return std::vector{over_epsilon(1), over_epsilon(2), over_epsilon(3), over_epsilon(4)}; };
  return claim;
}

Claim circle() {
  return identity<Costs>({
      .id = "kernel.circle",
      .statement =
          "S of opposite and other corners of a cycle of four for squared arcs is 1 + epsilon log((1 + exp(-4 / "
          "epsilon)) / 2): negative for large epsilon",
      .source = "derived here",
      .design = every_cost({2}),
      .truth = corners,
      .replicate = measured(true),
      .tolerance = 1e-9,
      .control = Control<Costs>::wrong_truth("that of the chord, |x - y|^2 in the plane with the same unit steps",
                                             [](const Costs& s) {
                                               return corners({1, s.epsilon});
                                             }),
      .plot = "epsilon",
      .estimate_label = "S",
  });
}

/// The sign alone, against zero.
Claim positive_whatever(std::string id, std::string statement, bool is_circle, double power) {
  return identity<Costs>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "a slip; feydy:19 asks for a positive definite kernel",
      .design = {{power, 8}, {power, 32}},
      .truth = [](const Costs&) { return Certified(0); },
      .replicate = measured(is_circle),
      .tolerance = 1e-9,
      .control = CorrectedBy{is_circle ? "kernel.circle" : "kernel.line"},
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
      .estimate_label = "S",
  });
}

}  // namespace

std::vector<Claim> kernel_claims(const Design&) {
  return {line(), circle(), positive_whatever("kernel.any_power", "S >= 0 for |x - y|^p, p > 2", false, 4),
          positive_whatever("kernel.any_metric", "S >= 0 for the squared distance of any metric space", true, 2)};
}

}  // namespace mongecarlo::sinkhorn_divergence
