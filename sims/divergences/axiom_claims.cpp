#include <algorithm>
#include <cmath>
#include <memory>

#include "divergences/parts.hpp"
#include "divergences/random_measures.hpp"
#include "models/finite_laws.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/measure/phi_divergence.hpp"
#include "mongecarlo/minibatch/expectation.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/tree_transport.hpp"

namespace mongecarlo::divergences {
namespace {

using models::make_kernel;

constexpr double kRounding = 1e-9;

// ---- on the path 0 - 1 - 2 - 3 - 4, an exact tree, where sorting solves every power ----

struct Path {
  double p = 1;
  CellParameters parameters() const { return {{"p", p}}; }
};

/// Three random laws on the path and the cost between two of them.
class LawsOnPath {
 public:
  explicit LawsOnPath(const Path& s) : p_(s.p), points_(Vector::LinSpaced(5, 0, 4)), weights_(3) {}
  void refill(const Stream& stream) {
    for (std::size_t k = 0; k < weights_.size(); ++k) weights_[k] = random_weights(5, stream.purpose("law", k));
  }
  const Vector& law(std::size_t k) const { return weights_[k]; }
  Certified cost(std::size_t i, std::size_t j) {
    solver_->solve({.a = view(weights_[i]),
                    .b = view(weights_[j]),
                    .x = view(points_),
                    .y = view(points_),
                    .ground_cost = GroundCost::euclidean(p_)},
                   result_);
    return result_.certified_objective;
  }
  Certified distance(std::size_t i, std::size_t j) {
    const Certified c = cost(i, j);
    return {std::pow(std::max(c.lower, 0.0), 1 / p_), std::pow(std::max(c.upper, 0.0), 1 / p_), c.termination};
  }

 private:
  double p_;
  Points points_;
  std::vector<Vector> weights_;
  std::shared_ptr<Solver> solver_{find_solver("univariate")->make({.want_plan = false, .want_potentials = false})};
  Result result_;
};

/// W(a, b) + W(b, c) - W(a, c), rooted or not.
auto triangle_slack(bool is_rooted) {
  return [is_rooted](const Path& s) {
    return [is_rooted, laws = LawsOnPath(s)](const Stream& stream) mutable {
      laws.refill(stream);
      const auto between = [&](std::size_t i, std::size_t j) {
        return is_rooted ? laws.distance(i, j) : laws.cost(i, j);
      };
      return between(0, 1) + between(1, 2) - between(0, 2) + Certified(kRounding);
    };
  };
}

Claim triangle(const Design& design) {
  return holds_always<Path>({
      .id = "axioms.triangle",
      .statement = "W_p(a, c) <= W_p(a, b) + W_p(b, c) for p = 1, 2, 3",
      .source = "villani:09",
      .design = {{1}, {2}, {3}},
      .replicate = triangle_slack(true),
      .replicates = design.count("orders"),
      .control = Control<Path>::wrong_procedure("W_p^p: the root is not taken", triangle_slack(false)).in({{2}, {3}}),
      .plot = "p",
      .estimate_label = "share of violations",
  });
}

/// rounding - |D(a, b) - D(b, a)|, for W_p or for KL (laws of full support).
Claim symmetric(const Design& design) {
  const auto asymmetry = [](bool is_transport) {
    return [is_transport](const Path& s) {
      return [is_transport, laws = LawsOnPath(s)](const Stream& stream) mutable {
        laws.refill(stream);
        const auto between = [&](std::size_t i, std::size_t j) {
          if (is_transport) return laws.distance(i, j);
          return Certified(phi_divergence(PhiDivergence::kl, as_span(view(laws.law(i))), as_span(view(laws.law(j)))));
        };
        return Certified(1e-6) - absolute(between(0, 1) - between(1, 0));
      };
    };
  };
  return holds_always<Path>({
      .id = "axioms.symmetric",
      .statement = "W_p(a, b) = W_p(b, a)",
      .source = "villani:09",
      .design = {{1}, {2}},
      .replicate = asymmetry(true),
      .replicates = design.count("orders"),
      .control = Control<Path>::wrong_procedure("KL in its place", asymmetry(false)),
      .estimate_label = "share of violations",
  });
}

/// W_1 - length TV: neighbours on the path are one apart, its ends four.
Claim separates(const Design& design) {
  const auto slack = [](double length) {
    return [length](const Path& s) {
      return [length, laws = LawsOnPath(s)](const Stream& stream) mutable {
        laws.refill(stream);
        const double tv = 0.5 * (laws.law(0) - laws.law(1)).lpNorm<1>();
        return laws.distance(0, 1) - Certified(length * tv) + Certified(kRounding);
      };
    };
  };
  return holds_always<Path>({
      .id = "axioms.separates",
      .statement = "W_1(a, b) >= least distance of two points * TV(a, b): it vanishes only where a = b",
      .source = "villani:09; derived here",
      .design = {{1}},
      .replicate = slack(1),
      .replicates = design.count("orders"),
      .control = Control<Path>::wrong_procedure("the largest distance in place of the least", slack(4)),
      .estimate_label = "share of violations",
  });
}

// ---- on an ultrametric tree every power of the distance is a distance ----

struct Ultrametric {
  double p = 2;
  CellParameters parameters() const { return {{"p", p}}; }
  /// Leaves 0 to 3, inner nodes 4 (diameter 1), 5 (1/2), root 6 (2).
  TreeTransport tree() const {
    return TreeTransport::ultrametric({4, 4, 5, 5, 6, 6, -1}, Vector{{0, 0, 0, 0, 1, 0.5, 2}}, p);
  }
};

Vector on_leaves(const Stream& stream, std::uint64_t k) {
  Vector law = Vector::Zero(7);
  law.head(4) = random_weights(4, stream.purpose("law", k));
  return law;
}

Claim ultrametric_triangle(const Design& design) {
  const auto on_tree = [](const Ultrametric& s) {
    return [tree = s.tree()](const Stream& stream) {
      const Vector a = on_leaves(stream, 0), b = on_leaves(stream, 1), c = on_leaves(stream, 2);
      return tree.solve(a, b).w1 + tree.solve(b, c).w1 - tree.solve(a, c).w1 + Certified(kRounding);
    };
  };
  const auto on_path = [](const Ultrametric& s) { return triangle_slack(false)(Path{s.p}); };
  return holds_always<Ultrametric>({
      .id = "axioms.ultrametric",
      .statement =
          "on an ultrametric tree even W_p^p obeys the triangle inequality: powers of the distance are distances",
      .source = "kloeckner:15; derived here",
      .design = {{2}, {4}},
      .replicate = on_tree,
      .replicates = design.count("orders"),
      .control = Control<Ultrametric>::wrong_procedure("on a path", on_path),
      .plot = "p",
      .estimate_label = "share of violations",
  });
}

/// W_p^p on the tree in closed form, (1/2) sum over nodes of (D(parent)^p - D(v)^p) |a - b|(below v), against the exact
/// solver on the matrix of distances.
Claim ultrametric_value(const Design& design) {
  const auto agreement = [](double factor) {
    return [factor](const Ultrametric& s) {
      Matrix cost(4, 4);
      cost << 0, 1, 2, 2, 1, 0, 2, 2, 2, 2, 0, 0.5, 2, 2, 0.5, 0;
      cost = cost.array().pow(s.p);
      return [factor, s, cost, solver = std::shared_ptr<Solver>(find_solver("exact")->make({})),
              result = Result()](const Stream& stream) mutable {
        const Vector a = random_weights(4, stream.purpose("law", 0)), b = random_weights(4, stream.purpose("law", 1));
        solver->solve(problem_from_matrix(cost, a, b), result);
        const Vector gap = a - b;
        const double top = std::pow(2, s.p), left = 1, right = std::pow(0.5, s.p);
        const double closed =
            factor * ((top - left) * std::abs(gap[0] + gap[1]) + (top - right) * std::abs(gap[2] + gap[3]) +
                      left * (std::abs(gap[0]) + std::abs(gap[1])) + right * (std::abs(gap[2]) + std::abs(gap[3])));
        return Certified(kRounding) - absolute(result.certified_objective - Certified(closed));
      };
    };
  };
  return holds_always<Ultrametric>({
      .id = "axioms.ultrametric_value",
      .statement = "W_p^p = (1/2) sum over nodes of (D(parent)^p - D(v)^p) |a - b|(below v) on an ultrametric tree",
      .source = "kloeckner:15; derived here",
      .design = {{0.5}, {1}, {2}, {4}},
      .replicate = agreement(0.5),
      .replicates = design.count("orders"),
      .control = Control<Ultrametric>::wrong_procedure("without the factor 1/2", agreement(1)),
      .kind = ClaimKind::identity,
      .plot = "p",
      .estimate_label = "share of departures",
  });
}

// ---- losses of minibatches and of unbalanced transport ----

struct Batches {
  int m = 2;
  CellParameters parameters() const { return {{"m", m}}; }
};

/// The laws 0 and 1 with probability a half each.
Distribution::Atoms coin() {
  Points points(2, 1);
  points << 0, 1;
  return {points, Vector{{0.5, 0.5}}};
}

Certified loss_at_equality(const Batches& s, const Stream&) {
  const auto kernel = make_kernel("wasserstein", {.ground_cost = GroundCost::euclidean(1)});
  return minibatch_expectation(*kernel, coin(), coin(), s.m);
}

/// E |S - S'| / m for two binomials of m fair flips, by their probabilities.
Certified difference_of_binomials(const Batches& s) {
  std::vector<double> probability(static_cast<std::size_t>(s.m) + 1, std::pow(0.5, s.m));
  for (int k = 1; k <= s.m; ++k)
    probability[static_cast<std::size_t>(k)] = probability[static_cast<std::size_t>(k) - 1] * (s.m - k + 1) / k;
  double sum = 0;
  for (int k = 0; k <= s.m; ++k)
    for (int l = 0; l <= s.m; ++l)
      sum += probability[static_cast<std::size_t>(k)] * probability[static_cast<std::size_t>(l)] * std::abs(k - l);
  return sum / s.m;
}

Claim minibatch_zero() {
  return identity<Batches>({
      .id = "minibatch.zero_at_equality",
      .statement = "the minibatch expectation of W_1 vanishes where both laws are equal, as a distance must",
      .source = "fatras:20 read as a distance; derived here",
      .design = {{1}, {2}, {4}, {8}},
      .truth = [](const Batches&) { return Certified(0); },
      .replicate = loss_at_equality,
      .tolerance = 1e-9,
      .control = CorrectedBy{"minibatch.positive_at_equality"},
      .plot = "m",
      .estimate_label = "loss of a law and itself",
  });
}

Claim minibatch_positive() {
  return identity<Batches>({
      .id = "minibatch.positive_at_equality",
      .statement = "for a fair coin and itself the minibatch expectation of W_1 is E |S - S'| / m, S and S' binomial",
      .source = "fatras:20; derived here",
      .design = {{1}, {2}, {4}, {8}},
      .truth = difference_of_binomials,
      .replicate = loss_at_equality,
      .tolerance = 1e-9,
      .control = Control<Batches>::wrong_truth("1 / (2 m): only the two ends counted",
                                               [](const Batches& s) { return Certified(0.49 / s.m); }),
      .plot = "m",
      .estimate_label = "loss of a law and itself",
  });
}

/// E_h(a, b) + E_h(b, c) - E_h(a, c) for random laws on {0, 1, 2}, h = |W_1| or W_2^2.
auto minibatch_slack(const char* kernel_name, double power) {
  return [kernel_name, power](const Batches& s) {
    Points points(3, 1);
    points << 0, 1, 2;
    return [s, points, kernel = make_kernel(kernel_name, {.ground_cost = GroundCost::euclidean(power)})](
               const Stream& stream) mutable {
      const auto law = [&](std::uint64_t k) {
        return Distribution::Atoms{points, random_weights(3, stream.purpose("law", k))};
      };
      const auto a = law(0), b = law(1), c = law(2);
      return minibatch_expectation(*kernel, a, b, s.m) + minibatch_expectation(*kernel, b, c, s.m) -
             minibatch_expectation(*kernel, a, c, s.m) + Certified(kRounding);
    };
  };
}

/// h(X, Z) <= h(X, Y) + h(Y, Z) for three batches, and then in the mean: what fails is zero at equality alone.
Claim minibatch_triangle(const Design& design) {
  return holds_always<Batches>({
      .id = "minibatch.triangle",
      .statement = "the minibatch expectation of W_1 obeys the triangle inequality",
      .source = "derived here",
      .design = {{1}, {2}, {3}},
      .replicate = minibatch_slack("wasserstein", 1),
      .replicates = design.count("orders"),
      .control = Control<Batches>::wrong_procedure("of W_2^2 in its place", minibatch_slack("transport_cost", 2)),
      .plot = "m",
      .estimate_label = "share of violations",
  });
}

struct ThreeDiracs {
  double t = 1;
  CellParameters parameters() const { return {{"t", t}}; }
};

/// UOT(delta_0, delta_2t) - UOT(delta_0, delta_t) - UOT(delta_t, delta_2t) with cost |x - y|^2, or its root.
Certified excess(const ThreeDiracs& s, bool is_rooted) {
  const auto kernel = make_kernel("unbalanced", {.epsilon = 0.2, .tau = 0.5});
  const auto between = [&](double x, double y) {
    const Points source = Points::Constant(1, 1, x), target = Points::Constant(1, 1, y);
    const Certified value = kernel->value(view(source), view(target));
    if (!is_rooted) return value;
    return Certified{std::sqrt(std::max(0.0, value.lower)), std::sqrt(std::max(0.0, value.upper)), value.termination};
  };
  return between(0, 2 * s.t) - between(0, s.t) - between(s.t, 2 * s.t);
}

std::vector<ThreeDiracs> over_steps() { return {{0.1}, {0.25}, {0.5}, {1}, {2}}; }

Claim unbalanced_triangle() {
  return identity<ThreeDiracs>({
      .id = "unbalanced.triangle",
      .statement = "unbalanced transport with a squared cost obeys the triangle inequality on three Diracs in a row",
      .source = "fatras:21b read as a distance; derived here",
      .design = over_steps(),
      .truth = [](const ThreeDiracs&) { return Certified(0); },
      .replicate = [](const ThreeDiracs& s, const Stream&) { return excess(s, false); },
      .tolerance = 1e-6,
      .control = CorrectedBy{"unbalanced.rooted_triangle"},
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::order,
      .plot = "t",
      .estimate_label = "excess over two steps",
  });
}

/// sqrt(s (1 - exp(-d^2 / s))) is the distance of two Gaussian bumps in a Hilbert space.
Claim unbalanced_rooted() {
  return identity<ThreeDiracs>({
      .id = "unbalanced.rooted_triangle",
      .statement = "its square root does, on Diracs: sqrt(s (1 - exp(-d^2/s))) is a distance in a Hilbert space",
      .source = "derived here",
      .design = over_steps(),
      .truth = [](const ThreeDiracs&) { return Certified(0); },
      .replicate = [](const ThreeDiracs& s, const Stream&) { return excess(s, true); },
      .tolerance = 1e-6,
      .control = Control<ThreeDiracs>::wrong_procedure(
          "without the root", [](const ThreeDiracs& s, const Stream&) { return excess(s, false); }),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::order,
      .plot = "t",
      .estimate_label = "excess over two steps",
  });
}

}  // namespace

std::vector<Claim> axiom_claims(const Design& design) {
  return {triangle(design),          symmetric(design),    separates(design), ultrametric_triangle(design),
          ultrametric_value(design), minibatch_positive(), minibatch_zero(),  minibatch_triangle(design),
          unbalanced_triangle(),     unbalanced_rooted()};
}

}  // namespace mongecarlo::divergences
