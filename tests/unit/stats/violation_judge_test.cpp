#include <doctest/doctest.h>

#include <stdexcept>

#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/sample_size.hpp"

using namespace mongecarlo;

namespace {

constexpr ErrorBudget kBudget{1e-3, 1e-3};

JudgePtr judged(const std::vector<Certified>& records, std::uint64_t horizon, double margin = 0.01) {
  JudgePtr judge = violation_judge({margin}, kBudget, horizon);
  judge->add(records);
  return judge;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("enough draws without a violation support and one draw fewer does not") {
    const std::uint64_t enough = min_replicates_to_support_rarity(0.01, 1e-3);
    CHECK(judged(std::vector<Certified>(enough, 0.5), enough)->conclude().verdict == Verdict::supported);
    const Inference few = judged(std::vector<Certified>(enough - 1, 0.5), enough - 1)->conclude();
    CHECK(few.verdict == Verdict::inconclusive);
    CHECK(few.flags == std::vector<std::string>{"few_replicates"});
  }

  TEST_CASE("support waits for the horizon") {
    const JudgePtr judge = judged(std::vector<Certified>(1000, 0.5), 2000);
    CHECK(!judge->decided());
    CHECK(judge->conclude().verdict == Verdict::inconclusive);
  }

  TEST_CASE("one sure violation refutes at once") {
    std::vector<Certified> records(10, 0.5);
    records[4] = -1e-12;
    const JudgePtr judge = judged(records, 1000);
    CHECK(judge->decided());
    CHECK(judge->conclude().verdict == Verdict::refuted);
    CHECK(*judge->conclude().estimate == doctest::Approx(0.1));
    CHECK(judge->conclude().interval->first > 0);
  }

  TEST_CASE("a possible violation neither refutes nor supports") {
    std::vector<Certified> records(1000, 0.0);  // zero is no violation
    CHECK(judged(records, 1000)->conclude().verdict == Verdict::supported);
    records[4] = {-1e-12, 1e-12};
    const Inference result = judged(records, 1000)->conclude();
    CHECK(result.verdict == Verdict::inconclusive);
    CHECK(result.flags == std::vector<std::string>{"possible_violations"});
    CHECK(result.solver_gap_share > 0);
  }

  TEST_CASE("bad questions are refused by name") {
    CHECK_THROWS_WITH_AS(violation_judge({0}, kBudget, 10), doctest::Contains("margin is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(violation_judge({0.1}, {1, 0.1}, 10), doctest::Contains("alpha_refute is 1"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(violation_judge({0.1}, {0.1, 0}, 10), doctest::Contains("alpha_support is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(violation_judge({0.1}, kBudget, 0), doctest::Contains("horizon is 0"), std::domain_error);
  }
}
