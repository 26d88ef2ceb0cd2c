#include "calibration/power_case.hpp"

#include <fmt/format.h>
#include <gsl/gsl_cdf.h>

#include <cmath>

#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/experiment/median_statement.hpp"
#include "mongecarlo/stats/empirical_distribution.hpp"
#include "mongecarlo/stats/sample_size.hpp"

namespace mongecarlo::calibration {
namespace {

constexpr double kNormal99 = 2.3263478740408408;

/// Power of a test that needs `threshold` standard errors.
std::function<double(double, double)> normal_power(double threshold) {
  return [=](double replicates, double needed) {
    return gsl_cdf_ugaussian_P((threshold + kNormal99) * std::sqrt(replicates / needed) - threshold);
  };
}

/// The replicates at which the resolution, which is falling, has come down to the fault's size. `floor` is the part of it
/// that does not fall.
double replicates_for(const std::function<double(std::uint64_t)>& resolution, double size, double floor, double start) {
  double replicates = start;
  for (int i = 0; i < 12; ++i) {
    const double now = resolution(static_cast<std::uint64_t>(replicates));
    replicates = std::ceil(replicates * std::pow((now - floor) / (size - floor), 1.5));
  }
  return replicates;
}

/// What a judge of the mean says of its own resolution after so many records of the law, against that truth.
double resolution_of_mean(const Law& law, double truth, double margin, std::uint64_t replicates) {
  const JudgePtr judge = mean_judge({.truth = truth, .range_lower = law.lower, .range_upper = law.upper, .margin = margin},
                                    {kPowerAlpha, kPowerAlpha}, replicates);
  Stream stream(stream_key(0, "calibration", "resolution"), 0);
  std::vector<Certified> records;
  for (std::uint64_t i = 0; i < replicates; ++i) records.push_back(law.draw(stream));
  judge->add(records);
  return *judge->conclude().resolution;
}

double needed_for_mean(const Law& law, double truth, double margin) {
  const double off = std::abs(law.mean - truth);
  const auto start = static_cast<double>(min_replicates_to_refute_mean(deviation_of(law), off, kPowerAlpha));
  return replicates_for([&](std::uint64_t count) { return resolution_of_mean(law, truth, margin, count); }, off, 0, start);
}

/// Records of the law against a truth that is off by this share of the right one.
PowerCase mean_off(const Law& law, double share, const std::string& fault) {
  const std::string id = fmt::format("mean.{:+.4g}%", 100 * share);
  const double off = std::abs(share) * law.mean;
  const auto claim = [=](std::uint64_t replicates) {
    return mean_equals<Probe>({.id = id,
                               .statement = fault,
                               .source = {},
                               .design = {{share}},
                               .truth = [=](const Probe&) { return Certified(law.mean * (1 - share)); },
                               .replicate = replicate_of(law),
                               .range = [=](const Probe&) { return Range{law.lower, law.upper}; },
                               .margin = Margin::absolute(0.1 * off),
                               .replicates = replicates,
                               .control = no_twin(id)});
  };
  const auto needed = [=] { return needed_for_mean(law, law.mean * (1 - share), 0.1 * off); };
  return {id, "mean of bounded records", fault, share, "of the truth", claim, needed, "resolution",
          1,  normal_power(std::sqrt(2 * std::log(8 / kPowerAlpha)))};
}

PowerCase variance_off(double factor, const std::string& fault) {
  const Law law = uniform();
  const std::string id = fmt::format("variance.sd_{:g}", factor);
  const double variance = law.deviation * law.deviation, off = std::abs(1 - factor * factor) * variance;
  const auto claim = [=](std::uint64_t replicates) {
    return variance_equals<Probe>({.id = id,
                                   .statement = fault,
                                   .source = {},
                                   .design = {{factor}},
                                   .truth = [=](const Probe&) { return Certified(factor * factor * variance); },
                                   .replicate = replicate_of(law),
                                   .range = [](const Probe&) { return Range{0, 1}; },
                                   .margin = Margin::absolute(0.1 * off),
                                   .replicates = replicates,
                                   .control = no_twin(id)});
  };
  // (X - X')^2 / 2 for uniform X: E = 1/12, E of its square = 1/60.
  const Law squares{"half a squared difference", variance, std::sqrt(1 / 60.0 - 1 / 144.0), 0, 0.5,
                    [](Stream& s) -> Certified { return 0.5 * square(Certified(s.uniform() - s.uniform())); }};
  const auto needed = [=] { return needed_for_mean(squares, factor * factor * variance, 0.1 * off); };
  return {id, "variance", fault, factor - 1, "of the standard deviation", claim, needed, "resolution",
          1,  normal_power(std::sqrt(2 * std::log(8 / kPowerAlpha)))};
}

PowerCase asymptotic_off(double off) {
  const std::string id = fmt::format("asymptotic_mean.{:g}", off);
  const auto claim = [=](std::uint64_t replicates) {
    return mean_equals<Probe>({.id = id,
                               .statement = "a mean that is moved",
                               .source = {},
                               .design = {{off}},
                               .truth = [=](const Probe&) { return Certified(off); },
                               .replicate = replicate_of(normal()),
                               .range = unbounded,
                               .margin = Margin::absolute(0.1 * off),
                               .replicates = replicates,
                               .control = no_twin(id)});
  };
  const double threshold = gsl_cdf_ugaussian_Qinv(kPowerAlpha / 2);
  const auto needed = [=] { return std::ceil(std::pow((threshold + kNormal99) / off, 2)); };
  return {id, "mean by the central limit theorem", "a mean that is moved", off, "standard deviations", claim, needed,
          "resolution", 5000, normal_power(threshold)};
}

/// Deviations that exceed bound(delta) with probability min(1, factor delta).
PowerCase tail_off(double factor, const std::string& fault) {
  const std::string id = fmt::format("tail.{:g}_delta", factor);
  const auto claim = [=](std::uint64_t replicates) {
    return tail_below<Probe>({.id = id,
                              .statement = fault,
                              .source = {},
                              .design = {{factor}},
                              .bound = [=](const Probe&, double delta) { return -std::log(delta) - std::log(factor); },
                              .replicate = replicate_of(exponential()),
                              .margin = 0.02,
                              .replicates = replicates,
                              .control = no_twin(id),
                              .levels = {0.1}});
  };
  const auto needed = [=] {
    return static_cast<double>(min_replicates_to_refute_level(0.1, 0.1 * factor, kPowerAlpha, 0.01));
  };
  return {id, "tail bound at every level", fault, factor - 1, "of delta", claim, needed, "min_replicates_to_refute_level",
          1,  {}};
}

PowerCase violation_off(double p) {
  const std::string id = fmt::format("always.{:g}", p);
  const auto claim = [=](std::uint64_t replicates) {
    return holds_always<Probe>({.id = id,
                                .statement = "X >= 0",
                                .source = {},
                                .design = {{p}},
                                .replicate = [=](const Probe&, const Stream& stream) -> Certified {
                                  Stream own = stream;
                                  return own.uniform() < p ? -1.0 : 1.0;
                                },
                                .replicates = replicates,
                                .control = no_twin(id),
                                .margin = 0.5 * p});
  };
  return {id, "what must never happen", "it happens now and then", p, "of the draws", claim,
          [p] { return std::ceil(std::log(0.01) / std::log1p(-p)); }, "resolution", 1,
          [p](double replicates, double) { return 1 - std::pow(1 - p, replicates); }};
}

/// The share of records beyond the claimed median is q, not 1/2: the refuting rank u has P(Bin(R, 1/2) >= u) <= alpha.
PowerCase median_off(double q) {
  const std::string id = fmt::format("median.{:g}", q);
  const auto claim = [=](std::uint64_t replicates) {
    return median_equals<Probe>({.id = id,
                                 .statement = "a median that is moved",
                                 .source = {},
                                 .design = {{q}},
                                 .truth = [=](const Probe&) { return Certified(1 - q); },
                                 .replicate = replicate_of(uniform()),
                                 .margin = 0.01,
                                 .replicates = replicates,
                                 .control = no_twin(id)});
  };
  // Refuted when the claimed value lies below the l-th record: fewer than l of R are below it.
  const auto power = [q](double replicates, double) {
    const auto count = static_cast<unsigned>(replicates);
    const auto lower = quantile_ranks(count, 0.5, kPowerAlpha).lower;
    return lower ? gsl_cdf_binomial_P(static_cast<unsigned>(*lower - 1), 1 - q, count) : 0.0;
  };
  const auto needed = [=] {
    double count = 10;
    while (power(count, 0) < 0.99) ++count;
    return count;
  };
  return {id, "median", "a median that is moved", q - 0.5, "of the records", claim, needed, "resolution", 1, power};
}

/// Uniform records moved by d against the uniform law: resolution = tolerance + two bands.
PowerCase law_off(double d) {
  const std::string id = fmt::format("law.{:g}", d);
  const double tolerance = 0.02;
  const auto claim = [=](std::uint64_t replicates) {
    return law_tends_to<Probe>({.id = id,
                                .statement = "a law that is moved",
                                .source = {},
                                .design = {{d}},
                                .law = {[](const Probe&, double x) { return std::min(1.0, std::max(0.0, x)); }},
                                .replicate = [=](const Probe&, const Stream& stream) -> Certified {
                                  Stream own = stream;
                                  return own.uniform() + d;
                                },
                                .tolerance = [=](const Probe&) { return tolerance; },
                                .replicates = replicates,
                                .control = no_twin(id)});
  };
  const double bands = dkw_band(1, kPowerAlpha) + dkw_band(1, 0.01);
  return {id, "limit law", "a law that is moved", d, "of sup |F - G|", claim,
          [=] { return std::ceil(std::pow(bands / (d - tolerance), 2)); }, "resolution", 1, {}};
}

/// n^-1 where n^-1/2 is claimed: W_p^p for its root.
PowerCase rate_off(double true_exponent, double claimed, double margin) {
  const std::string id = fmt::format("rate.{:g}", true_exponent - claimed);
  const auto claim = [=](std::uint64_t replicates) {
    return rate_equals<Probe>({.id = id,
                               .statement = "a rate of another exponent",
                               .source = {},
                               .design = {{8}, {16}, {32}, {64}},
                               .n = [](const Probe& probe) { return probe.value; },
                               .exponent = claimed,
                               .replicate = [=](const Probe& probe, const Stream& stream) -> Certified {
                                 Stream own = stream;
                                 return own.uniform() < 0.5 ? 2 * std::pow(probe.value / 8, -true_exponent) : 0.0;
                               },
                               .range = [=](const Probe& probe) {
                                 return Range{0, 2 * std::pow(probe.value / 8, -true_exponent)};
                               },
                               .margin = margin,
                               .replicates = replicates,
                               .control = no_twin(id)});
  };
  const auto resolution = [=](std::uint64_t replicates) {
    return run_trial({claim(replicates)}, kPowerAlpha, 0, "resolution", 0).resolution;
  };
  const auto needed = [=] { return replicates_for(resolution, true_exponent - claimed, margin, 1000); };
  return {id, "rate over four n", "a rate of another exponent", true_exponent - claimed, "of the exponent", claim,
          needed, "resolution", 1, {}};
}

}  // namespace

std::vector<PowerCase> power_cases() {
  const Law distance = line_distance(16), square = squared_line_distance(16);
  return {mean_off(square, 0.295, "with replacement at n = 50, m = 16"),
          mean_off(square, 0.145, "with replacement at n = 100, m = 16"),
          mean_off(square, -0.116, "overlapping batches for the self-terms"),
          mean_off(square, 0.0625, "1/(3m) for 1/(3(m+1))"),
          mean_off(distance, 0.028, "with replacement at n = 100, m = 4"),
          mean_off(distance, 0.0105, "with replacement at n = 1000, m = 16"),
          variance_off(0.71, "a standard deviation by a factor .71"),
          variance_off(0.95, "a standard deviation by a factor .95"),
          asymptotic_off(0.07),
          asymptotic_off(0.04),
          tail_off(2, "delta/2 for delta"),
          tail_off(1.5, "half as much again"),
          tail_off(1.2, "a fifth as much again"),
          violation_off(0.1),
          violation_off(0.01),
          median_off(0.9),
          median_off(0.7),
          median_off(0.6),
          law_off(0.082),
          law_off(0.04),
          rate_off(1, 0.5, 0.25),
          rate_off(0.7, 0.5, 0.1)};
}

}  // namespace mongecarlo::calibration
