#include "mongecarlo/experiment/simulation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

using namespace mongecarlo;

namespace {

const std::vector<DesignParameter> kTable = {{"replicates", "replicates a cell", 10, 100, 1000, 1, 1e6},
                                             {"shift", "shift of the target", 0.5, 0.5, 0.5, -1, 1, false}};

void refused(const std::map<std::string, double>& overrides, const char* text) {
  CHECK_THROWS_WITH_AS(Design(kTable, Preset::quick, overrides), doctest::Contains(text), std::domain_error);
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a design has the defaults of its preset and the overrides") {
    CHECK(Design(kTable, Preset::smoke).count("replicates") == 10);
    CHECK(Design(kTable, Preset::quick).integer("replicates") == 100);
    CHECK(Design(kTable, Preset::full).real("replicates") == 1000);
    const Design design(kTable, Preset::full, {{"shift", -0.25}});
    CHECK(design.real("shift") == -0.25);
    CHECK(design.preset() == Preset::full);
    CHECK(design.values() == std::vector<std::pair<std::string, double>>{{"replicates", 1000}, {"shift", -0.25}});
  }

  TEST_CASE("wrong overrides are refused by name") {
    refused({{"replicatse", 1}}, "no parameter is named 'replicatse'; did you mean 'replicates'?");
    refused({{"batch", 1}}, "no parameter is named 'batch'");
    refused({{"replicates", 0}}, "replicates is 0");
    refused({{"replicates", 1.5}}, "replicates is 1.5, but must be an integer");
    refused({{"shift", 2}}, "shift is 2");
    refused({{"shift", NAN}}, "shift is nan");
    CHECK_THROWS_WITH_AS(Design({{"n", "", 1, 1, 1, 1, INFINITY}}, Preset::quick, {{"n", INFINITY}}),
                         doctest::Contains("n is inf"), std::domain_error);
  }

  TEST_CASE("asking for what was not declared is a fault") {
    const Design design(kTable, Preset::quick);
    CHECK_THROWS_WITH_AS(design.real("m"), doctest::Contains("'m'"), std::logic_error);
    CHECK_THROWS_WITH_AS(Design({{"n", "", 1e12, 1e12, 1e12, 0, 1e15}}, Preset::quick).integer("n"),
                         doctest::Contains("n is 1000000000000"), std::domain_error);
    CHECK_THROWS_WITH_AS(Design({{"n", "", -1, -1, -1, -5, 5}}, Preset::quick).count("n"), doctest::Contains("n is -1"),
                         std::domain_error);
  }

  TEST_CASE("the nearest name is a slip of the hand away") {
    const std::vector<std::string> names = {"seed", "threads", "preset", "n"};
    CHECK(nearest_name("sede", names) == "seed");
    CHECK(nearest_name("thread", names) == "threads");
    CHECK(nearest_name("presets", names) == "preset");
    CHECK(nearest_name("m", names) == "n");
    CHECK(nearest_name("checkpoint", names).empty());
    CHECK(nearest_name("", names) == "n");
    CHECK(nearest_name("x", {}).empty());
  }

  TEST_CASE("names of presets and kinds") {
    CHECK(std::string(to_string(Preset::smoke)) == "smoke");
    CHECK(std::string(to_string(Preset::quick)) == "quick");
    CHECK(std::string(to_string(Preset::full)) == "full");
    CHECK(std::string(to_string(ClaimKind::limit_law)) == "limit_law");
    CHECK(std::string(to_string(ClaimKind::order)) == "order");
    CHECK(std::string(to_string(Verdict::refuted)) == "refuted");
  }
}
