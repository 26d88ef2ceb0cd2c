#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "domain_adaptation/batch_squares.hpp"
#include "domain_adaptation/parts.hpp"
#include "models/two_classes.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

// ---- two clusters without regularisation ----

/// Two clusters at cost c from each other and 0 within: source masses (p, 1 - p), target masses (q, 1 - q), p > q.
struct TwoClusters {
  double p = 0.6, q = 0.4, c = 1, tau = 1;
  CellParameters parameters() const { return {{"p", p}, {"q", q}, {"c", c}, {"tau", tau}}; }

  /// Up to here not the least mass crosses: 2 c / log(p (1 - q) / (q (1 - p))).
  double threshold() const { return 2 * c / std::log(p * (1 - q) / (q * (1 - p))); }

  /// The mass that crosses. With h the factor by which the first target cluster is overfilled,
  /// h^2 = (p + (1 - p) e) / (q + (1 - q) / e), e = exp(c / tau), it is p / h - q h.
  double cross_mass() const {
    if (tau <= threshold()) return 0;
    const double e = std::exp(c / tau), h = std::sqrt((p + (1 - p) * e) / (q + (1 - q) / e));
    return p / h - q * h;
  }

  Matrix plan() const {
    Matrix cost{{0, c}, {c, 0}};
    Vector a{{p, 1 - p}}, b{{q, 1 - q}};
    if (q == 0) {
      cost = Matrix{{c}, {0}};
      b = Vector{{1}};
    }
    return plan_of(solve(unbalanced_solver(0, tau), problem_from_matrix(cost, a, b)), cost.rows(), cost.cols());
  }
};

std::vector<TwoClusters> around_threshold() {
  std::vector<TwoClusters> cells;
  for (double tau : {0.5, 1.0, 2.0, 2.4, 2.5, 3.0, 5.0, 10.0, 20.0, 100.0, 1000.0}) cells.push_back({.tau = tau});
  cells.push_back({.p = 0.9, .q = 0.2, .c = 3, .tau = 1.6});
  cells.push_back({.p = 0.9, .q = 0.2, .c = 3, .tau = 1.7});
  return cells;
}

Claim cluster_law() {
  return identity<TwoClusters>({
      .id = "clusters.cross_mass",
      .statement =
          "unbalanced transport between two clusters sends nothing to the wrong one up to tau = 2c / log[p(1-q) "
          "/ (q(1-p))], and p/h - qh above; balanced transport sends p - q",
      .source = "derived here",
      .design = around_threshold(),
      .truth = [](const TwoClusters& s) { return Certified(s.cross_mass()); },
      .replicate = [](const TwoClusters& s, const Stream&) { return Certified(s.plan()(0, 1)); },
      .tolerance = 1e-7,
      .control = Control<TwoClusters>::wrong_truth("the threshold without its factor 2",
                                                   [](TwoClusters s) {
                                                     s.c /= 2;
                                                     return Certified(s.cross_mass());
                                                   }),
      .plot = "tau",
      .estimate_label = "mass to the wrong cluster",
  });
}

/// Share of the first class, at `c_factor` times the cost.
double missing_class_share(const TwoClusters& s, double c_factor) {
  const double wrong = s.p * std::exp(-c_factor * s.c / s.tau);
  return wrong / (1 - s.p + wrong);
}

Claim missing_class() {
  std::vector<TwoClusters> cells;
  for (double tau : {0.1, 0.3, 1.0, 3.0, 100.0}) cells.push_back({.q = 0, .tau = tau});
  return identity<TwoClusters>({
      .id = "clusters.missing_class",
      .statement = "where the target lacks the first class, the share of wrong mass is p e^(-c/tau) / (1 - p + p "
                   "e^(-c/tau)): tau must be small against c, as in the published settings of partial adaptation",
      .source = "derived here; fatras:21b",
      .design = cells,
      .truth = [](const TwoClusters& s) { return Certified(missing_class_share(s, 1)); },
      .replicate =
          [](const TwoClusters& s, const Stream&) {
            const Matrix plan = s.plan();
            return Certified(plan(0, 0) / plan.sum());
          },
      .tolerance = 1e-9,
      .control = Control<TwoClusters>::wrong_truth(
          "e^(-c/(2 tau)), as between two Diracs",
          [](const TwoClusters& s) { return Certified(missing_class_share(s, 0.5)); }),
      .plot = "tau",
      .estimate_label = "share of wrong mass",
  });
}

// ---- batches of two squares ----

struct Squares {
  double tau = 10;
  int m = 32, target_in_first = 23;
  CellParameters parameters() const { return {{"tau", tau}, {"m", m}, {"target_in_first", target_in_first}}; }
  BatchSquares data(const Stream& stream) const { return BatchSquares(m, target_in_first, stream); }
  Matrix plan(const BatchSquares& data) const {
    return plan_of(solve(unbalanced_solver(0, tau), data.problem()), m, m);
  }
};

Matrix balanced_plan(const BatchSquares& data) {
  return plan_of(solve(exact_solver(), data.problem()), data.x.rows(), data.y.rows());
}

Claim squares_balanced() {
  return identity<Squares>({
      .id = "squares.balanced",
      .statement = "between batches of two classes far apart, balanced transport sends exactly |K_s - K_t|/m to the "
                   "wrong class",
      .source = "fatras:21b; derived here",
      .design = {{}, {.target_in_first = 9}, {.target_in_first = 16}, {.target_in_first = 32}},
      .truth =
          [](const Squares& s) { return Certified(std::abs(s.target_in_first - s.m / 2) / static_cast<double>(s.m)); },
      .replicate =
          [](const Squares& s, const Stream& stream) {
            const BatchSquares data = s.data(stream);
            return Certified(data.cross_mass(balanced_plan(data)));
          },
      .tolerance = 1e-9,
      .control = Control<Squares>::wrong_procedure("unbalanced transport at tau = 10",
                                                   [](const Squares& s, const Stream& stream) {
                                                     const BatchSquares data = s.data(stream);
                                                     return Certified(data.cross_mass(s.plan(data)));
                                                   }),
      .estimate_label = "mass to the wrong class",
  });
}

/// How much smaller the share of wrong mass is at tau than at twice tau, or the other way round.
auto fall_of_share(double sign) {
  return [sign](Squares s, const Stream& stream) {
    const BatchSquares data = s.data(stream);
    const double here = data.cross_share(s.plan(data));
    s.tau *= 2;
    return Certified(sign * (data.cross_share(s.plan(data)) - here) + 1e-9);
  };
}

std::vector<Squares> over_tau() {
  std::vector<Squares> cells;
  for (double tau : {5.0, 10.0, 20.0, 40.0}) cells.push_back({.tau = tau});
  return cells;
}

/// Plans of the fixed batches over tau, and the share of wrong mass.
std::vector<Curve> squares_to_look_at() {
  const Squares setting;
  const BatchSquares data = setting.data(BatchSquares::fixed_stream());
  std::vector<Curve> curves{models::points_curve("source points", data.x),
                            models::points_curve("target points", data.y),
                            models::links_curve("plan, OT", balanced_plan(data))};
  for (int tau : {30, 10, 3})
    curves.push_back(models::links_curve("plan, UOT, tau = " + std::to_string(tau),
                                         Squares{.tau = static_cast<double>(tau)}.plan(data)));
  Curve share{.name = "share over tau", .x_label = "tau", .y_label = "share of wrong mass"};
  for (double tau = 1; tau <= 1100; tau *= std::sqrt(2.0)) {
    share.x.push_back(tau);
    share.y.push_back(data.cross_share(Squares{.tau = tau}.plan(data)));
    share.reference.push_back(data.cross_share(balanced_plan(data)));
  }
  curves.push_back(std::move(share));
  return curves;
}

Claim share_falls(const Design& design) {
  Claim claim = holds_always<Squares>({
      .id = "squares.share_falls_with_tau",
      .statement = "between random batches of two squares, 16 and 16 against 23 and 9 points, the share of wrong mass "
                   "does not grow when tau is halved (asserted of this family: it is no theorem for all costs)",
      .source = "fatras:21b",
      .design = over_tau(),
      .replicate = fall_of_share(1),
      .replicates = design.count("draws"),
      .control = Control<Squares>::wrong_procedure("it grows", fall_of_share(-1)),
      .plot = "tau",
  });
  claim.picture = squares_to_look_at;
  return claim;
}

}  // namespace

std::vector<Claim> cluster_claims(const Design& design) {
  return {cluster_law(), missing_class(), squares_balanced(), share_falls(design)};
}

}  // namespace mongecarlo::domain_adaptation
