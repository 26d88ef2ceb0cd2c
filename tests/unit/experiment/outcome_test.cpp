#include "mongecarlo/experiment/outcome.hpp"

#include <doctest/doctest.h>

using namespace mongecarlo;

namespace {

ArmOutcome arm(const std::vector<std::pair<Verdict, double>>& cells) {
  ArmOutcome outcome;
  for (const auto& [verdict, share] : cells) {
    CellOutcome cell;
    cell.inference.verdict = verdict;
    cell.inference.margin_share = share;
    outcome.cells.push_back(cell);
  }
  outcome.conclude();
  return outcome;
}

constexpr Verdict kYes = Verdict::supported, kNo = Verdict::refuted, kOpen = Verdict::inconclusive;

ClaimOutcome claim(Verdict verdict, Verdict twin) {
  ClaimOutcome outcome;
  outcome.claim.false_twin = Arm{};
  outcome.arm.verdict = verdict;
  outcome.false_twin = ArmOutcome{};
  outcome.false_twin->verdict = twin;
  return outcome;
}

ClaimOutcome misprint(Verdict verdict) {
  ClaimOutcome outcome;
  outcome.claim.corrected_by = "right";
  outcome.arm.verdict = verdict;
  return outcome;
}

Verdict verdict_of(const std::vector<ClaimOutcome>& claims) {
  SimulationOutcome outcome;
  outcome.claims = claims;
  return outcome.verdict();
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("an arm is supported when all cells are and refuted when one is") {
    CHECK(arm({{kYes, 0.1}, {kYes, 0.2}}).verdict == kYes);
    CHECK(arm({{kYes, 0.1}, {kOpen, 0.2}}).verdict == kOpen);
    CHECK(arm({{kYes, 0.1}, {kNo, 0.2}, {kOpen, 1}}).verdict == kNo);
    CHECK(arm({}).verdict == kOpen);
  }

  TEST_CASE("the binding cell has the verdict of the arm and reaches farthest") {
    CHECK(arm({{kYes, 0.1}, {kYes, 0.7}, {kYes, 0.2}}).binding_cell == 1);
    CHECK(arm({{kYes, 0.9}, {kOpen, 0.2}, {kOpen, 0.3}}).binding_cell == 2);
    CHECK(arm({{kOpen, 5}, {kYes, 3}, {kNo, 2}}).binding_cell == 2);
    CHECK(arm({{kYes, 3}, {kOpen, 0}}).binding_cell == 1);
  }

  TEST_CASE("a claim is as expected with its false twin refuted") {
    CHECK(claim(kYes, kNo).is_as_expected());
    CHECK(!claim(kYes, kOpen).is_as_expected());
    CHECK(!claim(kYes, kYes).is_as_expected());
    CHECK(!claim(kNo, kNo).is_as_expected());
    CHECK(!claim(kOpen, kNo).is_as_expected());
    CHECK(misprint(kNo).is_as_expected());
    CHECK(!misprint(kYes).is_as_expected());
    CHECK(!misprint(kOpen).is_as_expected());
  }

  TEST_CASE("a simulation is refuted by one surprise and inconclusive without an answer") {
    CHECK(verdict_of({claim(kYes, kNo), misprint(kNo)}) == kYes);
    CHECK(verdict_of({claim(kYes, kNo), claim(kOpen, kNo)}) == kOpen);
    CHECK(verdict_of({claim(kYes, kOpen)}) == kOpen);
    CHECK(verdict_of({misprint(kOpen)}) == kOpen);
    CHECK(verdict_of({claim(kOpen, kNo), claim(kNo, kNo)}) == kNo);
    CHECK(verdict_of({claim(kYes, kYes)}) == kNo);
    CHECK(verdict_of({misprint(kYes), claim(kYes, kNo)}) == kNo);
  }

  TEST_CASE("cells judged together share a verdict that waits for all of them") {
    const JointJudge yes = [](std::span<const Inference>) {
      Inference joint;
      joint.verdict = kYes;
      return joint;
    };
    ArmOutcome outcome;
    outcome.cells.resize(2);
    for (CellOutcome& cell : outcome.cells) cell.is_complete = true;
    outcome.conclude(yes);
    CHECK(outcome.verdict == kYes);
    CHECK(outcome.cells[1].inference.verdict == kYes);
    outcome.cells[1].is_complete = false;
    outcome.conclude(yes);
    CHECK(outcome.verdict == kOpen);
    CHECK(outcome.inference().flags == std::vector<std::string>{"interrupted"});
    CHECK(outcome.cells[0].inference.verdict == kOpen);
  }
}
