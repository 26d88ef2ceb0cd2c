#include <algorithm>
#include <numbers>

#include "entropic_limit_laws/parts.hpp"
#include "entropic_limit_laws/two_points.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

const TwoPoints kProblem{};
/// Uniform on both sides, a circle of two points: V has no first-order term.
const TwoPoints kUniform{.r = 0.5, .s = 0.5};

/// A value of the statistic, and how likely it is.
struct Atom {
  double value, mass;
};

/// The whole law of rho (S(a_n, b_m) - S): every pair of binomials but those of mass below 1e-20 together.
std::vector<Atom> finite_law(Statistic statistic, const Samples& s, const TwoPoints& problem = kProblem) {
  const std::vector<double> source = binomial_law(s.n, problem.r), target = binomial_law(s.m, problem.s);
  const double centre = (problem.*statistic)();
  std::vector<Atom> law;
  for (int i = 0; i <= s.n; ++i)
    for (int j = 0; j <= s.m && source[static_cast<std::size_t>(i)] > 1e-20; ++j) {
      const double mass = source[static_cast<std::size_t>(i)] * target[static_cast<std::size_t>(j)];
      if (mass <= 1e-20) continue;
      const TwoPoints empirical{static_cast<double>(i) / s.n, static_cast<double>(j) / s.m, problem.epsilon};
      law.push_back({s.rate() * ((empirical.*statistic)() - centre), mass});
    }
  return law;
}

/// The law of sqrt(n) (T(a_n, b) - T): b is known.
std::vector<Atom> one_sample_law(int n) {
  const std::vector<double> source = binomial_law(n, kProblem.r);
  std::vector<Atom> law;
  for (int i = 0; i <= n; ++i) {
    const TwoPoints empirical{static_cast<double>(i) / n, kProblem.s, kProblem.epsilon};
    law.push_back(
        {std::sqrt(n) * (empirical.transport_cost() - kProblem.transport_cost()), source[static_cast<std::size_t>(i)]});
  }
  return law;
}

double mean(const std::vector<Atom>& law) {
  CompensatedSum sum;
  for (const Atom& atom : law) sum.add(atom.mass * atom.value);
  return sum.value();
}

double variance(const std::vector<Atom>& law) {
  const double centre = mean(law);
  CompensatedSum sum;
  for (const Atom& atom : law) sum.add(atom.mass * (atom.value - centre) * (atom.value - centre));
  return sum.value();
}

/// sup |F - G| for a continuous G.
template <class Cdf>
double distance(std::vector<Atom> law, Cdf&& cdf) {
  std::ranges::sort(law, {}, &Atom::value);
  double below = 0, worst = 0;
  for (const Atom& atom : law) {
    const double limit = cdf(atom.value);
    worst = std::max({worst, std::abs(limit - below), std::abs(limit - (below + atom.mass))});
    below += atom.mass;
  }
  return worst;
}

Claim exact_variance(const Design& design, std::string id, std::string name, Statistic statistic, SlopesOf slopes,
                     std::string wrong, std::function<double(const Samples&)> wrong_variance) {
  const int m = design.integer("enumerated_m");
  return identity<Samples>({
      .id = std::move(id),
      .statement = "(nm/(n+m)) Var " + name + "(a_n, b_m) over all binomials tends to the limit variance of " + name,
      .source = "klatt:20; bigot:19; two points in closed form",
      .design = {{4 * m, m}, {m, 4 * m}},
      .truth = [slopes](const Samples& s) -> Certified {
        return limit_variance(kProblem, slopes(kProblem), s.share());
      },
      .replicate = [statistic](const Samples& s, const Stream&) -> Certified {
        return variance(finite_law(statistic, s));
      },
      .tolerance = 6.0 / m,
      .control = Control<Samples>::wrong_truth(
          std::move(wrong), [wrong_variance](const Samples& s) -> Certified { return wrong_variance(s); }),
      .plot = "n",
      .estimate_label = "variance",
  });
}

double of(SlopesOf slopes, double share) { return limit_variance(kProblem, slopes(kProblem), share); }

std::vector<Claim> variances(const Design& design) {
  return {
      exact_variance(design, "enumeration.transport_variance", "T", &TwoPoints::transport_cost,
                     slopes_of_transport_cost, "the variance of V's potentials",
                     [](const Samples& s) { return of(slopes_of_objective, s.share()); }),
      exact_variance(design, "enumeration.rooted_variance", "T^(1/2)", &TwoPoints::rooted_cost, slopes_of_rooted_cost,
                     "the variance of T", [](const Samples& s) { return of(slopes_of_transport_cost, s.share()); }),
      exact_variance(design, "enumeration.objective_variance", "V", &TwoPoints::objective, slopes_of_objective,
                     "weights swapped", [](const Samples& s) { return of(slopes_of_objective, 1 - s.share()); }),
      exact_variance(design, "enumeration.entropy_variance", "E", &TwoPoints::entropy_objective,
                     slopes_of_entropy_objective, "weights swapped",
                     [](const Samples& s) { return of(slopes_of_entropy_objective, 1 - s.share()); }),
  };
}

/// epsilon/2 sigma^2 / (1 - sigma^2): the bias of V in units of 1/rho^2 = 1/n + 1/m.
double bias_constant(const Samples&) {
  const double sigma = kProblem.correlation();
  return 0.5 * kProblem.epsilon * sigma * sigma / (1 - sigma * sigma);
}

Claim bias(const Design& design) {
  const int m = design.integer("enumerated_m");
  return identity<Samples>({
      .id = "enumeration.bias",
      .statement = "(nm/(n+m)) (E V(a_n, b_m) - V) tends to (epsilon/2) sigma^2 / (1 - sigma^2)",
      .source = "delbarrio:23; constant derived here",
      .design = {{4 * m, m}, {m, 4 * m}, {m, m}},
      .truth = [](const Samples& s) -> Certified { return bias_constant(s); },
      .replicate = [](const Samples& s, const Stream&) -> Certified {
        return s.rate() * mean(finite_law(&TwoPoints::objective, s));
      },
      .tolerance = 2.0 / m,
      .control = Control<Samples>::wrong_truth("no bias of this order: the mean of V(a_n, b_m) is V",
                                               [](const Samples&) -> Certified { return 0; }),
      .plot = "n",
      .estimate_label = "bias over 1/n + 1/m",
  });
}

std::vector<Samples> doublings(int first, int last, bool both_sides) {
  std::vector<Samples> samples;
  for (int n = first; n <= last; n *= 2) samples.push_back({n, both_sides ? n : 1});
  return samples;
}

Claim law_rate() {
  return rate_equals<Samples>({
      .id = "enumeration.law_rate",
      .statement = "b known: the exact law of sqrt(n) (T(a_n, b) - T) nears its limit like n^-1/2, by its lattice",
      .source = "klatt:20; rate derived here",
      .design = doublings(200, 12800, false),
      .n = [](const Samples& s) { return static_cast<double>(s.n); },
      .exponent = 0.5,
      .replicate = [](const Samples& s, const Stream&) -> Certified {
        const double limit = of(slopes_of_transport_cost, 1);
        return distance(one_sample_law(s.n), [limit](double x) { return normal_cdf(x, limit); });
      },
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Samples>::wrong_exponent("it nears it like 1/n", 1),
      .plot = "n",
      .estimate_label = "distance to the limit law",
  });
}

// ---- what keeps a law from its limit: its centre, its spread, its shape ----

const TwoPoints kEven{.r = 0.3, .s = 0.6};

std::vector<Atom> law_of_objective(const Samples& s) { return finite_law(&TwoPoints::objective, s, kEven); }
double limit_variance_of_objective(const Samples& s) {
  return limit_variance(kEven, slopes_of_objective(kEven), s.share());
}

double skewness(const std::vector<Atom>& law) {
  const double centre = mean(law);
  CompensatedSum sum;
  for (const Atom& atom : law) sum.add(atom.mass * std::pow(atom.value - centre, 3));
  return sum.value() / std::pow(variance(law), 1.5);
}

double off_centre(const Samples& s) {
  return std::abs(mean(law_of_objective(s))) / std::sqrt(limit_variance_of_objective(s));
}
double off_spread(const Samples& s) {
  return std::abs(variance(law_of_objective(s)) / limit_variance_of_objective(s) - 1);
}
double off_shape(const Samples& s) { return std::abs(skewness(law_of_objective(s))); }

std::vector<Samples> unequal(const Design& design) {
  const int m = std::min(200, design.integer("enumerated_m"));
  return {{m / 2, m / 8}, {m, m / 4}, {2 * m, m / 2}, {4 * m, m}};
}

Claim blame(const Design& design, std::string id, std::string statement, double (*departure)(const Samples&),
            double exponent, std::string wrong, double wrong_exponent) {
  return rate_equals<Samples>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "derived here",
      .design = unequal(design),
      .n = [](const Samples& s) { return static_cast<double>(s.n); },
      .exponent = exponent,
      .replicate = [departure](const Samples& s, const Stream&) -> Certified { return departure(s); },
      .range = without_chance,
      .margin = 0.15,
      .replicates = 1,
      .control = Control<Samples>::wrong_exponent(std::move(wrong), wrong_exponent),
      .plot = "n",
      .estimate_label = "departure from the limit",
  });
}

/// The share of the distance to the normal limit that is left once some of a law's own moments are put into the limit:
/// its mean and its skewness by Edgeworth's first term, or its variance.
enum class Corrected { mean_and_skewness, variance };
auto share_left(Corrected corrected) {
  return [corrected](const Samples& s, const Stream&) -> Certified {
    const std::vector<Atom> law = law_of_objective(s);
    const double limit = limit_variance_of_objective(s), root = std::sqrt(limit);
    const double shift = mean(law) / root, skew = skewness(law), own = variance(law);
    const double before = distance(law, [limit](double x) { return normal_cdf(x, limit); });
    const double after = distance(law, [&](double x) {
      if (corrected == Corrected::variance) return normal_cdf(x, own);
      const double z = x / root, density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
      return normal_cdf(x, limit) - density * (shift + skew / 6 * (z * z - 1));
    });
    return after / before;
  };
}

Claim order_of_blame(const Design& design) {
  const std::vector<Samples> samples = unequal(design);
  return identity<Samples>({
      .id = "blame.order",
      .statement =
          "centre and shape, both of order n^-1/2, are to blame for the distance of V's law to its limit: with its "
          "mean and its skewness put into the limit, less than half of it is left",
      .source = "derived here",
      .design = {samples[2], samples[3]},
      .truth = [](const Samples&) -> Certified { return 0.5; },
      .replicate = share_left(Corrected::mean_and_skewness),
      .tolerance = 1e-9,
      .control = Control<Samples>::wrong_procedure("the variance is to blame: with its own put into the limit",
                                                   share_left(Corrected::variance)),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::order,
      .plot = "n",
      .estimate_label = "share of the distance that is left",
  });
}

std::vector<Claim> blames(const Design& design) {
  return {
      blame(design, "blame.centre",
            "n = 4 m: the mean of rho (V(a_n, b_m) - V), over the limit's standard deviation, falls like n^-1/2",
            off_centre, 0.5, "like 1/n, as the bias of V before it is scaled", 1),
      blame(design, "blame.spread", "... its variance nears that of the limit like 1/n", off_spread, 1,
            "like n^-1/2, as centre and shape do", 0.5),
      blame(design, "blame.shape", "... its skewness falls like n^-1/2", off_shape, 0.5, "like 1/n", 1),
      order_of_blame(design),
  };
}

// ---- uniform laws on both sides: f and g are constant ----

Claim degenerate_rate(const Design& design) {
  return rate_equals<Samples>({
      .id = "degenerate.rate",
      .statement = "uniform laws on both sides, f and g constant: E |V(a_n, b_n) - V| falls like 1/n",
      .source = "derived here",
      .design = doublings(50, design.integer("enumerated_m"), true),
      .n = [](const Samples& s) { return static_cast<double>(s.n); },
      .exponent = 1,
      .replicate = [](const Samples& s, const Stream&) -> Certified {
        CompensatedSum sum;
        for (const Atom& atom : finite_law(&TwoPoints::objective, s, kUniform))
          sum.add(atom.mass * std::abs(atom.value));
        return sum.value() / s.rate();
      },
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Samples>::wrong_exponent("like n^-1/2, as where the first order does not vanish", 0.5),
      .plot = "n",
      .estimate_label = "mean of |V(a_n, b_n) - V|",
  });
}

/// Var of eps/(1-q) (q/2 (lambda z^2 + (1-lambda) w^2) - sqrt(q lambda (1-lambda)) z w), q = sigma^2.
double degenerate_variance(const Samples& s, bool with_mixed_term) {
  const double u = s.share(), v = 1 - u, q = kUniform.correlation() * kUniform.correlation();
  const double factor = kUniform.epsilon / (1 - q);
  return factor * factor * (q * q * (u * u + v * v) / 2 + (with_mixed_term ? q * u * v : 0));
}

Claim degenerate_spread(const Design& design) {
  const int m = design.integer("enumerated_m");
  return identity<Samples>({
      .id = "degenerate.variance",
      .statement = "uniform laws on both sides: (nm/(n+m))^2 Var V(a_n, b_m) tends to that of a quadratic form "
                   "of two normal variables a mode, mixed term included",
      .source = "derived here",
      .design = {{4 * m, m}, {m, 4 * m}, {m, m}},
      .truth = [](const Samples& s) -> Certified { return degenerate_variance(s, true); },
      .replicate = [](const Samples& s, const Stream&) -> Certified {
        return s.rate() * s.rate() * variance(finite_law(&TwoPoints::objective, s, kUniform));
      },
      .tolerance = 10.0 / m,
      .control =
          Control<Samples>::wrong_truth("without the mixed term of both samples",
                                        [](const Samples& s) -> Certified { return degenerate_variance(s, false); }),
      .plot = "n",
      .estimate_label = "variance",
  });
}

}  // namespace

std::vector<Claim> enumeration_claims(const Design& design) {
  std::vector<Claim> claims = variances(design);
  claims.push_back(bias(design));
  claims.push_back(law_rate());
  for (Claim& claim : blames(design)) claims.push_back(std::move(claim));
  claims.push_back(degenerate_rate(design));
  claims.push_back(degenerate_spread(design));
  return claims;
}

}  // namespace mongecarlo::entropic_limit_laws
