#include <cmath>

#include "curse_of_dimension/parts.hpp"
#include "curse_of_dimension/regular_tree.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo::curse_of_dimension {
namespace {

struct TreeSample {
  int b = 2, n = 64;
  double p = 1;
  CellParameters parameters() const { return {{"b", b}, {"n", n}, {"p", p}}; }
  /// About 2^40 leaves: as good as infinitely many for any n here.
  RegularTree tree() const { return {.children = b, .levels = static_cast<int>(40 / std::log2(b)), .power = p}; }
};

enum class Against { law, sample };

auto distance(Against against) {
  return [against](const TreeSample& s) {
    return [against, tree = s.tree(), leaves = std::vector<std::uint64_t>(static_cast<std::size_t>(s.n)),
            others =
                std::vector<std::uint64_t>(static_cast<std::size_t>(s.n))](const Stream& stream) mutable -> Certified {
      tree.sample(leaves, stream.purpose("sample"));
      if (against == Against::law) return tree.distance_to_law(leaves);
      tree.sample(others, stream.purpose("other"));
      return tree.distance(leaves, others);
    };
  };
}

Certified expectation(const TreeSample& s) { return s.tree().expected_distance(s.n); }

Claim mean(const Design& design) {
  return mean_equals<TreeSample>({
      .id = "tree.mean",
      .statement =
          "uniform law on the leaves of a regular tree: E W_p^p of n draws is a sum of mean absolute deviations",
      .source = "derived here",
      .design = {{2, 64, 1}, {2, 64, 2}, {4, 64, 1}, {8, 16, 1}, {8, 64, 1}, {8, 256, 1}, {16, 64, 1}},
      .truth = expectation,
      .replicate = distance(Against::law),
      .range =
          [](const TreeSample&) {
            return Range{0, 1};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<TreeSample>::wrong_procedure("the distance of two samples", distance(Against::sample)),
      .plot = "n",
      .estimate_label = "E W_p^p",
  });
}

/// The exact solver on a sample and all leaves of a small tree, where many costs are equal, less the sum over nodes.
auto solver_residual(double factor) {
  return [factor](const TreeSample& s) {
    const RegularTree tree{.children = s.b, .levels = 3, .power = s.p};
    const auto leaves = static_cast<Index>(tree.leaves());
    return [factor, tree, sampled = std::vector<std::uint64_t>(static_cast<std::size_t>(s.n)),
            costs = Matrix(s.n, leaves), a = Vector(Vector::Constant(s.n, 1.0 / s.n)),
            b = Vector(Vector::Constant(leaves, 1.0 / static_cast<double>(leaves))),
            solver = ExactSolver({.want_plan = false, .want_potentials = false}),
            result = Result()](const Stream& stream) mutable -> Certified {
      tree.sample(sampled, stream.purpose("sample"));
      for (Index i = 0; i < costs.rows(); ++i)
        for (Index j = 0; j < costs.cols(); ++j)
          costs(i, j) = tree.cost(sampled[static_cast<std::size_t>(i)], static_cast<std::uint64_t>(j));
      solver.solve_unchecked({.cost = view(costs), .a = view(a), .b = view(b)}, result);
      const Certified value{result.certified_objective.lower, result.certified_objective.upper, result.termination};
      return Certified(1e-10) - absolute(value - Certified(factor * tree.distance_to_law(sampled)));
    };
  };
}

Claim by_solver(const Design& design) {
  return holds_always<TreeSample>({
      .id = "tree.solver",
      .statement = "the exact solver finds the sum over nodes on every sample",
      .source = "derived here",
      .design = {{2, 5, 1}, {4, 16, 1}, {4, 12, 2}},
      .replicate = solver_residual(1),
      .replicates = design.count("solver_replicates"),
      .control = Control<TreeSample>::wrong_procedure("twice the sum (edges without the half)", solver_residual(2)),
      .kind = ClaimKind::identity,
  });
}

/// The exact means at n = 64 b^j: steps by b, so that the waves of the tree's levels cancel.
std::vector<TreeSample> over_n(int b, int count) {
  std::vector<TreeSample> cells;
  for (int j = 0, n = 64; j < count; ++j, n *= b) cells.push_back({b, n, 1});
  return cells;
}

RateStatement<TreeSample> rate(int b, int count, double exponent, double wrong) {
  return {
      .id = "tree.rate_s" + std::to_string(static_cast<int>(std::log2(b))),
      .statement = {},
      .source = "fournier:15; derived here",
      .design = over_n(b, count),
      .n = [](const TreeSample& s) { return static_cast<double>(s.n); },
      .exponent = exponent,
      .replicate = [](const TreeSample& s, const Stream&) -> Certified { return expectation(s); },
      .range = without_chance,
      .margin = 0.02,
      .replicates = 1,
      .control =
          Control<TreeSample>::wrong_exponent("another dimension: n^-" + std::to_string(wrong).substr(0, 5), wrong),
      .plot = "n",
      .estimate_label = "E W_1",
  };
}

/// Calibration of the fit: exact means, known exponents, declared corrections.
std::vector<Claim> rates() {
  auto one = rate(2, 12, 0.5, 1), two = rate(4, 8, 0.5, 0.25), three = rate(8, 6, 1.0 / 3, 0.5),
       four = rate(16, 5, 0.25, 1.0 / 3);
  one.statement = "dimension 1: E W_1 falls like n^-1/2";
  one.correction = 0.5;
  two.statement = "dimension 2: E W_1 falls like n^-1/2 log n";
  two.shape = [](const TreeSample& s) { return std::log(s.n); };
  two.margin = 0.05;  // log n + 2.65, so that log n alone is left behind slowly
  three.statement = "dimension 3: E W_1 falls like n^-1/3, with a correction n^-(1/2 - 1/3)";
  three.correction = 0.5 - 1.0 / 3;
  four.statement = "dimension 4: E W_1 falls like n^-1/4, with a correction n^-(1/2 - 1/4)";
  four.correction = 0.25;
  return {rate_equals(one), rate_equals(two), rate_equals(three), rate_equals(four)};
}

/// What a fit without the correction makes of it.
Claim uncorrected() {
  auto statement = rate(8, 6, 1.0 / 3, 0);
  statement.id = "tree.rate_s3_uncorrected";
  statement.statement = "dimension 3: a straight line through E W_1 at n up to 2 million has slope -1/3 to within .005";
  statement.margin = 0.005;
  statement.control = CorrectedBy{"tree.rate_s3"};
  return rate_at_least(statement);
}

}  // namespace

std::vector<Claim> tree_claims(const Design& design) {
  std::vector<Claim> claims{mean(design), by_solver(design)};
  for (Claim& claim : rates()) claims.push_back(std::move(claim));
  claims.push_back(uncorrected());
  return claims;
}

}  // namespace mongecarlo::curse_of_dimension
