#pragma once
#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "domain_adaptation/training.hpp"
#include "mongecarlo/experiment/median_statement.hpp"

namespace mongecarlo::domain_adaptation {

using Statistic = double (*)(std::span<const Trained>);

/// What one seed makes of these trainings; a figure tells them by the first.
struct Seed {
  std::vector<Training> trainings;
  CellParameters parameters() const {
    const Training& first = trainings.front();
    return {{"set", static_cast<double>(first.set)},
            {"method", static_cast<double>(first.method)},
            {"m", first.m},
            {"eta1", first.eta1},
            {"eta2", first.eta2},
            {"eta3", first.eta3},
            {"tau", first.tau},
            {"epsilon", first.epsilon},
            {"against_method", static_cast<double>(trainings.back().method)},
            {"against_m", trainings.back().m},
            {"against_tau", trainings.back().tau},
            {"steps", first.steps}};
  }
};

// The first of two trainings against the second.
inline double gain(std::span<const Trained> t) { return t[0].accuracy - t[1].accuracy; }
inline double loss(std::span<const Trained> t) { return t[1].accuracy - t[0].accuracy; }
inline double change(std::span<const Trained> t) { return std::abs(t[0].accuracy - t[1].accuracy); }

/// Claims on trainings that are paired by seed: each training is made once and shared by all of them.
class PairedClaims {
 public:
  PairedClaims(std::shared_ptr<Trainings> trainings, std::uint64_t seeds)
      : trainings_(std::move(trainings)), seeds_(seeds) {}

  struct Question {
    std::string id, statement;
    std::vector<Seed> design;
    Statistic statistic;
    double truth, margin;
    Control<Seed> control;
    const char* label;
    std::uint64_t seeds = 0;  ///< 0: as many as for other claims
  };
  /// The median over seeds is at least the truth.
  Claim at_least(Question question) const { return median_above(statement(std::move(question))); }
  /// It is at most the truth.
  Claim at_most(Question question) const { return median_below(statement(std::move(question))); }
  /// The statistic is negative for no seed.
  Claim always(std::string id, std::string text, std::vector<Seed> design, Statistic statistic,
               Control<Seed> control) const;

  /// A statistic of the trainings of a seed.
  ReplicateOf<Seed> measured(Statistic statistic) const;
  Control<Seed> swapped(Statistic statistic = loss) const {
    return Control<Seed>::wrong_procedure("the other way round", measured(statistic));
  }

 protected:
  const std::shared_ptr<Trainings>& trainings() const { return trainings_; }

 private:
  MedianStatement<Seed> statement(Question question) const;
  /// The summary shows the trainings of a claim, not those of its twin, which ends at the first seed that refutes it.
  void summarise(const std::vector<Seed>& design, std::uint64_t seeds) const;

  std::shared_ptr<Trainings> trainings_;
  std::uint64_t seeds_;
};

}  // namespace mongecarlo::domain_adaptation
