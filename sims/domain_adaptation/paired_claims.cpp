#include "domain_adaptation/paired_claims.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

/// A statistic of the trainings of a seed.
auto measure(const std::shared_ptr<Trainings>& trainings) {
  return [trainings](Statistic statistic) -> ReplicateOf<Seed> {
    return [trainings, statistic](const Seed& s, const Stream& stream) {
      std::vector<Trained> trained;
      Termination termination = Termination::converged;
      for (const Training& training : s.trainings) {
        trained.push_back(trainings->of(training, stream));
        if (trained.back().termination != Termination::converged) termination = trained.back().termination;
      }
      const double value = statistic(trained);
      return Certified(value, value, termination);
    };
  };
}

}  // namespace

PairedClaims::PairedClaims(std::shared_ptr<Trainings> trainings, std::uint64_t seeds)
    : SeedClaims(kStreamOfTrainings, seeds, measure(trainings), "gain in accuracy", "fatras:21b"),
      trainings_(std::move(trainings)) {}

PairedClaims::Question PairedClaims::summarised(Question question) const {
  for (std::size_t cell = 0; cell < question.design.size(); ++cell)
    for (const Training& training : question.design[cell].trainings) trainings_->summarise(question.id, cell, training);
  return question;
}

}  // namespace mongecarlo::domain_adaptation
