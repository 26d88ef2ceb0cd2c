#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "minibatch_plan/batch_plans.hpp"
#include "minibatch_plan/parts.hpp"
#include "models/binomial_deviation.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::minibatch_plan {
namespace {

double first_row_mass(const Batches&, const Vector& rows, const Vector&) { return rows[0]; }

Range row_range(const Batches& s) { return {0, 1.0 / s.m}; }

/// Var (Pi_k 1)_i = (n - m) / (k m n^2): k m times the row's mass is Bin(k, m / n).
double row_variance(const Batches& s) { return (s.n - s.m) / (static_cast<double>(s.k) * s.m * s.n * s.n); }

/// k m times the row's mass is Bin(k m, 1 / n) when indices may repeat.
double replacement_variance(const Batches& s) { return (1.0 - 1.0 / s.n) / (static_cast<double>(s.k) * s.m * s.n); }

Claim row_variance_claim(const Design& design) {
  return variance_equals<Batches>({
      .id = "row_mass.variance",
      .statement = "Var (Pi_k 1)_i = (n - m)/(k m n^2) for k batches without replacement",
      .source = "derived here",
      .design = {{.n = 20, .m = 5, .k = 5}, {.n = 20, .m = 10, .k = 20}},
      .truth = [](const Batches& s) { return Certified(row_variance(s)); },
      .replicate = of_incomplete_marginals(first_row_mass),
      .range = row_range,
      .margin = Margin::relative(2 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Batches>::wrong_truth("(1/n)(1 - 1/n)/(k m), as for batches with replacement",
                                               [](const Batches& s) { return Certified(replacement_variance(s)); }),
      .plot = "m",
  });
}

/// Mean over all pairs i != j of the product of deviations.
double mean_product(const Batches& s, const Vector& rows, const Vector&) {
  const double share = 1.0 / s.n, total = (rows.array() - share).sum();
  return (total * total - (rows.array() - share).square().sum()) / (static_cast<double>(s.n) * (s.n - 1));
}

Claim row_covariance(const Design& design) {
  return mean_equals<Batches>({
      .id = "row_mass.covariance",
      .statement = "Cov((Pi_k 1)_i, (Pi_k 1)_j) = -(n - m)/(k m n^2 (n - 1)) for i != j: the rows sum to one",
      .source = "derived here",
      .design = {{.n = 10, .m = 3, .k = 5}},
      .truth = [](const Batches& s) { return Certified(-row_variance(s) / (s.n - 1)); },
      .replicate = of_incomplete_marginals(mean_product),
      .range =
          [](const Batches& s) {
            // sum of squares of n row masses of at most 1/m that sum to one
            return Range{-1 / (static_cast<double>(s.m) * s.n * (s.n - 1)), 1e-12};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Batches>::wrong_truth(
          "-1/(k m n^2), as for batches with replacement",
          [](const Batches& s) { return Certified(-replacement_variance(s) / (s.n - 1)); }),
  });
}

/// k m (Pi_k 1)_i, a whole number but for rounding, which is taken off without hiding a wrong weight.
double hits_of_first_row(const Batches& s, const Vector& rows, const Vector&) {
  constexpr double kGrain = 1e6;
  return std::round(rows[0] * s.k * s.m * kGrain) / kGrain;
}

/// P(Bin(trials, p) <= x), and P(Bin < x).
double binomial_cdf(double trials, double p, double last) {
  if (last < 0) return 0;
  return boost::math::cdf(boost::math::binomial(trials, p), std::min(last, trials));
}

/// The law of a binomial variable whose parameters depend on the setting.
LawOf<Batches> binomial_law(double (*trials)(const Batches&), double (*p)(const Batches&)) {
  return {.cdf = [=](const Batches& s, double x) { return binomial_cdf(trials(s), p(s), std::floor(x)); },
          .left = [=](const Batches& s, double x) { return binomial_cdf(trials(s), p(s), std::ceil(x) - 1); }};
}

Claim row_law(const Design& design) {
  return law_tends_to<Batches>({
      .id = "row_mass.law",
      .statement = "k m (Pi_k 1)_i ~ Bin(k, m/n), at every k",
      .source = "derived here",
      .design = {{.n = 10, .m = 6, .k = 50}},
      .law = binomial_law([](const Batches& s) { return static_cast<double>(s.k); },
                          [](const Batches& s) { return static_cast<double>(s.m) / s.n; }),
      .replicate = of_incomplete_marginals(hits_of_first_row),
      .tolerance = [tolerance = design.real("law_tolerance")](const Batches&) { return tolerance; },
      .replicates = design.count("tail_replicates"),
      .control =
          Control<Batches>::wrong_law("Bin(k m, 1/n), as for batches with replacement",
                                      binomial_law([](const Batches& s) { return static_cast<double>(s.k) * s.m; },
                                                   [](const Batches& s) { return 1.0 / s.n; })),
  });
}

/// The same as an equality of exact laws would be read: "the incomplete plan has uniform marginals".
Claim incomplete_is_admissible(const Design& design) {
  return holds_always<Batches>({
      .id = "incomplete.admissible_as_misread",
      .statement = "the incomplete plan has uniform marginals, as the complete one has",
      .source = "a misreading of fatras:20, Prop. 1",
      .design = {{.n = 20, .m = 5, .k = 50}},
      .replicate = of_incomplete_marginals([](const Batches& s, const Vector& rows, const Vector&) {
        return 1e-9 - (rows.array() - 1.0 / s.n).abs().sum();
      }),
      .replicates = design.count("orders"),
      .control = CorrectedBy{"row_mass.law"},
  });
}

// ---- deviation bounds: the published one, and the one that the range of a row alone gives ----

double published_bound(const Batches& s, double delta) { return std::sqrt(2 * std::log(2 / delta) / s.k); }
double hoeffding_bound(const Batches& s, double delta) { return std::sqrt(std::log(2 / delta) / (2.0 * s.k)) / s.m; }

/// Batches of one among two points: the row's mass is a mean of k fair coins, the widest law its range allows.
constexpr Batches kCoin{.n = 2, .m = 1, .k = 400};

Claim row_bound(const Design& design, std::string id, std::string statement, std::string source,
                double (*bound)(const Batches&, double), Control<Batches> control) {
  return tail_below<Batches>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = std::move(source),
      .design = {{.n = 20, .m = 5, .k = 50}, kCoin},
      .bound = bound,
      .replicate = of_incomplete_marginals(
          [](const Batches& s, const Vector& rows, const Vector&) { return std::abs(rows[0] - 1.0 / s.n); }),
      .margin = design.real("tail_margin"),
      .replicates = design.count("tail_replicates"),
      .control = std::move(control),
  });
}

Claim published_row_bound(const Design& design) {
  return row_bound(
      design, "row_mass.published_bound",
      "P(|(Pi_k 1)_i - 1/n| > sqrt(2 log(2/d)/k)) <= d for every d and a fixed i: true, and far from tight",
      "fatras:20, Theorem 2", published_bound,
      Control<Batches>::wrong_bound("the square root left out", [](const Batches& s, double delta) {
        return 2 * std::log(2 / delta) / s.k;
      }).in({kCoin}));
}

Claim hoeffding_row_bound(const Design& design) {
  return row_bound(design, "row_mass.range_bound",
                   "P(|(Pi_k 1)_i - 1/n| > sqrt(log(2/d)/(2k))/m) <= d: 2m times smaller than the published bound, and "
                   "nearly tight for n = 2",
                   "Hoeffding's inequality with the range [0, 1/m]; derived here", hoeffding_bound,
                   Control<Batches>::wrong_bound("2k for k", [](const Batches& s, double delta) {
                     return hoeffding_bound(s, delta) / std::sqrt(2);
                   }).in({kCoin}));
}

/// The bound for a fixed row says nothing of the worst one: n rows spend n times the probability.
Claim every_row(const Design& design) {
  constexpr Batches kHalf{.n = 20, .m = 10, .k = 50};
  return tail_below<Batches>({
      .id = "row_mass.every_row",
      .statement = "P(max_i |(Pi_k 1)_i - 1/n| > sqrt(log(2n/d)/(2k))/m) <= d: n rows at once take d/n each",
      .source = "Hoeffding's inequality for each row; derived here",
      .design = {kHalf},
      .bound = [](const Batches& s, double delta) { return hoeffding_bound(s, delta / s.n); },
      .replicate = of_incomplete_marginals([](const Batches& s, const Vector& rows, const Vector&) {
        return (rows.array() - 1.0 / s.n).abs().maxCoeff();
      }),
      .margin = design.real("tail_margin"),
      .replicates = design.count("tail_replicates"),
      .control = Control<Batches>::wrong_bound("the bound for one fixed row", hoeffding_bound),
  });
}

// ---- the L1 error of both marginals over k, as published for n = 1000 ----

double mean_l1_error(const Batches& s, double trials, double p) {
  return 2.0 * s.n / (static_cast<double>(s.k) * s.m) * models::binomial_deviation(trials, p);
}

double expected_l1_error(const Batches& s) { return mean_l1_error(s, s.k, static_cast<double>(s.m) / s.n); }

/// k m trials of 1/n each: what batches with replacement give.
double l1_error_with_replacement(const Batches& s) {
  return mean_l1_error(s, static_cast<double>(s.k) * s.m, 1.0 / s.n);
}

/// Another batch in one of the 2k places changes the error by at most 2/k: P(error > E error + 2 sqrt(L/k)) <= exp(-L)
/// (McDiarmid 1989). Records are cut there, which takes less than exp(-L) off their mean and, for many batches, most of
/// the range [0, 4] off what the inference must reckon with.
constexpr double kRarity = 25;
double largest_record(const Batches& s) { return std::min(4.0, expected_l1_error(s) + 2 * std::sqrt(kRarity / s.k)); }

double l1_error(const Batches& s, const Vector& rows, const Vector& columns) {
  const double share = 1.0 / s.n;
  const double error = (rows.array() - share).abs().sum() + (columns.array() - share).abs().sum();
  return std::min(error, largest_record(s));
}

constexpr int kSizes[] = {10, 50, 100};

/// The exact mean over k, for the figure.
std::vector<Curve> exact_l1_curves(int n) {
  std::vector<Curve> curves;
  for (int m : kSizes) {
    Curve curve{
        .name = "exact mean, m = " + std::to_string(m), .x_label = "k", .y_label = "L1 error of both marginals"};
    for (double k = 1; k < 1.01e4; k *= std::pow(10, 0.05)) {
      const Batches setting{n, m, static_cast<int>(std::lround(k))};
      curve.x.push_back(setting.k);
      curve.y.push_back(expected_l1_error(setting));
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

Claim l1_curve(const Design& design) {
  const int n = design.integer("l1_n");
  std::vector<Batches> cells;
  for (int m : kSizes)
    for (int k = 3; k <= design.integer("l1_k"); k = k % 3 == 0 ? k / 3 * 10 : 3 * k) cells.push_back({n, m, k});
  return mean_equals<Batches>({
      .id = "marginals.l1_error",
      .statement = "E[sum_i |(Pi_k 1)_i - 1/n| + sum_j |(Pi_k^T 1)_j - 1/n|] = 2n/(km) E|Bin(k, m/n) - km/n|",
      .source = "fatras:20, Figure 6; derived here",
      .design = cells,
      .truth =
          [](const Batches& s) {
            const double mean = expected_l1_error(s);
            return Certified{mean - std::exp(-kRarity), mean};
          },
      .replicate = of_incomplete_marginals(l1_error),
      .range =
          [](const Batches& s) {
            return Range{0, largest_record(s)};
          },
      .margin = Margin::relative(2 * design.real("margin")),
      .replicates = design.count("l1_replicates"),
      .control = Control<Batches>::wrong_truth("the value for batches with replacement",
                                               [](const Batches& s) { return Certified(l1_error_with_replacement(s)); })
                     .in({{.n = 100, .m = 50, .k = 10}}),
      .plot = "k",
      .estimate_label = "L1 error of both marginals",
  });
}

}  // namespace

std::vector<Claim> marginal_claims(const Design& design) {
  Claim l1_error = l1_curve(design);
  l1_error.picture = [n = design.integer("l1_n")] { return exact_l1_curves(n); };
  return {row_variance_claim(design),  row_covariance(design),      row_law(design),   incomplete_is_admissible(design),
          published_row_bound(design), hoeffding_row_bound(design), every_row(design), std::move(l1_error)};
}

}  // namespace mongecarlo::minibatch_plan
