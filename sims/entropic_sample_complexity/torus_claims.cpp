#include <algorithm>
#include <cmath>
#include <vector>

#include "entropic_sample_complexity/parts.hpp"
#include "entropic_sample_complexity/torus.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::entropic_sample_complexity {
namespace {

double size(const Torus& torus) { return torus.n; }

/// Of an unbounded record: on a circle there are few modes, and their squares are skewed; means of a few are less so.
int runs_of(const Torus& torus, int pairs) { return torus.d == 1 ? 3 * pairs : pairs; }
constexpr int kPairs = 2;  // behind a record of a constant

/// The mean of read(torus, samples) over a few independent pairs of samples.
template <class Read>
auto mean_over_runs(int pairs, Read read) {
  return [read, pairs](const Torus& torus) {
    return [read, torus, runs = runs_of(torus, pairs), samples = TorusSamples(torus)](const Stream& stream) mutable {
      Certified sum;
      for (int run = 0; run < runs; ++run) {
        samples.draw(stream.purpose("run", static_cast<std::uint64_t>(run)));
        sum += read(torus, samples);
      }
      return (1.0 / runs) * sum;
    };
  };
}

Certified deviation(const Torus&, TorusSamples& samples) { return absolute(samples.excess()); }

Claim rate(const Design& design, int d, double epsilon) {
  const int n = d == 1 ? design.integer("n") / 3 : design.integer("n");
  const std::string dimension = std::to_string(d);
  return rate_equals<Torus>({
      .id = "torus.rate_d" + dimension,
      .statement = "both laws uniform on a torus of dimension " + dimension +
                   ", constant potentials: E |V(a_n, b_n) - V| falls like 1/n",
      .source = "delbarrio:23; derived here",
      .design = {{d, epsilon, n / 9}, {d, epsilon, n / 3}, {d, epsilon, n}},
      .n = size,
      .exponent = 1,
      .replicate = mean_over_runs(design.integer("pairs"), deviation),
      .range = unbounded,
      .margin = design.real("rate_margin"),
      .replicates = design.count("rate_replicates"),
      .control = Control<Torus>::wrong_exponent("like n^-1/2, as the upper bound reads and where potentials vary", 0.5),
      .plot = "n",
      .estimate_label = "E |V(a_n, b_n) - V|",
  });
}

/// n (V(a_n, b_n) - V), its quadratic part replaced by the mean of that.
Certified scaled_bias(const Torus& torus, TorusSamples& samples) {
  return torus.n * (samples.excess() - Certified(samples.quadratic_part() - samples.quadratic_mean()));
}

/// A limit that is reached from below, to within a share `order`/n of it.
Certified near(double limit, const Torus& torus, double order = 4) { return {(1 - order / torus.n) * limit, limit}; }

/// Four circles are further from the limit: they are 4.9/n below it at n = 80 as at n = 160.
constexpr double kOrderOfMixed = 8;

MeanStatement<Torus> bias_statement(const Design& design, std::vector<Torus> cells, Control<Torus> control) {
  return {
      .id = {},
      .statement = {},
      .source = "delbarrio:23; constant derived here",
      .design = std::move(cells),
      .truth = [](const Torus& torus) { return near(torus.bias_constant(), torus); },
      .replicate = mean_over_runs(kPairs, scaled_bias),
      .range = unbounded,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("constant_replicates"),
      .control = std::move(control),
      .plot = "d",
      .estimate_label = "n (E V(a_n, b_n) - V)",
  };
}

Claim bias(const Design& design) {
  const int n = design.integer("constant_n");
  std::vector<Torus> cells{{1, 0.5, n / 2}, {5, 2, n}};
  if (design.preset() != Preset::smoke) cells.insert(cells.begin() + 1, {2, 0.5, n});
  auto claim =
      bias_statement(design, std::move(cells),
                     Control<Torus>::wrong_truth("half of it: modes j and -j counted once", [](const Torus& torus) {
                       return near(0.5 * torus.bias_constant(), torus);
                     }).in({{5, 2, n}}));
  claim.id = "torus.bias";
  claim.statement =
      "n (E V(a_n, b_n) - V) tends to epsilon sum sigma^2 / (1 - sigma^2) over all modes of the torus, sigma the "
      "products of I_j(1/epsilon) / I_0(1/epsilon), and is below it by less than 4/n";
  return mean_equals(claim);
}

Claim by_dimension(const Design& design) {
  const int n = std::max(40, design.integer("constant_n"));  // fewer are further from the limit than it allows
  std::vector<Torus> cells{{4, 1, n}};
  if (design.preset() != Preset::smoke) cells.insert(cells.begin(), {2, 1, n});
  auto claim =
      bias_statement(design, cells,
                     Control<Torus>::wrong_truth("d times that of a circle: modes that mix coordinates left out",
                                                 [](const Torus& torus) {
                                                   const Torus circle{1, torus.epsilon, torus.n};
                                                   return near(torus.d * circle.bias_constant(), torus, kOrderOfMixed);
                                                 })
                         .in({cells.back()}));
  claim.id = "torus.bias_by_dimension";
  claim.statement =
      "the constant of the 1/n bias on a product of circles holds the modes that mix coordinates; n (E V(a_n, b_n) - "
      "V) "
      "is below it by less than 8/n";
  claim.truth = [](const Torus& torus) { return near(torus.bias_constant(), torus, kOrderOfMixed); };
  return mean_equals(claim);
}

constexpr Torus kSmooth{.d = 1, .epsilon = 1};

/// The limit, off by a factor, less n (V(a_n, b_n) - V).
auto departure(const Design& design, double factor) {
  return mean_over_runs(design.integer("pairs"),
                        [limit = factor * kSmooth.bias_constant()](const Torus& torus, TorusSamples& samples) {
                          return Certified(limit) - scaled_bias(torus, samples);
                        });
}

Claim approach(const Design& design) {
  return rate_equals<Torus>({
      .id = "torus.bias_approach",
      .statement = "on the circle n (E V(a_n, b_n) - V) is below its limit by a term that falls like 1/n",
      .source = "derived here",
      .design = {{1, kSmooth.epsilon, 6}, {1, kSmooth.epsilon, 12}, {1, kSmooth.epsilon, 24}},
      .n = size,
      .exponent = 1,
      .replicate = departure(design, 1),
      .range = unbounded,
      .margin = 0.3,
      .replicates = design.count("constant_replicates"),
      .control = Control<Torus>::wrong_procedure("of a limit that is 5 per cent larger", departure(design, 1.05)),
      .plot = "n",
      .estimate_label = "departure from the limit",
  });
}

/// n^2 times the sample variance of a few draws, whose mean is the variance.
auto sample_variance(const Design& design) {
  return [draws = design.count("draws")](const Torus& torus) {
    return
        [torus, values = std::vector<Certified>(draws), samples = TorusSamples(torus)](const Stream& stream) mutable {
          const auto count = static_cast<double>(values.size());
          Certified mean;
          for (std::size_t k = 0; k < values.size(); ++k) {
            samples.draw(stream.purpose("draw", k));
            values[k] = torus.n * samples.excess();
            mean += (1 / count) * values[k];
          }
          Certified sum;
          for (const Certified& value : values) sum += square(value - mean);
          return (1 / (count - 1)) * sum;
        };
  };
}

/// By modes, without the terms that mix both samples.
double variance_without_mixed_terms(const Torus& torus) {
  double sum = 0;
  const std::vector<double> spectrum = circle_spectrum(torus.epsilon);
  for (std::size_t j = 1; j < spectrum.size(); ++j) {
    const double x = spectrum[j] * spectrum[j];
    sum += 2 * std::pow(torus.epsilon * x / (1 - x), 2);
  }
  return sum;
}

Claim spread(const Design& design) {
  return mean_equals<Torus>({
      .id = "torus.variance",
      .statement = "on the circle n^2 Var V(a_n, b_n) tends to the sum of epsilon^2 sigma^2 (1 + sigma^2) / (1 - "
                   "sigma^2)^2, and is below it by less than 4/n: not only the bias falls like 1/n",
      .source = "derived here",
      .design = {{1, 1, 6 + 3 * design.integer("constant_n") / 20}},
      .truth = [](const Torus& torus) { return near(torus.variance_constant(), torus); },
      .replicate = sample_variance(design),
      .range = unbounded,
      .margin = Margin::relative(2 * design.real("margin")),
      .replicates = design.count("constant_replicates"),
      .control = Control<Torus>::wrong_truth(
          "without the term that mixes both samples",
          [](const Torus& torus) { return near(variance_without_mixed_terms(torus), torus); }),
      .plot = "n",
      .estimate_label = "n^2 Var V(a_n, b_n)",
  });
}

}  // namespace

std::vector<Claim> torus_claims(const Design& design) {
  std::vector<Claim> claims{rate(design, 1, 1),   rate(design, 5, 2), bias(design),
                            by_dimension(design), approach(design),   spread(design)};
  if (design.preset() != Preset::smoke) claims.insert(claims.begin() + 1, rate(design, 3, 1));
  return claims;
}

}  // namespace mongecarlo::entropic_sample_complexity
