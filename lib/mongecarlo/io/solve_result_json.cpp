#include "mongecarlo/io/solve_result_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

/// A number that is not finite is a fault after convergence (the writer finds it), and not known otherwise.
void add_number(Json& json, const char* name, double value, Termination termination) {
  if (termination == Termination::converged || std::isfinite(value)) json[name] = value;
}

void add_enclosure(Json& json, const char* name, const Certified& value, Termination termination) {
  const bool is_known = std::isfinite(value.lower) && std::isfinite(value.upper);
  if (termination == Termination::converged || is_known) json[name] = {value.lower, value.upper};
}

Json list(const Vector& values) { return std::vector<double>(values.begin(), values.end()); }

Json plan_json(const Result& result) {
  Json plan = Json::array();
  for (const PlanEntry& entry : result.plan)
    if (entry.mass > 0) plan.push_back({entry.source, entry.target, entry.mass});
  for (Index i = 0; i < result.dense_plan.rows(); ++i)
    for (Index j = 0; j < result.dense_plan.cols(); ++j)
      if (result.dense_plan(i, j) > 0) plan.push_back({i, j, result.dense_plan(i, j)});
  return plan;
}

bool is_finite(const Vector& values) { return values.size() > 0 && values.array().isFinite().all(); }

}  // namespace

Json solve_result_json(const ProblemFile& problem, const Result& result, double solve_seconds) {
  const Termination end = result.termination;
  Json json{{"schema", "mongecarlo/solve"}, {"schema_version", 1}, {"kernel", problem.solver->name}};
  add_number(json, "transport_cost", result.transport_cost, end);
  add_number(json, "objective", result.objective, end);
  if (result.entropy_objective) add_number(json, "entropy_objective", *result.entropy_objective, end);
  add_number(json, "dual_objective", result.dual_objective, end);
  add_number(json, "duality_gap", result.duality_gap, end);
  add_number(json, "marginal_error", result.marginal_error, end);
  add_enclosure(json, "certified_objective", result.certified_objective, end);
  if (result.certified_transport_cost)
    add_enclosure(json, "certified_transport_cost", *result.certified_transport_cost, end);
  if (result.standard_error) add_number(json, "standard_error", *result.standard_error, end);
  if (result.integral_interval) add_enclosure(json, "integral_interval", *result.integral_interval, end);
  json["termination"] = to_string(end);
  json["iterations"] = result.iterations;
  if (is_finite(result.f) && is_finite(result.g)) json["potentials"] = {{"f", list(result.f)}, {"g", list(result.g)}};
  if (problem.options.want_plan) json["plan"] = plan_json(result);
  json["notes"] = problem.notes;
  json["solve_seconds"] = solve_seconds;
  return json;
}

}  // namespace mongecarlo
