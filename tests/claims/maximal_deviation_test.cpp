#include "models/maximal_deviation.hpp"

#include <doctest/doctest.h>

using mongecarlo::models::MaximalDeviation;

TEST_SUITE("claim") {
  // A bound that is too small can still be true of every instance tried: log(1 / delta) in place of log(2 / delta) is
  // for sums that are nearly normal. The formula is therefore compared with numbers of another program.
  TEST_CASE("the bound of the deviation theorem is the printed one to the last digit") {
    const MaximalDeviation printed{.range = 2, .blocks = 10, .k = 100};
    CHECK(printed(0.05) == doctest::Approx(1.402179422989723).epsilon(1e-14));
    MaximalDeviation rigorous = printed;
    rigorous.data_share = 4;
    CHECK(rigorous(0.05) == doctest::Approx(1.479405830460645).epsilon(1e-14));
    MaximalDeviation without_batches = printed;
    without_batches.has_batch_term = false;
    CHECK(without_batches(0.05) == doctest::Approx(0.8589388166934752).epsilon(1e-14));
  }
}
