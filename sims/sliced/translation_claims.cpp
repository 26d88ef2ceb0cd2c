#include "sliced/parts.hpp"
#include "sliced/translation.hpp"

namespace mongecarlo::sliced {
namespace {

auto sliced_value(DirectionLaw law) {
  return [law](const Translation& s) { return SlicedTranslation(s, law); };
}

Range unit_range(const Translation&) { return {0, 1 + 1e-9}; }

std::vector<Translation> over_dimensions(double power) {
  std::vector<Translation> cells;
  for (int d : {2, 5, 10}) cells.push_back({.d = d, .n = 3, .directions = 4, .power = power});
  return cells;
}

Claim squared(const Design& design) {
  return mean_equals<Translation>({
      .id = "translation.squared",
      .statement = "SW_2^2(alpha, alpha + t) = |t|^2 / d",
      .source = "nietert:22; derived here",
      .design = over_dimensions(2),
      .truth = [](const Translation& s) { return Certified(1.0 / s.d); },
      .replicate = sliced_value(DirectionLaw::sphere),
      .range = unit_range,
      .margin = Margin::relative(2 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Translation>::wrong_truth("the square of SW_1: a root taken in each direction",
                                                   [](const Translation& s) {
                                                     const double w1 = s.value(1);
                                                     return Certified(w1 * w1);
                                                   }),
      .plot = "d",
      .estimate_label = "SW_2^2",
  });
}

Claim absolute_value(const Design& design) {
  return mean_equals<Translation>({
      .id = "translation.absolute",
      .statement = "SW_1(alpha, alpha + t) = |t| Gamma(d/2) / (sqrt(pi) Gamma((d+1)/2))",
      .source = "nietert:22; derived here",
      .design = over_dimensions(1),
      .truth = [](const Translation& s) { return Certified(s.value()); },
      .replicate = sliced_value(DirectionLaw::sphere),
      .range = unit_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Translation>::wrong_procedure("directions along the axes in place of the sphere",
                                                       sliced_value(DirectionLaw::axes)),
      .plot = "d",
      .estimate_label = "SW_1",
  });
}

Claim rooted(const Design& design) {
  return mean_equals<Translation>({
      .id = "translation.axes_for_squares",
      .statement = "for p = 2 directions along the axes give |t|^2 / d too: they have the same second moments",
      .source = "derived here",
      .design = {{.d = 5, .n = 3, .directions = 4, .power = 2}},
      .truth = [](const Translation& s) { return Certified(1.0 / s.d); },
      .replicate = sliced_value(DirectionLaw::axes),
      .range = unit_range,
      .margin = Margin::relative(2 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Translation>::wrong_truth("|t|^2 / (d + 1)",
                                                   [](const Translation& s) { return Certified(1.0 / (s.d + 1)); }),
      .estimate_label = "SW_2^2",
  });
}

}  // namespace

std::vector<Claim> translation_claims(const Design& design) {
  return {squared(design), absolute_value(design), rooted(design)};
}

}  // namespace mongecarlo::sliced
