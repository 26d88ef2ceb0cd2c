#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/binomial_law.hpp"
#include "mongecarlo/base/log_gamma.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "wasserstein_limit_laws/empirical_pair.hpp"
#include "wasserstein_limit_laws/parts.hpp"

namespace mongecarlo::wasserstein_limit_laws {
namespace {

using models::BinomialLaw;
using models::mean_absolute_deviation;

constexpr const char* kSource = "sommerfeld:18; finite n by enumeration, derived here";

/// One sample of n points, the law itself on the other side.
struct Sample {
  int n = 50;
  double p = 1;
  CellParameters parameters() const { return {{"n", n}, {"p", p}}; }
};

const double kMass = Space(Shape::two_points).r[0];
const double kDistance = Space(Shape::two_points).distance(0, 1);

// ---- the exact solver on every possible sample ----

double multinomial_mass(const std::vector<int>& counts, const Vector& law) {
  int n = 0;
  double log_mass = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    n += counts[i];
    log_mass += counts[i] * std::log(law[static_cast<Index>(i)]) - log_gamma(counts[i] + 1.0);
  }
  return std::exp(log_mass + log_gamma(n + 1.0));
}

/// Calls visit with all counts of n draws among the points.
template <class Visit>
void for_all_counts(int n, std::vector<int>& counts, std::size_t from, Visit&& visit) {
  if (from + 1 == counts.size()) {
    counts[from] = n;
    visit();
    return;
  }
  for (counts[from] = 0; counts[from] <= n; ++counts[from]) for_all_counts(n - counts[from], counts, from + 1, visit);
}

/// E W_p^p(r_n, r) over all samples, each solved.
auto solved_mean(Shape shape, int fewer_draws = 0, bool without_power = false) {
  return [=](const Sample& s, const Stream&) -> Certified {
    const Space space(shape);
    EmpiricalPair pair(space.distance, without_power ? 1 : s.p, space.r, space.r, {});
    const int draws = s.n - fewer_draws;
    std::vector<int> counts(static_cast<std::size_t>(space.r.size()));
    Vector empirical(space.r.size());
    CompensatedSum lower, upper;
    Termination termination = Termination::converged;
    for_all_counts(draws, counts, 0, [&] {
      for (Index i = 0; i < empirical.size(); ++i)
        empirical[i] = static_cast<double>(counts[static_cast<std::size_t>(i)]) / draws;
      const Certified value = pair.value_between(empirical, space.r);
      const double mass = multinomial_mass(counts, space.r);
      lower.add(mass * value.lower);
      upper.add(mass * value.upper);
      termination = std::max(termination, value.termination);
    });
    return {lower.value(), upper.value(), termination};
  };
}

/// Where the cost is a sum over edges at any n: sum of lengths times De Moivre's mean absolute deviations.
Certified mean_over_edges(Shape shape, const Sample& s) {
  const Space space(shape);
  const Vector q = space.sides * space.r, lengths = space.lengths(s.p);
  double sum = 0;
  for (Index j = 0; j < q.size(); ++j) sum += lengths[j] * mean_absolute_deviation(s.n, q[j]);
  return sum;
}

/// On the line for p = 2: mass matched in order, all samples weighed.
Certified mean_in_order(const Sample& s) {
  const Space space(Shape::line);
  std::vector<int> counts(3);
  CompensatedSum sum;
  for_all_counts(s.n, counts, 0, [&] {
    Vector empirical(3);
    for (Index i = 0; i < 3; ++i) empirical[i] = static_cast<double>(counts[static_cast<std::size_t>(i)]) / s.n;
    sum.add(multinomial_mass(counts, space.r) * ordered_cost(line_points(), empirical, space.r, s.p));
  });
  return sum.value();
}

Claim solved(std::string id, std::string statement, Shape shape, std::vector<Sample> design,
             std::function<Certified(const Sample&)> truth, Control<Sample> control) {
  return identity<Sample>({
      .id = std::move(id),
      .statement = "E W_p^p(r_n, r) over all samples of " + statement,
      .source = kSource,
      .design = std::move(design),
      .truth = std::move(truth),
      .replicate = solved_mean(shape),
      .tolerance = 1e-9,
      .control = std::move(control),
      .plot = "n",
      .estimate_label = "mean of W_p^p",
  });
}

std::vector<Claim> solved_means() {
  const auto over_edges = [](Shape shape) { return [shape](const Sample& s) { return mean_over_edges(shape, s); }; };
  const auto fewer = [](Shape shape) {
    return Control<Sample>::wrong_procedure("samples of n - 1 draws", solved_mean(shape, 1));
  };
  return {
      solved("enumeration.two_points", "two points, each solved, is d^p times De Moivre's mean absolute deviation",
             Shape::two_points, {{10, 1}, {10, 2}, {200, 1}, {200, 2}}, over_edges(Shape::two_points),
             fewer(Shape::two_points)),
      solved("enumeration.line", "three points of the line, each solved, is that of mass matched in order", Shape::line,
             {{12, 1}, {12, 2}, {12, 3}}, mean_in_order,
             Control<Sample>::wrong_procedure("the cost d for d^p, as published code has it",
                                              solved_mean(Shape::line, 0, true))
                 .in({{12, 2}, {12, 3}})),
      solved("enumeration.tree", "a tree, each solved, is the sum over edges of mean absolute deviations for p = 1",
             Shape::tree, {{4, 1}, {9, 1}}, over_edges(Shape::tree), fewer(Shape::tree)),
      solved("enumeration.ultrametric",
             "an ultrametric space, each solved, is the sum over clusters of mean absolute deviations for every p",
             Shape::ultrametric, {{9, 1}, {9, 2}, {9, 3}}, over_edges(Shape::ultrametric), fewer(Shape::ultrametric)),
  };
}

/// n Var W_p^p(r_n, r) over all samples, where the cost is a sum over edges.
Certified variance_over_edges(Shape shape, const Sample& s) {
  const Space space(shape);
  std::vector<int> counts(static_cast<std::size_t>(space.r.size()));
  CompensatedSum mean, square;
  Vector excess(space.r.size());
  for_all_counts(s.n, counts, 0, [&] {
    for (Index i = 0; i < excess.size(); ++i)
      excess[i] = static_cast<double>(counts[static_cast<std::size_t>(i)]) / s.n - space.r[i];
    const double cost = space.edge_cost(excess, s.p), mass = multinomial_mass(counts, space.r);
    mean.add(mass * cost);
    square.add(mass * cost * cost);
  });
  return s.n * (square.value() - mean.value() * mean.value());
}

/// As if all edges were crossed independently of each other.
double independent_variance(Shape shape, double p) {
  const Space space(shape);
  const Vector q = space.sides * space.r, lengths = space.lengths(p);
  return (1 - 2 / std::numbers::pi) * (lengths.array().square() * q.array() * (1 - q.array())).sum();
}

Claim null_variance(std::string id, std::string space, Shape shape, double p, int n, double tolerance) {
  return identity<Sample>({
      .id = std::move(id),
      .statement = "r = s on " + space +
                   ": n Var W_p^p(r_n, r) over all samples tends to the variance of the sum over "
                   "edges, by E |XY| of pairs of normal variables",
      .source = kSource,
      .design = {{n, p}},
      .truth = [shape](const Sample& s) -> Certified { return Space(shape).null_limit(s.p).variance(); },
      .replicate = [shape](const Sample& s, const Stream&) { return variance_over_edges(shape, s); },
      .tolerance = tolerance,
      .control = Control<Sample>::wrong_truth(
          "edges crossed independently of each other",
          [shape](const Sample& s) -> Certified { return independent_variance(shape, s.p); }),
      .plot = "n",
      .estimate_label = "variance",
  });
}

// ---- two points at large n ----

/// sup |F - G| of sqrt(n) |K / n - r| against the absolute value of N(0, r (1 - r)).
double distance_to_half_normal(int n) {
  const BinomialLaw law(n, kMass);
  std::vector<std::pair<double, double>> atoms;
  for (int k = law.first(); k <= law.last(); ++k)
    atoms.emplace_back(std::sqrt(n) * std::abs(static_cast<double>(k) / n - kMass), law.mass(k));
  std::ranges::sort(atoms);
  double below = 0, worst = 0;
  for (const auto& [x, mass] : atoms) {
    const double limit = 2 * normal_cdf(x, kMass * (1 - kMass)) - 1;
    worst = std::max({worst, std::abs(limit - below), std::abs(limit - below - mass)});
    below += mass;
  }
  return worst;
}

std::vector<Sample> quadruples(int first, int last, double p) {
  std::vector<Sample> samples;
  for (int n = first; n <= last; n *= 4) samples.push_back({n, p});
  return samples;
}

Claim law_rate() {
  return rate_equals<Sample>({
      .id = "enumeration.law_rate",
      .statement =
          "r = s on two points: the exact law of n^(1/(2p)) W_p(r_n, r), whose distance from its limit does not "
          "depend on p, nears it like n^-1/2, by its lattice",
      .source = kSource,
      .design = quadruples(200, 51200, 1),
      .n = [](const Sample& s) { return static_cast<double>(s.n); },
      .exponent = 0.5,
      .replicate = [](const Sample& s, const Stream&) -> Certified { return distance_to_half_normal(s.n); },
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Sample>::wrong_exponent("it nears it like n^-1/4", 0.25),
      .plot = "n",
      .estimate_label = "distance to the limit law",
  });
}

Claim mean_rate(double p, std::string id, std::string exponents) {
  return rate_equals<Sample>({
      .id = std::move(id),
      .statement = "r = s on two points: E W_p(r_n, r) falls like n^(-1/(2p)), " + exponents,
      .source = kSource,
      .design = quadruples(200, 51200, p),
      .n = [](const Sample& s) { return static_cast<double>(s.n); },
      .exponent = 0.5 / p,
      .replicate = [](const Sample& s, const Stream&) -> Certified {
        const BinomialLaw law(s.n, kMass);
        CompensatedSum sum;
        for (int k = law.first(); k <= law.last(); ++k)
          sum.add(law.mass(k) * kDistance * std::pow(std::abs(static_cast<double>(k) / s.n - kMass), 1 / s.p));
        return sum.value();
      },
      .range = without_chance,
      .margin = 0.02,
      .replicates = 1,
      .control = Control<Sample>::wrong_exponent("the exponent 1/p for 1/(2p)", 1 / p),
      .plot = "n",
      .estimate_label = "E W_p",
  });
}

// ---- two points, two samples of unequal size, r != s ----

struct Sizes {
  int n = 800, m = 200;
  CellParameters parameters() const { return {{"n", n}, {"m", m}}; }
};

double rooted_slope() {
  const Space space(Shape::two_points);
  return kDistance / (2 * std::sqrt(std::abs(space.r[0] - space.s[0])));
}

double limit_variance(double share) {
  const Space space(Shape::two_points);
  return rooted_slope() * rooted_slope() * (share * space.r[0] * space.r[1] + (1 - share) * space.s[0] * space.s[1]);
}

Claim alternative_variance() {
  const auto share = [](const Sizes& s) { return static_cast<double>(s.m) / (s.n + s.m); };
  return identity<Sizes>({
      .id = "enumeration.alternative_variance",
      .statement = "r != s on two points: (nm/(n+m)) Var W_2(r_n, s_m) over all binomials tends to its limit variance",
      .source = kSource,
      .design = {{3200, 800}, {800, 3200}},
      .truth = [share](const Sizes& s) -> Certified { return limit_variance(share(s)); },
      .replicate = [](const Sizes& s, const Stream&) -> Certified {
        const Space space(Shape::two_points);
        const BinomialLaw source(s.n, space.r[0]), target(s.m, space.s[0]);
        CompensatedSum mean, square;
        for (int i = source.first(); i <= source.last(); ++i)
          for (int j = target.first(); j <= target.last(); ++j) {
            const double mass = source.mass(i) * target.mass(j);
            const double apart = std::abs(static_cast<double>(i) / s.n - static_cast<double>(j) / s.m);
            mean.add(mass * kDistance * std::sqrt(apart));
            square.add(mass * kDistance * kDistance * apart);
          }
        const double rate_squared = static_cast<double>(s.n) * s.m / (s.n + s.m);
        return rate_squared * (square.value() - mean.value() * mean.value());
      },
      .tolerance = 0.01,
      .control = Control<Sizes>::wrong_truth(
          "weights swapped", [share](const Sizes& s) -> Certified { return limit_variance(1 - share(s)); }),
      .plot = "n",
      .estimate_label = "variance",
  });
}

}  // namespace

std::vector<Claim> enumeration_claims(const Design&) {
  std::vector<Claim> claims = solved_means();
  claims.push_back(null_variance("enumeration.line_variance", "the line, p = 1", Shape::line, 1, 120, 0.005));
  claims.push_back(null_variance("enumeration.tree_variance", "a tree, p = 1", Shape::tree, 1, 40, 0.0125));
  claims.push_back(null_variance("enumeration.ultrametric_variance", "an ultrametric space, p = 2", Shape::ultrametric,
                                 2, 40, 0.04));
  claims.push_back(law_rate());
  claims.push_back(mean_rate(1, "enumeration.mean_rate_1", "p = 1"));
  claims.push_back(mean_rate(2, "enumeration.mean_rate_2", "p = 2: n^-1/4, slower than where r != s"));
  claims.push_back(alternative_variance());
  return claims;
}

}  // namespace mongecarlo::wasserstein_limit_laws
