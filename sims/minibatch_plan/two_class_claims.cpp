#include "minibatch_plan/batch_plans.hpp"
#include "minibatch_plan/parts.hpp"
#include "models/two_classes.hpp"

namespace mongecarlo::minibatch_plan {
namespace {

struct TwoClassBatches {
  int n = 32, m = 8, k = 10;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}}; }
};

auto incomplete_cross_mass(SubsetLaw law) {
  return [law](const TwoClassBatches& s) {
    return [data = models::TwoClasses(s.n), kernel = models::make_kernel("transport_cost"), plan = Matrix(),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      estimator.plan(*kernel, view(data.x), view(data.y), stream.purpose("batches"), plan);
      return Certified(models::cross_mass(plan));
    };
  };
}

Claim cross_mass_law(const Design& design) {
  return mean_equals<TwoClassBatches>({
      .id = "two_class.cross_mass",
      .statement = "mass between two well separated balanced classes: E|K_s - K_t|/m, K hypergeometric(n, n/2, m)",
      .source = "fatras:21b; derived here",
      .design = {{.m = 1}, {.m = 2}, {.m = 4}, {.m = 8}, {.m = 16}, {.m = 24}},
      .truth = [](const TwoClassBatches& s) { return Certified(models::hypergeometric_cross_mass(s.n, s.m)); },
      .replicate = incomplete_cross_mass(SubsetLaw::without_replacement),
      .range =
          [](const TwoClassBatches&) {
            return Range{0, 1 + 1e-12};
          },
      .margin = Margin::absolute(0.2 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<TwoClassBatches>::wrong_procedure("batches drawn with replacement from the data",
                                                           incomplete_cross_mass(SubsetLaw::with_replacement))
                     .in({{.m = 16}, {.m = 24}}),
      .plot = "m",
      .estimate_label = "mass between the classes",
  });
}

Claim no_cross_mass_at_n() {
  const auto whole_plan = [](int missing) {
    return [missing](const TwoClassBatches& s, const Stream& stream) {
      const TwoClassBatches batch{.n = s.n, .m = s.n - missing, .k = missing == 0 ? 1 : 50};
      return incomplete_cross_mass(SubsetLaw::without_replacement)(batch)(stream);
    };
  };
  return identity<TwoClassBatches>({
      .id = "two_class.no_cross_mass_at_n",
      .statement = "no mass between the classes at m = n",
      .source = "derived here",
      .design = {{.n = 32, .m = 32, .k = 1}},
      .truth = [](const TwoClassBatches&) { return Certified(0); },
      .replicate = whole_plan(0),
      .tolerance = 1e-12,
      .control = Control<TwoClassBatches>::wrong_procedure("fifty batches of n - 5 points", whole_plan(5)),
      .estimate_label = "mass between the classes",
  });
}

std::vector<Curve> plans_to_look_at() {
  constexpr int kPoints = 20;
  const models::TwoClasses data(kPoints);
  std::vector<Curve> curves{models::points_curve("source points", data.x),
                            models::points_curve("target points", data.y)};
  const auto kernel = models::make_kernel("transport_cost");
  for (int m : {2, 6, 20}) {
    Matrix plan;
    IncompleteMinibatch({.m = m, .k = 400})
        .plan(*kernel, view(data.x), view(data.y), models::TwoClasses::stream().purpose("batches"), plan);
    curves.push_back(models::links_curve("plan, m = " + std::to_string(m), plan));
  }
  return curves;
}

}  // namespace

std::vector<Claim> two_class_claims(const Design& design) {
  Claim law = cross_mass_law(design);
  law.picture = plans_to_look_at;
  return {std::move(law), no_cross_mass_at_n()};
}

}  // namespace mongecarlo::minibatch_plan
