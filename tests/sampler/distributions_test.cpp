#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "mongecarlo/measure/distribution_family.hpp"
#include "statistical_assertions.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

// The common battery: every family of distribution_table() with its default parameters, and the variants below. All
// statistical tests of one pass together raise a false alarm with probability at most kFalseAlarms.
namespace {

constexpr double kFalseAlarms = 1e-6;
constexpr Index kDraws = 100000;

using Parameters = std::map<std::string, double>;

/// Parameters that take another branch than the defaults.
const std::vector<std::pair<const char*, Parameters>> kVariants{
    {"annulus", {{"noise", 0}}},
    {"annulus", {{"radius", 2}, {"noise", 2}}},
    {"bernoulli", {{"probability", 0.3}, {"dimension", 3}}},
    {"beta_product", {{"a", 0.4}, {"b", 0.7}}},
    {"beta_product", {{"a", 0.5}, {"b", 3}, {"dimension", 1}}},
    {"grid", {{"dimension", 1}, {"per_side", 40}, {"tilt", 2}}},
    {"truncated_normal", {{"lower", 0.5}, {"upper", 3}, {"dimension", 1}}},
    {"truncated_normal", {{"lower", -7}, {"upper", -6}, {"mean", 1}, {"dimension", 1}}},
    {"truncated_normal_mixture", {{"weight", 0.2}, {"deviation", 3}}},
    {"two_moons", {{"noise", 0}}},
    {"two_moons", {{"noise", 1.5}}},
    {"uniform_ball", {{"dimension", 1}, {"radius", 3}}},
    {"uniform_ellipsoid", {{"dimension", 4}, {"last_axis", 2}}},
    {"uniform_sphere", {{"dimension", 2}}},
};

struct Case {
  const DistributionFamily* family;
  DistributionPtr law;
  int d;
  Vector mean;
  Matrix covariance;
  bool is_finite;
  Points sample;  ///< kDraws points, drawn once for all tests
};

Case make_case(const DistributionFamily& family, const Parameters& parameters) {
  const DistributionPtr law = family.make(parameters);
  REQUIRE_MESSAGE(law->mean().has_value(), family.name);
  REQUIRE_MESSAGE(law->covariance().has_value(), family.name);
  const Stream stream = Stream(stream_key(1, "battery", family.name), 0).purpose("sample");
  return {&family,
          law,
          law->dimension(),
          *law->mean(),
          *law->covariance(),
          law->atoms().has_value(),
          law->sample(kDraws, stream)};
}

std::vector<Case> make_cases() {
  std::vector<Case> cases;
  for (const DistributionFamily* family : distribution_table()) cases.push_back(make_case(*family, {}));
  for (const auto& [name, parameters] : kVariants) cases.push_back(make_case(*find_distribution(name), parameters));
  return cases;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> cases = make_cases();
  return cases;
}

/// Tests of one law: d means, d (d + 1) / 2 covariances, and d marginal laws or one of frequencies.
int tests_of(const Case& c) { return c.d + c.d * (c.d + 1) / 2 + c.d; }

double false_alarm_rate() {
  int count = 0;
  for (const Case& c : cases()) count += tests_of(c);
  return kFalseAlarms / count;
}

std::vector<StatisticalTest> mean_tests(const Case& c, const Points& points, double rate) {
  std::vector<StatisticalTest> tests;
  std::vector<double> values(static_cast<std::size_t>(points.rows()));
  for (int j = 0; j < c.d; ++j) {
    for (Index i = 0; i < points.rows(); ++i) values[static_cast<std::size_t>(i)] = points(i, j);
    tests.push_back(has_mean(values, c.mean[j], c.law->diameter(), rate));
  }
  return tests;
}

/// (X_j - mean_j)(X_k - mean_k) has range at most diameter^2, since the mean lies in the hull of the support.
StatisticalTest covariance_test(const Case& c, const Points& points, int j, int k, double rate) {
  std::vector<double> values;
  for (Index i = 0; i < points.rows(); ++i) values.push_back((points(i, j) - c.mean[j]) * (points(i, k) - c.mean[k]));
  return has_mean(values, c.covariance(j, k), c.law->diameter() * c.law->diameter(), rate);
}

StatisticalTest marginal_test(const Case& c, const Points& points, int j, double rate) {
  std::vector<double> values;
  for (Index i = 0; i < points.rows(); ++i) values.push_back(points(i, j));
  return has_cdf(
      std::move(values), [&](double t) { return c.law->marginal_cdf(j, t).value(); }, rate);
}

std::vector<double> row_of(const Points& points, Index i) {
  return {points.data() + i * points.cols(), points.data() + (i + 1) * points.cols()};
}

/// How often each atom came up; a point that is no atom counts as a rejection.
StatisticalTest frequency_test(const Case& c, const Points& points, double rate) {
  const auto atoms = *c.law->atoms();
  std::map<std::vector<double>, std::size_t> place;
  std::vector<double> probabilities, counts;
  for (Index i = 0; i < atoms.points.rows(); ++i) {
    const auto [entry, is_new] = place.emplace(row_of(atoms.points, i), probabilities.size());
    if (is_new) probabilities.push_back(0);
    probabilities[entry->second] += atoms.weights[i];
  }
  counts.assign(probabilities.size(), 0);
  for (Index i = 0; i < points.rows(); ++i) {
    const auto found = place.find(row_of(points, i));
    if (found == place.end()) return {"a point that is no atom", 1, 0, 0, 0};
    counts[found->second] += 1;
  }
  if (counts.size() == 1) return {"the only atom", 0, 0, 0, 0};
  return has_frequencies(counts, probabilities, rate);
}

std::vector<StatisticalTest> battery(const Case& c, const Points& points, double rate) {
  std::vector<StatisticalTest> tests = mean_tests(c, points, rate);
  for (int j = 0; j < c.d; ++j)
    for (int k = 0; k <= j; ++k) tests.push_back(covariance_test(c, points, j, k, rate));
  if (c.is_finite) tests.push_back(frequency_test(c, points, rate));
  for (int j = 0; j < c.d && !c.is_finite; ++j) tests.push_back(marginal_test(c, points, j, rate));
  return tests;
}

bool is_accepted(const Case& c, const Points& points, double rate) {
  const auto accepts = [](const StatisticalTest& test) { return test.accepted(); };
  const auto means = mean_tests(c, points, rate);  // first, since the rest costs more
  if (!std::all_of(means.begin(), means.end(), accepts)) return false;
  const auto all = battery(c, points, rate);
  return std::all_of(all.begin(), all.end(), accepts);
}

}  // namespace

TEST_SUITE("sampler") {
  TEST_CASE("the table holds every family by the name of its file") {
    CHECK(distribution_table().size() >= 17);
    for (const DistributionFamily* family : distribution_table()) {
      CHECK(find_distribution(family->name) == family);
      CHECK_MESSAGE(!family->summary.empty(), family->name);
      CHECK_MESSAGE(!family->refused.empty(), family->name);
    }
    CHECK(find_distribution("no_such_law") == nullptr);
  }

  TEST_CASE("every refused parameter set throws and names a parameter of it") {
    for (const DistributionFamily* family : distribution_table())
      for (const auto& set : family->refused) {
        std::string message;
        try {
          family->make(set);
        } catch (const std::domain_error& error) {
          message = error.what();
        } catch (const std::invalid_argument& error) {
          message = error.what();
        }
        bool names = false;
        for (const auto& [name, value] : set) names = names || message.find(name) != std::string::npos;
        CHECK_MESSAGE(names, family->name << " with " << set.begin()->first << ": " << message);
      }
  }

  TEST_CASE("every family refuses a parameter it does not have and one that is not finite") {
    for (const DistributionFamily* family : distribution_table()) {
      CHECK_THROWS_WITH(family->make({{"no_such_parameter", 1}}), doctest::Contains("no_such_parameter"));
      for (const auto& parameter : family->parameters)
        CHECK_THROWS_WITH(family->make({{parameter.name, std::nan("")}}), doctest::Contains(parameter.name.c_str()));
    }
  }

  TEST_CASE("defaults written out make the same law as no parameters") {
    for (const DistributionFamily* family : distribution_table()) {
      Parameters defaults;
      for (const auto& parameter : family->parameters) defaults[parameter.name] = parameter.standard;
      const Stream stream(StreamKey{5}, 0);
      CHECK_MESSAGE(family->make(defaults)->sample(20, stream) == family->make({})->sample(20, stream), family->name);
    }
  }

  // E X = b - int_a^b F and E (X - a)^2 = (b - a)^2 - 2 int_a^b (t - a) F, by the midpoint rule.
  TEST_CASE("moments and marginal laws agree without sampling") {
    constexpr int cells = 2000;
    for (const Case& c : cases()) {
      const double diameter = c.law->diameter();
      for (int j = 0; j < c.d && diameter > 0; ++j) {
        const double from = c.mean[j] - 1.01 * diameter, width = 2.02 * diameter, h = width / cells;
        double area = 0, moment = 0, last = 0;
        for (int i = 0; i < cells; ++i) {
          const double cdf = c.law->marginal_cdf(j, from + (i + 0.5) * h).value();
          REQUIRE_MESSAGE(cdf >= last, c.family->name);
          area += cdf * h;
          moment += (i + 0.5) * h * cdf * h;
          last = cdf;
        }
        const double mean = width - area, second = width * width - 2 * moment;
        const double tolerance = c.is_finite ? 2e-3 : 2e-5;
        CHECK_MESSAGE(last == doctest::Approx(1).epsilon(1e-12), c.family->name);
        CHECK_MESSAGE(std::abs(mean - (c.mean[j] - from)) < tolerance * diameter, c.family->name);
        CHECK_MESSAGE(std::abs(second - mean * mean - c.covariance(j, j)) < 4 * tolerance * diameter * diameter,
                      c.family->name);
      }
    }
  }

  TEST_CASE("quantiles on the line invert the distribution function") {
    int seen = 0;
    for (const Case& c : cases()) {
      if (c.d > 1) {
        CHECK_FALSE_MESSAGE(c.law->quantile(0.5).has_value(), c.family->name);
        continue;
      }
      ++seen;
      for (const double p : {1e-9, 0.01, 0.3, 0.5, 0.77, 0.999}) {
        const double q = c.law->quantile(p).value();
        CHECK_MESSAGE(c.law->marginal_cdf(0, q).value() >= p * (1 - 1e-9), c.family->name);
        CHECK_MESSAGE(c.law->marginal_cdf(0, q - 1e-9 * c.law->diameter()).value() <= p, c.family->name);
      }
      for (const double p : {0.0, 1.0, -1.0}) CHECK_THROWS_WITH(c.law->quantile(p), doctest::Contains("p is"));
    }
    CHECK(seen >= 6);
  }

  TEST_CASE("samples are no farther apart than the diameter nor from the mean") {
    for (const Case& c : cases()) {
      const Points points = c.law->sample(400, Stream(StreamKey{6}, 0));
      const double most = c.law->diameter() * (1 + 1e-12);
      double farthest = 0, off_centre = 0;
      for (Index i = 0; i < points.rows(); ++i) {
        off_centre = std::max(off_centre, (points.row(i).transpose() - c.mean).norm());
        for (Index j = 0; j < i; ++j) farthest = std::max(farthest, (points.row(i) - points.row(j)).norm());
      }
      CHECK_MESSAGE(farthest <= most, c.family->name);
      CHECK_MESSAGE(off_centre <= most, c.family->name);
    }
  }

  TEST_CASE("samples have the exact mean and covariance and marginal laws") {
    const double rate = false_alarm_rate();
    for (const Case& c : cases())
      for (const StatisticalTest& test : battery(c, c.sample, rate))
        CHECK_MESSAGE(test, c.family->name << ": " << test);
  }

  TEST_CASE("the battery has the power to see the defects of its twins") {
    const double rate = false_alarm_rate();
    for (const Case& c : cases()) {
      const Points& points = c.sample;
      for (const StatisticalTest& test : mean_tests(c, points, rate))
        CHECK_MESSAGE(test.detectable_discrepancy <= 0.05 * c.law->diameter(), c.family->name << ": " << test);
      for (int j = 0; j < c.d; ++j) {
        const StatisticalTest test = covariance_test(c, points, j, j, rate);
        CHECK_MESSAGE(test.detectable_discrepancy <= (1 - 0.9 * 0.9) * c.covariance(j, j),
                      c.family->name << ": " << test);
      }
    }
  }

  TEST_CASE("samples shifted by a twentieth of the diameter are rejected") {
    const double rate = false_alarm_rate();
    for (const Case& c : cases()) {
      Points points = c.sample;
      points.col(0).array() += c.law->diameter() > 0 ? 0.05 * c.law->diameter() : 0.05;
      CHECK_FALSE_MESSAGE(is_accepted(c, points, rate), c.family->name);
    }
  }

  TEST_CASE("samples shrunk to nine tenths about their mean are rejected") {
    const double rate = false_alarm_rate();
    for (const Case& c : cases()) {
      if (c.law->diameter() == 0) continue;  // a point mass is its own shrinking
      Points points = c.sample;
      points = (0.9 * (points.rowwise() - c.mean.transpose())).rowwise() + c.mean.transpose();
      CHECK_FALSE_MESSAGE(is_accepted(c, points, rate), c.family->name);
    }
  }

  TEST_CASE("finite laws that favour one atom a twentieth of the time are rejected") {
    const double rate = false_alarm_rate();
    for (const Case& c : cases()) {
      if (!c.is_finite || c.law->diameter() == 0) continue;
      Points points = c.sample;
      for (Index i = 0; i < points.rows(); i += 20) points.row(i) = c.law->atoms()->points.row(0);
      CHECK_FALSE_MESSAGE(is_accepted(c, points, rate), c.family->name);
    }
  }

  TEST_CASE("the same stream gives the same bytes and another replicate does not") {
    for (const Case& c : cases()) {
      const StreamKey key = stream_key(1, "bytes", c.family->name);
      CHECK_MESSAGE(c.law->sample(50, Stream(key, 3)) == c.law->sample(50, Stream(key, 3)), c.family->name);
      if (c.law->diameter() > 0)
        CHECK_MESSAGE(c.law->sample(50, Stream(key, 3)) != c.law->sample(50, Stream(key, 4)), c.family->name);
    }
  }
}
