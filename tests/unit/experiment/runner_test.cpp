#include "mongecarlo/experiment/runner.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "unit/experiment/toy_simulation.hpp"

using namespace mongecarlo;

namespace {

// A simulation of one claim with one cell, whose replicate and judge are given.
Simulation single(Replicate replicate, std::uint64_t replicates) {
  Cell cell{{{"n", 1}},
            [replicate] { return replicate; },
            [](const ErrorBudget& budget, std::uint64_t horizon) {
              return mean_judge({.truth = 0.5, .margin = 0.05}, budget, horizon);
            },
            replicates};
  Claim claim{.id = "only",
              .source = "",
              .kind = ClaimKind::equality,
              .arm = {"mean one half", {cell}},
              .false_twin = Arm{"the same", {cell}},
              .corrected_by = ""};
  return {
      .name = "single", .title = "One claim", .claims = [claim](const Design&) { return std::vector<Claim>{claim}; }};
}

Design no_design() { return Design({}, Preset::quick); }

const CellOutcome& only_cell(const SimulationOutcome& outcome) { return outcome.claims.at(0).arm.cells.at(0); }

Certified uniform(const Stream& stream) {
  Stream draws = stream;
  return draws.uniform();
}

bool has_flag(const Inference& inference, const char* flag) {
  return std::find(inference.flags.begin(), inference.flags.end(), flag) != inference.flags.end();
}

}  // namespace

TEST_SUITE("thread") {
  TEST_CASE("a run does not depend on the number of threads") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::quick);
    const std::string once = toy::print(run(simulation, design, {.threads = 1}));
    CHECK(once.find("supported") == 0);
    for (const int threads : {2, 7, 0}) CHECK(toy::print(run(simulation, design, {.threads = threads})) == once);
    CHECK(toy::print(run(simulation, design, {.seed = 2})) != once);
  }

  // Replicates of uneven length come back out of order, and the cell is decided long before its horizon.
  TEST_CASE("a run does not depend on the order in which blocks end") {
    const auto uneven = [](const Stream& stream) {
      if (stream.replicate() % 97 == 3) std::this_thread::sleep_for(std::chrono::microseconds(300));
      return uniform(stream);
    };
    const std::string once = toy::print(run(single(uneven, 30000), no_design(), {.threads = 1}));
    for (const int threads : {2, 7})
      CHECK(toy::print(run(single(uneven, 30000), no_design(), {.threads = threads})) == once);
  }

  TEST_CASE("failures are the same for any number of threads") {
    const auto failing = [](const Stream& stream) -> Certified {
      if (stream.replicate() % 100 == 7) throw std::domain_error("weights a[3] is -0.5");
      if (stream.replicate() % 150 == 11) return {0, 1, Termination::iteration_limit};
      return uniform(stream);
    };
    const std::string once = toy::print(run(single(failing, 3000), no_design(), {.threads = 1}));
    CHECK(once.find("failure weights a[3] is -0.5 x") != std::string::npos);
    for (const int threads : {2, 7})
      CHECK(toy::print(run(single(failing, 3000), no_design(), {.threads = threads})) == once);
  }

  TEST_CASE("an interrupted run stops soon and says so") {
    std::atomic<bool> interrupt{false};
    std::atomic<int> calls{0};
    const auto interrupting = [&](const Stream& stream) {
      if (++calls == 500) interrupt = true;
      return uniform(stream);
    };
    const SimulationOutcome outcome =
        run(single(interrupting, 1000000), no_design(), {.threads = 2, .interrupt = &interrupt});
    CHECK(!outcome.is_complete);
    CHECK(outcome.verdict() == Verdict::inconclusive);
    CHECK(!only_cell(outcome).is_complete);
    CHECK(only_cell(outcome).inference.verdict == Verdict::inconclusive);
    CHECK(has_flag(only_cell(outcome).inference, "interrupted"));
    CHECK(calls < 510);
  }

  TEST_CASE("a time limit ends the run") {
    const auto slow = [](const Stream& stream) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      return uniform(stream);
    };
    const auto begin = std::chrono::steady_clock::now();
    const SimulationOutcome outcome =
        run(single(slow, 1000000), no_design(), {.threads = 2, .time_limit_seconds = 0.2});
    CHECK(!outcome.is_complete);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  }

  TEST_CASE("progress grows to one and comes from one thread") {
    std::vector<Progress> seen;
    const auto caller = std::this_thread::get_id();
    bool is_caller = true;
    const auto slow = [](const Stream& stream) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
      return uniform(stream);
    };
    const SimulationOutcome outcome =
        run(single(slow, 4000), no_design(), {.threads = 2, .progress = [&](const Progress& progress) {
                                                is_caller = is_caller && std::this_thread::get_id() == caller;
                                                seen.push_back(progress);
                                              }});
    CHECK(outcome.is_complete);
    CHECK(is_caller);
    REQUIRE(!seen.empty());
    CHECK(seen.back().share == 1);
    for (std::size_t i = 1; i < seen.size(); ++i) CHECK(seen[i].replicates >= seen[i - 1].replicates);
    for (const Progress& progress : seen) CHECK((progress.share >= 0 && progress.share <= 1));
  }

  TEST_CASE("any other exception reaches the caller") {
    const auto broken = [](const Stream& stream) -> Certified {
      if (stream.replicate() == 40) throw std::runtime_error("out of order");
      return uniform(stream);
    };
    CHECK_THROWS_WITH_AS(run(single(broken, 1000), no_design(), {.threads = 3}), "out of order", std::runtime_error);
    const auto outside = [](const Stream&) -> Certified { return 1.5; };
    CHECK_THROWS_WITH_AS(run(single(outside, 1000), no_design(), {.threads = 3}),
                         doctest::Contains("record [1.5, 1.5] lies outside the range [0, 1]"), std::logic_error);
  }
}

TEST_SUITE("unit") {
  TEST_CASE("every claim of the toy is judged as it should be") {
    const Simulation simulation = toy::simulation();
    const SimulationOutcome outcome = run(simulation, Design(simulation.parameters, Preset::quick), {});
    CHECK(outcome.verdict() == Verdict::supported);
    CHECK(outcome.is_complete);
    REQUIRE(outcome.claims.size() == 5);
    for (const ClaimOutcome& claim : outcome.claims) CHECK_MESSAGE(claim.is_as_expected(), claim.claim.id);
    CHECK(outcome.claims[4].arm.verdict == Verdict::refuted);  // the misprint
    CHECK(outcome.parameters == std::vector<std::pair<std::string, double>>{{"replicates", 5000}});
  }

  TEST_CASE("the error budget is divided over claims and cells") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::smoke);
    const SimulationOutcome all = run(simulation, design, {.alpha = 0.01});
    CHECK(all.claims[0].alpha == 0.01 / 5);
    for (const CellOutcome& cell : all.claims[0].arm.cells) CHECK(cell.inference.alpha == 0.01 / 5 / 3);
    for (const CellOutcome& cell : all.claims[0].false_twin->cells) CHECK(cell.inference.alpha == 0.01 / 5 / 3);
    CHECK(all.claims[2].arm.cells[0].inference.alpha == 0.01 / 5);
    // Whatever is selected.
    const SimulationOutcome one = run(simulation, design, {.alpha = 0.01, .claims = {"uniform.mean"}});
    REQUIRE(one.claims.size() == 1);
    CHECK(toy::print(one.claims[0].arm) == toy::print(all.claims[0].arm));
  }

  TEST_CASE("support is judged with the whole of alpha") {
    ErrorBudget seen;
    Simulation simulation = single(uniform, 10);
    const auto claims = simulation.claims;
    simulation.claims = [&, claims](const Design& design) {
      std::vector<Claim> all = claims(design);
      all[0].arm.cells[0].make_judge = [&seen](const ErrorBudget& budget, std::uint64_t horizon) {
        seen = budget;
        return violation_judge({}, budget, horizon);
      };
      all[0].arm.cells.push_back(all[0].false_twin->cells[0]);
      all.push_back(all[0]);
      all[1].id = "another";
      return all;
    };
    run(simulation, no_design(), {.alpha = 0.02, .claims = {"only"}});
    CHECK(seen.alpha_refute == 0.02 / 2 / 2);
    CHECK(seen.alpha_support == 0.02);
  }

  TEST_CASE("failures keep a cell from being supported") {
    const auto rarely_failing = [](const Stream& stream) -> Certified {
      if (stream.replicate() == 5) throw std::domain_error("bad value 5");
      if (stream.replicate() == 23) throw std::domain_error("bad value 23");
      if (stream.replicate() == 24) return std::nan("");
      if (stream.replicate() == 30) return {0.2, 0.4, Termination::time_limit};
      return uniform(stream);
    };
    const SimulationOutcome outcome = run(single(rarely_failing, 5000), no_design(), {});
    const CellOutcome& cell = only_cell(outcome);
    CHECK(cell.inference.verdict == Verdict::inconclusive);
    CHECK(has_flag(cell.inference, "failures"));
    CHECK(cell.is_complete);
    REQUIRE(cell.failures.size() == 3);
    CHECK(cell.failures[0].kind == "bad value 5");
    CHECK(cell.failures[0].count == 2);
    CHECK(cell.failures[0].first_replicate == 5);
    CHECK(cell.failures[0].cell == "only/0");
    CHECK(cell.failures[1].kind == "value is not a number");
    CHECK(cell.failures[2].kind == "time_limit");
    CHECK(cell.failures[2].first_replicate == 30);
    // Without failures the same cell is supported.
    CHECK(only_cell(run(single(uniform, 5000), no_design(), {})).inference.verdict == Verdict::supported);
  }

  TEST_CASE("too many failures end the cell") {
    const auto failing = [](const Stream& stream) -> Certified {
      if (stream.replicate() % 2 == 0) throw std::domain_error("even");
      return uniform(stream);
    };
    const SimulationOutcome outcome = run(single(failing, 100000), no_design(), {});
    const CellOutcome& cell = only_cell(outcome);
    CHECK(cell.is_complete);
    CHECK(cell.inference.replicates < 5000);
    CHECK(has_flag(cell.inference, "too_many_failures"));
    CHECK(cell.inference.verdict == Verdict::inconclusive);
    CHECK(outcome.verdict() == Verdict::inconclusive);
  }

  TEST_CASE("a replicate can be replayed alone") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::smoke);
    const Certified right = replay(simulation, design, 1, "uniform.mean", 2, 17, false);
    const Certified wrong = replay(simulation, design, 1, "uniform.mean", 2, 17, true);
    CHECK(right.lower > 2);
    CHECK(wrong.lower - 2 == doctest::Approx(0.9 * (right.lower - 2)));  // the twin has the streams of its claim
    CHECK(replay(simulation, design, 1, "uniform.mean", 2, 18, false).lower != right.lower);
    CHECK(replay(simulation, design, 2, "uniform.mean", 2, 17, false).lower != right.lower);
    CHECK(replay(simulation, design, 1, "uniform.mean", 1, 17, false).lower + 1 != right.lower);
    // It is the very number that the run sees.
    std::vector<double> seen(300);
    const auto record = [&](const Stream& stream) {
      const Certified value = uniform(stream);
      seen[stream.replicate()] = value.lower;
      return value;
    };
    const Simulation one = single(record, 300);
    run(one, no_design(), {.threads = 1});
    const double expected = seen[123];
    CHECK(replay(one, no_design(), 1, "only", 0, 123, false).lower == expected);
  }

  TEST_CASE("unknown claims and cells are refused with the nearest name") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::smoke);
    CHECK_THROWS_WITH_AS(run(simulation, design, {.claims = {"uniform.maen"}}),
                         doctest::Contains("'uniform.maen'; did you mean 'uniform.mean'?"), std::domain_error);
    CHECK_THROWS_WITH_AS(run(simulation, design, {.claims = {"x"}}), doctest::Contains("no claim has the id 'x'"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(replay(simulation, design, 1, "uniform.mean", 3, 0, false), doctest::Contains("cell is 3"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(replay(simulation, design, 1, "uniform.mean.misprint", 0, 0, true),
                         doctest::Contains("has no false twin"), std::domain_error);
  }

  TEST_CASE("bad options are refused by name") {
    const Simulation simulation = single(uniform, 10);
    CHECK_THROWS_WITH_AS(run(simulation, no_design(), {.threads = -1}), doctest::Contains("threads is -1"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(run(simulation, no_design(), {.alpha = 0}), doctest::Contains("alpha is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(run(simulation, no_design(), {.time_limit_seconds = 0}),
                         doctest::Contains("time_limit_seconds is 0"), std::domain_error);
  }

  TEST_CASE("a simulation with a fault is refused") {
    const auto with = [](auto change) {
      Simulation simulation = single(uniform, 10);
      const auto claims = simulation.claims;
      simulation.claims = [claims, change](const Design& design) {
        std::vector<Claim> all = claims(design);
        change(all);
        return all;
      };
      return simulation;
    };
    const auto refused = [&](auto change, const char* text) {
      CHECK_THROWS_WITH_AS(run(with(change), no_design(), {}), doctest::Contains(text), std::logic_error);
    };
    using Claims = std::vector<Claim>;
    refused([](Claims& all) { all.clear(); }, "has no claims");
    refused([](Claims& all) { all.push_back(all[0]); }, "two claims of one id");
    refused([](Claims& all) { all[0].arm.cells.clear(); }, "claim only has no cells");
    refused([](Claims& all) { all[0].false_twin->cells.clear(); }, "claim only has no cells");
    refused([](Claims& all) { all[0].false_twin.reset(); }, "no false twin, and its correction '' is no claim");
    refused([](Claims& all) { all[0].arm.cells[0].make_judge = nullptr; }, "cell only/0 has no replicate");
    refused([](Claims& all) { all[0].arm.cells[0].replicates = 0; }, "cell only/0 has no replicate");
  }
}
