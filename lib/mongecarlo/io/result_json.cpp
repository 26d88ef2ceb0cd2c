#include "mongecarlo/io/result_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

/// A design value as a reader expects it: 50 and not 50.0.
Json plain_number(double value) {
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (std::floor(value) == value && std::abs(value) < kExactIntegers) return static_cast<std::int64_t>(value);
  return value;
}

Json parameters_json(const std::vector<std::pair<std::string, double>>& parameters) {
  Json json = Json::object();
  for (const auto& [name, value] : parameters) json[name] = plain_number(value);
  return json;
}

void add_truth(Json& json, const Certified& truth) {
  json["truth"] = truth.midpoint();
  if (truth.gap() > 0) json["truth_interval"] = {truth.lower, truth.upper};
}

void add_inference(Json& json, const Inference& inference) {
  json["flags"] = inference.flags;
  if (inference.estimate) json["estimate"] = *inference.estimate;
  if (inference.interval) json["interval"] = {inference.interval->first, inference.interval->second};
  if (inference.truth) add_truth(json, *inference.truth);
  json["margin"] = inference.margin;
  if (inference.resolution) json["resolution"] = *inference.resolution;
  json["alpha"] = inference.alpha;
  json["guarantee"] = inference.is_exact ? "exact" : "asymptotic";
  json["replicates"] = std::to_string(inference.replicates);
  json["solver_gap_share"] = inference.solver_gap_share;
  if (inference.slack) json["slack"] = *inference.slack;
}

Json failures_json(const CellOutcome& cell, std::size_t index) {
  Json json = Json::array();
  for (const Failure& failure : cell.failures)
    json.push_back({{"kind", failure.kind},
                    {"count", std::to_string(failure.count)},
                    {"cell", index},
                    {"stream", failure.cell},
                    {"first_replicate", std::to_string(failure.first_replicate)}});
  return json;
}

Json all_failures(const ArmOutcome& arm) {
  Json json = Json::array();
  for (std::size_t k = 0; k < arm.cells.size(); ++k)
    for (Json& failure : failures_json(arm.cells[k], k)) json.push_back(std::move(failure));
  return json;
}

Json cell_json(const CellOutcome& cell, std::size_t index) {
  Json json{{"cell", index},
            {"parameters", parameters_json(cell.parameters)},
            {"verdict", to_string(cell.inference.verdict)},
            {"complete", cell.is_complete}};
  add_inference(json, cell.inference);
  json["failures"] = failures_json(cell, index);
  return json;
}

bool is_exact(const ArmOutcome& arm) {
  for (const CellOutcome& cell : arm.cells)
    if (!cell.inference.is_exact) return false;
  return true;
}

/// The fields that a claim and its false twin share, from the cell that decided or from all of them.
void add_arm(Json& json, const ArmOutcome& arm) {
  if (!arm.cells.empty()) {
    add_inference(json, arm.inference());
    json["guarantee"] = is_exact(arm) ? "exact" : "asymptotic";
    if (!arm.joint) json["binding_cell"] = arm.binding_cell;
  }
  json["failures"] = all_failures(arm);
  json["cells"] = Json::array();
  for (std::size_t k = 0; k < arm.cells.size(); ++k) json["cells"].push_back(cell_json(arm.cells[k], k));
}

Json twin_json(const ArmOutcome& twin) {
  Json json{{"statement", twin.statement}, {"verdict", to_string(twin.verdict)}};
  add_arm(json, twin);
  return json;
}

Json claim_json(const ClaimOutcome& outcome) {
  const Claim& claim = outcome.claim;
  Json json{{"id", claim.id},
            {"statement", outcome.arm.statement},
            {"source", claim.source},
            {"kind", to_string(claim.kind)},
            {"expected", to_string(claim.expected())},
            {"verdict", to_string(outcome.arm.verdict)}};
  add_arm(json, outcome.arm);
  json["alpha"] = outcome.alpha;
  if (outcome.false_twin) json["false_twin"] = twin_json(*outcome.false_twin);
  if (!claim.corrected_by.empty()) json["corrected_by"] = claim.corrected_by;
  return json;
}

}  // namespace

Json result_json(const SimulationOutcome& outcome) {
  Json json{{"schema", "mongecarlo/result"},
            {"schema_version", kResultSchemaVersion},
            {"simulation", outcome.simulation},
            {"title", outcome.title},
            {"preset", to_string(outcome.preset)},
            {"seed", std::to_string(outcome.seed)},
            {"alpha", outcome.alpha},
            {"parameters", parameters_json(outcome.parameters)},
            {"claims", Json::array()}};
  for (const auto& [name, text] : outcome.texts)
    if (!text.empty()) json["parameters"][name] = text;
  for (const ClaimOutcome& claim : outcome.claims) json["claims"].push_back(claim_json(claim));
  json["series"] = series_json(outcome);
  json["status"] = outcome.is_complete ? "complete" : "interrupted";
  json["verdict"] = to_string(outcome.verdict());
  return json;
}

}  // namespace mongecarlo
