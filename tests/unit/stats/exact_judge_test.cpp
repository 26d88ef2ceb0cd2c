#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

#include "mongecarlo/stats/judge.hpp"

using namespace mongecarlo;
using Side = MeanQuestion::Side;

namespace {

Verdict verdict(const ExactQuestion& question, const Certified& value) {
  const JudgePtr judge = exact_judge(question);
  judge->add(std::span(&value, 1));
  return judge->conclude().verdict;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a number is compared as an enclosure") {
    const ExactQuestion question{.truth = 1, .tolerance = 0.1};
    CHECK(verdict(question, 1.05) == Verdict::supported);
    CHECK(verdict(question, 1.2) == Verdict::refuted);
    CHECK(verdict(question, 0.8) == Verdict::refuted);
    CHECK(verdict(question, {0.95, 1.05}) == Verdict::supported);
    CHECK(verdict(question, {0.95, 1.2}) == Verdict::inconclusive);
    CHECK(verdict(question, {0.5, 2}) == Verdict::inconclusive);
    CHECK(verdict({.truth = {0.95, 1.05}, .tolerance = 0.1}, 1) == Verdict::supported);
    CHECK(verdict({.truth = {0.8, 1.2}, .tolerance = 0.1}, 1) == Verdict::inconclusive);
    CHECK(verdict({.truth = {0.8, 1.2}, .tolerance = 0.1}, 1.4) == Verdict::refuted);
  }

  TEST_CASE("one-sided identities allow the other side") {
    CHECK(verdict({.side = Side::at_most, .truth = 1, .tolerance = 0.1}, 0.2) == Verdict::supported);
    CHECK(verdict({.side = Side::at_most, .truth = 1, .tolerance = 0.1}, 1.2) == Verdict::refuted);
    CHECK(verdict({.side = Side::at_least, .truth = 1, .tolerance = 0.1}, 2) == Verdict::supported);
    CHECK(verdict({.side = Side::at_least, .truth = 1, .tolerance = 0.1}, 0.8) == Verdict::refuted);
    CHECK(verdict({.side = Side::at_least, .truth = 1, .tolerance = 0.1}, {0.8, 1}) == Verdict::inconclusive);
  }

  TEST_CASE("a claim of at least is one of at most in the mirror") {
    for (double off : {-2.0, 0.0, 0.06, 0.099, 0.101, 0.2}) {
      const auto judged = [](Side side, double truth, double value) {
        const JudgePtr judge = exact_judge({.side = side, .truth = truth, .tolerance = 0.1});
        const Certified record(value);
        judge->add(std::span(&record, 1));
        return judge->conclude();
      };
      const Inference below = judged(Side::at_least, 1, 1 - off), above = judged(Side::at_most, -1, off - 1);
      CHECK(below.verdict == (off <= 0.1 ? Verdict::supported : Verdict::refuted));
      CHECK(above.verdict == below.verdict);
      CHECK(below.margin_share == above.margin_share);
      CHECK(below.margin_share == doctest::Approx(std::max(off, 0.0) / 0.1));
    }
  }

  TEST_CASE("no number and any number are inconclusive") {
    CHECK(verdict({.truth = 1, .tolerance = 0.1}, {-INFINITY, INFINITY}) == Verdict::inconclusive);
    CHECK(verdict({.truth = 1, .tolerance = 0.1}, std::nan("")) == Verdict::inconclusive);
    CHECK(exact_judge({.truth = 1, .tolerance = 0.1})->conclude().verdict == Verdict::inconclusive);
  }

  TEST_CASE("of several numbers the worst decides and is reported") {
    const JudgePtr judge = exact_judge({.truth = 1, .tolerance = 0.1});
    const Certified values[] = {1.0, 1.05, 0.99};
    judge->add(values);
    CHECK(judge->conclude().verdict == Verdict::supported);
    CHECK(*judge->conclude().estimate == 1.05);
    CHECK(judge->conclude().margin_share == doctest::Approx(0.5));
    const Certified off[] = {{1.0, 1.3}, 2.0};
    judge->add(off);
    CHECK(judge->decided());
    CHECK(judge->conclude().verdict == Verdict::refuted);
    CHECK(*judge->conclude().estimate == 2);
    CHECK(*judge->conclude().resolution == doctest::Approx(0.1));
  }

  TEST_CASE("bad questions are refused by name") {
    CHECK_THROWS_WITH_AS(exact_judge({.truth = {NAN, 1}}), doctest::Contains("truth.lower is nan"), std::domain_error);
    CHECK_THROWS_WITH_AS(exact_judge({.truth = {0, INFINITY}}), doctest::Contains("truth.upper is inf"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(exact_judge({.truth = 0, .tolerance = -1}), doctest::Contains("tolerance is -1"),
                         std::domain_error);
  }
}
