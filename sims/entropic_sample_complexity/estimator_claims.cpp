#include <array>
#include <cmath>
#include <numbers>

#include "entropic_sample_complexity/parts.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/experiment/median_statement.hpp"
#include "mongecarlo/measure/distributions/beta_product.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"
#include "mongecarlo/transport/solvers/sinkhorn_divergence.hpp"

namespace mongecarlo::entropic_sample_complexity {
namespace {

/// mu, independent coordinates (Beta(a, a) - 1/2) L, and nu = s mu, an affine image: the optimal map is x -> s x. The
/// strength lambda is that of T_lambda = min int |x - y|^2 + 2 lambda KL: epsilon = 2 lambda.
struct Scaled {
  int d = 1, n = 64;
  double lambda = 0.1;
  CellParameters parameters() const { return {{"d", d}, {"n", n}, {"lambda", lambda}}; }

  static constexpr double kShape = 6, kLength = 4, kScale = 2;  // a, L, s
  /// L^2 / (4 (2 a + 1)) a coordinate.
  static double variance() { return kLength * kLength / (4 * (2 * kShape + 1)); }
  double squared_distance() const { return d * (kScale - 1) * (kScale - 1) * variance(); }
  /// Fisher information of a coordinate: 4 (2 a - 1) (a - 1) / ((a - 2) L^2).
  static double information() { return 4 * (2 * kShape - 1) * (kShape - 1) / ((kShape - 2) * kLength * kLength); }
  /// lim (S - W_2^2) / lambda^2 = (I(mu, nu) - (I(mu, mu) + I(nu, nu)) / 2) / 4 with the mean Fisher informations along
  /// geodesics J / s, J and J / s^2.
  double divergence_constant() const { return -d * information() * std::pow(1 - 1 / kScale, 2) / 8; }
};

enum class Estimate { divergence, richardson, wrong_richardson, value };

/// S, 2 S_lambda - S_(sqrt(2) lambda) and others between two weighted clouds.
class Estimators {
 public:
  explicit Estimators(double lambda) {
    const std::array strengths{lambda, std::numbers::sqrt2 * lambda, 2 * lambda};
    for (std::size_t k = 0; k < strengths.size(); ++k)
      solvers_[k] = std::make_unique<SinkhornDivergenceSolver>(
          SolverOptions{.epsilon = 2 * strengths[k], .tolerance = 1e-10, .want_plan = false, .want_potentials = false});
    value_ = std::make_unique<EntropicSolver>(
        SolverOptions{.epsilon = 2 * lambda, .tolerance = 1e-10, .want_plan = false, .want_potentials = false});
  }

  Certified operator()(Estimate estimate, const Points& x, const Points& y, const Vector& a, const Vector& b) {
    const Problem problem = problem_from_points(x, y, GroundCost::squared_euclidean(), a, b);
    switch (estimate) {
      case Estimate::divergence:
        return by(*solvers_[0], problem);
      case Estimate::richardson:
        return 2 * by(*solvers_[0], problem) - by(*solvers_[1], problem);
      case Estimate::wrong_richardson:
        return 2 * by(*solvers_[0], problem) - by(*solvers_[2], problem);
      case Estimate::value:
        break;
    }
    return by(*value_, problem);
  }

 private:
  Certified by(Solver& solver, const Problem& problem) {
    solver.solve(problem, result_);
    return {result_.certified_objective.lower, result_.certified_objective.upper, result_.termination};
  }

  std::array<SolverPtr, 3> solvers_;
  SolverPtr value_;
  Result result_;
};

// ---- laws: d = 1, by the midpoint rule ----

constexpr int kNodes = 240;  // densities vanish at the ends with five derivatives: the error is far below lambda^4

Certified of_laws(Estimate estimate, double lambda) {
  Points x(kNodes, 1);
  Vector weights(kNodes);
  for (Index i = 0; i < kNodes; ++i) {
    const double t = (static_cast<double>(i) + 0.5) / kNodes;
    x(i, 0) = (t - 0.5) * Scaled::kLength;
    weights[i] = std::pow(t * (1 - t), Scaled::kShape - 1);
  }
  weights /= weights.sum();
  const Points y = Scaled::kScale * x;
  return Estimators(lambda)(estimate, x, y, weights, weights);
}

Claim divergence_constant() {
  const auto excess = [](double factor) {
    return [factor](const Scaled& s, const Stream&) {
      return (1 / (s.lambda * s.lambda)) *
             (of_laws(Estimate::divergence, factor * s.lambda) - Certified(s.squared_distance()));
    };
  };
  return identity<Scaled>({
      .id = "divergence.constant",
      .statement =
          "(S_lambda - W_2^2) / lambda^2 tends to (I(mu, nu) - (I(mu, mu) + I(nu, nu))/2)/4, I the mean Fisher "
          "information along geodesics",
      .source = "chizat:20, Theorem 1; derived here",
      .design = {{.lambda = 0.04}, {.lambda = 0.02}},
      .truth = [](const Scaled& s) -> Certified { return s.divergence_constant(); },
      .replicate = excess(1),
      .tolerance = 0.01,
      .control = Control<Scaled>::wrong_procedure("epsilon = lambda for epsilon = 2 lambda", excess(0.5)),
      .plot = "lambda",
      .estimate_label = "(S - W_2^2) / lambda^2",
  });
}

RateStatement<Scaled> over_lambda(Estimate right, double exponent, Control<Scaled> control) {
  return {
      .id = {},
      .statement = {},
      .source = "chizat:20, Theorem 1; derived here",
      .design = {{.lambda = 0.16}, {.lambda = 0.08}, {.lambda = 0.04}},
      .n = [](const Scaled& s) { return 1 / s.lambda; },
      .exponent = exponent,
      .replicate = [right](
                       const Scaled& s,
                       const Stream&) { return absolute(of_laws(right, s.lambda) - Certified(s.squared_distance())); },
      .range = without_chance,
      .margin = 0.15,
      .replicates = 1,
      .control = std::move(control),
      .plot = "lambda",
      .estimate_label = "error",
  };
}

Control<Scaled> instead(std::string statement, Estimate wrong) {
  return Control<Scaled>::wrong_procedure(std::move(statement), [wrong](const Scaled& s, const Stream&) {
    return absolute(of_laws(wrong, s.lambda) - Certified(s.squared_distance()));
  });
}

std::vector<Claim> errors_of_laws() {
  auto divergence =
      over_lambda(Estimate::divergence, 2, instead("T_lambda for S_lambda: not debiased", Estimate::value));
  divergence.id = "divergence.rate";
  divergence.statement = "S_lambda - W_2^2 falls like lambda^2, where V - W_2^2 falls like lambda log(1/lambda)";
  auto richardson =
      over_lambda(Estimate::richardson, 3, instead("2 S_lambda - S_(2 lambda)", Estimate::wrong_richardson));
  richardson.id = "richardson.rate";
  richardson.statement =
      "2 S_lambda - S_(sqrt(2) lambda) - W_2^2 falls at least as fast as lambda^3: the term of order lambda^2 cancels";
  return {rate_equals(divergence), rate_at_least(richardson)};
}

// ---- samples ----

class Samples {
 public:
  explicit Samples(const Scaled& s)
      : s_(s),
        x_(s.n, s.d),
        y_(s.n, s.d),
        cost_(s.n, s.n),
        law_(make_beta_product(s.d, Scaled::kShape, Scaled::kShape)),
        estimators_(s.lambda) {}
  void draw(const Stream& stream) {
    law_->sample_into(x_, stream.purpose("source"));
    law_->sample_into(y_, stream.purpose("target"));
    x_.array() = (x_.array() - 0.5) * Scaled::kLength;
    y_.array() = (y_.array() - 0.5) * (Scaled::kScale * Scaled::kLength);
  }
  Certified plug_in() {
    GroundCost::squared_euclidean().fill(view(x_), view(y_), cost_);
    return exact_.solve_uniform(view(cost_));
  }
  Certified estimate(Estimate estimate) { return estimators_(estimate, x_, y_, {}, {}); }
  Certified error(Estimate which) { return absolute(estimate(which) - Certified(s_.squared_distance())); }
  Certified plug_in_error() { return absolute(plug_in() - Certified(s_.squared_distance())); }

 private:
  Scaled s_;
  Points x_, y_;
  Matrix cost_;
  DistributionPtr law_;
  ExactSolver exact_{{}};
  Estimators estimators_;
};

constexpr int kDimension = 5;
constexpr double kUnit = 1.5;  // lambda = kUnit n^-1/(d' + 4): the theorem leaves it open

/// n^-1/(d' + 4), d' = 2 floor(d/2): the strength of the theorem.
double strength(int n) { return kUnit * std::pow(n, -1.0 / (2 * (kDimension / 2) + 4)); }

std::vector<Scaled> over_n(const Design& design, bool is_fixed) {
  const int n = design.integer("estimator_n");
  std::vector<Scaled> cells;
  for (int share : {4, 2, 1}) cells.push_back({kDimension, n / share, strength(is_fixed ? n / 4 : n / share)});
  return cells;
}

auto error_of(Estimate estimate) {
  return [estimate](const Scaled& s) {
    return [estimate, samples = Samples(s)](const Stream& stream) mutable {
      samples.draw(stream);
      return samples.error(estimate);
    };
  };
}

Claim divergence_samples(const Design& design) {
  return rate_at_least<Scaled>({
      .id = "estimator.divergence_rate",
      .statement =
          "d = 5: E |S_lambda(mu_n, nu_n) - W_2^2| falls at least as fast as n^-2/(d' + 4) = n^-1/4 with lambda ~ "
          "n^-1/(d' + 4), d' = 2 floor(d/2)",
      .source = "chizat:20, Proposition 4",
      .design = over_n(design, false),
      .n = [](const Scaled& s) { return static_cast<double>(s.n); },
      .exponent = 0.25,
      .replicate = error_of(Estimate::divergence),
      .range = unbounded,
      .margin = 0.1,
      .replicates = design.count("rate_replicates"),
      .control = Control<Scaled>::wrong_procedure("V for S: not debiased", error_of(Estimate::value)),
      .plot = "n",
      .estimate_label = "mean error",
  });
}

Claim plug_in_samples(const Design& design) {
  const auto plug_in = [](const Scaled& s) {
    return [samples = Samples(s)](const Stream& stream) mutable {
      samples.draw(stream);
      return samples.plug_in_error();
    };
  };
  return rate_at_least<Scaled>({
      .id = "estimator.plug_in_rate",
      .statement = "d = 5: E |W_2^2(mu_n, nu_n) - W_2^2(mu, nu)| falls at least as fast as n^-2/d",
      .source = "chizat:20, Theorem 2; manole:24",
      .design = over_n(design, false),
      .n = [](const Scaled& s) { return static_cast<double>(s.n); },
      .exponent = 0.4,
      .replicate = plug_in,
      .range = unbounded,
      .margin = 0.1,
      .replicates = design.count("rate_replicates"),
      .control = Control<Scaled>::wrong_exponent("like n^-4/d, that rate squared once more", 0.8),
      .plot = "n",
      .estimate_label = "mean error",
  });
}

/// One error less the other, of the same samples.
template <class Better, class Worse>
auto comparison(Better better, Worse worse) {
  return [better, worse](const Scaled& s) {
    return [better, worse, samples = Samples(s)](const Stream& stream) mutable {
      samples.draw(stream);
      return better(samples) - worse(samples);
    };
  };
}

Claim compare(const Design& design, std::string id, std::string statement, Scaled cell, ReplicateOf<Scaled> right,
              Control<Scaled> control) {
  return median_below<Scaled>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "chizat:20",
      .design = {cell},
      .truth = [](const Scaled&) -> Certified { return 0; },
      .replicate = std::move(right),
      .margin = 0.01,
      .replicates = design.count("instances"),
      .control = std::move(control),
      .estimate_label = "median of the difference of errors",
  });
}

std::vector<Claim> comparisons(const Design& design) {
  const int n = design.integer("estimator_n");
  const auto plug_in = [](Samples& s) { return s.plug_in_error(); };
  const auto divergence = [](Samples& s) { return s.error(Estimate::divergence); };
  const auto richardson = [](Samples& s) { return s.error(Estimate::richardson); };
  const auto value = [](Samples& s) { return s.error(Estimate::value); };
  return {
      compare(design, "estimator.divergence_beats_plug_in",
              "d = 5: of the same samples, the error of S_lambda as an estimate of W_2^2 is mostly below that of the "
              "plug-in W_2^2(mu_n, nu_n)",
              {kDimension, n, strength(n)}, comparison(divergence, plug_in),
              Control<Scaled>::wrong_procedure("that of V_lambda is mostly below it too", comparison(value, plug_in))),
      compare(design, "estimator.richardson_beats_divergence",
              "where lambda is large, the error of 2 S_lambda - S_(sqrt(2) lambda) is mostly below that of S_lambda",
              {kDimension, n, 5}, comparison(richardson, divergence),
              Control<Scaled>::wrong_procedure("and so it is where lambda is small and the samples' own error rules",
                                               comparison(richardson, divergence))
                  .in({{kDimension, n, 1}}))};
}

}  // namespace

std::vector<Claim> estimator_claims(const Design& design) {
  std::vector<Claim> claims{divergence_constant()};
  for (Claim& claim : errors_of_laws()) claims.push_back(std::move(claim));
  claims.push_back(divergence_samples(design));
  claims.push_back(plug_in_samples(design));
  for (Claim& claim : comparisons(design)) claims.push_back(std::move(claim));
  return claims;
}

}  // namespace mongecarlo::entropic_sample_complexity
