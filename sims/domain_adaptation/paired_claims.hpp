#pragma once
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "domain_adaptation/training.hpp"
#include "models/seed_claims.hpp"

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

/// Claims on trainings that are paired by seed: each training is made once and shared by all of them, and those of
/// claims are summarised.
class PairedClaims : private models::SeedClaims<Seed, Statistic> {
 public:
  PairedClaims(std::shared_ptr<Trainings> trainings, std::uint64_t seeds);

  using SeedClaims::instead, SeedClaims::measured, SeedClaims::Question;
  Claim at_least(Question question) const { return SeedClaims::at_least(summarised(std::move(question))); }
  Claim at_most(Question question) const { return SeedClaims::at_most(summarised(std::move(question))); }
  Claim always(Question question) const { return SeedClaims::always(summarised(std::move(question))); }
  Control<Seed> swapped(Statistic statistic = loss) const { return instead("the other way round", statistic); }

 protected:
  const std::shared_ptr<Trainings>& trainings() const { return trainings_; }

 private:
  /// The summary shows the trainings of a claim, not those of its twin, which ends at the first seed that refutes it.
  Question summarised(Question question) const;

  std::shared_ptr<Trainings> trainings_;
};

}  // namespace mongecarlo::domain_adaptation
