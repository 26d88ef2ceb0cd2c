#include <algorithm>
#include <boost/math/distributions/hypergeometric.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "misclassified_generation/classified_moon.hpp"
#include "misclassified_generation/parts.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/random/subsets.hpp"

namespace mongecarlo::misclassified_generation {
namespace {

constexpr double kRounding = 1e-12;

// ---- weights of a data set ----

struct Strength {
  int n = 200;
  double w = kStrength;
  CellParameters parameters() const { return {{"n", n}, {"w", w}}; }
};

/// The distance to the cap of the points that are classified correctly.
struct Distances {
  double least = std::numeric_limits<double>::infinity(), mean = 0;  ///< mean under the weights

  Distances(const ClassifiedMoon& moon, const Vector& weights) {
    double mass = 0;
    for (Index i = 0; i < moon.size(); ++i) {
      if (moon.is_wrong[static_cast<std::size_t>(i)]) continue;
      const double distance = kCap - moon.wrongness[i];
      least = std::min(least, distance);
      mean += weights[i] * distance;
      mass += weights[i];
    }
    mean /= mass;
  }
};

/// (n - k) / k e^{-w gap} - TV(soft, hard).
auto room_to_hard(double cap) {
  return [cap](const Strength& s, const Stream& stream) {
    const ClassifiedMoon moon(s.n, stream);
    const Vector hard = weights_of(moon, Weighting::hard), masses = soft_masses(moon.wrongness, s.w, cap);
    const double variation = 0.5 * (masses / masses.sum() - hard).lpNorm<1>();
    const auto k = static_cast<double>(moon.wrong());
    const double bound = (s.n - k) / k * std::exp(-s.w * Distances(moon, hard).least);
    return Certified(bound + kRounding - variation);
  };
}

Claim hard_is_the_limit(const Design& design) {
  return holds_always<Strength>({
      .id = "weights.hard_limit",
      .statement = "for growing w soft weights capped at 1/2 tend to hard ones: with k misclassified points, TV <= "
                   "(n - k)/k exp(-w gap), the gap from the cap to the next probability below it",
      .source = "derived here",
      .design = {{.w = 20}, {.w = 100}, {.w = 1000}},
      .replicate = room_to_hard(kCap),
      .replicates = design.count("draws"),
      .control = Control<Strength>::wrong_procedure("without the cap", room_to_hard(1)).in({{.w = 1000}}),
      .plot = "w",
      .estimate_label = "share of violations",
  });
}

/// Odds of the misclassified points.
double wrong_odds(const ClassifiedMoon& moon, double w) {
  const double share = moon.wrong_share(weights_of(moon, Weighting::soft, w));
  return share / (1 - share);
}

/// log odds grow from w to w + dw by at least dw gap and by at most dw times the mean distance to the cap at w.
auto room_of_dose(double share_of_mean) {
  return [share_of_mean](const Strength& s, const Stream& stream) {
    constexpr double kStep = 3;
    const ClassifiedMoon moon(s.n, stream);
    const double grown = std::log(wrong_odds(moon, s.w + kStep) / wrong_odds(moon, s.w)) / kStep;
    Vector correct = weights_of(moon, Weighting::soft, s.w);
    const Distances distances(moon, correct);
    return Certified(kRounding + std::min(grown - distances.least, share_of_mean * distances.mean - grown));
  };
}

Claim dose_of_weights(const Design& design) {
  return holds_always<Strength>({
      .id = "weights.dose",
      .statement =
          "the odds of misclassified points grow with w: their logarithm by no less than the least distance of "
          "the other points to the cap, and no more than its weighted mean, per unit of w",
      .source = "derived here",
      .design = {{.w = 0}, {.w = 5}, {.w = 20}},
      .replicate = room_of_dose(1),
      .replicates = design.count("draws"),
      .control = Control<Strength>::wrong_procedure("by no more than half of the mean", room_of_dose(0.5)),
      .plot = "w",
      .estimate_label = "share of violations",
  });
}

// ---- weights batch by batch ----

/// A data set of 400 points (always the same), batches of B of them without replacement.
struct Batch {
  int size = 64;
  int data = 0;
  CellParameters parameters() const { return {{"batch", size}, {"data", data}}; }
};

constexpr Index kPoints = 400;

const ClassifiedMoon& data_set(int which) {
  static const std::vector<ClassifiedMoon> sets = [] {
    std::vector<ClassifiedMoon> made;
    for (std::uint64_t k = 0; k < 3; ++k)
      made.emplace_back(kPoints, Stream(stream_key(0, "misclassified_generation", "data sets"), k));
    return made;
  }();
  return sets[static_cast<std::size_t>(which)];
}

/// The share of misclassified points under the weights of all data, and to first order what normalising them within a
/// batch takes from it: (1/B - 1/n) (mu var e - cov(e, e phi)) / mean(e)^2, variances of batches without replacement.
struct Shares {
  Vector masses;
  double mean, share, shortfall;

  explicit Shares(const Batch& s) : masses(soft_masses(data_set(s.data).wrongness, kStrength)), mean(masses.mean()) {
    const ClassifiedMoon& moon = data_set(s.data);
    const auto n = static_cast<double>(kPoints);
    share = moon.wrong_share(masses / masses.sum());
    double variance = 0, covariance = 0;
    for (Index i = 0; i < kPoints; ++i) {
      const double off = masses[i] - mean;
      variance += off * off / (n - 1);
      covariance += off * (moon.is_wrong[static_cast<std::size_t>(i)] ? masses[i] : 0) / (n - 1);
    }
    shortfall = -(1 / static_cast<double>(s.size) - 1 / n) * (share * variance - covariance) / (mean * mean);
  }
};

enum class Normalised { within_batch, over_all_data };

/// Mean over batches of: share of all data less share of the batch.
class Shortfall {
 public:
  Shortfall(const Batch& s, Normalised normalised)
      : s_(s), shares_(s), normalised_(normalised), batch_(static_cast<std::size_t>(s.size)) {}

  Certified operator()(const Stream& stream) {
    Stream draws = stream.purpose("batches");
    double sum = 0;
    for (int k = 0; k < kBatchesOfRecord; ++k) sum += one(draws);
    return sum / kBatchesOfRecord;
  }

 private:
  static constexpr int kBatchesOfRecord = 20;

  double one(Stream& draws) {
    sampler_.draw(SubsetLaw::without_replacement, kPoints, draws, batch_);
    double all = 0, wrong = 0;
    for (const std::uint32_t i : batch_) {
      all += shares_.masses[i];
      if (data_set(s_.data).is_wrong[i]) wrong += shares_.masses[i];
    }
    if (normalised_ == Normalised::over_all_data) all = shares_.mean * static_cast<double>(s_.size);
    return shares_.share - wrong / all;
  }

  Batch s_;
  Shares shares_;
  Normalised normalised_;
  SubsetSampler sampler_;
  std::vector<std::uint32_t> batch_;
};

auto shortfall(Normalised normalised) {
  return [normalised](const Batch& s) { return Shortfall(s, normalised); };
}

/// Shares lie in [0, 1].
Range range_within(const Batch& s) {
  const double share = Shares(s).share;
  return {share - 1, share};
}
/// No mass is above 1.
Range range_over_all(const Batch& s) {
  const Shares shares(s);
  return {shares.share - 1 / shares.mean, shares.share};
}

std::vector<Batch> batches(const Design& design) {
  std::vector<Batch> cells{{.size = 64}};
  if (design.preset() != Preset::smoke) cells.insert(cells.end(), {{.size = 128}, {.size = 64, .data = 1}});
  if (design.preset() == Preset::full) cells.insert(cells.end(), {{.size = 64, .data = 2}, {.size = 256}});
  return cells;
}

Claim batches_lose(const Design& design) {
  auto cells = batches(design);
  if (design.preset() == Preset::quick) cells.push_back({.size = 256});
  return mean_above<Batch>({
      .id = "batches.lose_share",
      .statement =
          "soft weights that are normalised within each batch lose share of the misclassified points: at least "
          "(1/B - 1/n) (cov(e, e phi) - mu var e) / mean(e)^2 of it, for B >= 64 out of n = 400",
      .source = "derived here",
      .design = std::move(cells),
      .truth = [](const Batch& s) { return Certified(Shares(s).shortfall); },
      .replicate = shortfall(Normalised::within_batch),
      .range = range_within,
      .margin = Margin::relative(0.4),
      .replicates = design.count("batches"),
      .control = Control<Batch>::wrong_truth("twice as much",
                                             [](const Batch& s) { return Certified(2 * Shares(s).shortfall); })
                     .in(batches(design)),
      .plot = "batch",
      .estimate_label = "shortfall of the mean share",
  });
}

Claim batches_lose_no_more(const Design& design) {
  return mean_below<Batch>({
      .id = "batches.first_order",
      .statement = "for B >= 64 the first-order law is right within a half: batches lose at most 1.5 of it",
      .source = "derived here",
      .design = batches(design),
      .truth = [](const Batch& s) { return Certified(1.5 * Shares(s).shortfall); },
      .replicate = shortfall(Normalised::within_batch),
      .range = range_within,
      .margin = Margin::relative(0.3),
      .replicates = design.count("batches"),
      .control = Control<Batch>::wrong_procedure("for B = 8 and 16 too", shortfall(Normalised::within_batch))
                     .in({{.size = 8}, {.size = 16}}),
      .plot = "batch",
      .estimate_label = "shortfall of the mean share",
  });
}

/// A batch without a misclassified point has share 0.
double chance_of_none(const Batch& s) {
  const auto wrong = static_cast<unsigned>(data_set(s.data).wrong());
  return boost::math::pdf(
      boost::math::hypergeometric_distribution<double>(wrong, static_cast<unsigned>(s.size), kPoints), 0U);
}

Claim small_batches(const Design& design) {
  return mean_above<Batch>({
      .id = "batches.none_wrong",
      .statement = "small batches lose more: at least mu - 1 + P(no misclassified point in the batch)",
      .source = "derived here",
      .design = {{.size = 8}, {.size = 16}},
      .truth = [](const Batch& s) { return Certified(Shares(s).share - 1 + chance_of_none(s)); },
      .replicate = shortfall(Normalised::within_batch),
      .range = range_within,
      .margin = Margin::absolute(0.01),
      .replicates = design.count("batches"),
      .control = Control<Batch>::wrong_truth(
                     "P(no misclassified point in the batch) counts twice",
                     [](const Batch& s) { return Certified(Shares(s).share - 1 + 2 * chance_of_none(s)); })
                     .in({{.size = 8}}),
      .plot = "batch",
      .estimate_label = "shortfall of the mean share",
  });
}

Claim global_weights_keep(const Design& design) {
  return mean_equals<Batch>({
      .id = "batches.global_weights",
      .statement = "weights that are normalised over all data keep the share of misclassified points in the mean over "
                   "batches of any size",
      .source = "derived here",
      .design = {{.size = 64}},
      .truth = [](const Batch&) { return Certified(0); },
      .replicate = shortfall(Normalised::over_all_data),
      .range = range_over_all,
      .margin = Margin::absolute(0.03),
      .replicates = design.count("batches"),
      .control =
          Control<Batch>::wrong_procedure("within the batch", shortfall(Normalised::within_batch)).in({{.size = 8}}),
      .plot = "batch",
      .estimate_label = "shortfall of the mean share",
  });
}

Claim batch_weights_keep(const Design& design) {
  return mean_equals<Batch>({
      .id = "printed.batch_weights",
      .statement =
          "weights by the soft-max of each batch stand for the weights of the objective: they keep the share of "
          "misclassified points in the mean, at B = 64",
      .source = "burnel:21",
      .design = {{.size = 64}},
      .truth = [](const Batch&) { return Certified(0); },
      .replicate = shortfall(Normalised::within_batch),
      .range = range_within,
      .margin = Margin::absolute(0.003),
      .replicates = design.count("batches"),
      .control = CorrectedBy{"batches.global_weights"},
      .plot = "batch",
      .estimate_label = "shortfall of the mean share",
  });
}

}  // namespace

std::vector<Claim> weight_claims(const Design& design) {
  std::vector<Claim> claims;
  for (auto claim : {hard_is_the_limit, dose_of_weights, batches_lose, batches_lose_no_more, small_batches,
                     global_weights_keep, batch_weights_keep})
    claims.push_back(claim(design));
  return claims;
}

}  // namespace mongecarlo::misclassified_generation
