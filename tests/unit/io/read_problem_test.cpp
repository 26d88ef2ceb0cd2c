#include "mongecarlo/io/read_problem.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/json_file.hpp"
#include "mongecarlo/io/solve_result_json.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace mongecarlo;
using mongecarlo::testing::TemporaryFolder;
using Json = nlohmann::ordered_json;

namespace {

Json small_problem() {
  return {{"kernel", "exact"},
          {"source", {{"points", {{0.0}, {1.0}}}, {"weights", {0.25, 0.75}}}},
          {"target", {{"points", {{2.0}, {5.0}, {7.0}}}}},
          {"cost", "squared_euclidean"}};
}

std::string complaint(const std::string& text) {
  try {
    parse_problem(text, "p.json");
  } catch (const DataError& error) {
    return error.what();
  }
  return "none";
}

/// The complaint about the small problem after one change.
std::string complaint_with(const char* pointer, const Json& value) {
  Json problem = small_problem();
  problem[Json::json_pointer(pointer)] = value;
  return complaint(problem.dump());
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("points and weights and cost are read") {
    const ProblemFile file = parse_problem(small_problem().dump(), "p.json");
    CHECK(file.solver->name == "exact");
    CHECK(file.y == (Points(3, 1) << 2, 5, 7).finished());
    CHECK(file.a == Eigen::Vector2d(0.25, 0.75));
    CHECK(file.b.size() == 0);
    CHECK(file.ground_cost->power() == 2);
    CHECK(file.notes.empty());
    CHECK(file.problem().targets() == 3);
  }

  TEST_CASE("files are found beside the problem") {
    const TemporaryFolder folder;
    folder.write("x.csv", "0,0\n1,1\n");
    folder.write("w.csv", "0.5\n0.5\n");
    Json problem = small_problem();
    problem["source"] = {{"points", "x.csv"}, {"weights", "w.csv"}};
    problem["target"]["points"] = {{1, 2}};
    problem["cost"] = {{"name", "euclidean"}, {"p", 3}};
    const ProblemFile file = read_problem(folder.write("p.json", problem.dump()));
    CHECK(file.x.rows() == 2);
    CHECK(file.a == Eigen::Vector2d(0.5, 0.5));
    CHECK(file.ground_cost->power() == 3);
    problem["source"]["points"] = "none.csv";
    CHECK_THROWS_AS(read_problem(folder.write("p.json", problem.dump())), IoError);
    CHECK_THROWS_AS(read_problem(folder.path("none.json")), IoError);
  }

  TEST_CASE("a cost matrix needs no points") {
    const ProblemFile file =
        parse_problem(R"({"kernel": "exact", "cost": {"matrix": [[1, 2, 3], [4, 5, 6]]}})", "p.json");
    CHECK(file.problem().sources() == 2);
    CHECK(file.problem().targets() == 3);
  }

  TEST_CASE("masses that agree to rounding are rescaled and it is said so") {
    Json problem = small_problem();
    problem["source"]["weights"] = {0.25, 0.75 + 5e-10};
    const ProblemFile file = parse_problem(problem.dump(), "p.json");
    CHECK(file.a.sum() == doctest::Approx(1).epsilon(1e-15));
    REQUIRE(file.notes.size() == 1);
    CHECK(holds(file.notes[0], "multiplied by"));
    CHECK(holds(complaint_with("/source/weights", {0.25, 0.75 + 5e-9}), "the masses are"));
  }

  TEST_CASE("complaints carry the JSON pointer") {
    CHECK(
        holds(complaint_with("/kernel", "exat"), "p.json: /kernel: there is no kernel 'exat'; did you mean 'exact'?"));
    CHECK(holds(complaint_with("/sorce", 1), "/sorce: is not a key that is known here; did you mean 'source'?"));
    CHECK(holds(complaint_with("/source/wieghts", {1}), "/source/wieghts"));
    CHECK(holds(complaint_with("/target/points", {{1}, {2, 3}}), "/target/points/1: has 2 numbers"));
    CHECK(holds(complaint_with("/target/points", {{1}, {"x"}}), "/target/points/1/0: must be a number"));
    CHECK(holds(complaint_with("/target/points", {{1, 2}}), "/target/points: have 2 coordinates"));
    CHECK(holds(complaint_with("/target/points", Json::array()), "/target/points: is empty"));
    CHECK(holds(complaint_with("/target/points", true), "/target/points"));
    CHECK(holds(complaint_with("/target/points", "points.xls"), "only .csv"));
    CHECK(holds(complaint_with("/target", Json::object()), "/target: key 'points' is missing"));
    CHECK(holds(complaint_with("/source/weights", {1}), "/source/weights: has 1 entries, but there are 2 points"));
    CHECK(holds(complaint_with("/source/weights", {-0.5, 1.5}), "/source/weights: [0] is -0.5"));
    CHECK(holds(complaint_with("/source/weights", {0, 0}), "/source/weights: has total 0"));
    CHECK(holds(complaint_with("/cost", "squared_euclidian"), "/cost: there is no cost"));
    CHECK(holds(complaint_with("/cost", {{"name", "euclidean"}, {"p", -1}}), "/cost/p: is -1, but must be > 0"));
    CHECK(holds(complaint_with("/cost", {{"matrix", {{1}}}, {"p", 2}}), "/cost: is either a matrix or a name"));
    CHECK(
        holds(complaint_with("/cost", {{"matrix", {{1, 2, 3}}}}), "/source: has 2 points, but the cost matrix has 1"));
    CHECK(holds(complaint_with("/tolerance", 0), "/tolerance: is 0, but must be > 0"));
  }

  TEST_CASE("named costs are read with their parameters") {
    const auto cost_of = [](const Json& cost) {
      Json problem = small_problem();
      problem["source"] = problem["target"] = {{"points", {{0}, {1}}}};
      problem["cost"] = cost;
      return parse_problem(problem.dump(), "p.json").ground_cost->name();
    };
    CHECK(cost_of("euclidean") == "euclidean");
    CHECK(cost_of({{"name", "huber"}, {"threshold", 0.5}}) == GroundCost::huber(0.5).name());
    CHECK(cost_of({{"name", "asymmetric"}, {"forward", 1}, {"backward", 3}, {"p", 2}}) ==
          GroundCost::asymmetric(1, 3, 2).name());
    CHECK(cost_of({{"name", "circular"}, {"circumference", 2}}) == GroundCost::circular(2).name());
  }

  TEST_CASE("parameters of named costs are checked") {
    CHECK(holds(complaint_with("/cost", "huber"), "/cost: huber needs threshold: {\"name\": \"huber\""));
    CHECK(holds(complaint_with("/cost", {{"name", "huber"}}), "/cost: key 'threshold' is missing"));
    CHECK(holds(complaint_with("/cost", {{"name", "huber"}, {"threshold", -1}}), "/cost/threshold: is -1"));
    CHECK(holds(complaint_with("/cost", {{"name", "huber"}, {"threshold", 1}, {"p", 2}}), "/cost/p: is not a key"));
    CHECK(holds(complaint_with("/cost", {{"name", "asymmetric"}, {"forward", 1}, {"backward", -2}}),
                "/cost/backward: is -2, but must be >= 0"));
    CHECK(holds(complaint_with("/cost", {{"name", "asymmetric"}, {"forward", 1}, {"backward", 2}, {"p", 0.5}}),
                "/cost/p: is 0.5, but must be >= 1"));
    CHECK(holds(complaint_with("/cost", {{"name", "hubert"}}), "did you mean 'huber'"));
    Json plane = small_problem();
    plane["source"] = plane["target"] = {{"points", {{0, 1}, {1, 0}}}};
    plane["cost"] = {{"name", "circular"}, {"circumference", 1}};
    CHECK(holds(complaint(plane.dump()), "is a cost on the line, but the points have 2 coordinates"));
  }

  TEST_CASE("what a kernel needs is asked for") {
    CHECK(holds(complaint(R"({"kernel": "univariate", "cost": {"matrix": [[1]]}})"),
                "/cost: is a matrix, but univariate"));
    CHECK(holds(complaint(R"({"kernel": "exact"})"), "key 'cost' is missing"));
    CHECK(holds(complaint("{}"), "key 'kernel' is missing"));
    CHECK(holds(complaint("[]"), "must be an object"));
    Json problem = small_problem();
    problem["epsilon"] = 0.1;
    const ProblemFile file = parse_problem(problem.dump(), "p.json");
    REQUIRE(file.notes.size() == 1);
    CHECK(file.notes[0] == "exact does not use epsilon");
  }

  TEST_CASE("text that is not JSON is refused with its line") {
    CHECK(holds(complaint("{\n\"kernel\": exact}"), "p.json:2: is not JSON"));
    CHECK(holds(complaint(R"({"kernel": "exact", "kernel": "exact"})"), "key 'kernel' comes twice"));
    CHECK(holds(complaint(std::string(100000, '[')), "nested deeper than 64 levels"));
    CHECK(holds(complaint(R"({"kernel": "exact", "tolerance": 1e999})"), "out of range"));
    CHECK(holds(complaint("{\"kernel\": \"\xff\"}"), "is not JSON"));
  }

  TEST_CASE("a problem cut short at any byte is refused") {
    const std::string whole = small_problem().dump();
    REQUIRE(complaint(whole) == "none");
    for (std::size_t size = 0; size < whole.size(); ++size) CHECK(holds(complaint(whole.substr(0, size)), "p.json"));
  }

  TEST_CASE("a bit changed anywhere in a problem never crashes the reader") {
    const std::string whole = small_problem().dump();
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        complaint(changed);  // a DataError or another problem; anything else ends the test
      }
  }

  TEST_CASE("the answer has the fields of the result by name") {
    const ProblemFile file = parse_problem(small_problem().dump(), "p.json");
    Result result;
    file.solver->make(file.options)->solve(file.problem(), result);
    const Json json = solve_result_json(file, result, 0.5);
    CHECK(json.at("termination") == "converged");
    CHECK(json.at("transport_cost").get<double>() == result.transport_cost);
    CHECK(json.at("potentials").at("f").size() == 2);
    CHECK(json.at("potentials").at("g").size() == 3);
    CHECK(json.at("certified_objective").at(0).get<double>() <= result.objective);
    CHECK(json.at("solve_seconds") == 0.5);
    double mass = 0;
    for (const Json& entry : json.at("plan")) mass += entry.at(2).get<double>();
    CHECK(mass == doctest::Approx(1));
  }

  TEST_CASE("the answer on distances has a plan and an enclosure but no potentials") {
    const Json problem = {{"kernel", "gromov_wasserstein"},
                          {"source", {{"distances", {{0.0, 2.0}, {2.0, 0.0}}}}},
                          {"target", {{"points", {{0.0, 0.0, 0.0}, {3.0, 4.0, 0.0}}}}},
                          {"cost", "euclidean"}};
    const ProblemFile file = parse_problem(problem.dump(), "p.json");
    Result result;
    file.solver->make(file.options)->solve(file.problem(), result);
    const Json json = solve_result_json(file, result, 0.5);
    CHECK(json.at("objective").get<double>() == doctest::Approx(0.5 * (5 - 2) * (5 - 2)));
    CHECK(json.at("certified_objective").at(0).get<double>() <= 4.5);
    CHECK(json.at("certified_objective").at(1).get<double>() >= 4.5);
    CHECK(json.at("plan").size() == 2);
    CHECK_FALSE(json.contains("potentials"));
  }

  TEST_CASE("unbalanced transport is read without regularisation and others are not") {
    Json problem = small_problem();
    problem["kernel"] = "unbalanced";
    problem["epsilon"] = 0;
    problem["tau"] = {1, 2};
    const ProblemFile file = parse_problem(problem.dump(), "p.json");
    CHECK(file.options.epsilon == 0);
    Result result;
    file.solver->make(file.options)->solve(file.problem(), result);
    CHECK(result.termination == Termination::converged);
    problem["epsilon"] = -1;
    CHECK_THROWS_AS(parse_problem(problem.dump(), "p.json"), DataError);
    problem["epsilon"] = 0;
    problem["kernel"] = "entropic";
    CHECK_THROWS_AS(parse_problem(problem.dump(), "p.json"), DataError);
  }

  TEST_CASE("a seed and a limit of iterations are read and must be whole") {
    Json problem = small_problem();
    problem["kernel"] = "semidual_ascent";
    problem["epsilon"] = 0.1;
    problem["seed"] = 7;
    problem["max_iterations"] = 250;
    const ProblemFile file = parse_problem(problem.dump(), "p.json");
    CHECK(file.options.seed == 7);
    CHECK(file.options.max_iterations == 250);
    CHECK(holds(complaint_with("/max_iterations", 0), "/max_iterations"));
    CHECK(holds(complaint_with("/seed", 1.5), "is 1.5, but must be a whole number >= 0"));
    CHECK(holds(complaint_with("/seed", -1), "is -1"));
    CHECK(holds(complaint_with("/max_iterations", 1e300), "is 1e+300"));
  }

  TEST_CASE("kernels that compare distances take them in place of points") {
    const Json square = {{0.0, 2.0}, {2.0, 0.0}};
    Json problem = {
        {"kernel", "gromov_wasserstein"}, {"source", {{"distances", square}}}, {"target", {{"distances", square}}}};
    const ProblemFile file = parse_problem(problem.dump(), "p.json");
    CHECK(file.problem().source_distances(0, 1) == 2);
    CHECK(file.problem().target_distances.rows() == 2);
    problem["target"] = {{"points", {{0.0, 0.0, 1.0}, {1.0, 2.0, 3.0}}}};
    CHECK(holds(complaint(problem.dump()), "key 'cost' is missing"));
    problem["cost"] = "euclidean";
    CHECK(parse_problem(problem.dump(), "p.json").problem().y.cols() == 3);
    problem["source"]["points"] = {{0.0}, {1.0}};
    CHECK(holds(complaint(problem.dump()), "/source/distances: stand beside points"));
    problem["source"] = {{"distances", {{0.0, 2.0}}}};
    CHECK(holds(complaint(problem.dump()), "/source/distances: are a table of 1 x 2 numbers"));
    problem["source"] = {{"distances", square}, {"weights", {1.0, 1.0, 1.0}}};
    CHECK(holds(complaint(problem.dump()), "/source/weights: has 3 entries"));
    problem["source"] = Json::object();
    CHECK(holds(complaint(problem.dump()), "/source: has neither points nor distances"));
    CHECK(holds(complaint_with("/source", {{"distances", square}}), "exact takes points or a cost matrix"));
  }
}
