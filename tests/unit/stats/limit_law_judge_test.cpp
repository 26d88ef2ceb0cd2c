#include <doctest/doctest.h>

#include <cmath>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/stats/distribution_distance.hpp"
#include "mongecarlo/stats/judge.hpp"

using namespace mongecarlo;

namespace {

double uniform_cdf(double x) { return std::min(1.0, std::max(0.0, x)); }

EmpiricalDistribution sample(std::vector<double> values) { return EmpiricalDistribution(std::move(values)); }

Inference judged(const LimitLawQuestion& question, const std::vector<Certified>& records, std::uint64_t horizon,
                 ErrorBudget budget = {1e-3, 1e-3}) {
  const JudgePtr judge = limit_law_judge(question, budget, horizon);
  judge->add(records);
  return judge->conclude();
}

std::vector<Certified> uniform_records(int count, double shift) {
  Stream stream(stream_key(5, "limit law", "records"), 0);
  std::vector<Certified> records;
  for (int i = 0; i < count; ++i) records.emplace_back(stream.uniform() + shift);
  return records;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the distance is the supremum over all x and not over the sample alone") {
    // F jumps to 1 at .9: just before, G - F is .9.
    const Certified one = kolmogorov_distance(sample({0.9}), sample({0.9}), {uniform_cdf, {}});
    CHECK(one.lower == doctest::Approx(0.9));
    CHECK(one.gap() == 0);
    const Certified two = kolmogorov_distance(sample({0.1, 0.2}), sample({0.1, 0.2}), {uniform_cdf, {}});
    CHECK(two.lower == doctest::Approx(0.8));
  }

  TEST_CASE("a law with atoms is compared on both sides of each atom") {
    const Law coin{[](double x) { return x < 0   ? 0.0
                                         : x < 1 ? 0.5
                                                 : 1.0; },
                   [](double x) { return x <= 0   ? 0.0
                                         : x <= 1 ? 0.5
                                                  : 1.0; }};
    CHECK(kolmogorov_distance(sample({0, 1, 0, 1}), sample({0, 1, 0, 1}), coin).upper == 0);
    CHECK(kolmogorov_distance(sample({0, 1, 1, 1}), sample({0, 1, 1, 1}), coin).upper == doctest::Approx(0.25));
    // Without the limit from the left the atom at 0 would count as a distance of one half.
    CHECK(kolmogorov_distance(sample({0, 1}), sample({0, 1}), {coin.cdf, {}}).upper == doctest::Approx(0.5));
  }

  TEST_CASE("an enclosed sample gives an enclosed distance") {
    const std::vector<double> middle{0.15, 0.4, 0.6, 0.95};
    std::vector<double> low = middle, high = middle;
    for (double& x : low) x -= 0.05;
    for (double& x : high) x += 0.05;
    const double exact = kolmogorov_distance(sample(middle), sample(middle), {uniform_cdf, {}}).upper;
    const Certified enclosed = kolmogorov_distance(sample(low), sample(high), {uniform_cdf, {}});
    CHECK(enclosed.lower <= exact);
    CHECK(enclosed.upper >= exact);
    CHECK(enclosed.gap() <= 0.1 + 1e-12);
    // A record that may be anything moves the distance by its share at most.
    const Certified lost = kolmogorov_distance(sample({0.25, 0.5, 0.75, -INFINITY}),
                                               sample({0.25, 0.5, 0.75, INFINITY}), {uniform_cdf, {}});
    CHECK(lost.upper <= 0.5);
    CHECK(lost.lower >= 0);
  }

  TEST_CASE("a function that is no probability is a fault of the claim") {
    CHECK_THROWS_WITH_AS(kolmogorov_distance(sample({0.5}), sample({0.5}), {[](double) { return 1.5; }, {}}),
                         doctest::Contains("distribution function is 1.5 at 0.5"), std::logic_error);
  }

  TEST_CASE("the interval is the distance and the band of Massart") {
    const Inference result = judged({{uniform_cdf, {}}, 0.1}, uniform_records(5000, 0), 5000);
    const double band = std::sqrt(std::log(2e3) / 1e4);
    CHECK(result.interval->second == doctest::Approx(*result.estimate + band));
    CHECK(result.interval->first == 0);
    CHECK(result.verdict == Verdict::supported);
    CHECK(result.is_exact);
    REQUIRE(result.curves.size() == 1);
    CHECK(result.curves[0].x.size() == result.curves[0].reference.size());
  }

  TEST_CASE("a law within the tolerance is supported and one beyond it refuted") {
    const auto records = uniform_records(5000, 0.1);  // distance .1
    CHECK(judged({{uniform_cdf, {}}, 0.05}, records, 5000).verdict == Verdict::refuted);
    CHECK(judged({{uniform_cdf, {}}, 0.11}, records, 5000).verdict == Verdict::inconclusive);
    CHECK(judged({{uniform_cdf, {}}, 0.15}, records, 5000).verdict == Verdict::supported);
  }

  TEST_CASE("a limit law waits for its horizon") {
    const Inference early = judged({{uniform_cdf, {}}, 0.5}, uniform_records(5000, 0), 5001);
    CHECK(early.verdict == Verdict::inconclusive);
    CHECK(limit_law_judge({{uniform_cdf, {}}, 0.5}, {}, 10)->conclude().verdict == Verdict::inconclusive);
  }

  TEST_CASE("gaps of the solver keep a limit law from being decided") {
    auto records = uniform_records(5000, 0.1);
    for (Certified& record : records) record = {record.lower - 0.2, record.upper + 0.2};
    CHECK(judged({{uniform_cdf, {}}, 0.05}, records, 5000).verdict == Verdict::inconclusive);
    CHECK(judged({{uniform_cdf, {}}, 0.15}, records, 5000).verdict == Verdict::inconclusive);
  }

  TEST_CASE("bad limit law questions are refused by name") {
    const Law law{uniform_cdf, {}};
    CHECK_THROWS_WITH_AS(limit_law_judge({law, 0}, {}, 10), doctest::Contains("tolerance is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(limit_law_judge({law, 0.1, 0}, {}, 10), doctest::Contains("cells is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(limit_law_judge({law, 0.1}, {}, 0), doctest::Contains("horizon is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(limit_law_judge({law, 0.1}, {1, 0.1}, 10), doctest::Contains("alpha_refute is 1"),
                         std::domain_error);
  }
}
