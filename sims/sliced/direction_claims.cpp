#include "sliced/parts.hpp"
#include "sliced/translation.hpp"

namespace mongecarlo::sliced {
namespace {

/// L d^2 (mean over L directions - |t|^2 / d)^2.
auto scaled_squared_error() {
  return [](const Translation& s) {
    return [s, sliced = SlicedTranslation(s)](const Stream& stream) mutable {
      return 1.0 * s.directions * s.d * s.d * square(sliced(stream) - Certified(1.0 / s.d));
    };
  };
}

/// <theta, t>^2 lies in [0, 1], so that the error lies between -1/d and 1 - 1/d.
Range scaled_range(const Translation& s) {
  const double farthest = std::max(1.0 / s.d, 1 - 1.0 / s.d);
  return {0, 1.0 * s.directions * s.d * s.d * farthest * farthest * (1 + 1e-9)};
}

std::vector<Translation> over_dimensions(int directions) {
  std::vector<Translation> cells;
  for (int d : {2, 4, 8}) cells.push_back({.d = d, .n = 1, .directions = directions});
  return cells;
}

/// d^2 Var = 2 (d - 1) / (d + 2): 1/2 in the plane, 2 in high dimension.
Certified scaled_variance(const Translation& s) { return 1.0 * s.d * s.d * s.variance_of_squares(); }

Claim variance(const Design& design) {
  return mean_equals<Translation>({
      .id = "directions.variance",
      .statement = "L random directions have variance 2 (d - 1) |t|^4 / (d^2 (d + 2) L): falling like 1 / d^2",
      .source = "nietert:22; derived here",
      .design = over_dimensions(1),
      .truth = scaled_variance,
      .replicate = scaled_squared_error(),
      .range = scaled_range,
      .margin = Margin::relative(design.real("variance_margin")),
      .replicates = design.count("replicates"),
      .control = Control<Translation>::wrong_truth("the same variance in every dimension, that of the plane",
                                                   [](const Translation& s) { return Certified(s.d * s.d / 8.0); })
                     .in({{.d = 4, .n = 1}, {.d = 8, .n = 1}}),
      .plot = "d",
      .estimate_label = "d^2 L variance",
  });
}

Claim falls_in_directions(const Design& design) {
  std::vector<Translation> cells;
  for (int directions : {1, 4, 16}) cells.push_back({.d = 3, .n = 1, .directions = directions});
  return mean_equals<Translation>({
      .id = "directions.variance_over_number",
      .statement = "the variance is 1 / L of that of one direction",
      .source = "derived here",
      .design = cells,
      .truth = scaled_variance,
      .replicate = scaled_squared_error(),
      .range = scaled_range,
      .margin = Margin::relative(design.real("variance_margin")),
      .replicates = design.count("replicates"),
      .control = Control<Translation>::wrong_truth(
                     "1 / L for the standard deviation",
                     [](const Translation& s) { return Certified(scaled_variance(s).midpoint() / s.directions); })
                     .in({{.d = 3, .n = 1, .directions = 4}, {.d = 3, .n = 1, .directions = 16}}),
      .plot = "directions",
      .estimate_label = "d^2 L variance",
  });
}

Claim relative_error(const Design& design) {
  return mean_below<Translation>({
      .id = "directions.relative_error_falls",
      .statement =
          "the relative error of L directions falls with the dimension: it is nowhere larger than in the plane",
      .source = "nietert:22 read for relative errors; derived here",
      .design = {{.d = 4, .n = 1}, {.d = 8, .n = 1}},
      .truth = [](const Translation&) { return Certified(0.5); },
      .replicate = scaled_squared_error(),
      .range = scaled_range,
      .margin = Margin::absolute(0.05),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"directions.variance"},
      .estimate_label = "d^2 L variance",
  });
}

/// sqrt(L) |SW_1 by L directions - SW_1| of two Diracs two apart: the ends of a ball of radius one.
auto scaled_error() {
  return [](const Translation& s) {
    return [s, sliced = SlicedTranslation(s)](const Stream& stream) mutable {
      return 2 * std::sqrt(s.directions) * absolute(sliced(stream) - Certified(s.value()));
    };
  };
}

Claim error_bound(const Design& design) {
  return mean_below<Translation>({
      .id = "directions.error_bound",
      .statement = "in a ball of radius R, E |SW_1 by L directions - SW_1| <= R / sqrt(L)",
      .source = "nietert:22; derived here",
      .design = {{.d = 2, .n = 1, .directions = 1, .power = 1}, {.d = 2, .n = 1, .directions = 16, .power = 1}},
      .truth = [](const Translation&) { return Certified(1); },
      .replicate = scaled_error(),
      .range =
          [](const Translation& s) {
            return Range{0, 2 * std::sqrt(s.directions)};
          },
      .margin = Margin::absolute(design.real("rate_margin")),
      .replicates = design.count("cloud_replicates"),
      .control =
          Control<Translation>::wrong_truth("R / (3 sqrt(L))", [](const Translation&) { return Certified(1.0 / 3); }),
      .kind = ClaimKind::bound,
      .plot = "directions",
      .estimate_label = "sqrt(L) error",
  });
}

}  // namespace

std::vector<Claim> direction_claims(const Design& design) {
  return {variance(design), falls_in_directions(design), relative_error(design), error_bound(design)};
}

}  // namespace mongecarlo::sliced
