#include <doctest/doctest.h>

#include "mongecarlo/experiment/median_statement.hpp"
#include "unit/experiment/toy_simulation.hpp"

using namespace mongecarlo;

namespace {

/// The median of a uniform draw plus `shift` over cells that may share a stream.
MedianStatement<toy::Setting> median_of(const std::string& id, const std::string& stream) {
  return {.id = id,
          .statement = "the median of a uniform draw is one half",
          .source = "elementary",
          .design = {{0.0}, {1.0}},
          .truth = [](const toy::Setting& s) -> Certified { return s.shift + 0.5; },
          .replicate = toy::draw,
          .margin = 0.3,
          .replicates = 60,
          .control = Control<toy::Setting>::wrong_truth("it is one",
                                                        [](const toy::Setting& s) -> Certified { return s.shift + 1; }),
          .stream = [stream](const toy::Setting&) { return stream; }};
}

Simulation medians(const std::string& first, const std::string& second) {
  return {.name = "medians", .title = "Medians", .claims = [=](const Design&) {
            return std::vector<Claim>{median_equals(median_of("a", first)), median_above(median_of("b", second))};
          }};
}

SimulationOutcome outcome(const Simulation& simulation, int threads = 1) {
  return run(simulation, Design({}, Preset::quick), {.threads = threads});
}

double estimate(const SimulationOutcome& outcome, std::size_t claim, std::size_t cell) {
  return *outcome.claims[claim].arm.cells[cell].inference.estimate;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("medians are supported and their false twins refuted") {
    const SimulationOutcome result = outcome(medians("", ""));
    CHECK(result.verdict() == Verdict::supported);
    CHECK(result.claims[0].false_twin->verdict == Verdict::refuted);
    CHECK(estimate(result, 0, 0) != estimate(result, 1, 0));
    CHECK(estimate(result, 0, 0) + 1 != doctest::Approx(estimate(result, 0, 1)));
  }

  TEST_CASE("cells of one stream label see the same numbers whatever their claim") {
    const SimulationOutcome result = outcome(medians("seeds", "seeds"));
    CHECK(estimate(result, 0, 0) == estimate(result, 1, 0));
    CHECK(estimate(result, 0, 0) + 1 == doctest::Approx(estimate(result, 0, 1)));
    CHECK(estimate(outcome(medians("seeds", "others")), 1, 0) != estimate(result, 1, 0));
  }

  TEST_CASE("replay finds the numbers of a shared stream") {
    const Simulation simulation = medians("seeds", "seeds");
    const Design design({}, Preset::quick);
    const auto record = [&](const char* claim, std::size_t cell) {
      return replay(simulation, design, 1, claim, cell, 5, false).midpoint();
    };
    CHECK(record("a", 0) == record("b", 0));
    CHECK(record("a", 0) + 1 == doctest::Approx(record("a", 1)));
  }
}

TEST_SUITE("thread") {
  TEST_CASE("shared streams do not depend on the number of threads") {
    const Simulation simulation = medians("seeds", "seeds");
    const std::string once = toy::print(outcome(simulation));
    for (const int threads : {2, 5}) CHECK(toy::print(outcome(simulation, threads)) == once);
  }
}
