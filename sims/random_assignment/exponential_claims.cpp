#include <boost/math/constants/constants.hpp>
#include <numbers>

#include "mongecarlo/experiment/statement.hpp"
#include "random_assignment/cost_matrix.hpp"
#include "random_assignment/parts.hpp"

namespace mongecarlo::random_assignment {
namespace {

double power_sum(int n, int power) {
  double sum = 0;
  for (int k = n; k >= 1; --k) sum += std::pow(k, -power);
  return sum;
}

Certified parisi(const Square& s) { return capped_truth(power_sum(s.n, 2)); }

/// Wastlund's variance: 5 sum 1/i^4 - 2 (sum 1/i^2)^2 - 4/(n+1) sum 1/i^3.
Certified variance(const Square& s) {
  const double square = power_sum(s.n, 2);
  return 5 * power_sum(s.n, 4) - 2 * square * square - 4.0 / (s.n + 1) * power_sum(s.n, 3);
}
/// Its limit 4 zeta(2) - 4 zeta(3), over n.
Certified limit_of_variance(const Square& s) {
  return (4 * std::numbers::pi * std::numbers::pi / 6 - 4 * boost::math::constants::zeta_three<double>()) / s.n;
}

auto optimal(const Square& s) {
  return [s, costs = Matrix(s.n, s.n), solver = ExactSolver({})](const Stream& stream) mutable {
    refill(costs, stream.purpose("costs"));
    return capped(least_sum(solver, costs), cap(s.n));
  };
}

/// Each row in turn takes the cheapest column left.
auto greedy(const Square& s) {
  return [s, costs = Matrix(s.n, s.n), is_taken = std::vector<char>()](const Stream& stream) mutable -> Certified {
    refill(costs, stream.purpose("costs"));
    is_taken.assign(static_cast<std::size_t>(s.n), 0);
    double sum = 0;
    for (Index i = 0; i < s.n; ++i) {
      Index best = -1;
      for (Index j = 0; j < s.n; ++j)
        if (!is_taken[static_cast<std::size_t>(j)] && (best < 0 || costs(i, j) < costs(i, best))) best = j;
      is_taken[static_cast<std::size_t>(best)] = 1;
      sum += costs(i, best);
    }
    return capped(sum, cap(s.n));
  };
}

Claim mean(const Design& design) {
  std::vector<Square> cells;
  for (int n : {1, 2, 3, 5, 10, 20, design.integer("n")}) cells.push_back({n});
  return mean_equals<Square>({
      .id = "exponential.mean",
      .statement = "n x n independent Exp(1) costs: the least sum over permutations has mean 1 + 1/4 + ... + 1/n^2",
      .source = "linusson:04; nair:05 (Parisi's formula)",
      .design = cells,
      .truth = parisi,
      .replicate = optimal,
      .range =
          [](const Square& s) {
            return Range{0, cap(s.n)};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Square>::wrong_procedure("each row in turn takes the cheapest column left", greedy),
      .estimate_label = "mean of the least sum",
  });
}

Claim spread(const Design& design) {
  std::vector<Square> cells;
  for (int n : {2, 3, 5, 8, 13, 21})
    if (n <= design.integer("variance_n")) cells.push_back({n});
  return variance_equals<Square>({
      .id = "exponential.variance",
      .statement = "its variance is 5 sum 1/i^4 - 2 (sum 1/i^2)^2 - 4/(n+1) sum 1/i^3",
      .source = "wastlund:05",
      .design = cells,
      .truth = variance,
      .replicate = optimal,
      .range = unbounded,
      .margin = Margin::relative(0.1),
      .replicates = design.count("variance_replicates"),
      .control = Control<Square>::wrong_truth("the limit (4 zeta(2) - 4 zeta(3)) / n at every n", limit_of_variance),
      .estimate_label = "variance of the least sum",
  });
}

/// k of the m x n costs, no two in a row or a column.
struct Partial {
  int m = 3, n = 5, k = 3;
  CellParameters parameters() const { return {{"m", m}, {"n", n}, {"k", k}}; }
};

Certified coppersmith_sorkin(const Partial& s) {
  double sum = 0;
  for (int i = 0; i < s.k; ++i)
    for (int j = 0; i + j < s.k; ++j) sum += 1.0 / ((s.m - i) * (s.n - j));
  return {sum - s.k * std::exp(-cap(s.n)), sum};
}

/// As a transport problem with unequal weights: a row without cost takes the n - k columns that are not used, a column
/// without cost the rows that are not used. Mass between the two only makes more of the costs be paid.
class PartialAssignment {
 public:
  PartialAssignment(const Partial& s, int rows)
      : costs_(rows + 1, s.n + 1), cap_(cap(s.n)), a_(Vector::Ones(rows + 1)), b_(Vector::Ones(s.n + 1)) {
    costs_.setZero();
    a_[rows] = s.n - s.k;
    b_[s.n] = rows - s.k;
  }
  Certified operator()(const Stream& stream) {
    Stream draws = stream.purpose("costs");
    for (Index i = 0; i + 1 < costs_.rows(); ++i)
      for (Index j = 0; j + 1 < costs_.cols(); ++j) costs_(i, j) = draws.exponential();
    solver_.solve_unchecked({.cost = view(costs_), .a = view(a_), .b = view(b_)}, result_);
    return capped({result_.certified_objective.lower, result_.certified_objective.upper, result_.termination}, cap_);
  }

 private:
  Matrix costs_;
  double cap_;
  Vector a_, b_;
  ExactSolver solver_{{.want_plan = false, .want_potentials = false}};
  Result result_;
};

Claim partial(const Design& design) {
  return mean_equals<Partial>({
      .id = "exponential.partial",
      .statement = "k of m x n independent Exp(1) costs, no two in a row or column: the least sum has mean "
                   "sum over i + j < k of 1/((m-i)(n-j))",
      .source = "coppersmith:99; linusson:04; nair:05",
      .design = {{2, 3, 2}, {3, 5, 3}, {4, 4, 2}, {6, 10, 4}, {10, 20, 10}, {8, 8, 5}},
      .truth = coppersmith_sorkin,
      .replicate = [](const Partial& s) { return PartialAssignment(s, s.m); },
      .range =
          [](const Partial& s) {
            return Range{0, cap(s.n)};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Partial>::wrong_procedure("the first k rows alone are used",
                                                   [](const Partial& s) { return PartialAssignment(s, s.k); }),
      .estimate_label = "mean of the least sum",
  });
}

}  // namespace

std::vector<Claim> exponential_claims(const Design& design) { return {mean(design), spread(design), partial(design)}; }

}  // namespace mongecarlo::random_assignment
