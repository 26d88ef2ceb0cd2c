#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "unit/experiment/toy_simulation.hpp"

using namespace mongecarlo;

namespace {

// X_n = 2 U / sqrt(n) + offset, so that E X_n = 1 / sqrt(n) + offset.
struct Sized {
  double n = 1, offset = 0;
  CellParameters parameters() const { return {{"n", n}}; }
};

std::vector<Sized> sizes() { return {{10}, {40}, {160}}; }
double size_of(const Sized& s) { return s.n; }

Certified shrinking(const Sized& s, const Stream& stream) {
  Stream draws = stream;
  return 2 * draws.uniform() / std::sqrt(s.n) + s.offset;
}

RateStatement<Sized> rate_statement(std::uint64_t replicates) {
  return {.id = "rate",
          .statement = "E X_n ~ n^-1/2",
          .source = "elementary",
          .design = sizes(),
          .n = size_of,
          .exponent = 0.5,
          .replicate = shrinking,
          .range =
              [](const Sized&) {
                return Range{0, 2};
              },
          .margin = 0.1,
          .replicates = replicates,
          .control = Control<Sized>::wrong_exponent("E X_n ~ 1/n", 1)};
}

// The mean of n coins, standardised, against its exact law's limit.
LawStatement<Sized> law_statement() {
  return {.id = "law",
          .statement = "U + 1/n tends to U",
          .source = "elementary",
          .design = {{4}, {64}},
          .law = {.cdf = [](const Sized&, double x) { return std::min(1.0, std::max(0.0, x)); }},
          .replicate = [](const Sized& s, const Stream& stream) -> Certified {
            Stream draws = stream;
            return draws.uniform() + 1 / s.n;
          },
          .tolerance = [](const Sized& s) { return 1 / s.n + 0.05; },
          .replicates = 5000,
          .control = Control<Sized>::wrong_law(
              "the limit is U + 1/2",
              {.cdf = [](const Sized&, double x) { return std::min(1.0, std::max(0.0, x - 0.5)); }}),
          .n = size_of};
}

SimulationOutcome run_claim(const Claim& claim, RunOptions options = {}) {
  const Simulation simulation{
      .name = "joint", .title = "One claim", .claims = [claim](const Design&) { return std::vector<Claim>{claim}; }};
  return run(simulation, Design({}, Preset::quick), options);
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a rate is judged over its cells together and its twin too") {
    const SimulationOutcome outcome = run_claim(rate_equals(rate_statement(4000)));
    const ClaimOutcome& claim = outcome.claims[0];
    CHECK(claim.is_as_expected());
    REQUIRE(claim.arm.joint);
    CHECK(*claim.arm.joint->estimate == doctest::Approx(0.5).epsilon(0.1));
    CHECK(claim.arm.inference().replicates == 12000);
    for (const CellOutcome& cell : claim.arm.cells) {
      CHECK(cell.inference.verdict == Verdict::supported);
      CHECK(*cell.inference.estimate == doctest::Approx(1 / std::sqrt(cell.parameters[0].second)).epsilon(0.1));
    }
    CHECK(claim.false_twin->inference().truth->midpoint() == 1);
  }

  TEST_CASE("joint verdicts do not depend on the number of threads") {
    const Claim claim = rate_equals(rate_statement(2000));
    const std::string once = toy::print(run_claim(claim, {.threads = 1}));
    CHECK(toy::print(run_claim(claim, {.threads = 3})) == once);
  }

  TEST_CASE("a slower decay than stated is refuted and a faster one allowed where the claim is a bound") {
    auto bound = rate_statement(4000);
    bound.exponent = 0.3;
    CHECK(run_claim(rate_at_least(bound)).claims[0].arm.verdict == Verdict::supported);
    bound.exponent = 0.8;
    CHECK(run_claim(rate_at_least(bound)).claims[0].arm.verdict == Verdict::refuted);
  }

  TEST_CASE("failures keep cells judged together from being supported") {
    auto failing = rate_statement(4000);
    failing.replicate = [](const Sized& s, const Stream& stream) {
      if (stream.replicate() == 17 && s.n == 40) throw std::domain_error("lost");
      return shrinking(s, stream);
    };
    const SimulationOutcome outcome = run_claim(rate_equals(failing));
    CHECK(outcome.claims[0].arm.verdict == Verdict::inconclusive);
    CHECK(outcome.claims[0].arm.joint->flags.back() == "failures");
    CHECK(outcome.claims[0].false_twin->verdict == Verdict::refuted);
  }

  TEST_CASE("cells judged together are open while one is interrupted") {
    std::atomic<bool> stop{true};
    RunOptions options;
    options.interrupt = &stop;
    const SimulationOutcome outcome = run_claim(rate_equals(rate_statement(4000)), options);
    CHECK(outcome.claims[0].arm.verdict == Verdict::inconclusive);
    CHECK(outcome.claims[0].arm.joint->flags == std::vector<std::string>{"interrupted"});
    CHECK(!outcome.claims[0].arm.joint->interval);
  }

  TEST_CASE("a rate over settings out of order is refused when it is written") {
    auto shuffled = rate_statement(10);
    shuffled.design = {{40}, {10}, {160}};
    CHECK_THROWS_WITH_AS(rate_equals(shuffled), doctest::Contains("n is 10"), std::domain_error);
  }

  TEST_CASE("a limit law is judged at each n and approached over them") {
    CHECK(run_claim(law_tends_to(law_statement())).claims[0].is_as_expected());
    auto approach = law_statement();
    // Wrong centring: the distance grows.
    approach.control = Control<Sized>::wrong_procedure("an offset of n / 100", [](Sized s, const Stream& stream) {
      Stream draws = stream;
      return Certified(draws.uniform() + s.n / 100);
    });
    const ClaimOutcome claim = run_claim(law_approaches(approach)).claims[0];
    CHECK(claim.is_as_expected());
    CHECK(claim.arm.joint->estimate.value() == doctest::Approx(0.25 - 1.0 / 64).epsilon(0.1));
  }

  TEST_CASE("a variance needs no mean and takes twice the stream") {
    VarianceStatement<Sized> statement{
        .id = "variance",
        .statement = "Var 2U/sqrt(n) = 1/(3n)",
        .source = "elementary",
        .design = {{4, 1}},
        .truth = [](const Sized& s) -> Certified { return 1 / (3 * s.n); },
        .replicate = shrinking,
        .range =
            [](const Sized& s) {
              return Range{1, 1 + 2 / std::sqrt(s.n)};
            },
        .margin = Margin::relative(0.1),
        .replicates = 20000,
        .control = Control<Sized>::wrong_truth("1/(4n)", [](const Sized& s) -> Certified { return 1 / (4 * s.n); })};
    CHECK(run_claim(variance_equals(statement)).claims[0].is_as_expected());
    statement.range = unbounded;
    const ClaimOutcome claim = run_claim(variance_equals(statement)).claims[0];
    CHECK(claim.is_as_expected());
    CHECK(!claim.arm.inference().is_exact);
  }

  TEST_CASE("a mean without a range is judged by the central limit theorem") {
    auto statement = toy::mean_statement(6000);
    statement.range = unbounded;
    const ClaimOutcome claim = run_claim(mean_equals(statement)).claims[0];
    CHECK(claim.is_as_expected());
    CHECK(!claim.arm.cells[0].inference.is_exact);
  }
}
