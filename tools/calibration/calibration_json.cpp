#include "calibration/calibration_json.hpp"

#include <nlohmann/json.hpp>

namespace mongecarlo::calibration {
namespace {

using Json = nlohmann::ordered_json;

Json ends(const std::pair<double, double>& interval) { return Json::array({interval.first, interval.second}); }

Json error_json(const ErrorRate& rate) {
  const double seeds = static_cast<double>(rate.tally.seeds);
  return {{"id", rate.of.id},
          {"judge", rate.of.judge},
          {"law", rate.of.law},
          {"error", rate.of.error == ErrorCase::Error::refuted ? "refuted" : "supported"},
          {"guarantee", rate.of.is_exact ? "exact" : "asymptotic"},
          {"seeds", rate.tally.seeds},
          {"count", rate.count},
          {"rate", rate.tally.share(rate.count)},
          {"interval", ends(rate.interval)},
          {"standing", to_string(rate.standing)},
          {"decided_early", rate.tally.share(rate.tally.early)},
          {"mean_replicates", rate.tally.replicates / seeds}};
}

Json wealth_json(const WealthCheck& check) {
  Json points = Json::array();
  for (const WealthPoint& point : check.points)
    points.push_back({{"u", point.u},
                      {"at_end", static_cast<double>(point.at_end) / static_cast<double>(check.row.seeds)},
                      {"at_any_time", static_cast<double>(point.at_any_time) / static_cast<double>(check.row.seeds)},
                      {"interval", ends(point.interval)},
                      {"standing", to_string(point.standing)}});
  return {{"id", check.row.id},       {"process", check.row.process}, {"law", check.row.law},
          {"seeds", check.row.seeds}, {"records", check.row.records}, {"points", points}};
}

Json power_json(const PowerCurve& curve) {
  Json points = Json::array();
  for (const PowerPoint& point : curve.points) {
    Json json{{"replicates", point.replicates},
              {"seeds", point.tally.seeds},
              {"refuted", point.tally.share(point.tally.refuted)},
              {"interval", ends(point.interval)},
              {"mean_replicates", point.tally.replicates / static_cast<double>(point.tally.seeds)}};
    if (point.predicted) json["predicted"] = *point.predicted;
    points.push_back(std::move(json));
  }
  Json json{{"id", curve.of.id},           {"judge", curve.of.judge}, {"fault", curve.of.fault},
            {"size", curve.of.size},       {"unit", curve.of.unit},   {"predicted", curve.predicted},
            {"prediction", curve.of.prediction}};
  if (curve.measured) json["measured"] = *curve.measured;
  json["is_weak"] = curve.is_weak;
  json["points"] = std::move(points);
  return json;
}

Json operating_json(const OperatingCurve& curve) {
  Json points = Json::array();
  for (const OperatingPoint& point : curve.points) {
    const Tally& tally = point.tally;
    points.push_back({{"bias", point.bias},
                      {"seeds", tally.seeds},
                      {"refuted", tally.share(tally.refuted)},
                      {"negligible", tally.share(tally.negligible)},
                      {"supported", tally.share(tally.supported)},
                      {"inconclusive", tally.share(tally.seeds - tally.refuted - tally.supported)}});
  }
  return {{"replicates", curve.replicates}, {"margin", curve.margin}, {"law", curve.law}, {"points", points}};
}

template <class Items, class Write>
Json list(const Items& items, Write write) {
  Json all = Json::array();
  for (const auto& item : items) all.push_back(write(item));
  return all;
}

}  // namespace

Json calibration_json(const Calibration& calibration) {
  return {{"schema", "mongecarlo/calibration"},
          {"schema_version", 1},
          {"seed", std::to_string(calibration.seed)},
          {"seeds", calibration.seeds},
          {"alpha", calibration.alpha},
          {"alpha_of_power", kPowerAlpha},
          {"false_alarm_rate", kFalseAlarmRate},
          {"tests", calibration.tests},
          {"standing", calibration.has_failed() ? "exceeds" : calibration.is_open() ? "open" : "within"},
          {"errors", list(calibration.errors, error_json)},
          {"wealth", list(calibration.wealth, wealth_json)},
          {"power", list(calibration.power, power_json)},
          {"operating", list(calibration.operating, operating_json)}};
}

}  // namespace mongecarlo::calibration
