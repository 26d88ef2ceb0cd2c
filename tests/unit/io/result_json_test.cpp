#include "mongecarlo/io/result_json.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "mongecarlo/io/json_text.hpp"

using namespace mongecarlo;
using Json = nlohmann::ordered_json;

namespace {

CellOutcome cell(double n, double estimate, Verdict verdict) {
  CellOutcome outcome;
  outcome.parameters = {{"m", 4}, {"n", n}, {"shift", 0.5}};
  outcome.inference.verdict = verdict;
  outcome.inference.estimate = estimate;
  outcome.inference.interval = {estimate - 1, estimate + 1};
  outcome.inference.truth = Certified(estimate);
  outcome.inference.replicates = 18446744073709551615u;
  outcome.is_complete = true;
  return outcome;
}

ArmOutcome arm(const std::string& statement, Verdict verdict) {
  ArmOutcome outcome{.statement = statement, .verdict = verdict, .cells = {}, .binding_cell = 1};
  outcome.cells = {cell(10, 1.5, verdict), cell(20, 2.5, verdict)};
  return outcome;
}

SimulationOutcome one_claim() {
  ClaimOutcome claim;
  claim.claim.id = "c";
  claim.claim.source = "somebody";
  claim.claim.false_twin = Arm{"wrong", {}};
  claim.arm = arm("right", Verdict::supported);
  claim.false_twin = arm("wrong", Verdict::refuted);
  claim.alpha = 5e-4;
  SimulationOutcome outcome;
  outcome.simulation = "s";
  outcome.seed = 18446744073709551615u;
  outcome.alpha = 1e-3;
  outcome.parameters = {{"n", 50}, {"shift", 0.25}};
  outcome.claims = {claim};
  return outcome;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("integers of 64 bits are strings and design values are plain") {
    const Json json = result_json(one_claim());
    CHECK(json.at("seed") == "18446744073709551615");
    CHECK(json.at("claims")[0].at("replicates") == "18446744073709551615");
    CHECK(json.at("parameters").dump() == R"({"n":50,"shift":0.25})");
  }

  TEST_CASE("a claim shows the cell that decided and lists them all") {
    const Json claim = result_json(one_claim()).at("claims")[0];
    CHECK(claim.at("estimate") == 2.5);
    CHECK(claim.at("interval") == Json::array({1.5, 3.5}));
    CHECK(claim.at("alpha") == 5e-4);
    CHECK(claim.at("cells").size() == 2);
    CHECK(claim.at("cells")[0].at("estimate") == 1.5);
    CHECK(claim.at("false_twin").at("statement") == "wrong");
    CHECK(claim.at("false_twin").at("verdict") == "refuted");
    CHECK(claim.at("expected") == "supported");
  }

  TEST_CASE("what is not known is left out") {
    SimulationOutcome outcome = one_claim();
    Inference& inference = outcome.claims[0].arm.cells[1].inference;
    inference.estimate.reset();
    inference.interval.reset();
    inference.truth.reset();
    const Json claim = result_json(outcome).at("claims")[0];
    for (const char* key : {"estimate", "interval", "truth", "truth_interval", "resolution", "slack", "corrected_by"})
      CHECK_FALSE(claim.contains(key));
    CHECK(json_text(result_json(outcome)).find("null") == std::string::npos);
  }

  TEST_CASE("a truth that is an enclosure comes with its ends") {
    SimulationOutcome outcome = one_claim();
    CHECK_FALSE(result_json(outcome).at("claims")[0].contains("truth_interval"));
    outcome.claims[0].arm.cells[1].inference.truth = Certified(2, 3);
    const Json claim = result_json(outcome).at("claims")[0];
    CHECK(claim.at("truth") == 2.5);
    CHECK(claim.at("truth_interval") == Json::array({2, 3}));
  }

  TEST_CASE("one asymptotic cell makes the guarantee asymptotic") {
    SimulationOutcome outcome = one_claim();
    CHECK(result_json(outcome).at("claims")[0].at("guarantee") == "exact");
    outcome.claims[0].arm.cells[0].inference.is_exact = false;
    CHECK(result_json(outcome).at("claims")[0].at("guarantee") == "asymptotic");
  }

  TEST_CASE("failures carry what a replay needs") {
    SimulationOutcome outcome = one_claim();
    outcome.claims[0].arm.cells[1].failures = {{"iteration_limit", 3, "c/1", 118}};
    const Json failure = result_json(outcome).at("claims")[0].at("failures")[0];
    CHECK(failure.at("cell") == 1);
    CHECK(failure.at("count") == "3");
    CHECK(failure.at("first_replicate") == "118");
  }

  TEST_CASE("the picture of a claim follows its series") {
    SimulationOutcome outcome = one_claim();
    outcome.claims[0].claim.picture = [] {
      return std::vector<Curve>{{.name = "plan", .x_label = "entry", .y_label = "mass", .x = {0, 1}, .y = {0.25, 0.75}}};
    };
    const Json series = result_json(outcome).at("series");
    REQUIRE(series.size() == 3);
    CHECK(series[2].at("name") == "c/plan");
    CHECK(series[2].at("claim") == "c");
    CHECK(series[2].at("x").at("label") == "entry");
    CHECK(series[2].at("y").at("values") == Json::array({0.25, 0.75}));
    CHECK_FALSE(series[2].contains("reference"));
  }

  TEST_CASE("series run over the first parameter that varies or the one that is named") {
    SimulationOutcome outcome = one_claim();
    Json series = result_json(outcome).at("series");
    REQUIRE(series.size() == 2);
    CHECK(series[0].at("name") == "c");
    CHECK(series[1].at("name") == "c/false_twin");
    CHECK(series[0].at("x").at("label") == "n");
    CHECK(series[0].at("x").at("values") == Json::array({10, 20}));
    CHECK(series[0].at("y").at("values") == Json::array({1.5, 2.5}));
    CHECK(series[0].at("y").at("lower") == Json::array({0.5, 1.5}));
    CHECK(series[0].at("reference").at("values") == Json::array({1.5, 2.5}));
    outcome.claims[0].claim.plot = "m";
    CHECK(result_json(outcome).at("series")[0].at("x").at("label") == "m");
  }

  TEST_CASE("a series keeps the cells that have an estimate and a band that all of them have") {
    SimulationOutcome outcome = one_claim();
    outcome.claims[0].false_twin.reset();
    auto& cells = outcome.claims[0].arm.cells;
    cells.push_back(cell(40, 3.5, Verdict::supported));
    cells[0].inference.estimate.reset();
    cells[1].inference.interval.reset();
    const Json series = result_json(outcome).at("series")[0];
    CHECK(series.at("x").at("values") == Json::array({20, 40}));
    CHECK_FALSE(series.at("y").contains("lower"));
    CHECK(series.contains("reference"));
  }

  TEST_CASE("curves are series with the cell where several have one") {
    SimulationOutcome outcome = one_claim();
    outcome.claims[0].false_twin.reset();
    Curve curve;
    curve.name = "tail";
    curve.x_label = "delta";
    curve.y_label = "share";
    curve.x = {0.1, 0.2};
    curve.y = {0.05, 0.1};
    outcome.claims[0].arm.cells[0].inference.curves = {curve};
    Json series = result_json(outcome).at("series");
    REQUIRE(series.size() == 2);
    CHECK(series[1].at("name") == "c/tail");
    CHECK_FALSE(series[1].contains("reference"));
    outcome.claims[0].arm.cells[1].inference.curves = {curve};
    series = result_json(outcome).at("series");
    REQUIRE(series.size() == 3);
    CHECK(series[2].at("name") == "c/tail/cell 1");
  }

  TEST_CASE("a claim judged over its cells together shows what was concluded of them all") {
    SimulationOutcome outcome = one_claim();
    Inference joint;
    joint.estimate = 0.5;
    joint.curves = {{"local exponent", "n", "exponent", {14}, {0.49}, {0.4}, {0.6}, {0.5}}};
    outcome.claims[0].arm.joint = joint;
    const Json json = result_json(outcome);
    const Json& claim = json.at("claims")[0];
    CHECK(claim.at("estimate") == 0.5);
    CHECK(!claim.contains("binding_cell"));
    CHECK(claim.at("false_twin").contains("binding_cell"));
    CHECK(claim.at("cells").size() == 2);
    const Json& curve = json.at("series")[2];
    CHECK(curve.at("name") == "c/local exponent");
    CHECK(!curve.contains("cell"));
  }
}
