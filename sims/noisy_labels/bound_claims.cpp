#include <algorithm>
#include <cmath>
#include <limits>

#include "mongecarlo/experiment/statement.hpp"
#include "noisy_labels/class_laws.hpp"
#include "noisy_labels/parts.hpp"

namespace mongecarlo::noisy_labels {
namespace {

constexpr double kRounding = 1e-10;

struct Classes {
  int classes = 3;
  CellParameters parameters() const { return {{"classes", classes}}; }
};

struct RandomPair {
  Vector p, q;
  RandomPair(const Classes& s, const Stream& stream)
      : p(random_law(s.classes, stream.purpose("p"))), q(random_law(s.classes, stream.purpose("q"))) {}
};

// ---- 0-1 cost ----

double against_total_variation(const Classes& s, const Stream& stream, double cost) {
  double largest = 0;
  for (std::uint64_t k = 0; k < 100; ++k) {
    const RandomPair pair(s, stream.purpose("pair", k));
    largest = std::max(largest, std::abs(transport_cost(pair.p, pair.q, cost * equal_costs(s.classes)) -
                                         total_variation(pair.p, pair.q)));
  }
  return largest;
}

Claim zero_one() {
  const auto of = [](double cost) {
    return [cost](const Classes& s, const Stream& stream) -> Certified {
      return against_total_variation(s, stream, cost);
    };
  };
  return identity<Classes>({
      .id = "bounds.zero_one_cost_is_total_variation",
      .statement = "with the 0-1 cost between classes transport is total variation",
      .source = "fatras:22; villani:09",
      .design = {{2}, {3}, {4}, {5}, {6}},
      .truth = [](const Classes&) { return Certified(0); },
      .replicate = of(1),
      .tolerance = 1e-12,
      .control = Control<Classes>::wrong_procedure("with cost 1/e, the published one for two classes, too",
                                                   of(std::exp(-1.0))),
      .estimate_label = "largest difference of 100 pairs",
  });
}

// ---- the lower bound by total variation ----

/// sum_k c_k |p_k - q_k| with c_k the least cost from class k.
double weighted_difference(const RandomPair& pair, const Matrix& costs) {
  double sum = 0;
  for (Index k = 0; k < pair.p.size(); ++k) {
    double least = std::numeric_limits<double>::infinity();
    for (Index i = 0; i < pair.p.size(); ++i)
      if (i != k) least = std::min(least, costs(i, k));
    sum += least * std::abs(pair.p[k] - pair.q[k]);
  }
  return sum;
}

auto slack_of(double factor, double lambda) {
  return [factor, lambda](const Classes& s, const Stream& stream) -> Certified {
    const RandomPair pair(s, stream);
    const Matrix costs = random_costs(s.classes, stream.purpose("costs"));
    const double cost =
        lambda > 0 ? entropic(pair.p, pair.q, costs, lambda).transport_part : transport_cost(pair.p, pair.q, costs);
    return cost - factor * weighted_difference(pair, costs) + kRounding;
  };
}

Claim lower_bound(const Design& design) {
  return holds_always<Classes>({
      .id = "bounds.half_of_weighted_differences",
      .statement = "1/2 sum_k c_k |p_k - q_k| <= OT_C(p, q), c_k the least cost from class k",
      .source = "fatras:22, Prop. 2; derived here",
      .design = {{2}, {3}, {6}},
      .replicate = slack_of(0.5, 0),
      .replicates = design.count("draws"),
      .control = Control<Classes>::wrong_procedure("without the half", slack_of(1, 0)),
      .kind = ClaimKind::bound,
  });
}

Claim lower_bound_entropic(const Design& design) {
  return holds_always<Classes>({
      .id = "bounds.half_of_weighted_differences_entropic",
      .statement = "the same bound for the transport part of the entropic plan, lambda 0.2",
      .source = "fatras:22, Prop. 2; derived here",
      .design = {{3}},
      .replicate = slack_of(0.5, 0.2),
      .replicates = design.count("draws"),
      .control = Control<Classes>::wrong_procedure("without the half", slack_of(1, 0.2)),
      .kind = ClaimKind::bound,
  });
}

Claim printed_bound(const Design& design) {
  return holds_always<Classes>({
      .id = "bounds.as_printed_without_half",
      .statement = "sum_k c_k |p_k - q_k| <= OT_C(p, q), as printed",
      .source = "fatras:22, Prop. 2",
      .design = {{2}, {6}},
      .replicate = slack_of(1, 0),
      .replicates = design.count("draws"),
      .control = CorrectedBy{"bounds.half_of_weighted_differences"},
      .kind = ClaimKind::bound,
  });
}

// ---- the published costs ----

/// C = exp(-D / max D), 0 on the diagonal, of random class vectors in R^2.
Matrix published_costs(const Classes& s, const Stream& stream) {
  Stream draws = stream.purpose("vectors");
  Points vectors(s.classes, 2);
  for (Index k = 0; k < vectors.size(); ++k) vectors.data()[k] = draws.normal();
  Matrix costs(s.classes, s.classes);
  for (Index i = 0; i < s.classes; ++i)
    for (Index j = 0; j < s.classes; ++j) costs(i, j) = (vectors.row(i) - vectors.row(j)).norm();
  costs = (-costs.array() / costs.maxCoeff()).exp();
  costs.diagonal().setZero();
  return costs;
}

double triangle_slack(const Matrix& costs) {
  double least = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < costs.rows(); ++i)
    for (Index j = 0; j < costs.rows(); ++j)
      for (Index k = 0; k < costs.rows(); ++k) least = std::min(least, costs(i, k) + costs(k, j) - costs(i, j));
  return least;
}

Claim published_is_metric(const Design& design) {
  return holds_always<Classes>({
      .id = "bounds.published_costs_are_a_metric",
      .statement = "the published costs exp(-D / max D) between classes satisfy the triangle inequality",
      .source = "practice of published code for fatras:22",
      .design = {{10}},
      .replicate = [](const Classes& s, const Stream& stream) -> Certified {
        return triangle_slack(published_costs(s, stream)) + kRounding;
      },
      .replicates = design.count("draws"),
      .control = CorrectedBy{"bounds.published_costs_hardly_differ"},
  });
}

Claim published_hardly_differ(const Design& design) {
  const auto above = [](double factor) {
    return [factor](const Classes& s, const Stream& stream) -> Certified {
      const Matrix costs = published_costs(s, stream) + Matrix::Identity(s.classes, s.classes);
      return costs.minCoeff() - factor * costs.maxCoeff() + kRounding;
    };
  };
  return holds_always<Classes>({
      .id = "bounds.published_costs_hardly_differ",
      .statement = "no two published costs between different classes differ by more than a factor e: two classes that "
                   "cost 0.9 may "
                   "each cost 1/e to a third, which is no metric",
      .source = "practice of published code for fatras:22; derived here",
      .design = {{10}},
      .replicate = above(std::exp(-1.0)),
      .replicates = design.count("draws"),
      .control = Control<Classes>::wrong_procedure("by more than a factor 2, either", above(0.5)),
      .kind = ClaimKind::bound,
  });
}

}  // namespace

std::vector<Claim> bound_claims(const Design& design) {
  return {zero_one(),
          lower_bound(design),
          lower_bound_entropic(design),
          printed_bound(design),
          published_is_metric(design),
          published_hardly_differ(design)};
}

}  // namespace mongecarlo::noisy_labels
