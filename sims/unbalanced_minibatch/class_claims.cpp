#include <algorithm>
#include <string>
#include <utility>

#include "models/two_classes.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "unbalanced_minibatch/parts.hpp"
#include "unbalanced_minibatch/penalties.hpp"

namespace mongecarlo::unbalanced_minibatch {
namespace {

using models::TwoClasses;

/// The averaged plan of all pairs of batches of the two classes; a target without its second class is the problem of
/// partial domain adaptation.
struct Classes {
  double tau = 1, epsilon = 0;
  int n = 8, m = 4, target_classes = 2;
  CellParameters parameters() const {
    return {{"tau", tau}, {"epsilon", epsilon}, {"n", n}, {"m", m}, {"target_classes", target_classes}};
  }
  TwoClasses data() const { return TwoClasses(n, target_classes == 2); }
};

Matrix averaged_plan(const Classes& s, Kernel& kernel) {
  const TwoClasses data = s.data();
  Matrix plan;
  complete_minibatch_plan(kernel, view(data.x), view(data.y), s.m, plan);
  return plan;
}
Matrix unbalanced_plan(const Classes& s) { return averaged_plan(s, *make_kernel(s.epsilon, s.tau)); }
Matrix balanced_plan(const Classes& s) { return averaged_plan(s, *balanced_kernel()); }

/// Mass between different classes.
double class_mass(const Classes& s, const Matrix& plan) {
  return s.target_classes == 2 ? models::cross_mass(plan) : plan.bottomRows(s.n / 2).sum();
}

/// The same as a share, both classes on both sides.
double cross_share(const Matrix& plan) { return models::cross_mass(plan) / plan.sum(); }

Claim balanced_limit() {
  return identity<Classes>({
      .id = "classes.balanced_limit",
      .statement = "for large tau the plans of batches send E|K_s - K_t|/m between two separated classes, K "
                   "hypergeometric(n, n/2, m), and half of the mass where the target lacks a class: as OT does",
      .source = "fatras:21b; derived here",
      .design = {{.tau = 1e7}, {.tau = 1e7, .m = 2}, {.tau = 1e7, .target_classes = 1}},
      .truth =
          [](const Classes& s) {
            return Certified(s.target_classes == 2 ? models::hypergeometric_cross_mass(s.n, s.m) : 0.5);
          },
      .replicate = [](const Classes& s, const Stream&) { return Certified(class_mass(s, unbalanced_plan(s))); },
      .tolerance = 1e-4,
      .control = Control<Classes>::wrong_procedure("tau = 10, where that mass is given up",
                                                   [](Classes s, const Stream&) {
                                                     s.tau = 10;
                                                     return Certified(class_mass(s, unbalanced_plan(s)));
                                                   }),
      .estimate_label = "mass between the classes",
  });
}

/// Bound on the mass between the classes: m^2 entries at most, each below what Diracs of mass 1/m exchange at the least
/// cost between the classes.
double most_cross_mass(const Classes& s) {
  const TwoClasses data = s.data();
  double least = 1e300;
  for (Index i = 0; i < s.n; ++i)
    for (Index j = 0; j < s.n; ++j)
      if ((2 * i < s.n) != (2 * j < s.n || s.target_classes == 1))
        least = std::min(least, (data.x.row(i) - data.y.row(j)).squaredNorm());
  return s.m * s.m * Penalties::equal(s.epsilon, s.tau).dirac_mass(1.0 / s.m, 1.0 / s.m, least);
}

Claim few_wrong_links() {
  return identity<Classes>({
      .id = "classes.few_wrong_links",
      .statement =
          "UOT sends at most m^2 (1/m^2)^((epsilon+tau)/(epsilon+2tau)) exp(-c/(epsilon+2tau)) between classes "
          "at cost c or more, also where the target lacks a class",
      .source = "fatras:21b; derived here",
      .design = {{.tau = 4}, {.tau = 2}, {.tau = 1}, {.tau = 2, .target_classes = 1}, {.tau = 2, .epsilon = 0.5}},
      .truth = [](const Classes& s) { return Certified(most_cross_mass(s)); },
      .replicate = [](const Classes& s, const Stream&) { return Certified(class_mass(s, unbalanced_plan(s))); },
      .tolerance = 1e-9,
      .control = Control<Classes>::wrong_procedure(
          "balanced transport",
          [](const Classes& s, const Stream&) { return Certified(class_mass(s, balanced_plan(s))); }),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::bound,
      .plot = "tau",
      .estimate_label = "mass between the classes",
  });
}

std::vector<Classes> over_tau() {
  std::vector<Classes> cells;
  for (double tau : {1, 2, 4, 8, 16, 32, 64, 128, 256}) cells.push_back({.tau = tau});
  return cells;
}

auto share_at(double factor) {
  return [factor](Classes s, const Stream&) {
    s.tau *= factor;
    return Certified(cross_share(unbalanced_plan(s)));
  };
}

Claim falls_with_tau() {
  return identity<Classes>({
      .id = "classes.share_falls_with_tau",
      .statement = "of the mass of the averaged plan, the share between the classes is smaller at tau than at 2 tau",
      .source = "fatras:21b",
      .design = over_tau(),
      .truth = [](const Classes& s) { return Certified(share_at(2)(s, Stream(StreamKey{}, 0))); },
      .replicate = share_at(1),
      .tolerance = 0,
      .control = Control<Classes>::wrong_procedure("tau doubled twice", share_at(4)),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::order,
      .plot = "tau",
      .estimate_label = "share of mass between the classes",
  });
}

/// Plans of many batches under OT and UOT.
std::vector<Curve> plans_to_look_at() {
  constexpr int kPoints = 20, kBatch = 6;
  const TwoClasses data(kPoints);
  std::vector<Curve> curves{models::points_curve("source points", data.x),
                            models::points_curve("target points", data.y)};
  const auto add = [&](const std::string& name, const KernelPtr& kernel) {
    Matrix plan;
    IncompleteMinibatch({.m = kBatch, .k = 400})
        .plan(*kernel, view(data.x), view(data.y), TwoClasses::stream().purpose("batches"), plan);
    curves.push_back(models::links_curve("plan, " + name, plan));
  };
  add("OT", balanced_kernel());
  for (int tau : {50, 10, 2}) add("UOT, tau = " + std::to_string(tau), make_kernel(0, tau));
  const Classes whole;
  const double share = cross_share(balanced_plan(whole));
  curves.push_back(
      {.name = "share under OT", .x_label = "tau", .y_label = "share of mass", .x = {1, 256}, .y = {share, share}});
  return curves;
}

}  // namespace

std::vector<Claim> class_claims(const Design&) {
  Claim falls = falls_with_tau();
  falls.picture = plans_to_look_at;
  return {balanced_limit(), few_wrong_links(), std::move(falls)};
}

}  // namespace mongecarlo::unbalanced_minibatch
