#pragma once
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

#include "mongecarlo/experiment/claim.hpp"

namespace mongecarlo {

// What stands between a theorem and its verdict. A simulation writes one of
//
//   mean_equals<Setting>({...})     E X = truth                  mean_below / mean_above   E X <= truth / >= truth
//   tail_below<Setting>({...})      P(X > bound(delta)) <= delta for every delta
//   holds_always<Setting>({...})    X >= 0 on every draw         identity<Setting>({...})  a number without chance
//   variance_equals<Setting>({...}) Var X = truth
//   and over several n (asymptotic_statement.hpp)
//   rate_equals<Setting>({...})     E X_n ~ n^-gamma             rate_at_least<Setting>({...})  falls at least as fast
//   growth_equals<Setting>({...})   E X_n ~ n^gamma              growth_at_most<Setting>({...}) grows at most as fast
//   law_tends_to<Setting>({...})    the law of X_n is within a tolerance of its limit at each n
//   law_approaches<Setting>({...})  ... and nearer at the last n than at the first
//   and of medians, for records that are dear (median_statement.hpp)
//   median_equals, median_below, median_above
//
// with a Setting of its own: any struct with `CellParameters parameters() const`. The kind brings its inference, its
// plot and its wording. No loop, no seed, no thread, no file, no test statistic in a simulation.

/// The numbers a replicate may take.
struct Range {
  double lower = 0;
  double upper = 1;
};

/// The range of a quantity without bounds: its mean is judged by the central limit theorem, and the guarantee is
/// asymptotic (`.range = unbounded`). At least 5000 replicates, and a skewness that they can bear.
inline constexpr auto unbounded = [](const auto&) {
  return Range{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
};

/// Margin of equivalence: relative to |truth|, or absolute.
class Margin {
 public:
  static Margin relative(double share) { return Margin(share, true); }
  static Margin absolute(double size) { return Margin(size, false); }
  double of(const Certified& truth) const { return relative_ ? size_ * std::abs(truth.midpoint()) : size_; }

 private:
  Margin(double size, bool relative) : size_(size), relative_(relative) {}
  double size_;
  bool relative_;
};

/// How a replicate is written: either Certified(const Setting&, const Stream&), or a maker (const Setting&) -> callable
/// (const Stream&) -> Certified that keeps a workspace between replicates.
template <class Setting>
class ReplicateOf {
 public:
  template <class F>
  requires std::invocable<F, const Setting&, const Stream&> ReplicateOf(F replicate)
      : make_([replicate](const Setting& setting) -> Replicate {
          return [replicate, setting](const Stream& stream) -> Certified { return replicate(setting, stream); };
        }) {}
  template <class F>
  requires(std::invocable<F, const Setting&> && !std::invocable<F, const Setting&, const Stream&> &&
           !std::same_as<std::remove_cvref_t<F>, ReplicateOf>) ReplicateOf(F maker)
      : make_([maker](const Setting& setting) -> Replicate {
          // std::function wants a copyable callable; a workspace need not be one.
          auto replicate = std::make_shared<decltype(maker(setting))>(maker(setting));
          return [replicate](const Stream& stream) -> Certified { return (*replicate)(stream); };
        }) {}

  Replicate operator()(const Setting& setting) const { return make_(setting); }

 private:
  std::function<Replicate(const Setting&)> make_;
};

/// A limit law: its distribution function at x in a setting. A law with atoms gives `left`, P(Y < x), too.
template <class Setting>
struct LawOf {
  using Function = std::function<double(const Setting&, double x)>;
  Function cdf;
  Function left = {};
  Law in(const Setting& setting) const {
    const auto bind = [&](const Function& function) -> std::function<double(double)> {
      if (!function) return {};
      return [function, setting](double x) { return function(setting, x); };
    };
    return {bind(cdf), bind(left)};
  }
};

/// Names the claim that says what is right, for a claim that is expected to be refuted.
struct CorrectedBy {
  std::string id;
};

/// What keeps a claim honest: a false twin that must be refuted, or (for a misprint) the correction. There is no
/// default: a claim without one does not compile.
template <class Setting>
class Control {
 public:
  using Truth = std::function<Certified(const Setting&)>;
  using Bound = std::function<double(const Setting&, double delta)>;
  using WrongLaw = LawOf<Setting>;

  Control() = delete;
  Control(CorrectedBy correction) : corrected_by_(std::move(correction.id)) {}
  /// The false twin does something wrong, and is held against the same truth.
  static Control wrong_procedure(std::string statement, ReplicateOf<Setting> replicate) {
    Control control(std::move(statement));
    control.replicate_ = std::move(replicate);
    return control;
  }
  /// The false twin expects something wrong of the same procedure.
  static Control wrong_truth(std::string statement, Truth truth) {
    Control control(std::move(statement));
    control.truth_ = std::move(truth);
    return control;
  }
  /// The false twin is a bound that does not hold (tail_below).
  static Control wrong_bound(std::string statement, Bound bound) {
    Control control(std::move(statement));
    control.bound_ = std::move(bound);
    return control;
  }
  /// The false twin expects another limit law (law_tends_to).
  static Control wrong_law(std::string statement, WrongLaw law) {
    Control control(std::move(statement));
    control.law_ = std::move(law);
    return control;
  }
  /// The false twin expects another exponent (rate_equals, rate_at_least).
  static Control wrong_exponent(std::string statement, double exponent) {
    Control control(std::move(statement));
    control.exponent_ = exponent;
    return control;
  }
  /// The twin runs in these settings instead of the claim's own (where it shows).
  Control in(std::vector<Setting> design) && {
    design_ = std::move(design);
    return std::move(*this);
  }

  bool is_twin() const { return !statement_.empty(); }
  const std::string& statement() const { return statement_; }
  const std::string& corrected_by() const { return corrected_by_; }
  const std::optional<ReplicateOf<Setting>>& replicate() const { return replicate_; }
  const Truth& truth() const { return truth_; }
  const Bound& bound() const { return bound_; }
  const std::optional<WrongLaw>& law() const { return law_; }
  const std::optional<double>& exponent() const { return exponent_; }
  const std::vector<Setting>& design() const { return design_; }

 private:
  explicit Control(std::string statement) : statement_(std::move(statement)) {}
  std::string statement_, corrected_by_;
  std::optional<ReplicateOf<Setting>> replicate_;
  Truth truth_;
  Bound bound_;
  std::optional<WrongLaw> law_;
  std::optional<double> exponent_;
  std::vector<Setting> design_;
};

/// E X = truth, to within the margin.
template <class Setting>
struct MeanStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  std::function<Certified(const Setting&)> truth;
  ReplicateOf<Setting> replicate;
  std::function<Range(const Setting&)> range;
  Margin margin;
  std::uint64_t replicates;
  Control<Setting> control;
  ClaimKind kind = ClaimKind::equality;
  std::string plot = {};
  std::string estimate_label = "mean";
};

/// P(X > bound(delta)) <= delta for all delta.
template <class Setting>
struct TailStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  std::function<double(const Setting&, double delta)> bound;
  ReplicateOf<Setting> replicate;
  double margin;
  std::uint64_t replicates;
  Control<Setting> control;
  std::vector<double> levels = {0.1, 0.05};
  ClaimKind kind = ClaimKind::bound;
  std::string plot = {};
  std::string estimate_label = "share of deviations beyond the bound";
};

/// X >= 0 on every draw.
template <class Setting>
struct AlwaysStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  ReplicateOf<Setting> replicate;
  std::uint64_t replicates;
  Control<Setting> control;
  double margin = 0.01;
  ClaimKind kind = ClaimKind::order;
  std::string plot = {};
  std::string estimate_label = "share of violations";
  /// Cell::stream by setting: settings of one label see the same numbers.
  std::function<std::string(const Setting&)> stream = {};
};

/// value = truth (or <=, >=), without chance.
template <class Setting>
struct IdentityStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  std::function<Certified(const Setting&)> truth;
  ReplicateOf<Setting> replicate;  ///< gets a stream, for data that must be fixed once
  double tolerance;
  Control<Setting> control;
  MeanQuestion::Side side = MeanQuestion::Side::equal;
  ClaimKind kind = ClaimKind::identity;
  std::string plot = {};
  std::string estimate_label = "value";
};

/// Var X = truth, to within the margin. `replicate` draws X; it is asked twice for each record, with independent
/// streams (purposes "first" and "second"), and the record is (X - X')^2 / 2, whose mean is Var X: exact, and no mean
/// is needed.
template <class Setting>
struct VarianceStatement {
  std::string id, statement, source;
  std::vector<Setting> design;
  std::function<Certified(const Setting&)> truth;
  ReplicateOf<Setting> replicate;
  std::function<Range(const Setting&)> range;  ///< of X, or `unbounded`
  Margin margin;
  std::uint64_t replicates;
  Control<Setting> control;
  ClaimKind kind = ClaimKind::equality;
  std::string plot = {};
  std::string estimate_label = "variance";
};

namespace detail {

/// Builds the arm of the claim and of its false twin from one function that makes a cell.
template <class Statement, class Setting, class MakeCell>
Claim assemble(const Statement& statement, const std::vector<Setting>& design, MakeCell make_cell) {
  Claim claim{.id = statement.id,
              .source = statement.source,
              .kind = statement.kind,
              .arm = {statement.statement, {}},
              .false_twin = std::nullopt,
              .corrected_by = statement.control.corrected_by(),
              .plot = statement.plot,
              .estimate_label = statement.estimate_label};
  for (const Setting& setting : design) claim.arm.cells.push_back(make_cell(setting, false));
  if (statement.control.is_twin()) {
    claim.false_twin = Arm{statement.control.statement(), {}};
    const auto& where = statement.control.design().empty() ? design : statement.control.design();
    for (const Setting& setting : where) claim.false_twin->cells.push_back(make_cell(setting, true));
  }
  return claim;
}

template <class Statement, class Setting>
Replicate replicate_of(const Statement& s, const Setting& setting, bool twin) {
  return twin && s.control.replicate() ? (*s.control.replicate())(setting) : s.replicate(setting);
}

/// (X - X')^2 / 2 for two independent draws.
inline Replicate half_squared_difference(const Replicate& draw) {
  return [draw](const Stream& stream) -> Certified {
    const Certified first = draw(stream.purpose("first"));
    return 0.5 * square(first - draw(stream.purpose("second")));
  };
}

inline JudgePtr judge_of_mean(const Certified& truth, const Range& range, double margin, MeanQuestion::Side side,
                              const ErrorBudget& budget, std::uint64_t horizon) {
  if (std::isinf(range.lower) || std::isinf(range.upper))
    return asymptotic_mean_judge({truth, margin, side}, budget, horizon);
  return mean_judge({truth, range.lower, range.upper, margin, side}, budget, horizon);
}

template <class Setting>
Claim mean_claim(MeanStatement<Setting> s, MeanQuestion::Side side) {
  return assemble(s, s.design, [s, side](const Setting& setting, bool twin) {
    auto make_judge = [s, side, setting, twin](const ErrorBudget& budget, std::uint64_t horizon) {
      const Certified truth = twin && s.control.truth() ? s.control.truth()(setting) : s.truth(setting);
      return judge_of_mean(truth, s.range(setting), s.margin.of(truth), side, budget, horizon);
    };
    return Cell{setting.parameters(), [s, setting, twin] { return replicate_of(s, setting, twin); }, make_judge,
                s.replicates};
  });
}

}  // namespace detail

template <class Setting>
Claim mean_equals(MeanStatement<Setting> statement) {
  return detail::mean_claim(std::move(statement), MeanQuestion::Side::equal);
}
/// E X <= truth, to within the margin.
template <class Setting>
Claim mean_below(MeanStatement<Setting> statement) {
  return detail::mean_claim(std::move(statement), MeanQuestion::Side::at_most);
}
/// E X >= truth, to within the margin.
template <class Setting>
Claim mean_above(MeanStatement<Setting> statement) {
  return detail::mean_claim(std::move(statement), MeanQuestion::Side::at_least);
}

template <class Setting>
Claim variance_equals(VarianceStatement<Setting> s) {
  return detail::assemble(s, s.design, [s](const Setting& setting, bool twin) {
    auto make_judge = [s, setting, twin](const ErrorBudget& budget, std::uint64_t horizon) {
      const Certified truth = twin && s.control.truth() ? s.control.truth()(setting) : s.truth(setting);
      const Range range = s.range(setting);
      const double width = range.upper - range.lower;
      return detail::judge_of_mean(truth, {0, 0.5 * width * width}, s.margin.of(truth), MeanQuestion::Side::equal,
                                   budget, horizon);
    };
    return Cell{setting.parameters(),
                [s, setting, twin] { return detail::half_squared_difference(detail::replicate_of(s, setting, twin)); },
                make_judge, s.replicates};
  });
}

template <class Setting>
Claim tail_below(TailStatement<Setting> s) {
  return detail::assemble(s, s.design, [s](const Setting& setting, bool twin) {
    auto make_judge = [s, setting, twin](const ErrorBudget& budget, std::uint64_t horizon) {
      const auto bound = twin && s.control.bound() ? s.control.bound() : s.bound;
      return deviation_judge({.bound = [bound, setting](double delta) { return bound(setting, delta); },
                              .margin = s.margin,
                              .levels = s.levels},
                             budget, horizon);
    };
    return Cell{setting.parameters(), [s, setting, twin] { return detail::replicate_of(s, setting, twin); }, make_judge,
                s.replicates};
  });
}

template <class Setting>
Claim holds_always(AlwaysStatement<Setting> s) {
  return detail::assemble(s, s.design, [s](const Setting& setting, bool twin) {
    auto make_judge = [s](const ErrorBudget& budget, std::uint64_t horizon) {
      return violation_judge({s.margin}, budget, horizon);
    };
    return Cell{setting.parameters(), [s, setting, twin] { return detail::replicate_of(s, setting, twin); }, make_judge,
                s.replicates, s.stream ? s.stream(setting) : ""};
  });
}

template <class Setting>
Claim identity(IdentityStatement<Setting> s) {
  return detail::assemble(s, s.design, [s](const Setting& setting, bool twin) {
    auto make_judge = [s, setting, twin](const ErrorBudget&, std::uint64_t) {
      const Certified truth = twin && s.control.truth() ? s.control.truth()(setting) : s.truth(setting);
      return exact_judge({s.side, truth, s.tolerance});
    };
    return Cell{setting.parameters(), [s, setting, twin] { return detail::replicate_of(s, setting, twin); }, make_judge,
                1};
  });
}

}  // namespace mongecarlo
