#include <algorithm>
#include <cmath>

#include "gradient_exchange/parts.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo::gradient_exchange {
namespace {

const VectorView kUniform{nullptr, 0};

/// Sources (0, 1), (0, -1) and targets (1, theta), (-1, 0): two matchings, which cost the same at theta = 0. There
/// h = W_2^2 = 2 - |theta| + theta^2 / 2, whose Clarke subdifferential at 0 is [-1, 1].
struct Tie {
  CellParameters parameters() const { return {}; }
  static Points sources() {
    Points x = Points::Zero(2, 2);
    x(0, 1) = 1;
    x(1, 1) = -1;
    return x;
  }
  static Points targets(double theta) {
    Points y = Points::Zero(2, 2);
    y(0, 0) = 1;
    y(0, 1) = theta;
    y(1, 0) = -1;
    return y;
  }
  static double value(double theta) {
    return find_kernel("transport_cost")->make({})->value(view(sources()), view(targets(theta))).midpoint();
  }
  static double gradient(double theta) {
    KernelGradient gradient;
    find_kernel("transport_cost")
        ->make({})
        ->gradient(view(sources()), view(targets(theta)), kUniform, kUniform, gradient);
    return gradient.y(0, 1);
  }
  /// (h(t) - h(0)) / t, with what t leaves of the curvature taken off.
  static double slope_towards(double t) { return (value(t) - value(0)) / t - 0.5 * t; }
};

Claim element_at_a_tie() {
  return identity<Tie>({
      .id = "clarke.tie",
      .statement = "where two matchings tie, the plan of one gives an element of the Clarke subdifferential [-1, 1]",
      .source = "fatras:21; derived here",
      .design = {{}},
      .truth =
          [](const Tie&) {
            return Certified{-1, 1};
          },
      .replicate = [](const Tie&, const Stream&) { return Certified(Tie::gradient(0)); },
      .tolerance = 1e-9,
      .control = Control<Tie>::wrong_procedure("the jump of the slope taken for an element",
                                               [](const Tie&, const Stream&) {
                                                 return Certified(
                                                     std::abs(Tie::slope_towards(1e-4) - Tie::slope_towards(-1e-4)));
                                               }),
      .side = MeanQuestion::Side::at_most,
      .estimate_label = "size of the gradient",
  });
}

/// -h is Clarke regular: the directional derivative of h is the least of <g, v> over the subdifferential, not the
/// greatest, which regularity of h itself would ask for.
Claim regularity() {
  return identity<Tie>({
      .id = "clarke.regular",
      .statement = "-h is Clarke regular: h'(theta; v) is the least of <g, v> over the Clarke subdifferential",
      .source = "fatras:21, exchange of gradients and expectations",
      .design = {{}},
      .truth = [](const Tie&) { return Certified(-1); },
      .replicate = [](const Tie&, const Stream&) { return Certified(Tie::slope_towards(1e-4)); },
      .tolerance = 1e-6,
      .control = Control<Tie>::wrong_truth("h itself is Clarke regular: the greatest",
                                           [](const Tie&) { return Certified(1); }),
      .estimate_label = "directional derivative",
  });
}

/// X = 1 with probability p, else 0, against a point theta: E W_1 = p (1 - theta) + (1 - p) theta on [0, 1], with a
/// kink at the atom theta = 0, where the Clarke subdifferential is [-1, 1 - 2 p].
struct Atom {
  double p = 0.3;
  CellParameters parameters() const { return {{"p", p}}; }

  double expected_gradient(double theta) const {
    const KernelPtr kernel = find_kernel("wasserstein")->make({.ground_cost = GroundCost::euclidean(1)});
    const Points y = Points::Constant(1, 1, theta);
    KernelGradient gradient;
    double sum = 0;
    for (double x : {0.0, 1.0}) {
      kernel->gradient(view(Points(Points::Constant(1, 1, x))), view(y), kUniform, kUniform, gradient);
      sum += (x == 1 ? p : 1 - p) * gradient.y(0, 0);
    }
    return sum;
  }
};

Claim exchange_at_an_atom() {
  return identity<Atom>({
      .id = "clarke.atom",
      .statement =
          "at an atom E[g] lies in the Clarke subdifferential [-1, 1 - 2p] of E_h, g an element for each batch",
      .source = "fatras:21, exchange of gradients and expectations",
      .design = {{0.3}, {0.8}},
      .truth = [](const Atom&) { return Certified(0); },
      .replicate =
          [](const Atom& s, const Stream&) {
            const double g = s.expected_gradient(0);
            return Certified(std::max(-1 - g, g - (1 - 2 * s.p)));
          },
      .tolerance = 1e-12,
      .control = Control<Atom>::wrong_procedure(
          "E_h is differentiable there, with its slope to the right",
          [](const Atom& s, const Stream&) { return Certified(std::abs(s.expected_gradient(0) - (1 - 2 * s.p))); }),
      .side = MeanQuestion::Side::at_most,
      .plot = "p",
      .estimate_label = "distance outside",
  });
}

}  // namespace

std::vector<Claim> clarke_claims(const Design&) { return {element_at_a_tie(), regularity(), exchange_at_an_atom()}; }

}  // namespace mongecarlo::gradient_exchange
