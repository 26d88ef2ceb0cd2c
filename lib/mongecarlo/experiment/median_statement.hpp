#pragma once
#include "mongecarlo/experiment/statement.hpp"

namespace mongecarlo {

// Statements about the median of a record, for records that are dear (a training each) and whose law is far from
// normal: some ten of them decide, exactly, whatever the law (stats/judge.hpp, median_judge).
//
//   median_above<Setting>({...})    median X >= truth      "A beats B by 3 points on paired seeds"
//   median_below<Setting>({...})    median X <= truth
//   median_equals<Setting>({...})   median X = truth, to within the margin
//
// About 15 replicates on one side refute at the level of a suite; of 20, one may lie on the other side.

template <class Setting>
struct MedianStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  std::function<Certified(const Setting&)> truth;
  ReplicateOf<Setting> replicate;
  double margin;  ///< in the unit of the records
  std::uint64_t replicates;
  Control<Setting> control;
  ClaimKind kind = ClaimKind::order;
  std::string plot = {};
  std::string estimate_label = "median";
  /// Cell::stream by setting, for trainings that several claims look at: settings of one label see the same numbers.
  std::function<std::string(const Setting&)> stream = {};
};

namespace detail {

template <class Setting>
Claim median_claim(MedianStatement<Setting> s, MedianQuestion::Side side) {
  return assemble(s, s.design, [s, side](const Setting& setting, bool twin) {
    auto make_judge = [s, side, setting, twin](const ErrorBudget& budget, std::uint64_t horizon) {
      const Certified truth = twin && s.control.truth() ? s.control.truth()(setting) : s.truth(setting);
      return median_judge({truth, s.margin, side, s.estimate_label}, budget, horizon);
    };
    return Cell{setting.parameters(), [s, setting, twin] { return replicate_of(s, setting, twin); }, make_judge,
                s.replicates, s.stream ? s.stream(setting) : ""};
  });
}

}  // namespace detail

template <class Setting>
Claim median_above(MedianStatement<Setting> statement) {
  return detail::median_claim(std::move(statement), MedianQuestion::Side::at_least);
}
template <class Setting>
Claim median_below(MedianStatement<Setting> statement) {
  return detail::median_claim(std::move(statement), MedianQuestion::Side::at_most);
}
template <class Setting>
Claim median_equals(MedianStatement<Setting> statement) {
  return detail::median_claim(std::move(statement), MedianQuestion::Side::equal);
}

}  // namespace mongecarlo
