#include <memory>

#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/limit/wasserstein_null_law.hpp"
#include "wasserstein_limit_laws/empirical_pair.hpp"
#include "wasserstein_limit_laws/parts.hpp"

namespace mongecarlo::wasserstein_limit_laws {
namespace {

constexpr const char* kSource = "sommerfeld:18, Thm. 1";

struct Null {
  double p = 1;
  Samples samples = {};
  Shape shape = Shape::line;
  CellParameters parameters() const { return samples.with({{"space", static_cast<double>(shape)}, {"p", p}}); }
};

using Scale = double (*)(const Samples&, double p);
double right_scale(const Samples& s, double p) { return std::pow(s.rate(), 1 / p); }
double scale_by_n(const Samples& s, double p) { return std::pow(s.n, 0.5 / p); }
double squared_scale(const Samples& s, double p) { return std::pow(s.rate(), 2 / p); }
double regular_scale(const Samples& s, double) { return s.rate(); }

/// rho^(1/p) W_p(r_n, r'_m), or scaled otherwise.
auto scaled(Scale scale = right_scale) {
  return [scale](const Null& s) {
    const Space space(s.shape);
    return [s, scale, pair = EmpiricalPair(space.distance, s.p, space.r, space.r, s.samples)](
               const Stream& stream) mutable -> Certified {
      return scale(s.samples, s.p) * rooted(pair.value(stream), s.p);
    };
  };
}

/// The limit law in closed form, for p = 1 and p = 2.
LawOf<Null> limit(Shape shape) {
  const Space space(shape);
  const TabulatedSum first(space.null_limit(1)), second(space.null_limit(2));
  return {[=](const Null& s, double x) { return x <= 0 ? 0 : (s.p == 1 ? first : second).cdf(std::pow(x, s.p)); }};
}

std::vector<Null> settings(Shape shape, const Design& design, std::initializer_list<double> powers) {
  const double m = design.integer("m");
  std::vector<Null> cells;
  for (double p : powers)
    for (double size : {m / 4, m}) cells.push_back({p, {4 * size, size}, shape});
  return cells;
}

Claim law(const Design& design, std::string id, std::string statement, Shape shape, Control<Null> control) {
  return law_tends_to<Null>({
      .id = std::move(id),
      .statement = "r = s on " + statement,
      .source = kSource,
      .design = settings(shape, design, {1, 2}),
      .law = limit(shape),
      .replicate = scaled(),
      .tolerance = [tolerance = design.real("law_tolerance"),
                    m = design.real("m")](const Null& s) { return tolerance * std::sqrt(std::sqrt(m / s.samples.m)); },
      .replicates = design.count("law_replicates"),
      .control = std::move(control),
      .plot = "p",
  });
}

std::vector<Claim> laws(const Design& design) {
  const double m = design.integer("m");
  const auto cells = [m](Shape shape) { return std::vector<Null>{{2, {4 * m, m}, shape}}; };
  const double half_normal_variance = multinomial_covariance(Space(Shape::line).r)(0, 0);
  return {
      law(design, "null.two_points",
          "two points: (nm/(n+m))^(1/(2p)) W_p(r_n, r'_m) tends to (d^p |N(0, r_1 (1 - r_1))|)^(1/p)",
          Shape::two_points,
          Control<Null>::wrong_procedure("n for nm/(n+m)", scaled(scale_by_n)).in(cells(Shape::two_points))),
      law(design, "null.line",
          "the line: (nm/(n+m))^(1/(2p)) W_p(r_n, r'_m) tends to (sum_j |G(up to x_j)| (x_(j+1) - x_j)^p)^(1/p)",
          Shape::line,
          Control<Null>::wrong_law(
              "sqrt(nm/(n+m)) W_1 is normal around zero, as it is for r and s apart",
              {[half_normal_variance](const Null&, double x) { return normal_cdf(x, half_normal_variance); }})
              .in({{1, {4 * m, m}, Shape::line}})),
      law(design, "null.tree",
          "a tree: (nm/(n+m))^(1/(2p)) W_p(r_n, r'_m) tends to (sum over edges of length^p |G(below)|)^(1/p)",
          Shape::tree,
          Control<Null>::wrong_procedure("the exponent 1/p of nm/(n+m) for 1/(2p)", scaled(squared_scale))
              .in(cells(Shape::tree))),
      law(design, "null.ultrametric",
          "an ultrametric space: (nm/(n+m))^(1/(2p)) W_p(r_n, r'_m) tends to the p-th root of half the sum of (D^p "
          "above "
          "- D^p) |G(C)| over all clusters C",
          Shape::ultrametric,
          Control<Null>::wrong_procedure("the rate sqrt(nm/(n+m)) of W_2 for r and s apart", scaled(regular_scale))
              .in(cells(Shape::ultrametric))),
  };
}

Claim approach(const Design& design) {
  std::vector<Null> sizes;
  for (double m : {2, 8, 32, 128}) sizes.push_back({2, {4 * m, m}, Shape::two_points});
  return law_approaches<Null>({
      .id = "null.approach",
      .statement = "r = s on two points, p = 2: the law is nearer to its limit for large samples than for small ones",
      .source = kSource,
      .design = sizes,
      .law = limit(Shape::two_points),
      .replicate = scaled(),
      .tolerance = {},
      .replicates = design.count("law_replicates"),
      .control = Control<Null>::wrong_procedure("W_2 times sqrt(nm/(n+m))", scaled(regular_scale)),
      .n = [](const Null& s) { return s.samples.n; },
      .plot = "n",
  });
}

// ---- the mean of W_1, the second moment of W_2 ----

/// rho W_p^p, without the root.
auto unrooted() {
  return [](const Null& s) {
    const Space space(s.shape);
    return [s, pair = EmpiricalPair(space.distance, s.p, space.r, space.r, s.samples)](
               const Stream& stream) mutable -> Certified { return s.samples.rate() * pair.value(stream); };
  };
}

std::vector<Null> all_spaces(const Design& design, std::initializer_list<double> powers) {
  const double m = design.integer("m");
  std::vector<Null> cells;
  for (Shape shape : {Shape::two_points, Shape::line, Shape::tree, Shape::ultrametric})
    for (double p : powers) cells.push_back({p, {4 * m, m}, shape});
  return cells;
}

Claim mean(const Design& design) {
  return mean_equals<Null>({
      .id = "null.mean",
      .statement = std::string("r = s: E sqrt(nm/(n+m)) W_p^p tends to the sum over edges of their cost times sqrt(2 q "
                               "(1 - q) / pi), q the mass on one side; ") +
                   kShapes,
      .source = std::string(kSource) + "; closed forms derived here",
      .design = all_spaces(design, {1, 2}),
      .truth = [](const Null& s) -> Certified { return Space(s.shape).null_limit(s.p).mean(); },
      .replicate = unrooted(),
      .range =
          [](const Null& s) {
            return Range{0, s.samples.rate() * std::pow(Space(s.shape).distance.maxCoeff(), s.p)};
          },
      .margin = Margin::relative(design.real("moment_margin")),
      .replicates = design.count("moment_replicates"),
      .control = Control<Null>::wrong_truth(
          "W_p is rooted first: the mean of sqrt(nm/(n+m)) W_p",
          [](const Null& s) -> Certified { return std::sqrt(Space(s.shape).null_limit(s.p).mean()); }),
      .plot = "space",
  });
}

// ---- points without mass ----

/// Points 0, 1, 2 with masses 1/2, 0, 1/2, p = 2.
struct Gap {
  Samples samples = {};
  CellParameters parameters() const { return samples.with({{"points with mass", 2}}); }
};
const Vector kGapLaw{{0.5, 0, 0.5}};
const Matrix kGapMetric{{0, 1, 2}, {1, 0, 1}, {2, 1, 0}};

LawOf<Gap> half_normal(double factor) {
  return {[factor](const Gap&, double x) { return x <= 0 ? 0 : 2 * normal_cdf(x * x / factor, 0.25) - 1; }};
}

Claim support_trap(const Design& design) {
  const double m = design.integer("m");
  return law_tends_to<Gap>({
      .id = "null.support",
      .statement = "r = (1/2, 0, 1/2) on 0, 1, 2 and p = 2: (nm/(n+m))^(1/4) W_2 tends to (4 |N(0, 1/4)|)^(1/2), the "
                   "law for potentials on the points with mass",
      .source = std::string(kSource) + "; on the support of r, derived here",
      .design = {{{4 * m, m}}},
      .law = half_normal(4),
      .replicate =
          [](const Gap& s) {
            return [s, pair = EmpiricalPair(kGapMetric, 2, kGapLaw, kGapLaw, s.samples)](
                       const Stream& stream) mutable -> Certified {
              return std::sqrt(s.samples.rate()) * rooted(pair.value(stream), 2);
            };
          },
      .tolerance = [tolerance = design.real("law_tolerance")](const Gap&) { return tolerance; },
      .replicates = design.count("law_replicates"),
      .control = Control<Gap>::wrong_law("potentials on all points, mass handed on through the empty one: 2 for 4",
                                         half_normal(2)),
  });
}

// ---- the library's law ----

/// The library's maximum over potentials against the sum over edges, for normal directions.
auto agreement(bool mass_is_handed_on) {
  return [=](const Null& s) {
    const Space space(s.shape);
    return [=, law = WassersteinNullLaw(space.distance, space.r, s.p),
            direct = EmpiricalPair(space.distance, s.p, space.r, space.r, s.samples),
            g = Vector()](const Stream& stream) mutable -> Certified {
      Stream draws = stream.purpose("direction");
      draw_multinomial_limit(space.r, draws, g);
      const double sum = space.edge_cost(g, s.p);
      const Certified value =
          mass_is_handed_on ? law.support_function(g) : direct.value_between(g.cwiseMax(0), (-g).cwiseMax(0));
      // Certified to lie within 1e-9 of the closed form.
      return {1e-9 * (1 + sum) - std::max(std::abs(value.lower - sum), std::abs(value.upper - sum)),
              1e-9 * (1 + sum) - std::abs(value.midpoint() - sum), value.termination};
    };
  };
}

Claim library_law(const Design& design) {
  std::vector<Null> cells = all_spaces(design, {1, 2});
  return holds_always<Null>({
      .id = "null.closed_forms",
      .statement =
          std::string("the maximum of <G, u> over the potentials of r is the sum over edges, to 1e-9; ") + kShapes,
      .source = std::string(kSource) + "; closed forms derived here",
      .design = cells,
      .replicate = agreement(true),
      .replicates = design.count("agreement_replicates"),
      .control =
          Control<Null>::wrong_procedure("W_p^p between the positive and the negative part of G", agreement(false))
              .in({{2, {1600, 400}, Shape::line}, {2, {1600, 400}, Shape::tree}}),
      .plot = "space",
  });
}

// ---- the grid, where there is no closed form: the library's limit law is drawn ----

struct Grid {
  double p = 1, threshold = 1;
  Samples samples = {};
  CellParameters parameters() const { return samples.with({{"p", p}, {"threshold", threshold}}); }
};

Certified indicator(const Certified& value, double threshold) {
  return {value.upper <= threshold ? 1.0 : 0.0, value.lower <= threshold ? 1.0 : 0.0, value.termination};
}

auto difference_on_grid(Scale scale) {
  return [scale](const Grid& s) {
    const Space space(Shape::grid);
    return [s, scale, pair = EmpiricalPair(space.distance, s.p, space.r, space.r, s.samples),
            law = WassersteinNullLaw(space.distance, space.r, s.p)](const Stream& stream) mutable -> Certified {
      Stream limit = stream.purpose("limit");
      const Certified statistic = scale(s.samples, s.p) * rooted(pair.value(stream), s.p);
      return indicator(statistic, s.threshold) - indicator(law.draw(limit), s.threshold);
    };
  };
}

Claim grid(const Design& design) {
  const double m = design.integer("m");
  std::vector<Grid> cells;
  for (double threshold : {0.6, 0.85, 1.2}) cells.push_back({1, threshold, {4 * m, m}});
  for (double threshold : {0.8, 0.95, 1.1}) cells.push_back({2, threshold, {4 * m, m}});
  return mean_equals<Grid>({
      .id = "null.grid",
      .statement =
          "r = s on a grid of nine points: (nm/(n+m))^(1/(2p)) W_p(r_n, r'_m) is below a threshold as often as "
          "the root of max <G, u> over the potentials of r is",
      .source = kSource,
      .design = cells,
      .truth = [](const Grid&) -> Certified { return 0; },
      .replicate = difference_on_grid(right_scale),
      .range =
          [](const Grid&) {
            return Range{-1, 1};
          },
      .margin = Margin::absolute(design.real("grid_margin")),
      .replicates = design.count("grid_replicates"),
      .control = Control<Grid>::wrong_procedure("n for nm/(n+m)", difference_on_grid(scale_by_n)),
      .plot = "threshold",
      .estimate_label = "difference of probabilities",
  });
}

}  // namespace

std::vector<Claim> null_claims(const Design& design) {
  std::vector<Claim> claims = laws(design);
  claims.push_back(approach(design));
  claims.push_back(mean(design));
  claims.push_back(support_trap(design));
  claims.push_back(library_law(design));
  claims.push_back(grid(design));
  return claims;
}

}  // namespace mongecarlo::wasserstein_limit_laws
