#pragma once
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/experiment/median_statement.hpp"

namespace mongecarlo::models {

/// A share of violations that so many seeds without one exclude at level 1e-3: 1 - 1e-3^(1/seeds), and 1 % of it more.
inline double margin_of_seeds(std::uint64_t seeds) {
  return 1.01 * -std::expm1(std::log(1e-3) / static_cast<double>(seeds));
}

/// Claims on what trainings came to, one record a seed: medians over some ten seeds, and what holds for every one of
/// them. `Statistic` reads a record off what was trained for a setting. All cells have one stream, so that those of one
/// seed see the same data and trainings may be shared.
template <class Setting, class Statistic>
class SeedClaims {
 public:
  using Measure = std::function<ReplicateOf<Setting>(const Statistic&)>;

  /// `label` and `source`: of questions that name none.
  SeedClaims(std::string stream, std::uint64_t seeds, Measure measure, std::string label, std::string source)
      : stream_(std::move(stream)),
        seeds_(seeds),
        measure_(std::move(measure)),
        label_(std::move(label)),
        source_(std::move(source)) {}

  struct Question {
    std::string id, statement;
    std::vector<Setting> design;
    Statistic statistic;
    double truth = 0, margin = 0;
    Control<Setting> control;
    std::string label = {};
    std::string source = {};
    std::uint64_t seeds = 0;  ///< 0: as many as for other claims
  };
  /// The median over seeds is at least the truth; at most it.
  Claim at_least(Question question) const { return median_above(statement(std::move(question))); }
  Claim at_most(Question question) const { return median_below(statement(std::move(question))); }
  /// The statistic is negative for no seed. Truth, margin and label of the question are of no use here.
  Claim always(Question question) const;

  ReplicateOf<Setting> measured(const Statistic& statistic) const { return measure_(statistic); }
  /// The false twin by which another statistic takes the place of the question's.
  Control<Setting> instead(std::string statement, const Statistic& statistic) const {
    return Control<Setting>::wrong_procedure(std::move(statement), measured(statistic));
  }
  std::uint64_t seeds_of(const Question& question) const { return question.seeds > 0 ? question.seeds : seeds_; }

 private:
  std::string source_of(Question& question) const {
    return question.source.empty() ? source_ : std::move(question.source);
  }
  std::function<std::string(const Setting&)> stream() const {
    return [stream = stream_](const Setting&) { return stream; };
  }
  MedianStatement<Setting> statement(Question question) const;

  std::string stream_;
  std::uint64_t seeds_;
  Measure measure_;
  std::string label_, source_;
};

template <class Setting, class Statistic>
Claim SeedClaims<Setting, Statistic>::always(Question question) const {
  return holds_always<Setting>({.id = std::move(question.id),
                                .statement = std::move(question.statement),
                                .source = source_of(question),
                                .design = std::move(question.design),
                                .replicate = measured(question.statistic),
                                .replicates = seeds_of(question),
                                .control = std::move(question.control),
                                .margin = margin_of_seeds(seeds_of(question)),
                                .kind = ClaimKind::bound,
                                .stream = stream()});
}

template <class Setting, class Statistic>
MedianStatement<Setting> SeedClaims<Setting, Statistic>::statement(Question question) const {
  return {.id = std::move(question.id),
          .statement = std::move(question.statement),
          .source = source_of(question),
          .design = std::move(question.design),
          .truth = [truth = question.truth](const Setting&) { return Certified(truth); },
          .replicate = measured(question.statistic),
          .margin = question.margin,
          .replicates = seeds_of(question),
          .control = std::move(question.control),
          .estimate_label = question.label.empty() ? label_ : std::move(question.label),
          .stream = stream()};
}

}  // namespace mongecarlo::models
