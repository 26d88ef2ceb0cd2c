// The short version of `mongecarlo calibrate`: every kind of verdict on true claims, over 200 seeds and more where the
// rate is near alpha. An engine that keeps its word fails a test here for at most one choice of the seed in a thousand
// (kFalseAlarmRate); the seed is fixed, so that it never does by chance.
#include "calibration/calibration.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "calibration/calibration_json.hpp"
#include "calibration/law.hpp"
#include "mongecarlo/stats/binomial_interval.hpp"

using namespace mongecarlo;
using namespace mongecarlo::calibration;

namespace {

Calibration calibrated(CalibrationOptions options) {
  Calibration result;
  REQUIRE(calibrate(options, result));
  return result;
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("no verdict is wrong more often than it says") {
    const Calibration result = calibrated({.seeds = 200, .threads = 2, .with_power = false});
    for (const ErrorRate& rate : result.errors)
      CHECK_MESSAGE(rate.standing != Standing::exceeds, rate.of.id, ": ", rate.count, " of ", rate.tally.seeds);
    for (const WealthCheck& check : result.wealth)
      for (const WealthPoint& point : check.points)
        CHECK_MESSAGE(point.standing != Standing::exceeds, check.row.id, " at u = ", point.u, ": ", point.at_any_time);
    CHECK_FALSE(result.has_failed());
  }

  // A run that never errs because it never decides would pass the one above.
  TEST_CASE("faults of each judge are refuted at the replicates that were predicted") {
    for (const char* only : {"mean.+29.5%", "mean.+6.25%", "variance.sd_0.71", "tail.2_delta", "always.0.1", "median.0.7", "law.0.082",
                             "rate.0.5", "asymptotic_mean.0.07"}) {
      const Calibration result = calibrated({.seeds = 250, .threads = 2, .only = only});
      REQUIRE(result.power.size() == 1);
      const PowerCurve& curve = result.power.front();
      const auto at = std::find_if(curve.points.begin(), curve.points.end(),
                                   [&](const PowerPoint& p) { return p.replicates >= curve.predicted; });
      REQUIRE(at != curve.points.end());
      CHECK_MESSAGE(!curve.is_weak, only, ": ", at->tally.refuted, " of ", at->tally.seeds);
    }
  }
}

TEST_SUITE("unit") {
  TEST_CASE("what a calibration finds does not depend on the threads") {
    const CalibrationOptions one{.seeds = 100, .threads = 1, .only = "law"};
    CalibrationOptions three = one;
    three.threads = 3;
    CHECK(calibration_json(calibrated(one)).dump() == calibration_json(calibrated(three)).dump());
  }

  TEST_CASE("intervals of the calibration agree with those of the engine") {
    for (const std::uint64_t count : {0, 1, 7, 50, 99, 100}) {
      CHECK(lower_end(count, 100, 1e-4) == doctest::Approx(clopper_pearson_lower(count, 100, 1e-4)).epsilon(1e-9));
      CHECK(upper_end(count, 100, 1e-4) == doctest::Approx(clopper_pearson_upper(count, 100, 1e-4)).epsilon(1e-9));
    }
  }

  // Within six standard errors of 100 000 draws.
  TEST_CASE("laws have the means and deviations they state") {
    for (const calibration::Law& law : {coin(0.3), uniform(), normal(), exponential(), line_distance(3), line_distance(16),
                           squared_line_distance(4), squared_line_distance(16)}) {
      Stream stream(stream_key(1, "calibration_test", law.name), 0);
      constexpr int kDraws = 100000;
      double sum = 0;
      for (int i = 0; i < kDraws; ++i) sum += law.draw(stream).midpoint();
      const double deviation = deviation_of(law);
      CHECK_MESSAGE(std::abs(sum / kDraws - law.mean) < 6 * deviation / std::sqrt(double{kDraws}), law.name);
      calibration::Law unknown = law;
      unknown.deviation = 0;
      CHECK(deviation_of(unknown) == doctest::Approx(deviation).epsilon(0.05));
    }
  }

  TEST_CASE("every case has a name of its own and is put to one judge") {
    std::set<std::string> ids;
    for (const ErrorCase& one : error_cases()) {
      CHECK(ids.insert(one.id).second);
      CHECK_FALSE(one.claims.empty());
    }
    for (const PowerCase& power : power_cases()) {
      CHECK(ids.insert(power.id).second);
      CHECK(power.predict() >= 1);
    }
  }
}
