#include "mongecarlo/stats/betting.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "mongecarlo/random/stream.hpp"

using namespace mongecarlo;

namespace {

constexpr double kRare = 0.1;  // P(X = 1) of the coin below

std::vector<Bet> bets(Bet::Sign sign, double value) {
  return {{sign, value, BetSize::for_horizon(std::log(160.0), 40)},
          {sign, value, BetSize::for_departure(0.05)},
          {sign, value, BetSize::for_departure(0.05, 2)}};
}

// Exact expectation, over all 2^tosses continuations of the prefix by a coin with P(1) = kRare, of the wealth of the
// mixture relative to its wealth at the end of the prefix.
double expected_growth(const std::vector<Bet>& mixture, const std::vector<double>& prefix, int tosses) {
  BoundedLog before(0, 1);
  for (double x : prefix) before.add(x);
  BetMixture start(mixture);
  start.play(before);
  double expectation = 0;
  for (int path = 0; path < 1 << tosses; ++path) {
    BoundedLog log(before);
    BetMixture play(start);
    double probability = 1;
    for (int i = 0; i < tosses; ++i) {
      const bool is_one = path >> i & 1;
      log.add(is_one ? 1.0 : 0.0);
      probability *= is_one ? kRare : 1 - kRare;
    }
    play.play(log);
    expectation += probability * std::exp(play.log_wealth() - start.log_wealth());
  }
  return expectation;
}

std::string message_of(BoundedLog& log, const Certified& record) {
  try {
    log.add(record);
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_SUITE("unit") {
  // A size that looked at the record it is bet on, or a mixture that counted its bets for more than their average,
  // would have another expectation.
  TEST_CASE("the expected wealth of a bet against the true mean is exactly one") {
    for (const auto sign : {Bet::Sign::above, Bet::Sign::below})
      for (const Bet& bet : bets(sign, kRare))
        CHECK(expected_growth({bet}, {}, 10) == doctest::Approx(1).epsilon(1e-12));
    for (const auto sign : {Bet::Sign::above, Bet::Sign::below})
      CHECK(expected_growth(bets(sign, kRare), {}, 10) == doctest::Approx(1).epsilon(1e-12));
  }

  TEST_CASE("a mixture starts with a wealth of one and has the average of its bets") {
    CHECK(BetMixture(bets(Bet::Sign::above, 0.4)).log_wealth() == doctest::Approx(0));
    BoundedLog log(0, 1);
    for (int i = 0; i < 50; ++i) log.add(i % 2);
    double average = 0;
    for (const Bet& bet : bets(Bet::Sign::above, 0.4)) {
      BetMixture alone({bet});
      alone.play(log);
      average += std::exp(alone.log_wealth()) / 3;
    }
    BetMixture together(bets(Bet::Sign::above, 0.4));
    together.play(log);
    CHECK(std::exp(together.log_wealth()) == doctest::Approx(average));
    CHECK(BetMixture({}).log_wealth() == -INFINITY);
  }

  TEST_CASE("sizes of bets have the forms they promise") {
    CHECK(BetSize::for_horizon(std::log(160.0), 400).at(0.25) == doctest::Approx(std::sqrt(2 * std::log(160.0) / 100)));
    CHECK(BetSize::for_departure(0.1).at(0.04) == doctest::Approx(2));
    CHECK(BetSize::for_departure(0.1, 0.5).at(0.04) == doctest::Approx(1));
  }

  TEST_CASE("the expected wealth stays as it was after a long past") {
    std::vector<double> past;
    Stream stream(stream_key(1, "betting", "past"), 0);
    for (int i = 0; i < 200; ++i) past.push_back(stream.uniform() < 0.3 ? 1 : 0);
    for (const auto sign : {Bet::Sign::above, Bet::Sign::below})
      CHECK(expected_growth(bets(sign, kRare), past, 8) == doctest::Approx(1).epsilon(1e-12));
  }

  TEST_CASE("a bet on the right side gains and on the wrong side loses") {
    CHECK(expected_growth(bets(Bet::Sign::above, kRare / 2), {}, 10) > 1.05);
    CHECK(expected_growth(bets(Bet::Sign::below, kRare / 2), {}, 10) < 0.97);
    CHECK(expected_growth(bets(Bet::Sign::below, 2 * kRare), {}, 10) > 1.05);
    CHECK(expected_growth(bets(Bet::Sign::above, 2 * kRare), {}, 10) < 0.97);
  }

  TEST_CASE("wealth is the product of its factors") {
    BoundedLog log(0, 1);
    double expected = 0, sum = 0, squares = 0.25;
    const BetSize size = BetSize::for_departure(0.1);
    Stream stream(stream_key(1, "betting", "product"), 0);
    for (int i = 0; i < 60; ++i) {
      const double x = stream.uniform();
      expected += std::log(1 + size.at(squares / (i + 1)) * (x - 0.4));
      log.add(x);
      sum += x;
      squares += std::pow(x - (0.5 + sum) / (i + 2), 2);
    }
    BetMixture mixture({{Bet::Sign::above, 0.4, size}});
    mixture.play(log);
    CHECK(mixture.log_wealth() == doctest::Approx(expected).epsilon(1e-12));
    CHECK(log.variance() == doctest::Approx(squares / 61).epsilon(1e-12));
  }

  TEST_CASE("playing in pieces gives the wealth of playing at once") {
    BoundedLog log(0, 1);
    BetMixture in_pieces(bets(Bet::Sign::above, 0.4)), at_once(bets(Bet::Sign::above, 0.4));
    Stream stream(stream_key(1, "betting", "pieces"), 0);
    for (int i = 0; i < 3000; ++i) {
      log.add(stream.uniform());
      if (i % 71 == 0) in_pieces.play(log);
    }
    in_pieces.play(log);
    at_once.play(log);
    CHECK(in_pieces.log_wealth() == doctest::Approx(at_once.log_wealth()).epsilon(1e-12));
  }

  TEST_CASE("bets use the end of an enclosure that gains less") {
    BoundedLog wide(0, 1), low(0, 1), high(0, 1);
    for (int i = 0; i < 100; ++i) {
      wide.add({0.45, 0.55});
      low.add(0.45);
      high.add(0.55);
    }
    const BetSize size = BetSize::for_departure(0.1);
    const auto wealth = [&](const BoundedLog& log, Bet::Sign sign) {
      BetMixture mixture({{sign, 0.5, size}});
      mixture.play(log);
      return mixture.log_wealth();
    };
    CHECK(wealth(wide, Bet::Sign::above) < 0);
    CHECK(wealth(wide, Bet::Sign::below) < 0);
    CHECK(wealth(low, Bet::Sign::below) > 0);
    CHECK(wealth(high, Bet::Sign::above) > 0);
  }

  TEST_CASE("a mean outside of the range is refuted by every record") {
    BoundedLog log(0, 1);
    for (int i = 0; i < 200; ++i) log.add(0.5);
    BetMixture above({{Bet::Sign::above, -1e9, BetSize::for_departure(0.1)}});
    BetMixture below({{Bet::Sign::below, 1e9, BetSize::for_departure(0.1)}});
    above.play(log);
    below.play(log);
    CHECK(above.log_wealth() > 10);
    CHECK(below.log_wealth() > 10);
  }

  TEST_CASE("a record outside of its range is a fault that names value and range") {
    BoundedLog log(0, 2);
    CHECK(message_of(log, 2.5).find("record [2.5, 2.5] lies outside the range [0, 2]") != std::string::npos);
    CHECK(message_of(log, -0.1).find("[-0.1, -0.1]") != std::string::npos);
    CHECK(message_of(log, {1, 0.5}).find("not an enclosure") != std::string::npos);
    CHECK(message_of(log, std::nan("")).find("not an enclosure") != std::string::npos);
    CHECK(message_of(log, 2 + 1e-10).empty());
    CHECK(message_of(log, {-5, 1}).empty());  // the quantity is in the part inside
    CHECK(log.lower()[1] == 0);
  }

  TEST_CASE("a range without width is refused") {
    CHECK_THROWS_WITH_AS(BoundedLog(1, 1), doctest::Contains("range_upper - range_lower is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(BoundedLog(-INFINITY, 1), doctest::Contains("range_lower is -inf"), std::domain_error);
    CHECK_THROWS_WITH_AS(BoundedLog(0, INFINITY), doctest::Contains("range_upper is inf"), std::domain_error);
  }
}
