#include <algorithm>

#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "sinkhorn_divergence/parts.hpp"
#include "sinkhorn_divergence/random_pair.hpp"
#include "sinkhorn_divergence/two_points.hpp"

namespace mongecarlo::sinkhorn_divergence {
namespace {

// ---- two points ----

struct Weights {
  double r = 0.3, s = 0.6, epsilon = 0.5;
  CellParameters parameters() const { return {{"epsilon", epsilon}, {"r", r}, {"s", s}}; }
};

Claim two_point_value() {
  const auto loss = [](Loss which) {
    return [which](const Weights& w, const Stream&) {
      Losses losses(GroundCost::euclidean(1), w.epsilon);
      return (losses.*which)(two_points::cloud(w.r), two_points::cloud(w.s));
    };
  };
  return identity<Weights>({
      .id = "value.two_points",
      .statement = "S on two points at distance 1 has a closed form (the root of a quadratic equation)",
      .source = "derived here",
      .design = {{.epsilon = 0.1}, {.epsilon = 0.5}, {.epsilon = 2}, {.r = 0.05, .s = 0.06}, {.r = 0, .s = 0.6}},
      .truth = [](const Weights& w) -> Certified { return two_points::divergence(w.r, w.s, w.epsilon); },
      .replicate = loss(&Losses::divergence),
      .tolerance = 1e-10,
      .control = Control<Weights>::wrong_procedure("the transport parts debiased", loss(&Losses::transport_parts))
                     .in({{.epsilon = 0.5}}),
      .estimate_label = "S",
  });
}

// ---- translation ----

Claim translation(const Design& design) {
  const auto error = [](Loss loss) {
    return of_random_measures([loss](Losses& losses, const Measures& measures) {
      Cloud moved = measures.a;
      const Eigen::RowVectorXd shift = mean(measures.other);
      moved.points.rowwise() += shift;
      return Certified(kRounding) - absolute((losses.*loss)(measures.a, moved) - Certified(shift.squaredNorm()));
    });
  };
  return holds_always<Pair>({
      .id = "translation",
      .statement = "S(a, a + t) = |t|^2 for |x - y|^2, whatever epsilon (to 1e-9)",
      .source = "derived here",
      .design = {{.epsilon = 0.1}, {.epsilon = 0.5}, {.epsilon = 5}},
      .replicate = error(&Losses::divergence),
      .replicates = design.count("draws"),
      .control = Control<Pair>::wrong_procedure("V for S", error(&Losses::value)),
      .margin = 0.02,
      .kind = ClaimKind::identity,
  });
}

// ---- limits of epsilon ----

/// Fixed random measures.
Measures fixed_measures(const Pair& s) {
  Measures measures(s);
  measures.refill(Stream(stream_key(0, "sinkhorn_divergence", "fixed measures"), 0));
  return measures;
}

double squared_mean_difference(const Measures& measures) { return (mean(measures.a) - mean(measures.b)).squaredNorm(); }

/// (1/2) int -|x - y| d(a - b)^2.
double energy_distance(const Measures& measures) {
  const auto mean_distance = [](const Cloud& a, const Cloud& b) {
    double sum = 0;
    for (Index i = 0; i < a.weights.size(); ++i)
      for (Index j = 0; j < b.weights.size(); ++j)
        sum += a.weights[i] * b.weights[j] * (a.points.row(i) - b.points.row(j)).norm();
    return sum;
  };
  const Cloud &a = measures.a, &b = measures.b;
  return mean_distance(a, b) - 0.5 * mean_distance(a, a) - 0.5 * mean_distance(b, b);
}

Claim large_epsilon(std::string id, std::string statement, double power, double (*limit)(const Measures&)) {
  std::vector<Pair> cells;
  for (double epsilon : {8.0, 16.0, 32.0, 64.0}) cells.push_back({.power = power, .epsilon = epsilon});
  return rate_equals<Pair>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "feydy:19; peyre:19",
      .design = cells,
      .n = [](const Pair& s) { return s.epsilon; },
      .exponent = 1,
      .replicate =
          [limit](const Pair& s, const Stream&) {
            const Measures measures = fixed_measures(s);
            Losses losses(GroundCost::euclidean(s.power), s.epsilon);
            return absolute(losses.divergence(measures.a, measures.b) - Certified(limit(measures)));
          },
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Pair>::wrong_procedure("V tends there",
                                                [limit](const Pair& s, const Stream&) {
                                                  const Measures measures = fixed_measures(s);
                                                  Losses losses(GroundCost::euclidean(s.power), s.epsilon);
                                                  return absolute(losses.value(measures.a, measures.b) -
                                                                  Certified(limit(measures)));
                                                }),
      .estimate_label = "distance to the limit",
  });
}

struct Regularisation {
  double epsilon = 0.002;
  CellParameters parameters() const { return {{"epsilon", epsilon}}; }
};

/// Two measures of the line whose optimal plan is far better than any other.
Cloud three_points(double middle, double end, Vector weights) {
  Cloud cloud{Points(3, 1), std::move(weights)};
  cloud.points << 0, middle, end;
  return cloud;
}
Cloud wide() { return three_points(0.4, 1, Eigen::Vector3d(0.5, 0.3, 0.2)); }
Cloud narrow() { return three_points(0.5, 0.8, Eigen::Vector3d(0.2, 0.5, 0.3)); }

Result exact_transport(const Cloud& a, const Cloud& b) {
  Result result;
  find_solver("exact")->make({})->solve(
      problem_from_points(a.points, b.points, GroundCost::squared_euclidean(), a.weights, b.weights), result);
  return result;
}

double entropy(const Vector& weights) {
  double sum = 0;
  for (double w : weights) sum -= w * std::log(w);
  return sum;
}

/// KL(P | a x b) of the optimal plan, less half of the entropies where debiased: those are the KL of the diagonal plans
/// of (a, a) and (b, b).
double slope_at_zero(bool is_debiased) {
  const Cloud a = wide(), b = narrow();
  double slope = is_debiased ? -0.5 * (entropy(a.weights) + entropy(b.weights)) : 0;
  for (const PlanEntry& entry : exact_transport(a, b).plan)
    if (entry.mass > 0)
      slope += entry.mass * std::log(entry.mass / (a.weights[entry.source] * b.weights[entry.target]));
  return slope;
}

Claim small_epsilon() {
  return identity<Regularisation>({
      .id = "limit.small_epsilon",
      .statement = "(S - OT) / epsilon tends to KL(P | a x b) - H(a)/2 - H(b)/2 for the optimal plan P: S tends to OT",
      .source = "feydy:19; slope derived here",
      .design = {{0.004}, {0.002}},
      .truth = [](const Regularisation&) -> Certified { return slope_at_zero(true); },
      .replicate =
          [](const Regularisation& s, const Stream&) {
            Losses losses(GroundCost::squared_euclidean(), s.epsilon);
            const Certified limit = exact_transport(wide(), narrow()).certified_objective;
            return (1 / s.epsilon) * (losses.divergence(wide(), narrow()) - limit);
          },
      .tolerance = 1e-6,
      .control = Control<Regularisation>::wrong_truth(
          "to KL(P | a x b), the slope of V", [](const Regularisation&) -> Certified { return slope_at_zero(false); }),
      .estimate_label = "(S - OT) / epsilon",
  });
}

// ---- it metrises weak convergence ----

struct Grid {
  int n = 2;
  double epsilon = 0.5;
  CellParameters parameters() const { return {{"n", n}, {"epsilon", epsilon}}; }
  /// Equal weights on the midpoints of `cells` equal parts of [0, 1].
  static Cloud of(Index cells) {
    Cloud grid{Points(cells, 1), Vector::Constant(cells, 1.0 / static_cast<double>(cells))};
    for (Index i = 0; i < cells; ++i) grid.points(i, 0) = (static_cast<double>(i) + 0.5) / static_cast<double>(cells);
    return grid;
  }
};

/// W_2^2 of both grids is (1 / n^2 - 1 / N^2) / 12 for odd N / n.
Claim metrises() {
  return rate_equals<Grid>({
      .id = "metrises.grid",
      .statement = "S of n midpoints from a grid that is 81 times as fine falls like n^-4: weak convergence is seen",
      .source = "feydy:19, Theorem 1; rate (that of the midpoint rule, squared) derived here",
      .design = {{2}, {3}, {4}, {6}},
      .n = [](const Grid& s) { return static_cast<double>(s.n); },
      .exponent = 4,
      .replicate =
          [](const Grid& s, const Stream&) {
            Losses losses(GroundCost::squared_euclidean(), s.epsilon);
            return losses.divergence(Grid::of(s.n), Grid::of(81 * s.n));
          },
      .range = without_chance,
      .margin = 0.2,
      .replicates = 1,
      .control = Control<Grid>::wrong_procedure(
          "total variation falls so: it is 1 but for the points in common",
          [](const Grid& s, const Stream&) -> Certified { return 1 - 1.0 / 81 + 0 * s.n; }),
      .estimate_label = "S",
  });
}

/// Weights (r + 1/n, ...) against (r, ...): both measures on the same points.
Claim quadratic_at_equality() {
  const auto of = [](bool is_rooted) {
    return [is_rooted](const Grid& s, const Stream&) -> Certified {
      Losses losses(GroundCost::euclidean(1), s.epsilon);
      const Certified value = losses.divergence(two_points::cloud(0.3 + 0.3 / s.n), two_points::cloud(0.3));
      if (!is_rooted) return value;
      return {std::sqrt(std::max(value.lower, 0.0)), std::sqrt(std::max(value.upper, 0.0)), value.termination};
    };
  };
  return rate_equals<Grid>({
      .id = "metrises.quadratic",
      .statement = "S is quadratic in a - b near equality: S(a + h / n, a) falls like n^-2",
      .source = "gonzalez:22; goldfeld:24; derived here",
      .design = {{4}, {8}, {16}, {32}},
      .n = [](const Grid& s) { return static_cast<double>(s.n); },
      .exponent = 2,
      .replicate = of(false),
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Grid>::wrong_procedure("its root falls so", of(true)),
      .estimate_label = "S",
  });
}

}  // namespace

std::vector<Claim> exact_claims(const Design& design) {
  return {two_point_value(),
          translation(design),
          large_epsilon("limit.large_epsilon_squared",
                        "S tends to |mean difference|^2 for |x - y|^2, at distance ~ 1 / epsilon", 2,
                        squared_mean_difference),
          large_epsilon("limit.large_epsilon_distance",
                        "S tends to the energy distance for |x - y|, at distance ~ 1 / epsilon", 1, energy_distance),
          small_epsilon(),
          metrises(),
          quadratic_at_equality()};
}

}  // namespace mongecarlo::sinkhorn_divergence
