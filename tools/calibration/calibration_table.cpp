#include <fmt/format.h>

#include "calibration/calibration_json.hpp"

namespace mongecarlo::calibration {

std::string calibration_table(const Calibration& calibration) {
  std::string text = fmt::format("{:<42} {:<9} {:>6} {:>7}  {:<17} {:<8} {:>6} {:>7}\n", "true claim", "error", "count",
                                 "seeds", "rate", "standing", "early", "ran");
  for (const ErrorRate& rate : calibration.errors)
    text += fmt::format("{:<42} {:<9} {:>6} {:>7}  [{:.4f}, {:.4f}]  {:<8} {:>5.0f}% {:>7.0f}\n", rate.of.id,
                        rate.of.error == ErrorCase::Error::refuted ? "refuted" : "supported", rate.count,
                        rate.tally.seeds, rate.interval.first, rate.interval.second, to_string(rate.standing),
                        100 * rate.tally.share(rate.tally.early),
                        rate.tally.replicates / static_cast<double>(rate.tally.seeds));
  for (const WealthCheck& check : calibration.wealth) {
    text += fmt::format("{:<28} P(1/E <= u):", check.row.id);
    for (const WealthPoint& point : check.points)
      text += fmt::format("  {:g}: {:.4f}{}", point.u,
                          static_cast<double>(point.at_any_time) / static_cast<double>(check.row.seeds),
                          point.standing == Standing::exceeds ? "!" : "");
    text += '\n';
  }
  for (const PowerCurve& curve : calibration.power) {
    text += fmt::format("{:<24} {:<44} predicted {:>7.0f}  measured {:>7}{}  refuted:", curve.of.id, curve.of.fault,
                        curve.predicted, curve.measured ? fmt::format("{:.0f}", *curve.measured) : "-",
                        curve.is_weak ? " weak" : "");
    for (const PowerPoint& point : curve.points) text += fmt::format(" {:.3f}", point.tally.share(point.tally.refuted));
    text += '\n';
  }
  for (const OperatingCurve& curve : calibration.operating)
    for (const OperatingPoint& point : curve.points)
      text += fmt::format("R = {:<7} bias {:>5.2f} %  refuted {:.3f} (negligible {:.3f})  supported {:.3f}\n",
                          curve.replicates, 100 * point.bias, point.tally.share(point.tally.refuted),
                          point.tally.share(point.tally.negligible), point.tally.share(point.tally.supported));
  return text;
}

}  // namespace mongecarlo::calibration
