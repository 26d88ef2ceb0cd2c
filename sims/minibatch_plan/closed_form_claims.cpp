#include <algorithm>
#include <cmath>

#include "minibatch_plan/batch_plans.hpp"
#include "minibatch_plan/parts.hpp"
#include "models/two_classes.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/univariate_complete.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::minibatch_plan {
namespace {

constexpr double kRounding = 1e-12;

struct Sizes {
  int n = 6, m = 3;
  CellParameters parameters() const { return {{"n", n}, {"m", m}}; }
};

// ---- the formula, from binomial coefficients alone ----

/// C(a, b) as a loop over b factors computes it: right for b >= 0, and the empty product 1 for b < 0.
double product_loop(int a, int b) {
  double value = 1;
  for (int i = 1; i <= b; ++i) value *= static_cast<double>(a - b + i) / i;
  return value;
}

/// C(a, b), which is zero for b < 0 and b > a.
double choose(int a, int b) { return b < 0 || b > a ? 0 : product_loop(a, b); }

/// How the sum over ranks is written.
struct Formula {
  int least_rank = 1;  ///< 1: a rank; 0: as printed
  double (*binomial)(int, int) = choose;
  bool divides_by_m = true;
};

/// Pibar_jk = 1/(m C(n,m)^2) sum_i C(j-1,i-1) C(k-1,i-1) C(n-j,m-i) C(n-k,m-i), i from max(least, m-n+j, m-n+k) to
/// min(m, j, k); as printed i runs from 0 to min(j, k).
double entry(const Sizes& s, const Formula& formula, int j, int k) {
  const auto c = formula.binomial;
  const int first = std::max({formula.least_rank, s.m - s.n + j, s.m - s.n + k});
  const int last = formula.least_rank == 0 ? std::min(j, k) : std::min({s.m, j, k});
  double sum = 0;
  for (int i = first; i <= last; ++i)
    sum += c(j - 1, i - 1) * c(k - 1, i - 1) * c(s.n - j, s.m - i) * c(s.n - k, s.m - i);
  const double subsets = choose(s.n, s.m);
  return sum / (subsets * subsets * (formula.divides_by_m ? s.m : 1));
}

Matrix formula_plan(const Sizes& s, const Formula& formula) {
  Matrix plan(s.n, s.n);
  for (int j = 0; j < s.n; ++j)
    for (int k = 0; k < s.n; ++k) plan(j, k) = entry(s, formula, j + 1, k + 1);
  return plan;
}

/// Largest difference from the average of all batch plans on sorted random points.
auto distance_to_enumeration(const Formula& formula, double power = 2) {
  return [formula, power](const Sizes& s, const Stream& stream) -> Certified {
    models::IntervalSample sample({.shift = 0, .length = 1, .n = s.n});
    sample.refill(stream);
    for (Points* points : {&sample.x, &sample.y}) std::sort(points->data(), points->data() + points->size());
    Matrix plan;
    const auto kernel = models::make_kernel("transport_cost", {.ground_cost = GroundCost::euclidean(power)});
    complete_minibatch_plan(*kernel, view(sample.x), view(sample.y), s.m, plan);
    return (plan - formula_plan(s, formula)).cwiseAbs().maxCoeff();
  };
}

std::vector<Sizes> all_sizes(int largest) {
  std::vector<Sizes> cells;
  for (int n = 1; n <= largest; ++n)
    for (int m = 1; m <= n; ++m) cells.push_back({n, m});
  return cells;
}

Certified zero(const Sizes&) { return 0; }

Claim matches_enumeration(std::string id, std::string statement, std::string source, const Formula& formula,
                          Control<Sizes> control) {
  return identity<Sizes>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = std::move(source),
      .design = all_sizes(6),
      .truth = zero,
      .replicate = distance_to_enumeration(formula),
      .tolerance = kRounding,
      .control = std::move(control),
      .estimate_label = "largest difference",
  });
}

Claim by_ranks() {
  return matches_enumeration(
      "closed_form.ranks",
      "on the line, cost convex in x - y: Pibar_jk = 1/(m C(n,m)^2) sum_i C(j-1,i-1) C(k-1,i-1) C(n-j,m-i) C(n-k,m-i), "
      "i "
      "from max(1, m-n+j, m-n+k) to min(m, j, k), for all m <= n <= 6",
      "fatras:20; range of i derived here", {},
      Control<Sizes>::wrong_procedure("1/m forgotten", distance_to_enumeration({.divides_by_m = false})));
}

Claim printed_range() {
  return matches_enumeration(
      "closed_form.printed_range",
      "the same with i from max(0, m-n+j, m-n+k) to min(j, k), as printed, where C(a, b) = 0 for b < 0",
      "Fatras 2021, thesis defence", {.least_rank = 0},
      Control<Sizes>::wrong_procedure("C(a, b) by a loop over b factors, 1 for b < 0",
                                      distance_to_enumeration({.least_rank = 0, .binomial = product_loop})));
}

Claim printed_range_as_code() {
  return matches_enumeration("closed_form.printed_range_by_loops",
                             "the printed range of i with C(a, b) computed by a loop over b factors",
                             "Fatras 2021, thesis defence (misprint)", {.least_rank = 0, .binomial = product_loop},
                             CorrectedBy{"closed_form.ranks"});
}

Claim any_cost() {
  return identity<Sizes>({
      .id = "closed_form.any_cost",
      .statement = "the formula holds for every cost on the line, |x - y|^(1/2) too",
      .source = "a misreading of fatras:20; derived here",
      .design = {{.n = 6, .m = 3}},
      .truth = zero,
      .replicate = distance_to_enumeration({}, 0.5),
      .tolerance = kRounding,
      .control = CorrectedBy{"closed_form.ranks"},
      .estimate_label = "largest difference",
  });
}

/// The library's plan by laws of ranks, at sizes that no enumeration reaches.
Claim library_plan() {
  const auto distance = [](int extra) {
    return [extra](const Sizes& s, const Stream&) -> Certified {
      return (univariate_complete_plan(s.n, s.n, s.m) - formula_plan({s.n, s.m + extra}, {})).cwiseAbs().maxCoeff();
    };
  };
  return identity<Sizes>({
      .id = "closed_form.large",
      .statement = "the library's plan by laws of ranks equals the formula, up to n = 60",
      .source = "fatras:20; derived here",
      .design = {{.n = 20, .m = 1}, {.n = 20, .m = 20}, {.n = 60, .m = 7}, {.n = 60, .m = 30}},
      .truth = zero,
      .replicate = distance(0),
      .tolerance = kRounding,
      .control = Control<Sizes>::wrong_procedure("batches one point larger", distance(1))
                     .in({{.n = 20, .m = 5}, {.n = 60, .m = 7}}),
      .estimate_label = "largest difference",
  });
}

// ---- what the plan looks like ----

/// Spread of row j about its mean, in ranks.
double row_spread(const Matrix& plan, Index j) {
  const Vector ranks = Vector::LinSpaced(plan.cols(), 1, static_cast<double>(plan.cols()));
  const Vector law = plan.row(j).transpose() / plan.row(j).sum();
  const double mean = law.dot(ranks);
  return std::sqrt(law.dot((ranks.array() - mean).square().matrix()));
}

auto middle_minus_end(double sign) {
  return [sign](const Sizes& s, const Stream&) -> Certified {
    const Matrix plan = formula_plan(s, {});
    return sign * (row_spread(plan, s.n / 2) - row_spread(plan, 0));
  };
}

Claim narrow_at_ends() {
  return identity<Sizes>({
      .id = "closed_form.narrow_at_ends",
      .statement = "mass spreads less at the extreme points than in the middle",
      .source = "fatras:20, Figure 1",
      .design = {{20, 2}, {20, 5}, {20, 10}, {20, 15}},
      .truth = zero,
      .replicate = middle_minus_end(1),
      .tolerance = 0,
      .control = Control<Sizes>::wrong_procedure("ends and middle exchanged", middle_minus_end(-1)),
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
      .plot = "m",
      .estimate_label = "spread in the middle minus at the end (ranks)",
  });
}

double mean_squared_shift(const Sizes& s) {
  const Matrix plan = formula_plan(s, {});
  double sum = 0;
  for (int j = 0; j < s.n; ++j)
    for (int k = 0; k < s.n; ++k) sum += plan(j, k) * (j - k) * (j - k);
  return sum;
}

auto narrowing(double sign) {
  return [sign](const Sizes& s, const Stream&) -> Certified {
    return sign * (mean_squared_shift(s) - mean_squared_shift({s.n, s.m + 1}));
  };
}

Claim narrows_with_m() {
  std::vector<Sizes> cells;
  for (int m = 1; m < 20; ++m) cells.push_back({20, m});
  return identity<Sizes>({
      .id = "closed_form.narrows_with_m",
      .statement = "sum Pibar_jk (j - k)^2 falls from each m to the next: small batches smooth like a large epsilon",
      .source = "fatras:20, Figure 2",
      .design = cells,
      .truth = zero,
      .replicate = narrowing(1),
      .tolerance = 0,
      .control = Control<Sizes>::wrong_procedure("m and m + 1 exchanged", narrowing(-1)),
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
      .plot = "m",
      .estimate_label = "fall of the mean squared shift (ranks)",
  });
}

// ---- incomplete plans are unbiased for it ----

Claim incomplete_diagonal(const Design& design) {
  const auto diagonal = [](const Batches&, const Matrix& plan) { return plan.trace(); };
  return mean_equals<Batches>({
      .id = "closed_form.incomplete_unbiased",
      .statement = "E[trace Pi_k | X, Y] = trace Pibar^m by the formula, points sorted",
      .source = "fatras:20, Prop. 2",
      .design = {{.n = 20, .m = 5, .k = 10}, {.n = 20, .m = 15, .k = 10}},
      .truth =
          [](const Batches& s) {
            return Certified(formula_plan({s.n, s.m}, {}).trace());
          },
      .replicate = of_incomplete_plan(diagonal),
      .range =
          [](const Batches&) {
            return Range{0, 1 + kRounding};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Batches>::wrong_procedure("batches drawn with replacement from the data",
                                                   of_incomplete_plan(diagonal, SubsetLaw::with_replacement))
                     .in({{.n = 20, .m = 15, .k = 10}}),
      .plot = "m",
      .estimate_label = "trace of the plan",
  });
}

// ---- the plans beside entropic ones, for the figure ----

Matrix entropic_plan(int n, double epsilon) {
  Points points(n, 1);
  for (int i = 0; i < n; ++i) points(i, 0) = (i + 0.5) / n;
  const Vector uniform;
  Result result;
  find_solver("entropic")
      ->make({.epsilon = epsilon})
      ->solve(problem_from_points(points, points, GroundCost::squared_euclidean(), uniform, uniform), result);
  return result.dense_plan;
}

std::vector<Curve> plans_to_look_at() {
  constexpr int kPoints = 20;
  std::vector<Curve> curves;
  for (int m : {1, 2, 5, 10, 20})
    curves.push_back(models::links_curve("minibatch plan, m = " + std::to_string(m), formula_plan({kPoints, m}, {})));
  for (const auto& [name, epsilon] : {std::pair{"1", 1.0}, {"0.1", 0.1}, {"0.02", 0.02}, {"0.005", 0.005}})
    curves.push_back(
        models::links_curve(std::string("entropic plan, epsilon = ") + name, entropic_plan(kPoints, epsilon)));
  return curves;
}

}  // namespace

std::vector<Claim> closed_form_claims(const Design& design) {
  Claim narrows = narrows_with_m();
  narrows.picture = plans_to_look_at;
  return {by_ranks(),     printed_range(),  printed_range_as_code(), any_cost(),
          library_plan(), narrow_at_ends(), std::move(narrows),      incomplete_diagonal(design)};
}

}  // namespace mongecarlo::minibatch_plan
