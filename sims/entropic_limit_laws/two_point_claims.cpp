#include <algorithm>

#include "entropic_limit_laws/parts.hpp"
#include "entropic_limit_laws/two_points.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

const TwoPoints kProblem{};

/// rho (S(a_n, b_m) - centre).
auto scaled(Statistic statistic, double centre, bool by_root_n = false) {
  return [=](const Samples& s) {
    const double rate = by_root_n ? std::sqrt(s.n) : s.rate();
    return [=, draw = EmpiricalTwoPoints(kProblem, s)](const Stream& stream) -> Certified {
      return rate * ((draw(stream).*statistic)() - centre);
    };
  };
}
auto centred(Statistic statistic) { return scaled(statistic, (kProblem.*statistic)()); }

/// Its limit; with weights swapped, the larger sample has the larger share.
LawOf<Samples> normal(SlopesOf slopes, bool swapped = false) {
  return {[=](const Samples& s, double x) {
    return normal_cdf(x, limit_variance(kProblem, slopes(kProblem), swapped ? 1 - s.share() : s.share()));
  }};
}
Control<Samples> swapped_weights(SlopesOf slopes) {
  return Control<Samples>::wrong_law("weights swapped: n/(n+m) for the source", normal(slopes, true));
}

Claim law(const Design& design, std::string id, std::string statement, std::string source, Statistic statistic,
          SlopesOf slopes, Control<Samples> control) {
  const int m = design.integer("m");
  return law_tends_to<Samples>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = std::move(source),
      .design = {{4 * m, m}, {m, 4 * m}},
      .law = normal(slopes),
      .replicate = centred(statistic),
      .tolerance = [tolerance = design.real("law_tolerance")](const Samples&) { return tolerance; },
      .replicates = design.count("law_replicates"),
      .control = std::move(control),
      .plot = "n",
  });
}

std::vector<Claim> laws(const Design& design) {
  const int m = design.integer("m");
  const auto by_root_n = scaled(&TwoPoints::first_entry, kProblem.first_entry(), true);
  return {
      law(design, "two_points.plan",
          "rho (P_11(a_n, b_m) - P_11) is normal in the limit, by the derivative of the plan in both marginals",
          "klatt:20; two points in closed form", &TwoPoints::first_entry, slopes_of_first_entry,
          Control<Samples>::wrong_procedure("scaled by sqrt(n) for sqrt(nm/(n+m))", by_root_n).in({{4 * m, m}})),
      law(design, "two_points.transport_cost",
          "rho (T(a_n, b_m) - T) is normal in the limit with the variance of T's own influence functions",
          "klatt:20; two points in closed form", &TwoPoints::transport_cost, slopes_of_transport_cost,
          swapped_weights(slopes_of_transport_cost)),
      law(design, "two_points.rooted_cost",
          "rho (T^(1/2)(a_n, b_m) - T^(1/2)), as published for p = 2, is normal with the variance of T over 4 T",
          "klatt:20; two points in closed form", &TwoPoints::rooted_cost, slopes_of_rooted_cost,
          Control<Samples>::wrong_law("the variance of T without the root", normal(slopes_of_transport_cost))),
      law(design, "two_points.objective",
          "rho (V(a_n, b_m) - V), centred at the population's value, is normal with the variance of the potentials",
          "bigot:19; delbarrio:23", &TwoPoints::objective, slopes_of_objective, swapped_weights(slopes_of_objective)),
      law(design, "two_points.entropy_objective",
          "rho (E(a_n, b_m) - E) is normal with the variance of f + epsilon log a and g + epsilon log b",
          "bigot:19; derived here", &TwoPoints::entropy_objective, slopes_of_entropy_objective,
          Control<Samples>::wrong_law("the variance of the potentials of V", normal(slopes_of_objective))
              .in({{m, 4 * m}})),
  };
}

/// b is known: rho = sqrt(n).
Claim one_sample(const Design& design) {
  const auto replicate = [](const Samples& s) {
    return [s, draw = EmpiricalTwoPoints(kProblem, s)](const Stream& stream) -> Certified {
      TwoPoints empirical = draw(stream);
      empirical.s = kProblem.s;
      return std::sqrt(s.n) * (empirical.transport_cost() - kProblem.transport_cost());
    };
  };
  const auto normal_of_share = [](double share) {
    return LawOf<Samples>{[share](const Samples&, double x) {
      return normal_cdf(x, limit_variance(kProblem, slopes_of_transport_cost(kProblem), share));
    }};
  };
  return law_tends_to<Samples>({
      .id = "two_points.one_sample",
      .statement = "b known: sqrt(n) (T(a_n, b) - T) is normal with the variance of the source's influence alone",
      .source = "klatt:20; two points in closed form",
      .design = {{4 * design.integer("m"), 1}},
      .law = normal_of_share(1),
      .replicate = replicate,
      .tolerance = [tolerance = design.real("law_tolerance")](const Samples&) { return tolerance; },
      .replicates = design.count("law_replicates"),
      .control = Control<Samples>::wrong_law("the variance of the target's influence", normal_of_share(0)),
      .plot = "n",
  });
}

Claim approach(const Design& design) {
  return law_approaches<Samples>({
      .id = "two_points.approach",
      .statement = "the law of rho (T(a_n, b_m) - T) is nearer to its limit for large samples than for small ones",
      .source = "klatt:20; two points in closed form",
      .design = {{40, 10}, {160, 40}, {640, 160}, {2560, 640}},
      .law = normal(slopes_of_transport_cost),
      .replicate = centred(&TwoPoints::transport_cost),
      .tolerance = {},
      .replicates = design.count("law_replicates"),
      .control = Control<Samples>::wrong_procedure("centred at the cost without regularisation",
                                                   scaled(&TwoPoints::transport_cost, kProblem.s - kProblem.r)),
      .n = [](const Samples& s) { return static_cast<double>(s.n); },
      .plot = "n",
  });
}

/// Exact betting: T and V lie in [0, 1].
Claim variance(const Design& design, std::string id, std::string statement, Statistic statistic, SlopesOf slopes,
               std::string wrong, std::function<double(const Samples&)> wrong_variance) {
  return variance_equals<Samples>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "klatt:20; bigot:19; two points in closed form",
      .design = {{400, 100}, {100, 400}},
      .truth = [slopes](const Samples& s) -> Certified {
        return limit_variance(kProblem, slopes(kProblem), s.share());
      },
      .replicate = centred(statistic),
      .range =
          [statistic](const Samples& s) {
            const double centre = (kProblem.*statistic)();
            return Range{-s.rate() * centre, s.rate() * (1 - centre)};
          },
      .margin = Margin::relative(0.15),
      .replicates = design.count("variance_replicates"),
      .control = Control<Samples>::wrong_truth(
          std::move(wrong), [wrong_variance](const Samples& s) -> Certified { return wrong_variance(s); }),
      .plot = "n",
      .estimate_label = "variance",
  });
}

std::vector<Claim> variances(const Design& design) {
  return {
      variance(design, "two_points.transport_variance", "(nm/(n+m)) Var T(a_n, b_m) is the limit variance of T",
               &TwoPoints::transport_cost, slopes_of_transport_cost, "the variance of V's potentials used for T",
               [](const Samples& s) { return limit_variance(kProblem, slopes_of_objective(kProblem), s.share()); }),
      variance(
          design, "two_points.objective_variance", "(nm/(n+m)) Var V(a_n, b_m) is the limit variance of V",
          &TwoPoints::objective, slopes_of_objective, "half of it, as a published script has it",
          [](const Samples& s) { return 0.5 * limit_variance(kProblem, slopes_of_objective(kProblem), s.share()); }),
  };
}

}  // namespace

std::vector<Claim> two_point_claims(const Design& design) {
  std::vector<Claim> claims = laws(design);
  claims.push_back(one_sample(design));
  claims.push_back(approach(design));
  for (Claim& claim : variances(design)) claims.push_back(std::move(claim));
  return claims;
}

}  // namespace mongecarlo::entropic_limit_laws
