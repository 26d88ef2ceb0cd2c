#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "misclassified_generation/generation.hpp"
#include "misclassified_generation/parts.hpp"
#include "misclassified_generation/pictures.hpp"
#include "models/seed_claims.hpp"

namespace mongecarlo::misclassified_generation {
namespace {

/// What one seed makes of these trainings: the first, against the last.
struct Pair {
  std::vector<Training> trainings;
  CellParameters parameters() const {
    const Training &first = trainings.front(), &last = trainings.back();
    return {{"weighting", static_cast<double>(first.weighting)},
            {"w", first.w},
            {"constraint", static_cast<double>(first.constraint)},
            {"against_weighting", static_cast<double>(last.weighting)},
            {"against_w", last.w},
            {"steps", first.steps}};
  }
};

using Statistic = std::function<Certified(std::span<const Generated>)>;

Certified more_wrong(std::span<const Generated> g) { return g[0].wrong_share - g[1].wrong_share; }
Certified less_wrong(std::span<const Generated> g) { return g[1].wrong_share - g[0].wrong_share; }
Certified more_near(std::span<const Generated> g) { return g[0].near_share - g[1].near_share; }
Certified less_near(std::span<const Generated> g) { return g[1].near_share - g[0].near_share; }
Certified off_target(std::span<const Generated> g) { return std::abs(g[0].wrong_share - g[0].target_share); }
Certified off_data(std::span<const Generated> g) { return std::abs(g[0].wrong_share - g[0].data_share); }
Certified own_distance(std::span<const Generated> g) { return g[0].w1_own; }
Certified data_distance(std::span<const Generated> g) { return g[0].w1_data; }
Certified change_of_closeness(std::span<const Generated> g) { return absolute(g[0].w1_own - g[1].w1_own); }
Certified change_to_data(std::span<const Generated> g) { return absolute(g[0].w1_data - g[1].w1_own); }
Certified change_of_weights(std::span<const Generated> g) {
  double largest = 0;
  for (std::size_t k = 0; k < g[0].weights.size(); ++k)
    largest = std::max(largest, static_cast<double>(std::abs(g[0].weights[k] - g[1].weights[k])));
  return largest;
}
/// A generator that has collapsed, or run away, is further than 1/2 from its data.
Certified room_of_own(std::span<const Generated> g) { return Certified(0.5) - g[0].w1_own; }
Certified room_of_data(std::span<const Generated> g) { return Certified(0.5) - g[0].w1_data; }
Certified critic_over_w1(std::span<const Generated> g) {
  return {g[0].critic_gain / g[0].w1_own.upper, g[0].critic_gain / g[0].w1_own.lower, g[0].w1_own.termination};
}
/// The lesser share of two linear rules, fitted to a fresh sample.
Certified wrong_by_linear(std::span<const Generated> g) {
  return std::min(g[0].wrong_by_logistic, g[0].wrong_by_centroid);
}
Certified wrong_by_neighbour(std::span<const Generated> g) { return g[0].wrong_by_neighbour; }

class Claims : public models::SeedClaims<Pair, Statistic> {
 public:
  explicit Claims(const Design& design)
      : SeedClaims("generators", design.count("seeds"), measure(), "median", "burnel:21"),
        preset_(design.preset()),
        steps_(design.integer("steps")) {}

  Preset preset() const { return preset_; }
  Training training(Weighting weighting, Constraint constraint = Constraint::penalty) const {
    return {weighting, kStrength, constraint, steps_};
  }
  Training plain(Constraint constraint = Constraint::penalty) const { return training(Weighting::uniform, constraint); }
  Training soft(double w = kStrength) const { return {Weighting::soft, w, Constraint::penalty, steps_}; }
  Training soft(Constraint constraint) const { return training(Weighting::soft, constraint); }
  Training hard(Constraint constraint = Constraint::penalty) const { return training(Weighting::hard, constraint); }

 private:
  static Measure measure() {
    return [trainings = std::make_shared<Trainings>()](const Statistic& statistic) -> ReplicateOf<Pair> {
      return [trainings, statistic](const Pair& pair, const Stream& stream) {
        std::vector<Generated> generated;
        for (const Training& training : pair.trainings) generated.push_back(trainings->of(training, stream));
        return statistic(generated);
      };
    };
  }

  Preset preset_;
  int steps_;
};

using enum Constraint;

Claim finds_errors(const Claims& c) {
  std::vector<Pair> design{{{c.soft(), c.plain()}}};
  if (c.preset() != Preset::smoke) design.push_back({{c.soft(clipping), c.plain(clipping)}});
  Claim claim = c.at_least({
      .id = "generation.finds_errors",
      .statement = "with soft weights, w = 20, at least half more of what is generated is misclassified than without",
      .design = std::move(design),
      .statistic = more_wrong,
      .truth = 0.5,
      .margin = 0.1,
      .control = c.instead("the other way round", less_wrong).in({{{c.soft(), c.plain()}}}),
      .label = "gain in misclassified share",
  });
  if (c.preset() != Preset::smoke) claim.picture = [c] { return pictures_of_generators(c.plain().steps); };
  return claim;
}

Claim near_boundary(const Claims& c) {
  return c.at_least({
      .id = "generation.near_boundary",
      .statement =
          "with soft weights at least .25 more of what is generated lies near the boundary, P(class 1) in (.3, .7)",
      .design = {{{c.soft(), c.plain()}}, {{c.soft(clipping), c.plain(clipping)}}},
      .statistic = more_near,
      .truth = 0.25,
      .margin = 0.1,
      .control = c.instead("hard weights bring as much again", more_near).in({{{c.hard(), c.soft()}}}),
      .label = "gain in share near the boundary",
  });
}

Claim hard_finds_more(const Claims& c) {
  std::vector<Pair> design{{{c.hard(), c.soft()}}};
  if (c.preset() == Preset::full) design.push_back({{c.hard(clipping), c.soft(clipping)}});
  return c.at_least({
      .id = "generation.hard_finds_more",
      .statement = "hard weights lead to more misclassified samples than soft ones, by .05 at least",
      .design = std::move(design),
      .statistic = more_wrong,
      .truth = 0.05,
      .margin = 0.04,
      .control = c.instead("the other way round", less_wrong).in({{{c.hard(), c.soft()}}}),
      .label = "gain in misclassified share",
  });
}

Claim hard_passes_boundary(const Claims& c) {
  return c.at_least({
      .id = "generation.hard_passes_boundary",
      .statement = "soft weights keep more of what is generated near the boundary than hard ones, which move past it",
      .design = {{{c.hard(), c.soft()}}},
      .statistic = less_near,
      .truth = 0,
      .margin = 0.03,
      .control = c.instead("the other way round", more_near),
      .label = "gain in share near the boundary",
  });
}

Claim closeness(const Claims& c) {
  std::vector<Pair> design{{{c.soft(), c.plain()}}};
  if (c.preset() == Preset::full) design.push_back({{c.soft(clipping), c.plain(clipping)}});
  return c.at_most({
      .id = "generation.closeness",
      .statement = "with soft weights the generator comes as close to its data as without: W_1 differs by .05 at most",
      .design = std::move(design),
      .statistic = change_of_closeness,
      .truth = 0.05,
      .margin = 0.03,
      .control = c.instead("to the data without their weights too", change_to_data).in({{{c.soft(), c.plain()}}}),
      .label = "change of W_1",
  });
}

Claim near_target(const Claims& c) {
  return c.at_most({
      .id = "generation.near_target",
      .statement = "generators come within W_1 = .15 of their weighted data: fresh samples of 400 are .08 apart",
      .design = {{{c.plain()}}, {{c.soft()}}, {{c.hard()}}},
      .statistic = own_distance,
      .truth = 0.15,
      .margin = 0.04,
      .control = c.instead("of the data without weights too", data_distance).in({{{c.soft()}}}),
      .label = "W_1 to the data",
  });
}

Claim none_collapses(const Claims& c) {
  return c.always({
      .id = "generation.none_collapses",
      .statement = "no training collapses: each ends within W_1 = .5 of its weighted data",
      .design = {{{c.plain()}}, {{c.soft()}}, {{c.hard()}}, {{c.plain(clipping)}}, {{c.soft(clipping)}}},
      .statistic = room_of_own,
      .control = c.instead("of the data without weights too", room_of_data).in({{{c.soft()}}}),
  });
}

Claim exact_share(const Claims& c) {
  std::vector<Pair> design;
  for (const double w : {2.0, 5.0, 10.0, kStrength}) design.push_back({{c.soft(w)}});
  return c.at_most({
      .id = "generation.share_is_weight",
      .statement = "as much of what is generated is misclassified as the misclassified points weigh: within .06",
      .design = std::move(design),
      .statistic = off_target,
      .truth = 0.06,
      .margin = 0.03,
      .control = c.instead("as are misclassified of the data", off_data).in({{{c.soft(10)}}, {{c.soft()}}}),
      .label = "|share - weight|",
  });
}

Claim dose_response(const Claims& c) {
  std::vector<Pair> design;
  for (const auto& [more, less] : {std::pair{2.0, 0.0}, {5.0, 2.0}, {10.0, 5.0}, {kStrength, 10.0}})
    design.push_back({{c.soft(more), less > 0 ? c.soft(less) : c.plain()}});
  return c.at_least({
      .id = "generation.dose_response",
      .statement = "the misclassified share grows with w over 0, 2, 5, 10, 20: by .05 at least each time",
      .design = std::move(design),
      .statistic = more_wrong,
      .truth = 0.05,
      .margin = 0.04,
      .control = c.instead("it falls", less_wrong).in({{{c.soft(), c.soft(10)}}}),
      .label = "gain in misclassified share",
  });
}

Claim zero_dose(const Claims& c) {
  return c.at_most({
      .id = "generation.zero_dose",
      .statement = "with w = 0 training is that without weights, to the last bit of the generator",
      .design = {{{c.soft(0), c.plain()}}},
      .statistic = change_of_weights,
      .truth = 0,
      .margin = 1e-12,
      .control = c.instead("with w = 2 too", change_of_weights).in({{{c.soft(2), c.plain()}}}),
      .label = "largest change of a weight",
      .source = "derived here",
  });
}

Claim critic_in_training(const Claims& c) {
  std::vector<Pair> design{{{c.soft(clipping)}}};
  if (c.preset() == Preset::full) design.push_back({{c.plain(clipping)}});
  return c.at_least({
      .id = "printed.critic_loss",
      .statement = "while generators train, the value of the critic with clipped weights is W_1, within a factor of 2",
      .design = std::move(design),
      .statistic = critic_over_w1,
      .truth = 0.5,
      .margin = 0.1,
      .control = CorrectedBy{"duality.divided"},
      .label = "value / W_1",
      .source = "arjovsky:17",
  });
}

Claim linear_transfer(const Claims& c) {
  return c.at_least({
      .id = "transfer.linear_rules",
      .statement =
          "at least half of what is generated with soft weights is misclassified by linear rules of a fresh sample, "
          "logistic and by the nearer centroid",
      .design = {{{c.soft()}}},
      .statistic = wrong_by_linear,
      .truth = 0.5,
      .margin = 0.1,
      .control = c.instead("without weights too", wrong_by_linear).in({{{c.plain()}}}),
      .label = "misclassified share",
  });
}

Claim any_transfer(const Claims& c) {
  return c.at_least({
      .id = "printed.transfer",
      .statement =
          "what is generated to be misclassified by one classifier is misclassified by others: half of it by the "
          "nearest neighbour in a fresh sample",
      .design = {{{c.soft()}}},
      .statistic = wrong_by_neighbour,
      .truth = 0.5,
      .margin = 0.1,
      .control = CorrectedBy{"transfer.accurate_rule"},
      .label = "misclassified share",
  });
}

Claim accurate_rule(const Claims& c) {
  return c.at_most({
      .id = "transfer.accurate_rule",
      .statement =
          "at most .15 of what is generated with soft weights is misclassified by the nearest neighbour in a fresh "
          "sample: these are points of their class, which a rule that separates the classes knows",
      .design = {{{c.soft()}}},
      .statistic = wrong_by_neighbour,
      .truth = 0.15,
      .margin = 0.05,
      .control = c.instead("by linear rules too", wrong_by_linear),
      .label = "misclassified share",
      .source = "derived here",
  });
}

}  // namespace

std::vector<Claim> generation_claims(const Design& design) {
  const Claims c(design);
  std::vector<Claim> claims{finds_errors(c)};
  if (design.preset() == Preset::smoke) return claims;
  for (auto claim :
       {near_boundary, hard_finds_more, hard_passes_boundary, closeness, near_target, none_collapses, exact_share,
        dose_response, zero_dose, critic_in_training, linear_transfer, any_transfer, accurate_rule})
    claims.push_back(claim(c));
  return claims;
}

}  // namespace mongecarlo::misclassified_generation
