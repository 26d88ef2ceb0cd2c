#include "domain_adaptation/paired_claims.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

/// Of all cells: those of one seed see the same data.
constexpr const char* kStream = "paired trainings";

}  // namespace

Claim PairedClaims::always(std::string id, std::string text, std::vector<Seed> design, Statistic statistic,
                           Control<Seed> control) const {
  summarise(design, seeds_);
  Claim claim = holds_always<Seed>({
      .id = std::move(id),
      .statement = std::move(text),
      .source = "fatras:21b; derived here",
      .design = std::move(design),
      .replicate = measured(statistic),
      .replicates = seeds_,
      .control = std::move(control),
      // What this many seeds can support at 1e-3: a share of 1 - 1e-3^(1/seeds).
      .margin = 1.01 * -std::expm1(std::log(1e-3) / static_cast<double>(seeds_)),
      .kind = ClaimKind::bound,
  });
  for (Arm* arm : {&claim.arm, &*claim.false_twin})
    for (Cell& cell : arm->cells) cell.stream = kStream;
  return claim;
}

ReplicateOf<Seed> PairedClaims::measured(Statistic statistic) const {
  return [trainings = trainings_, statistic](const Seed& s, const Stream& stream) {
    std::vector<Trained> trained;
    Termination termination = Termination::converged;
    for (const Training& training : s.trainings) {
      trained.push_back(trainings->of(training, stream));
      if (trained.back().termination != Termination::converged) termination = trained.back().termination;
    }
    const double value = statistic(trained);
    return Certified(value, value, termination);
  };
}

void PairedClaims::summarise(const std::vector<Seed>& design, std::uint64_t seeds) const {
  for (const Seed& seed : design)
    for (const Training& training : seed.trainings) trainings_->summarise(training, seeds);
}

MedianStatement<Seed> PairedClaims::statement(Question question) const {
  const std::uint64_t seeds = question.seeds > 0 ? question.seeds : seeds_;
  summarise(question.design, seeds);
  return {.id = std::move(question.id),
          .statement = std::move(question.statement),
          .source = "fatras:21b",
          .design = std::move(question.design),
          .truth = [truth = question.truth](const Seed&) { return Certified(truth); },
          .replicate = measured(question.statistic),
          .margin = question.margin,
          .replicates = seeds,
          .control = std::move(question.control),
          .estimate_label = question.label,
          .stream = [](const Seed&) { return kStream; }};
}

}  // namespace mongecarlo::domain_adaptation
