#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mongecarlo/io/result_json.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

const double* find_parameter(const CellParameters& parameters, const std::string& name) {
  for (const auto& [key, value] : parameters)
    if (key == name) return &value;
  return nullptr;
}

bool is_in_every_cell(const ArmOutcome& arm, const std::string& name) {
  for (const CellOutcome& cell : arm.cells)
    if (!find_parameter(cell.parameters, name)) return false;
  return true;
}

bool varies(const ArmOutcome& arm, const std::string& name) {
  const double first = *find_parameter(arm.cells.front().parameters, name);
  for (const CellOutcome& cell : arm.cells)
    if (*find_parameter(cell.parameters, name) != first) return true;
  return false;
}

/// The parameter on the x axis: the one the claim names, else the first that varies, else none (the cells are counted).
std::string x_parameter(const Claim& claim, const ArmOutcome& arm) {
  if (!claim.plot.empty() && is_in_every_cell(arm, claim.plot)) return claim.plot;
  for (const auto& [name, value] : arm.cells.front().parameters)
    if (is_in_every_cell(arm, name) && varies(arm, name)) return name;
  return {};
}

/// Estimates of the cells that have one, and the band and truths where all of these have them.
struct EstimatePoints {
  std::vector<double> x, y, lower, upper, reference;

  void add(double at, const Inference& inference) {
    x.push_back(at);
    y.push_back(*inference.estimate);
    if (inference.interval) lower.push_back(inference.interval->first), upper.push_back(inference.interval->second);
    if (inference.truth) reference.push_back(inference.truth->midpoint());
  }
};

Json one_series(const std::string& name, const std::string& claim, const std::string& x_label,
                const std::string& y_label, const EstimatePoints& points) {
  Json y{{"label", y_label}, {"values", points.y}};
  if (points.lower.size() == points.y.size()) y["lower"] = points.lower, y["upper"] = points.upper;
  Json json{{"name", name}, {"claim", claim}, {"x", {{"label", x_label}, {"values", points.x}}}, {"y", y}};
  if (!points.y.empty() && points.reference.size() == points.y.size())
    json["reference"] = {{"label", "truth"}, {"values", points.reference}};
  return json;
}

void add_estimates(Json& series, const std::string& name, const Claim& claim, const ArmOutcome& arm) {
  if (arm.cells.size() < 2) return;
  const std::string parameter = x_parameter(claim, arm);
  EstimatePoints points;
  for (std::size_t k = 0; k < arm.cells.size(); ++k) {
    const CellOutcome& cell = arm.cells[k];
    if (!cell.inference.estimate) continue;
    const double* at = parameter.empty() ? nullptr : find_parameter(cell.parameters, parameter);
    points.add(at ? *at : static_cast<double>(k), cell.inference);
  }
  if (points.y.empty()) return;
  series.push_back(one_series(name, claim.id, parameter.empty() ? "cell" : parameter, claim.estimate_label, points));
}

bool is_in_several_cells(const ArmOutcome& arm, const std::string& curve_name) {
  int cells = 0;
  for (const CellOutcome& cell : arm.cells)
    for (const Curve& curve : cell.inference.curves)
      if (curve.name == curve_name) ++cells;
  return cells > 1;
}

void add_joint_curves(Json& series, const std::string& prefix, const std::string& claim, const ArmOutcome& arm) {
  if (!arm.joint) return;
  for (const Curve& curve : arm.joint->curves)
    series.push_back(one_series(prefix + "/" + curve.name, claim, curve.x_label, curve.y_label,
                                {curve.x, curve.y, curve.lower, curve.upper, curve.reference}));
}

void add_curves(Json& series, const std::string& prefix, const std::string& claim, const ArmOutcome& arm) {
  for (std::size_t k = 0; k < arm.cells.size(); ++k)
    for (const Curve& curve : arm.cells[k].inference.curves) {
      std::string name = prefix + "/" + curve.name;
      if (is_in_several_cells(arm, curve.name)) name += "/cell " + std::to_string(k);
      series.push_back(one_series(name, claim, curve.x_label, curve.y_label,
                                  {curve.x, curve.y, curve.lower, curve.upper, curve.reference}));
      series.back()["cell"] = k;
    }
}

void add_picture(Json& series, const ClaimOutcome& outcome) {
  const Claim& claim = outcome.claim;
  std::vector<Curve> curves = outcome.summary;
  if (claim.picture && outcome.is_complete())
    for (Curve& curve : claim.picture()) curves.push_back(std::move(curve));
  for (const Curve& curve : curves)
    series.push_back(one_series(claim.id + "/" + curve.name, claim.id, curve.x_label, curve.y_label,
                                {curve.x, curve.y, curve.lower, curve.upper, curve.reference}));
}

}  // namespace

Json series_json(const SimulationOutcome& outcome) {
  Json series = Json::array();
  for (const ClaimOutcome& claim : outcome.claims) {
    const std::string& id = claim.claim.id;
    add_estimates(series, id, claim.claim, claim.arm);
    if (claim.false_twin) add_estimates(series, id + "/false_twin", claim.claim, *claim.false_twin);
    add_joint_curves(series, id, id, claim.arm);
    add_curves(series, id, id, claim.arm);
    add_picture(series, claim);
    if (!claim.false_twin) continue;
    add_joint_curves(series, id + "/false_twin", id, *claim.false_twin);
    add_curves(series, id + "/false_twin", id, *claim.false_twin);
  }
  return series;
}

}  // namespace mongecarlo
