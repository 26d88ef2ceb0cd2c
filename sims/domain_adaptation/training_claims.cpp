#include <memory>
#include <utility>

#include "domain_adaptation/paired_claims.hpp"
#include "domain_adaptation/parts.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

double share_ratio(std::span<const Trained> t) { return t[0].wrong_share / t[1].wrong_share; }
double inverse_share_ratio(std::span<const Trained> t) { return t[1].wrong_share / t[0].wrong_share; }
/// (first - second) - (third - fourth).
double difference_of_gains(std::span<const Trained> t) { return gain(t.first(2)) - gain(t.subspan(2)); }
double negative_difference_of_gains(std::span<const Trained> t) { return -difference_of_gains(t); }
/// Plans are converged to 1e-4 of their mass.
double room_above_floor(std::span<const Trained> t) { return t[0].least_above_floor + 1e-3; }
double room_below_residual(std::span<const Trained> t) { return 1e-3 - t[0].worst_residual; }

/// The trainings of a design.
class Claims : public PairedClaims {
 public:
  explicit Claims(const Design& design)
      : PairedClaims(Trainings::of_sets(), design.count("seeds")),
        preset_(design.preset()),
        partial_seeds_(design.count("partial_seeds")),
        m_(design.integer("m")),
        pretraining_(design.integer("pretraining")),
        steps_(design.integer("steps")) {}

  Preset preset() const { return preset_; }
  int m() const { return m_; }
  /// Where classes are missing one training in ten collapses: more seeds are needed to see past those.
  std::uint64_t partial_seeds() const { return partial_seeds_; }

  Training training(DomainSet set, Method method, int m) const {
    Training training = usual(set, method, m);
    training.pretraining = pretraining_;
    training.steps = steps_;
    return training;
  }
  Training training(DomainSet set, Method method) const { return training(set, method, m_); }
  Training with_tau(DomainSet set, double tau) const {
    return with(&Training::tau, tau, training(set, Method::jumbot));
  }
  static Training with(double Training::*parameter, double value, Training training) {
    training.*parameter = value;
    return training;
  }

  /// Means and intervals of what was trained, for figures.
  auto summary() const {
    return [trainings = trainings()](const SimulationOutcome& outcome, const SummaryLimits& limits) {
      return trainings->summary(outcome, limits);
    };
  }

 private:
  Preset preset_;
  std::uint64_t partial_seeds_;
  int m_, pretraining_, steps_;
};

using enum DomainSet;
using enum Method;

// ---- who wins where ----

Claim jumbot_gains(const Claims& c) {
  Claim claim = c.at_least({
      .id = "training.jumbot_gains",
      .statement = "on a closed set JUMBOT's accuracy is at least .03 above that of DeepJDOT, for half of the seeds",
      .design = {{{c.training(closed, jumbot), c.training(closed, deepjdot)}}},
      .statistic = gain,
      .truth = 0.03,
      .margin = 0.03,
      .control = c.swapped(),
  });
  claim.summary = c.summary();
  return claim;
}

Claim wrong_links(const Claims& c) {
  return c.at_most({
      .id = "training.wrong_links",
      .statement = "JUMBOT's plans send at most a third of what DeepJDOT's send between different classes",
      .design = {{{c.training(closed, jumbot), c.training(closed, deepjdot)}}},
      .statistic = share_ratio,
      .truth = 0.33,
      .margin = 0.1,
      .control = c.instead("DeepJDOT's a third of JUMBOT's", inverse_share_ratio),
      .label = "ratio of wrong shares",
  });
}

Claim floor_in_training(const Claims& c) {
  std::vector<Seed> design{{{c.training(closed, deepjdot)}}, {{c.training(partial, deepjdot)}}};
  if (c.preset() != Preset::smoke) design.push_back({{c.training(closed, entropic)}});
  return c.always({
      .id = "training.floor",
      .statement = "in no batch of a training do balanced plans send less between classes than the counts of the batch "
                   "force",
      .design = std::move(design),
      .statistic = room_above_floor,
      .control = c.instead("Sinkhorn stopped after 36 plain iterations", room_above_floor)
                     .in({{{c.training(closed, stopped, 16)}}}),
      .source = "fatras:21b; derived here",
  });
}

Claim negative_transfer(const Claims& c) {
  return c.at_least({
      .id = "partial.negative_transfer",
      .statement = "where the target lacks classes DeepJDOT ends at least .10 below training on the source alone",
      .design = {{{c.training(partial, source_only), c.training(partial, deepjdot)}}},
      .statistic = gain,
      .truth = 0.10,
      .margin = 0.05,
      .control = c.swapped(),
      .label = "loss of accuracy",
      .seeds = c.partial_seeds(),
  });
}

Claim partial_jumbot(const Claims& c) {
  return c.at_least({
      .id = "partial.jumbot_gains",
      .statement = "where the target lacks classes JUMBOT with tau = .1 ends at least .05 above training on the source",
      .design = {{{c.training(partial, jumbot), c.training(partial, source_only)}}},
      .statistic = gain,
      .truth = 0.05,
      .margin = 0.04,
      .control = c.swapped(),
      .seeds = c.partial_seeds(),
  });
}

Claim partial_is_larger(const Claims& c) {
  return c.at_least({
      .id = "partial.larger_gain",
      .statement = "JUMBOT's gain over DeepJDOT is at least .20 larger where the target lacks classes",
      .design = {{{c.training(partial, jumbot), c.training(partial, deepjdot), c.training(closed, jumbot),
                   c.training(closed, deepjdot)}}},
      .statistic = difference_of_gains,
      .truth = 0.20,
      .margin = 0.10,
      .control = c.swapped(negative_difference_of_gains),
      .label = "difference of gains",
      .seeds = c.partial_seeds(),
  });
}

Claim deepjdot_gains(const Claims& c) {
  return c.at_least({
      .id = "training.deepjdot_gains",
      .statement = "on a closed set of separated classes DeepJDOT ends at least .02 above training on the source alone",
      .design = {{{c.training(closed, deepjdot), c.training(closed, source_only)}}},
      .statistic = gain,
      .truth = 0.02,
      .margin = 0.04,
      .control = c.swapped(),
  });
}

Claim entropic_in_between(const Claims& c) {
  return c.at_least({
      .id = "training.jumbot_beats_entropic",
      .statement = "on a closed set JUMBOT ends at least .03 above entropic DeepJDOT whose plans have converged",
      .design = {{{c.training(closed, jumbot), c.training(closed, entropic)}}},
      .statistic = gain,
      .truth = 0.03,
      .margin = 0.03,
      .control = c.swapped(),
  });
}

Claim entropic_gains(const Claims& c) {
  return c.at_least({
      .id = "training.entropic_gains",
      .statement = "converged entropic DeepJDOT is no worse than DeepJDOT on a closed set",
      .design = {{{c.training(closed, entropic), c.training(closed, deepjdot)}}},
      .statistic = gain,
      .truth = 0,
      .margin = 0.005,
      .control = Control<Seed>::wrong_truth("it is better by .05", [](const Seed&) { return Certified(0.05); }),
  });
}

Claim converged_plans(const Claims& c) {
  return c.always({
      .id = "training.entropic_residual",
      .statement = "the marginal error of all plans of entropic DeepJDOT stays below 1e-3: they have converged",
      .design = {{{c.training(closed, entropic)}}},
      .statistic = room_below_residual,
      .control = c.instead("36 plain iterations", room_below_residual).in({{{c.training(closed, stopped, 16)}}}),
      .source = "fatras:21b; derived here",
  });
}

Claim stopped_is_not_entropic(const Claims& c) {
  return c.at_least({
      .id = "training.stopped_early",
      .statement = "Sinkhorn stopped after 36 plain iterations is not entropic DeepJDOT: its accuracy is at least .03 "
                   "higher, since its plans do not meet their marginals",
      .design = {{{c.training(closed, stopped), c.training(closed, entropic)}}},
      .statistic = gain,
      .truth = 0.03,
      .margin = 0.02,
      .control = c.swapped(),
  });
}

Claim proportions(const Claims& c) {
  std::vector<Seed> design;
  for (const DomainSet set : {ramp, eight_dimensions, first_half})
    if (set == ramp || c.preset() == Preset::full)
      design.push_back({{c.training(set, jumbot), c.training(set, deepjdot)}});
  return c.at_least({
      .id = "training.other_sets",
      .statement =
          "JUMBOT ends at least .04 above DeepJDOT where proportions range from 1 to 3 (and at the full preset in "
          "eight dimensions, and where the second half of the classes is missing)",
      .design = std::move(design),
      .statistic = gain,
      .truth = 0.04,
      .margin = 0.03,
      .control = c.swapped(),
  });
}

// ---- the sentences as printed ----

Claim whatever_tau(const Claims& c) {
  return c.at_least({
      .id = "printed.jumbot_outperforms",
      .statement = "JUMBOT outperforms DeepJDOT, with the same tau = 2 after a large shift as on other closed sets",
      .design = {{{c.training(large_shift, jumbot), c.training(large_shift, deepjdot)}}},
      .statistic = gain,
      .truth = 0,
      .margin = 0.02,
      .control = CorrectedBy{"training.larger_tau"},
  });
}

Claim larger_tau(const Claims& c) {
  return c.at_least({
      .id = "training.larger_tau",
      .statement =
          "after a large shift JUMBOT is no worse than DeepJDOT with tau = 10: marginals must hold the clusters "
          "that the source model takes for others",
      .design = {{{c.with_tau(large_shift, 10), c.training(large_shift, deepjdot)}}},
      .statistic = gain,
      .truth = 0,
      .margin = 0.03,
      .control =
          c.instead("with tau = 2", gain).in({{{c.training(large_shift, jumbot), c.training(large_shift, deepjdot)}}}),
  });
}

/// Up to which batches are trained.
int largest_batch(const Claims& c) { return c.preset() == Preset::full ? 256 : 2 * c.m(); }

Claim large_batches(const Claims& c) {
  return c.at_least({
      .id = "printed.large_batches_needed",
      .statement = "large batches are needed: those of 16 cost JUMBOT .05 of accuracy too",
      .design = {{{c.training(closed, jumbot, largest_batch(c)), c.training(closed, jumbot, 16)}}},
      .statistic = gain,
      .truth = 0.05,
      .margin = 0.02,
      .control = CorrectedBy{"batches.jumbot_small"},
  });
}

Claim small_batches(const Claims& c) {
  return c.at_least({
      .id = "batches.jumbot_small",
      .statement = "JUMBOT with batches of 16 ends at least .02 above DeepJDOT with the largest batches of the design",
      .design = {{{c.training(closed, jumbot, 16), c.training(closed, deepjdot, largest_batch(c))}}},
      .statistic = gain,
      .truth = 0.02,
      .margin = 0.02,
      .control = c.swapped(),
  });
}

Claim deepjdot_batches(const Claims& c) {
  return c.at_least({
      .id = "batches.deepjdot_large",
      .statement = "DeepJDOT gains at least .01 from batches of 128 in place of 16",
      .design = {{{c.training(closed, deepjdot, 128), c.training(closed, deepjdot, 16)}}},
      .statistic = gain,
      .truth = 0.01,
      .margin = 0.02,
      .control = c.swapped(),
  });
}

Claim interaction(const Claims& c) {
  return c.at_least({
      .id = "batches.gain_falls",
      .statement = "JUMBOT's gain over DeepJDOT on a closed set is no smaller with batches of 16 than of 128",
      .design = {{{c.training(closed, jumbot, 16), c.training(closed, deepjdot, 16), c.training(closed, jumbot, 128),
                   c.training(closed, deepjdot, 128)}}},
      .statistic = difference_of_gains,
      .truth = 0,
      .margin = 0.03,
      .control = Control<Seed>::wrong_truth("it is larger by .15", [](const Seed&) { return Certified(0.15); }),
      .label = "difference of gains",
  });
}

// ---- ablation and sensitivity ----

Claim ablation_partial(const Claims& c) {
  const Training whole = c.training(partial, jumbot);
  return c.at_least({
      .id = "ablation.partial_features",
      .statement = "where the target lacks classes JUMBOT needs the distance of features: at least .08 of accuracy",
      .design = {{{whole, c.with(&Training::eta1, 0, whole)}}},
      .statistic = gain,
      .truth = 0.08,
      .margin = 0.06,
      .control = Control<Seed>::wrong_procedure(
                     "it is the label term that it needs: without features it ends .08 above", c.measured(gain))
                     .in({{{c.with(&Training::eta1, 0, whole), c.with(&Training::eta2, 0, whole)}}}),
      .label = "loss of accuracy",
      .seeds = c.partial_seeds(),
  });
}

/// Where the design of these claims was made; smaller batches depend more on eta and tau.
constexpr int kAblationBatch = 64;

Claim ablation_closed(const Claims& c) {
  const Training whole = c.training(closed, jumbot, kAblationBatch);
  return c.at_least({
      .id = "ablation.closed_labels",
      .statement = "on a closed set JUMBOT needs the label term: at least .02 of accuracy",
      .design = {{{whole, c.with(&Training::eta2, 0, whole)}}},
      .statistic = gain,
      .truth = 0.02,
      .margin = 0.015,
      .control = c.instead("it needs the distance of features as much", gain)
                     .in({{{whole, c.with(&Training::eta1, 0, whole)}}}),
      .label = "loss of accuracy",
  });
}

Claim without_transport(const Claims& c) {
  const Training whole = c.training(closed, jumbot), source = c.training(closed, source_only);
  return c.at_most({
      .id = "ablation.no_transport",
      .statement = "without the transport term (eta3 = 0) JUMBOT is training on the source alone, to the last bit",
      .design = {{{c.with(&Training::eta3, 0, whole), source}}},
      .statistic = change,
      .truth = 0,
      .margin = 1e-12,
      .control = c.instead("with eta3 = 1", change).in({{{whole, source}}}),
      .label = "change of accuracy",
  });
}

Claim partial_tau(const Claims& c) {
  std::vector<Seed> design;
  for (const double tau : {0.02, 1.0}) design.push_back({{c.training(partial, jumbot), c.with_tau(partial, tau)}});
  return c.at_least({
      .id = "sensitivity.partial_tau",
      .statement = "where the target lacks classes tau = .1 is at least .05 better than tau = .02 and tau = 1",
      .design = std::move(design),
      .statistic = gain,
      .truth = 0.05,
      .margin = 0.04,
      .control = c.swapped(),
      .seeds = c.partial_seeds(),
  });
}

Claim closed_tau(const Claims& c) {
  const Training whole = c.training(closed, jumbot, kAblationBatch);
  const auto against = [&](double tau) { return Seed{{whole, c.with(&Training::tau, tau, whole)}}; };
  return c.at_most({
      .id = "sensitivity.closed_tau",
      .statement = "on a closed set tau = 1 and tau = 10 change the accuracy of tau = 2 by .01 or less",
      .design = {against(1), against(10)},
      .statistic = change,
      .truth = 0.01,
      .margin = 0.02,
      .control = c.instead("tau = 100 too", change).in({against(100)}),
      .label = "change of accuracy",
  });
}

Claim closed_epsilon(const Claims& c) {
  const Training whole = c.training(closed, jumbot, kAblationBatch);
  const auto against = [&](double epsilon) { return Seed{{whole, c.with(&Training::epsilon, epsilon, whole)}}; };
  return c.at_most({
      .id = "sensitivity.closed_epsilon",
      .statement = "on a closed set epsilon = .02 and epsilon = .5 change the accuracy of epsilon = .1 by .01 or less",
      .design = {against(0.02), against(0.5)},
      .statistic = change,
      .truth = 0.01,
      .margin = 0.01,
      .control = c.instead("tau = 100 in place of 2 too", change).in({{{whole, c.with(&Training::tau, 100, whole)}}}),
      .label = "change of accuracy",
  });
}

}  // namespace

std::vector<Claim> training_claims(const Design& design) {
  const Claims c(design);
  std::vector<Claim> claims{jumbot_gains(c), wrong_links(c), floor_in_training(c)};
  if (design.preset() == Preset::smoke) return claims;
  for (auto claim : {negative_transfer, partial_jumbot, partial_is_larger, deepjdot_gains, entropic_in_between,
                     converged_plans, proportions, whatever_tau, larger_tau, large_batches, small_batches,
                     ablation_partial, ablation_closed, without_transport, partial_tau, closed_tau})
    claims.push_back(claim(c));
  if (design.preset() == Preset::full)
    for (auto claim : {entropic_gains, stopped_is_not_entropic, deepjdot_batches, interaction, closed_epsilon})
      claims.push_back(claim(c));
  return claims;
}

}  // namespace mongecarlo::domain_adaptation
