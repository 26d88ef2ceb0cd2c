#include "mongecarlo/experiment/runner.hpp"

#include <doctest/doctest.h>

#include "unit/experiment/toy_simulation.hpp"

using namespace mongecarlo;

TEST_SUITE("thread") {
  TEST_CASE("a run does not depend on the number of threads") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::quick);
    const std::string once = toy::print(run(simulation, design, {.threads = 1}));
    CHECK(once.find("supported") == 0);
    for (int threads : {2, 7}) CHECK(toy::print(run(simulation, design, {.threads = threads})) == once);
  }
}
