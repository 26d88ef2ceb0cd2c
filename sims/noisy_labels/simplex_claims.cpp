#include <algorithm>
#include <array>
#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "noisy_labels/class_laws.hpp"
#include "noisy_labels/parts.hpp"

namespace mongecarlo::noisy_labels {
namespace {

Vector law(double a, double b, double c) {
  Vector p(3);
  p << a, b, c;
  return p;
}

const Vector kReference = law(0.7, 0.2, 0.1);

/// A prediction of three classes, and what an independent program found between the reference and it: KL, TV, OT, T at
/// lambda .05, T and V at .5 (to 1e-6).
struct Prediction {
  double a, b, c;
  std::array<double, 6> found;
  Vector q() const { return law(a, b, c); }
  CellParameters parameters() const { return {{"class 1", a}, {"class 2", b}, {"class 3", c}}; }
};

const std::vector<Prediction> kPredictions{
    {0.01, 0.98, 0.01, {2.886358, 0.78, 0.724, 0.724005, 0.724816, 0.726841}},
    {0.01, 0.01, 0.98, {3.344855, 0.88, 0.352, 0.352000, 0.356134, 0.359247}},
    {1.0 / 3, 1.0 / 3, 1.0 / 3, {0.296794, 0.366667, 0.206667, 0.208986, 0.279379, 0.351221}},
    {0.495, 0.01, 0.495, {0.681773, 0.395, 0.158, 0.158000, 0.215324, 0.257172}},
};

double largest_difference(const Prediction& s, bool mixes_up) {
  const Vector q = s.q();
  const EntropicValues sharp = entropic(kReference, q, figure_costs(), 0.05);
  const EntropicValues smooth = entropic(kReference, q, figure_costs(), 0.5);
  const std::array<double, 6> ours{kullback_leibler(kReference, q),
                                   total_variation(kReference, q),
                                   transport_cost(kReference, q, figure_costs()),
                                   sharp.transport_part,
                                   mixes_up ? smooth.value : smooth.transport_part,
                                   smooth.value};
  double largest = 0;
  for (std::size_t k = 0; k < ours.size(); ++k) largest = std::max(largest, std::abs(ours[k] - s.found[k]));
  return largest;
}

constexpr int kSide = 40;  // points of the picture along a side of the simplex

/// Values of a divergence from the reference over a triangular grid: q = (i, j, n - i - j) / n, kept inside.
template <class F>
Curve over_simplex(const std::string& name, F divergence) {
  Curve curve{.name = name, .x_label = "point of the simplex, by class 1 and then class 2", .y_label = "divergence"};
  constexpr double kInside = 0.01;
  for (int i = 0; i <= kSide; ++i)
    for (int j = 0; i + j <= kSide; ++j) {
      const Vector corner = law(i, j, kSide - i - j) / kSide;
      curve.x.push_back(static_cast<double>(curve.x.size()));
      curve.y.push_back(divergence((1 - 3 * kInside) * corner + Vector::Constant(3, kInside)));
    }
  return curve;
}

std::vector<Curve> simplex_picture() {
  const Matrix costs = figure_costs();
  return {over_simplex("KL", [](const Vector& q) { return kullback_leibler(kReference, q); }),
          over_simplex("transport, equal costs",
                       [](const Vector& q) { return transport_cost(kReference, q, equal_costs(3)); }),
          over_simplex("transport, class costs", [&](const Vector& q) { return transport_cost(kReference, q, costs); }),
          over_simplex("transport part, lambda 0.5",
                       [&](const Vector& q) { return entropic(kReference, q, costs, 0.5).transport_part; })};
}

Claim values() {
  const auto of = [](bool mixes_up) {
    return [mixes_up](const Prediction& s, const Stream&) -> Certified { return largest_difference(s, mixes_up); };
  };
  Claim claim = identity<Prediction>({
      .id = "simplex.values",
      .statement =
          "KL, TV, transport and entropic transport from (.7, .2, .1) on the simplex of three classes, costs 1, .4, .4",
      .source = "fatras:22; values derived here",
      .design = kPredictions,
      .truth = [](const Prediction&) { return Certified(0); },
      .replicate = of(false),
      .tolerance = 1e-6,
      .control = Control<Prediction>::wrong_procedure("V reported for the transport part", of(true)),
      .estimate_label = "largest difference",
  });
  claim.picture = simplex_picture;
  return claim;
}

/// Mass 0.2 moved from class 1 to class 2 or 3.
struct Move {
  double mass = 0.2;
  CellParameters parameters() const { return {{"mass", mass}}; }
  Vector from() const { return law(0.6, 0.2, 0.2); }
  Vector to(Index target) const {
    Vector q = from();
    q[0] -= mass;
    q[target] += mass;
    return q;
  }
};

Claim isotropy() {
  return identity<Move>({
      .id = "simplex.kl_does_not_see_costs",
      .statement = "KL does not tell whether mass moves to a class that is near or far",
      .source = "fatras:22",
      .design = {{}, {.mass = 0.3}},
      .truth = [](const Move&) { return Certified(0); },
      .replicate = [](const Move& s, const Stream&) -> Certified {
        return kullback_leibler(s.from(), s.to(1)) - kullback_leibler(s.from(), s.to(2));
      },
      .tolerance = 1e-14,
      .control = Control<Move>::wrong_procedure("neither does transport",
                                                [](const Move& s, const Stream&) -> Certified {
                                                  return transport_cost(s.from(), s.to(1), figure_costs()) -
                                                         transport_cost(s.from(), s.to(2), figure_costs());
                                                }),
      .estimate_label = "difference of both moves",
  });
}

/// Class 3 lies between: 0.4 + 0.4 < 1, and it has mass to pass on.
Claim routed() {
  return identity<Move>({
      .id = "simplex.mass_is_routed_through_a_third_class",
      .statement = "moving mass m from class 1 to 2 costs 0.8 m, not m: it passes class 3",
      .source = "derived here",
      .design = {{}, {.mass = 0.1}},
      .truth = [](const Move& s) { return Certified(0.8 * s.mass); },
      .replicate = [](const Move& s, const Stream&) -> Certified {
        return transport_cost(s.from(), s.to(1), figure_costs());
      },
      .tolerance = 1e-12,
      .control = Control<Move>::wrong_truth("the direct cost, m", [](const Move& s) { return Certified(s.mass); }),
      .estimate_label = "cost of the move",
  });
}

}  // namespace

std::vector<Claim> simplex_claims(const Design&) { return {values(), isotropy(), routed()}; }

}  // namespace mongecarlo::noisy_labels
