#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/limit/wasserstein_alternative_law.hpp"
#include "mongecarlo/limit/wasserstein_null_law.hpp"
#include "wasserstein_limit_laws/empirical_pair.hpp"
#include "wasserstein_limit_laws/parts.hpp"

namespace mongecarlo::wasserstein_limit_laws {
namespace {

constexpr const char* kSource = "sommerfeld:18, Thm. 1; closed forms derived here";

struct Pair {
  Shape shape = Shape::line;
  double p = 1;
  Samples samples = {};
  CellParameters parameters() const { return samples.with({{"space", static_cast<double>(shape)}, {"p", p}}); }
};

/// W_p^p of (r, s) and its only optimal potentials, up to a constant.
struct Optimum {
  double value = 0;
  Vector u, v;
};

/// Where every edge is crossed: the potential falls by its length from the side that gives to the side that takes.
Optimum across_edges(const Space& space, double p) {
  const Vector crossing = space.sides * (space.r - space.s);
  const Vector u = space.sides.transpose() * space.lengths(p).cwiseProduct(crossing.cwiseSign());
  return {space.edge_cost(space.r - space.s, p), u, -u};
}

/// On the line, where W_p^p is linear in both laws near (r, s): its slope towards each point.
Optimum in_order(const Space& space, double p) {
  const Vector x = line_points();
  const double value = ordered_cost(x, space.r, space.s, p), step = 0x1p-10;
  Optimum optimum{value, Vector(x.size()), Vector(x.size())};
  for (Index i = 0; i < x.size(); ++i) {
    const auto towards = [&](const Vector& law) { return Vector((1 - step) * law + step * Vector::Unit(x.size(), i)); };
    optimum.u[i] = (ordered_cost(x, towards(space.r), space.s, p) - value) / step;
    optimum.v[i] = (ordered_cost(x, space.r, towards(space.s), p) - value) / step;
  }
  return optimum;
}

Optimum optimum_of(const Pair& s) {
  const Space space(s.shape);
  if (s.shape == Shape::line) return in_order(space, s.p);
  // s is above r in both coordinates, and mass moves up alone.
  if (s.shape == Shape::grid)
    return {(space.s - space.r).dot(space.coordinate_sum), -space.coordinate_sum, space.coordinate_sum};
  return across_edges(space, s.p);
}

enum class Fault : std::uint8_t { none, swapped_weights, no_chain_rule, source_alone, not_centred };

double limit_variance(const Pair& s, Fault fault = Fault::none) {
  const Space space(s.shape);
  const Optimum at = optimum_of(s);
  const double slope = fault == Fault::no_chain_rule ? 1 : std::pow(at.value, 1 / s.p - 1) / s.p;
  const double share = fault == Fault::swapped_weights ? 1 - s.samples.share() : s.samples.share();
  const auto spread = [fault](const Vector& law, const Vector& potential) {
    return fault == Fault::not_centred ? law.dot(potential.cwiseAbs2()) : variance_under(law, potential);
  };
  const double of_target = fault == Fault::source_alone ? 0 : (1 - share) * spread(space.s, at.v);
  return slope * slope * (share * spread(space.r, at.u) + of_target);
}

/// The variances of the settings are computed once.
LawOf<Pair> normal(const std::vector<Pair>& design, Fault fault = Fault::none) {
  std::vector<std::pair<CellParameters, double>> variances;
  for (const Pair& s : design) variances.emplace_back(s.parameters(), limit_variance(s, fault));
  return {[variances](const Pair& s, double x) {
    for (const auto& [parameters, variance] : variances)
      if (parameters == s.parameters()) return normal_cdf(x, variance);
    return std::nan("");
  }};
}

/// rho (W_p(r_n, s_m) - W_p(r, s)).
auto scaled(bool by_root_n = false) {
  return [by_root_n](const Pair& s) {
    const Space space(s.shape);
    const double rate = by_root_n ? std::sqrt(s.samples.n) : s.samples.rate();
    return [s, rate, centre = std::pow(optimum_of(s).value, 1 / s.p),
            pair = EmpiricalPair(space.distance, s.p, space.r, space.s, s.samples)](
               const Stream& stream) mutable -> Certified {
      return rate * (rooted(pair.value(stream), s.p) - Certified(centre));
    };
  };
}

std::vector<Pair> settings(const Design& design, Shape shape, double p) {
  const double m = design.integer("m");
  return {{shape, p, {4 * m, m}}, {shape, p, {m, 4 * m}}};
}

Claim law(const Design& design, std::string id, std::string statement, const std::vector<Pair>& cells,
          Control<Pair> control) {
  return law_tends_to<Pair>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = kSource,
      .design = cells,
      .law = normal(cells),
      .replicate = scaled(),
      .tolerance = [tolerance = design.real("law_tolerance")](const Pair&) { return tolerance; },
      .replicates = design.count("law_replicates"),
      .control = std::move(control),
      .plot = "n",
  });
}

std::vector<Claim> laws(const Design& design) {
  const auto two = settings(design, Shape::two_points, 2), line = settings(design, Shape::line, 2),
             tree = settings(design, Shape::tree, 1), ultrametric = settings(design, Shape::ultrametric, 2),
             grid = settings(design, Shape::grid, 1);
  return {
      law(design, "alternative.two_points",
          "two points, r != s, p = 2: sqrt(nm/(n+m)) (W_2(r_n, s_m) - W_2) is normal in the limit", two,
          Control<Pair>::wrong_procedure("sqrt(n) for sqrt(nm/(n+m))", scaled(true)).in({two.front()})),
      law(design, "alternative.line",
          "the line, p = 2: sqrt(nm/(n+m)) (W_2(r_n, s_m) - W_2) is normal with the variances of the potentials under "
          "r "
          "and s, in the shares m/(n+m) and n/(n+m)",
          line,
          Control<Pair>::wrong_law("weights swapped: n/(n+m) for the source", normal(line, Fault::swapped_weights))),
      law(design, "alternative.tree",
          "a tree, p = 1, every edge crossed: sqrt(nm/(n+m)) (W_1(r_n, s_m) - W_1) is normal in the limit", tree,
          Control<Pair>::wrong_law("the share of the source alone, as if s were known",
                                   normal(tree, Fault::source_alone))
              .in({tree.front()})),
      law(design, "alternative.ultrametric",
          "an ultrametric space, p = 2: sqrt(nm/(n+m)) (W_2(r_n, s_m) - W_2) is normal with the factor (1/p) W_p^(1-p)",
          ultrametric,
          Control<Pair>::wrong_law("without the factor (1/p) W_p^(1-p)", normal(ultrametric, Fault::no_chain_rule))),
      law(design, "alternative.grid",
          "a grid of nine points, s above r in both coordinates, p = 1: the potential is the sum of the coordinates, "
          "and "
          "the law normal",
          grid,
          Control<Pair>::wrong_law("second moments of the potentials, not centred", normal(grid, Fault::not_centred))),
  };
}

// ---- two laws that agree on one side of an edge: potentials are not unique ----

/// Points 0, 1, 2.5 with r = (0.6, 0.2, 0.2) and s = (0.2, 0.6, 0.2), p = 1: nothing crosses the second gap.
struct Tied {
  Samples samples = {};
  CellParameters parameters() const { return samples.with({}); }
};
const Vector kTiedSource{{0.6, 0.2, 0.2}}, kTiedTarget{{0.2, 0.6, 0.2}};

/// Of sqrt(lambda) G + sqrt(1 - lambda) H.
Matrix tied_covariance(const Samples& s) {
  return s.share() * multinomial_covariance(kTiedSource) + (1 - s.share()) * multinomial_covariance(kTiedTarget);
}

/// First gap: its mass less that of the other law; second gap: the absolute value of that.
AbsoluteSum tied_limit(const Samples& s, bool is_unique) {
  const Matrix sides = Space(Shape::line).sides;
  const Vector gaps = Space(Shape::line).lengths(1);
  return {is_unique ? Vector{{0, 0}} : Vector{{0, gaps[1]}}, is_unique ? gaps : Vector{{gaps[0], 0}},
          sides * tied_covariance(s) * sides.transpose()};
}

Claim tied(const Design& design) {
  const Samples samples{4.0 * design.integer("m"), design.real("m")};
  const TabulatedSum limit(tied_limit(samples, false));
  const double one_potential = tied_limit(samples, true).variance();
  return law_tends_to<Tied>({
      .id = "alternative.tied",
      .statement = "r != s that agree on one side of a gap of the line, p = 1: the limit is a maximum over several "
                   "potentials and not normal",
      .source = kSource,
      .design = {{samples}},
      .law = {[limit](const Tied&, double x) { return limit.cdf(x); }},
      .replicate =
          [](const Tied& s) {
            const Matrix distance = Space(Shape::line).distance;
            return [s, centre = ordered_cost(line_points(), kTiedSource, kTiedTarget, 1),
                    pair = EmpiricalPair(distance, 1, kTiedSource, kTiedTarget, s.samples)](
                       const Stream& stream) mutable -> Certified {
              return s.samples.rate() * (pair.value(stream) - Certified(centre));
            };
          },
      .tolerance = [tolerance = design.real("law_tolerance")](const Tied&) { return tolerance; },
      .replicates = design.count("law_replicates"),
      .control =
          Control<Tied>::wrong_law("normal, with the variance of one pair of optimal potentials",
                                   {[one_potential](const Tied&, double x) { return normal_cdf(x, one_potential); }}),
      .plot = "n",
  });
}

// ---- the library's law ----

/// The maximum over the optimal potentials that the library finds, against the only ones.
auto agreement(bool exchanged) {
  return [=](const Pair& s) {
    const Space space(s.shape);
    return
        [=, at = optimum_of(s), law = WassersteinAlternativeLaw(space.distance.array().pow(s.p), space.r, space.s, s.p),
         g = Vector(), h = Vector()](const Stream& stream) mutable -> Certified {
          Stream draws = stream.purpose("direction");
          draw_multinomial_limit(space.r, draws, g);
          draw_multinomial_limit(space.s, draws, h);
          const double sum = exchanged ? g.dot(at.v) + h.dot(at.u) : g.dot(at.u) + h.dot(at.v);
          const Certified value = law.support_function(g, h);
          return {1e-9 - std::max(std::abs(value.lower - sum), std::abs(value.upper - sum)),
                  1e-9 - std::abs(value.midpoint() - sum), value.termination};
        };
  };
}

Claim library_law(const Design& design) {
  const Samples samples{1600, 400};
  std::vector<Pair> cells;
  for (Shape shape : {Shape::two_points, Shape::line, Shape::ultrametric})
    for (double p : {1.0, 2.0}) cells.push_back({shape, p, samples});
  cells.push_back({Shape::tree, 1, samples});
  return holds_always<Pair>({
      .id = "alternative.closed_forms",
      .statement = std::string("the maximum of <G, u> + <H, v> over the optimal potentials that the library finds is "
                               "that of the closed form, to 1e-9; ") +
                   kShapes,
      .source = kSource,
      .design = cells,
      .replicate = agreement(false),
      .replicates = design.count("agreement_replicates"),
      .control = Control<Pair>::wrong_procedure("the potentials of r and s exchanged", agreement(true)),
      .plot = "space",
  });
}

}  // namespace

std::vector<Claim> alternative_claims(const Design& design) {
  std::vector<Claim> claims = laws(design);
  claims.push_back(tied(design));
  claims.push_back(library_law(design));
  return claims;
}

}  // namespace mongecarlo::wasserstein_limit_laws
