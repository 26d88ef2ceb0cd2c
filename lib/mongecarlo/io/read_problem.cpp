#include "mongecarlo/io/read_problem.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/memory_limit.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/experiment/simulation.hpp"
#include "mongecarlo/io/json_file.hpp"
#include "mongecarlo/io/json_node.hpp"
#include "mongecarlo/io/read_file.hpp"
#include "mongecarlo/io/read_points.hpp"

namespace mongecarlo {
namespace {

namespace fs = std::filesystem;

std::string with_hint(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  const std::string near = nearest_name(name, known);
  return near.empty() ? fmt::format("{}; there are {}", what, fmt::join(known, ", "))
                      : fmt::format("{}; did you mean '{}'?", what, near);
}

/// The table in the file that the node names, relative to the problem's own folder.
Matrix table_from_file(const JsonNode& node) {
  const fs::path path = fs::path(node.file()).parent_path() / node.text();
  if (auto points = read_points(path.string())) return *std::move(points);
  node.refuse(fmt::format("names {}: only .csv, .tsv, .txt and .npy files are read", in_quotes(node.text())));
}

Matrix table(const JsonNode& node) { return node.is_text() ? table_from_file(node) : node.matrix(); }

Vector one_column(const JsonNode& node) {
  if (!node.is_text()) return node.vector();
  const Matrix values = table_from_file(node);
  if (values.cols() != 1 && values.rows() != 1)
    node.refuse(fmt::format("names a table of {} x {} numbers, but must be one column", values.rows(), values.cols()));
  return values.reshaped<Eigen::RowMajor>();
}

Vector weights(const JsonNode& node) {
  const Vector values = one_column(node);
  for (Index i = 0; i < values.size(); ++i)
    if (!(values[i] >= 0)) node.refuse(fmt::format("[{}] is {}, but must be >= 0", i, values[i]));
  const double total = compensated_sum(as_span(view(values)));
  if (!std::isfinite(total)) node.refuse("has a total beyond the largest number, but it must be finite and > 0");
  if (!(total > 0)) node.refuse(fmt::format("has total {}, but must be finite and > 0", total));
  return values;
}

void read_distances(const JsonNode& side, const SolverFamily& solver, bool has_points, Matrix& distances) {
  const auto node = side.find("distances");
  if (!node) return;
  if (!solver.compares_distances) node->refuse(fmt::format("{} takes points or a cost matrix", solver.name));
  if (has_points) node->refuse("stand beside points, but either gives the other");
  distances = table(*node);
  if (distances.rows() != distances.cols())
    node->refuse(fmt::format("are a table of {} x {} numbers, but must be square", distances.rows(), distances.cols()));
}

void read_side(const JsonNode& root, const char* name, const SolverFamily& solver, Points& points, Vector& mass,
               Matrix& distances) {
  const auto side = root.find(name);
  if (!side) return;
  side->check_keys({"points", "weights", "distances"});
  if (const auto node = side->find("points")) points = table(*node);
  read_distances(*side, solver, points.size() > 0, distances);
  if (const auto node = side->find("weights")) mass = weights(*node);
  if (distances.size() > 0 && mass.size() > 0 && mass.size() != distances.rows())
    side->at("weights").refuse(
        fmt::format("has {} entries, but there are {} distances a row", mass.size(), distances.rows()));
  if (points.size() > 0 && mass.size() > 0 && mass.size() != points.rows())
    side->at("weights").refuse(fmt::format("has {} entries, but there are {} points", mass.size(), points.rows()));
}

void read_solver(const JsonNode& root, ProblemFile& problem) {
  const std::string name = root.at("kernel").text();
  problem.solver = find_solver(name);
  if (problem.solver) return;
  std::vector<std::string> known;
  for (const SolverFamily* family : solver_table()) known.emplace_back(family->name);
  root.at("kernel").refuse(with_hint("there is no kernel " + in_quotes(name), name, known));
}

/// A cost by its name: which parameters it needs and may have, and how it is made of them.
struct NamedCost {
  const char* name;
  std::vector<std::string> needed, optional;
  GroundCost (*make)(const JsonNode& node);
};

double number_or(const JsonNode& node, const char* key, double otherwise) {
  const auto value = node.find(key);
  return value ? value->positive_number() : otherwise;
}

GroundCost asymmetric_cost(const JsonNode& node) {
  const double forward = node.at("forward").number(), backward = node.at("backward").number();
  for (const char* key : {"forward", "backward"})
    if (!(node.at(key).number() >= 0))
      node.at(key).refuse(fmt::format("is {}, but must be >= 0", node.at(key).number()));
  const double power = number_or(node, "p", 1);
  if (power < 1) node.at("p").refuse(fmt::format("is {}, but must be >= 1", power));
  return GroundCost::asymmetric(forward, backward, power);
}

const std::vector<NamedCost>& named_costs() {
  static const std::vector<NamedCost> table{
      {"squared_euclidean",
       {},
       {"p"},
       [](const JsonNode& node) {
         if (number_or(node, "p", 2) != 2) node.refuse("squared_euclidean has p = 2");
         return GroundCost::squared_euclidean();
       }},
      {"euclidean", {}, {"p"}, [](const JsonNode& node) { return GroundCost::euclidean(number_or(node, "p", 1)); }},
      {"huber",
       {"threshold"},
       {},
       [](const JsonNode& node) { return GroundCost::huber(node.at("threshold").positive_number()); }},
      {"asymmetric", {"forward", "backward"}, {"p"}, asymmetric_cost},
      {"circular",
       {"circumference"},
       {"p"},
       [](const JsonNode& node) {
         return GroundCost::circular(node.at("circumference").positive_number(), number_or(node, "p", 1));
       }},
  };
  return table;
}

const NamedCost& find_cost(const JsonNode& node, const std::string& name) {
  std::vector<std::string> names;
  for (const NamedCost& cost : named_costs()) {
    if (name == cost.name) return cost;
    names.emplace_back(cost.name);
  }
  node.refuse(with_hint("there is no cost " + in_quotes(name), name, names));
}

GroundCost cost_from_object(const JsonNode& node) {
  const NamedCost& cost = find_cost(node, node.at("name").text());
  std::vector<std::string> keys{"name"};
  for (const auto& list : {cost.needed, cost.optional}) keys.insert(keys.end(), list.begin(), list.end());
  node.check_keys(keys);
  return cost.make(node);
}

GroundCost cost_from_name(const JsonNode& node) {
  const NamedCost& cost = find_cost(node, node.text());
  if (!cost.needed.empty())
    node.refuse(fmt::format("{0} needs {1}: {{\"name\": \"{0}\", \"{1}\": ..}}", cost.name,
                            fmt::join(cost.needed, "\": .., \"")));
  const nlohmann::json nothing = nlohmann::json::object();
  return cost.make(JsonNode(nothing, node.file()));
}

void read_cost_object(const JsonNode& node, ProblemFile& problem) {
  const auto matrix = node.find("matrix");
  if (!matrix) {
    problem.ground_cost = cost_from_object(node);
    return;
  }
  if (node.find("name") || node.find("p")) node.refuse("is either a matrix or a name with p, not both");
  node.check_keys({"matrix"});
  problem.cost = table(*matrix);
}

void read_cost(const JsonNode& root, ProblemFile& problem) {
  const bool is_needed = !problem.solver->compares_distances || problem.x.size() > 0 || problem.y.size() > 0;
  if (!is_needed && !root.find("cost")) return;
  const JsonNode node = root.at("cost");
  if (node.is_text())
    problem.ground_cost = cost_from_name(node);
  else
    read_cost_object(node, problem);
}

void check_point_sets(const JsonNode& root, const ProblemFile& problem) {
  for (const auto& [name, points] : {std::pair{"source", &problem.x}, std::pair{"target", &problem.y}})
    if (points->size() == 0) root.at(name).refuse("key 'points' is missing");
  if (problem.x.cols() != problem.y.cols())
    root.at("target").at("points").refuse(
        fmt::format("have {} coordinates, but those of the source have {}", problem.y.cols(), problem.x.cols()));
  if (problem.ground_cost->is_on_line() && problem.x.cols() != 1)
    root.at("cost").refuse(fmt::format("{} is a cost on the line, but the points have {} coordinates",
                                       problem.ground_cost->name(), problem.x.cols()));
}

void check_against_matrix(const JsonNode& root, const char* name, Index points, Index mass, Index size) {
  if (points > 0 && points != size)
    root.at(name).refuse(fmt::format("has {} points, but the cost matrix has {} for them", points, size));
  if (mass > 0 && mass != size)
    root.at(name).refuse(fmt::format("has {} weights, but the cost matrix has {} for them", mass, size));
}

/// Each side has points or distances; the cost is a distance within a side.
void check_distances(const JsonNode& root, const ProblemFile& problem) {
  if (problem.cost.size() > 0)
    root.at("cost").refuse(
        fmt::format("is a matrix, but {} compares distances within each side", problem.solver->name));
  if (problem.x.size() == 0 && problem.source_distances.size() == 0)
    root.at("source").refuse("has neither points nor distances");
  if (problem.y.size() == 0 && problem.target_distances.size() == 0)
    root.at("target").refuse("has neither points nor distances");
}

void check_shapes(const JsonNode& root, ProblemFile& problem) {
  if (problem.solver->compares_distances) return check_distances(root, problem);
  if (problem.ground_cost) return check_point_sets(root, problem);
  if (problem.solver->needs_points)
    root.at("cost").refuse(fmt::format("is a matrix, but {} needs points and a named cost", problem.solver->name));
  check_against_matrix(root, "source", problem.x.rows(), problem.a.size(), problem.cost.rows());
  check_against_matrix(root, "target", problem.y.rows(), problem.b.size(), problem.cost.cols());
  if (problem.x.size() > 0 || problem.y.size() > 0)
    problem.notes.push_back("the points are not used: the cost is a matrix");
}

double mass_of(const Vector& weights) { return weights.size() > 0 ? compensated_sum(as_span(view(weights))) : 1; }

void balance(const JsonNode& root, ProblemFile& problem) {
  if (!problem.solver->needs_balance) return;
  const double source = mass_of(problem.a), target = mass_of(problem.b);
  const double difference = std::abs(source - target) / std::max(source, target);
  if (difference > kMassTolerance)
    root.refuse(fmt::format("the masses are {} and {}, but {} needs them equal (to {} relative)", source, target,
                            problem.solver->name, kMassTolerance));
  constexpr double kRounding = 1e-15;  // sums of the same mass, each right to a few ulps
  if (difference <= kRounding) return;
  Vector& scaled = problem.b.size() > 0 ? problem.b : problem.a;
  const double factor = problem.b.size() > 0 ? source / target : target / source;
  scaled *= factor;
  problem.notes.push_back(fmt::format("the masses are {} and {}: the weights of the {} were multiplied by {}", source,
                                      target, problem.b.size() > 0 ? "target" : "source", factor));
}

void note_unused(const JsonNode& root, const char* key, bool is_used, ProblemFile& problem) {
  if (!is_used && root.find(key)) problem.notes.push_back(fmt::format("{} does not use {}", problem.solver->name, key));
}

/// Doubles hold every whole number up to 2^53.
long long whole_number(const JsonNode& node, long long least) {
  const double number = node.number();
  if (!(number >= static_cast<double>(least) && number <= 0x1p53 && number == std::floor(number)))
    node.refuse(fmt::format("is {}, but must be a whole number >= {}", number, least));
  return static_cast<long long>(number);
}

/// Each direction is kept, with one number a coordinate.
void read_directions(const JsonNode& root, ProblemFile& problem) {
  note_unused(root, "directions", problem.solver->is_sliced, problem);
  const auto node = root.find("directions");
  if (!node) return;
  problem.options.directions = whole_number(*node, 1);
  const auto coordinates = static_cast<double>(std::max<Index>(1, problem.x.cols()));
  const double bytes = sizeof(double) * coordinates * static_cast<double>(problem.options.directions);
  if (bytes > static_cast<double>(memory_limit()) / 2)
    node->refuse(fmt::format("is {}: directions of {} coordinates that need {:.3g} bytes, more than there is memory for",
                             problem.options.directions, coordinates, bytes));
}

void read_epsilon(const JsonNode& root, ProblemFile& problem) {
  if (problem.solver->uses_epsilon) {
    const JsonNode epsilon = root.at("epsilon");
    const bool is_zero = problem.solver->allows_zero_epsilon && epsilon.number() == 0;
    problem.options.epsilon = is_zero ? 0 : epsilon.positive_number();
  }
  note_unused(root, "epsilon", problem.solver->uses_epsilon, problem);
}

void read_tau(const JsonNode& root, ProblemFile& problem) {
  note_unused(root, "tau", problem.solver->uses_tau, problem);
  if (!problem.solver->uses_tau) return;
  const JsonNode tau = root.at("tau");
  if (tau.is_number()) {
    problem.options.tau_source = problem.options.tau_target = tau.positive_number();
    return;
  }
  const Vector pair = tau.vector();
  if (pair.size() != 2) tau.refuse(fmt::format("has {} numbers, but must be a number > 0 or two of them", pair.size()));
  if (!(pair.minCoeff() > 0)) tau.refuse(fmt::format("is [{}, {}], but both must be > 0", pair[0], pair[1]));
  problem.options.tau_source = pair[0];
  problem.options.tau_target = pair[1];
}

}  // namespace

Problem ProblemFile::problem() const {
  if (solver->compares_distances)
    return {.a = view(a),
            .b = view(b),
            .x = view(x),
            .y = view(y),
            .ground_cost = ground_cost,
            .source_distances = view(source_distances),
            .target_distances = view(target_distances)};
  return ground_cost ? problem_from_points(x, y, *ground_cost, a, b) : problem_from_matrix(cost, a, b);
}

ProblemFile parse_problem(const std::string& text, const std::string& file) {
  const nlohmann::json document = parse_json(text, file);
  const JsonNode root(document, file);
  root.check_keys({"kernel", "source", "target", "cost", "epsilon", "tau", "tolerance", "max_iterations", "seed",
                   "directions"});
  ProblemFile problem;
  read_solver(root, problem);
  read_side(root, "source", *problem.solver, problem.x, problem.a, problem.source_distances);
  read_side(root, "target", *problem.solver, problem.y, problem.b, problem.target_distances);
  read_cost(root, problem);
  check_shapes(root, problem);
  balance(root, problem);
  read_epsilon(root, problem);
  read_tau(root, problem);
  if (const auto tolerance = root.find("tolerance")) problem.options.tolerance = tolerance->positive_number();
  if (const auto most = root.find("max_iterations")) problem.options.max_iterations = whole_number(*most, 1);
  note_unused(root, "seed", problem.solver->is_stochastic || problem.solver->is_sliced, problem);
  read_directions(root, problem);
  if (const auto seed = root.find("seed")) problem.options.seed = static_cast<std::uint64_t>(whole_number(*seed, 0));
  return problem;
}

ProblemFile read_problem(const std::string& file) { return parse_problem(read_file(file), file); }

}  // namespace mongecarlo
