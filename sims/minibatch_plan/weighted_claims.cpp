#include <cmath>

#include "minibatch_plan/parts.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/minibatch/weighted_scheme.hpp"

namespace mongecarlo::minibatch_plan {
namespace {

/// Four points with weights (.4, .3, .2, .1), batches of two; one cell a point.
struct WeightedPoint {
  int point = 0;
  CellParameters parameters() const { return {{"point", point + 1}, {"m", kBatch}}; }
  static constexpr int kBatch = 2;
  static Vector weights() { return Vector{{0.4, 0.3, 0.2, 0.1}}; }
};

std::vector<WeightedPoint> every_point() { return {{0}, {1}, {2}, {3}}; }
Certified weight(const WeightedPoint& s) { return WeightedPoint::weights()[s.point]; }

auto enumerated(WeightedLaw law) {
  return [law](const WeightedPoint& s, const Stream&) -> Certified {
    const Vector a = WeightedPoint::weights();
    return average_batch_weights(law, view(a), WeightedPoint::kBatch)[s.point];
  };
}

Claim admissible(std::string id, std::string statement, std::string source, WeightedLaw law,
                 Control<WeightedPoint> control) {
  return identity<WeightedPoint>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = std::move(source),
      .design = every_point(),
      .truth = weight,
      .replicate = enumerated(law),
      .tolerance = 1e-12,
      .control = std::move(control),
      .plot = "point",
      .estimate_label = "mean weight in a batch",
  });
}

Control<WeightedPoint> successive_twin() {
  return Control<WeightedPoint>::wrong_procedure("successive draws without replacement, batch weights 1/m",
                                                 enumerated(WeightedLaw::successive));
}

Claim with_replacement() {
  return admissible("weighted.with_replacement",
                    "m independent indices with P(i) = a_i and batch weights 1/m: sum_I P(I) "
                    "w_I(i) = a_i",
                    "fatras:21", WeightedLaw::with_replacement, successive_twin());
}

Claim size_biased() {
  return admissible("weighted.without_replacement",
                    "m-subsets with P(I) proportional to sum_I a and batch weights a_i / "
                    "sum_I a: sum_I P(I) w_I(i) = a_i",
                    "fatras:21", WeightedLaw::without_replacement, successive_twin());
}

Claim successive_as_practised() {
  return admissible(
      "weighted.successive_as_practised",
      "successive draws without replacement in proportion to the weights, batch weights 1/m, average to a",
      "practice of published code for fatras:20; derived here", WeightedLaw::successive,
      CorrectedBy{"weighted.without_replacement"});
}

/// P(i is among two successive draws) / 2 = (a_i + sum_{j != i} a_j a_i / (1 - a_j)) / 2.
Certified successive_truth(const WeightedPoint& s) {
  const Vector a = WeightedPoint::weights();
  double inclusion = a[s.point];
  for (Index j = 0; j < a.size(); ++j)
    if (j != s.point) inclusion += a[j] * a[s.point] / (1 - a[j]);
  return inclusion / 2;
}

/// Mean weight of a point over sampled batches.
auto sampled(WeightedLaw law) {
  return [law](const WeightedPoint& s) {
    const Vector a = WeightedPoint::weights();
    return [s, sampler = WeightedBatchSampler(law, view(a), WeightedPoint::kBatch),
            batch = std::vector<std::uint32_t>(WeightedPoint::kBatch),
            weights = Vector(WeightedPoint::kBatch)](const Stream& stream) mutable -> Certified {
      Stream draws = stream.purpose("batches");
      sampler.draw(draws, batch, weights);
      double mass = 0;
      for (std::size_t r = 0; r < batch.size(); ++r)
        if (batch[r] == static_cast<std::uint32_t>(s.point)) mass += weights[static_cast<Index>(r)];
      return mass;
    };
  };
}

Claim sampled_mean(const Design& design, std::string id, std::string statement, WeightedLaw law,
                   std::function<Certified(const WeightedPoint&)> truth, Control<WeightedPoint> control) {
  return mean_equals<WeightedPoint>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "fatras:21; derived here",
      .design = {{0}, {3}},
      .truth = std::move(truth),
      .replicate = sampled(law),
      .range =
          [](const WeightedPoint&) {
            return Range{0, 1};
          },
      .margin = Margin::absolute(0.2 * design.real("margin")),
      .replicates = 5 * design.count("replicates"),
      .control = std::move(control),
      .plot = "point",
      .estimate_label = "mean weight in a batch",
  });
}

Claim size_biased_sampler(const Design& design) {
  return sampled_mean(
      design, "weighted.sampler", "the sampler of size-biased subsets: E w_I(i) = a_i",
      WeightedLaw::without_replacement, weight,
      Control<WeightedPoint>::wrong_procedure("successive draws, batch weights 1/m", sampled(WeightedLaw::successive)));
}

Claim successive_sampler(const Design& design) {
  return sampled_mean(design, "weighted.successive_marginal",
                      "successive draws average to (a_i + sum_j a_j a_i/(1 - a_j))/2 = .358 and .117, not to .4 and .1",
                      WeightedLaw::successive, successive_truth,
                      Control<WeightedPoint>::wrong_truth("the weights themselves", weight));
}

}  // namespace

std::vector<Claim> weighted_claims(const Design& design) {
  return {with_replacement(), size_biased(), successive_as_practised(), size_biased_sampler(design),
          successive_sampler(design)};
}

}  // namespace mongecarlo::minibatch_plan
