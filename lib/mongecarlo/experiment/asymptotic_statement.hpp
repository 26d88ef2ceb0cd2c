#pragma once
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/stats/rate.hpp"

namespace mongecarlo {

// Statements about n -> infinity, put to the test over the n of a design: rates and limit laws.

/// A number of replicates: the same for every setting, or by setting.
template <class Setting>
class ReplicatesOf {
 public:
  ReplicatesOf(std::uint64_t count) : of_([count](const Setting&) { return count; }) {}
  template <class F>
    requires std::invocable<F, const Setting&>
  ReplicatesOf(F count) : of_(std::move(count)) {}
  std::uint64_t operator()(const Setting& setting) const { return of_(setting); }

 private:
  std::function<std::uint64_t(const Setting&)> of_;
};

/// The range of counts that no chance is in (`.range = without_chance`): one replicate is enough.
inline constexpr auto without_chance = [](const auto&) { return Range{0, 0}; };

/// E X_n falls like shape(n) n^-exponent over the n of the design: the settings are its cells, in the order of n, and
/// are judged together (stats/rate.hpp says how). Records without a range (`unbounded`) make the guarantee asymptotic.
template <class Setting>
struct RateStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  std::function<double(const Setting&)> n;
  double exponent;
  ReplicateOf<Setting> replicate;
  std::function<Range(const Setting&)> range;
  double margin;  ///< of the exponent: must leave room for what finite n adds to the slope
  ReplicatesOf<Setting> replicates;
  Control<Setting> control;
  std::optional<double> correction = {};             ///< kappa: the fit has a term b n^-kappa
  std::function<double(const Setting&)> shape = {};  ///< known factor beside the power: log n, 1 + 1/n, ...
  ClaimKind kind = ClaimKind::rate;
  std::string plot = {};
  std::string estimate_label = "mean";
};

/// The law of X_n is within `tolerance` of the limit law, in the largest difference of distribution functions.
template <class Setting>
struct LawStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  LawOf<Setting> law;
  ReplicateOf<Setting> replicate;
  std::function<double(const Setting&)> tolerance;  ///< law_approaches does not read it
  ReplicatesOf<Setting> replicates;
  Control<Setting> control;
  std::function<double(const Setting&)> n = {};  ///< law_approaches: the sizes, increasing
  ClaimKind kind = ClaimKind::limit_law;
  std::string plot = {};
  std::string estimate_label = "distance to the limit law";
};

namespace detail {

/// The settings of an arm: the claim's own or those of its twin.
template <class Statement>
const auto& settings_of(const Statement& s, bool twin) {
  return twin && !s.control.design().empty() ? s.control.design() : s.design;
}

template <class Statement>
std::vector<double> values_of_n(const Statement& s, bool twin) {
  std::vector<double> n;
  for (const auto& setting : settings_of(s, twin)) n.push_back(s.n(setting));
  return n;
}

template <class Setting>
RateQuestion rate_question(const RateStatement<Setting>& s, bool twin) {
  RateQuestion question{.n = values_of_n(s, twin),
                        .shape = {},
                        .exponent = twin ? s.control.exponent().value_or(s.exponent) : s.exponent,
                        .margin = s.margin,
                        .correction = s.correction};
  for (const Setting& setting : settings_of(s, twin)) question.shape.push_back(s.shape ? s.shape(setting) : 1);
  return question;
}

template <class Setting>
Claim rate_claim(RateStatement<Setting> s, MeanQuestion::Side side, RateQuestion::Trend trend) {
  Claim claim = assemble(s, s.design, [s](const Setting& setting, bool twin) {
    const Range range = s.range(setting);
    const int cells = static_cast<int>(settings_of(s, twin).size());
    auto make_judge = [range, cells](const ErrorBudget& budget, std::uint64_t horizon) {
      return mean_measurement({range.lower, range.upper, cells}, budget, horizon);
    };
    return Cell{setting.parameters(), [s, setting, twin] { return replicate_of(s, setting, twin); }, make_judge,
                s.replicates(setting)};
  });
  const auto joint = [&](bool twin) -> JointJudge {
    RateQuestion question = rate_question(s, twin);
    question.side = side;
    question.trend = trend;
    question.validate();
    return [question](std::span<const Inference> cells) { return judge_rate(question, cells); };
  };
  claim.arm.joint = joint(false);
  if (claim.false_twin) claim.false_twin->joint = joint(true);
  return claim;
}

/// `cells`: how many are judged together, 1 where each has a verdict of its own.
template <class Setting>
Cell law_cell(const LawStatement<Setting>& s, const Setting& setting, bool twin, int cells) {
  auto make_judge = [s, setting, twin, cells](const ErrorBudget& budget, std::uint64_t horizon) {
    const LawOf<Setting>& law = twin && s.control.law() ? *s.control.law() : s.law;
    const double tolerance = cells > 1 ? 0.5 : s.tolerance(setting);
    return limit_law_judge({law.in(setting), tolerance, cells}, budget, horizon);
  };
  return Cell{setting.parameters(), [s, setting, twin] { return replicate_of(s, setting, twin); }, make_judge,
              s.replicates(setting)};
}

}  // namespace detail

/// E X_n falls like n^-exponent, to within the margin.
template <class Setting>
Claim rate_equals(RateStatement<Setting> statement) {
  return detail::rate_claim(std::move(statement), MeanQuestion::Side::equal, RateQuestion::Trend::falls);
}
/// E X_n falls at least as fast as n^-exponent, to within the margin: what a bound O(n^-exponent) says over the n that
/// were run, as far as a finite experiment can tell.
template <class Setting>
Claim rate_at_least(RateStatement<Setting> statement) {
  return detail::rate_claim(std::move(statement), MeanQuestion::Side::at_least, RateQuestion::Trend::falls);
}

/// E X_n grows like n^exponent, to within the margin.
template <class Setting>
Claim growth_equals(RateStatement<Setting> statement) {
  return detail::rate_claim(std::move(statement), MeanQuestion::Side::equal, RateQuestion::Trend::grows);
}
/// E X_n grows at most as fast as n^exponent, to within the margin.
template <class Setting>
Claim growth_at_most(RateStatement<Setting> statement) {
  return detail::rate_claim(std::move(statement), MeanQuestion::Side::at_most, RateQuestion::Trend::grows);
}

template <class Setting>
Claim law_tends_to(LawStatement<Setting> s) {
  return detail::assemble(s, s.design,
                          [s](const Setting& setting, bool twin) { return detail::law_cell(s, setting, twin, 1); });
}

/// The law of X_n is nearer to its limit at the last n than at the first.
template <class Setting>
Claim law_approaches(LawStatement<Setting> s) {
  Claim claim = detail::assemble(s, s.design, [s](const Setting& setting, bool twin) {
    return detail::law_cell(s, setting, twin, static_cast<int>(detail::settings_of(s, twin).size()));
  });
  const auto joint = [&](bool twin) -> JointJudge {
    return [n = detail::values_of_n(s, twin)](std::span<const Inference> cells) { return judge_decrease(n, cells); };
  };
  claim.arm.joint = joint(false);
  if (claim.false_twin) claim.false_twin->joint = joint(true);
  return claim;
}

}  // namespace mongecarlo
