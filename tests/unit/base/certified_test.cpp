#include "mongecarlo/base/certified.hpp"

#include <doctest/doctest.h>

#include "mongecarlo/base/sums.hpp"

using namespace mongecarlo;

TEST_SUITE("unit") {
  TEST_CASE("a difference of enclosures holds every difference of members") {
    const Certified d = Certified{1, 2} - Certified{0.5, 0.75};
    CHECK(d.lower == 0.25);
    CHECK(d.upper == 1.5);
  }

  TEST_CASE("a negative factor swaps the ends") {
    const Certified s = -2.0 * Certified{1, 3};
    CHECK(s.lower == -6);
    CHECK(s.upper == -2);
  }

  TEST_CASE("square and absolute value of an enclosure that holds zero start at zero") {
    CHECK(square(Certified{-2, 1}).lower == 0);
    CHECK(square(Certified{-2, 1}).upper == 4);
    CHECK(square(Certified{-3, -2}).lower == 4);
    CHECK(absolute(Certified{-3, 2}).lower == 0);
    CHECK(absolute(Certified{-3, 2}).upper == 3);
    CHECK(absolute(Certified{-3, -2}).lower == 2);
  }

  TEST_CASE("a sum takes the worse termination") {
    const Certified sum = Certified{1, 1, Termination::iteration_limit} + Certified{1, 1};
    CHECK(sum.termination == Termination::iteration_limit);
  }

  TEST_CASE("a compensated sum keeps what plain summation loses") {
    const double values[] = {1e16, 1, -1e16, 1};
    CHECK(compensated_sum(values) == 2);
  }
}
