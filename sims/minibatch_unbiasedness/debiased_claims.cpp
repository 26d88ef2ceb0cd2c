#include <cmath>
#include <memory>
#include <numbers>

#include "minibatch_unbiasedness/parts.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/debiased.hpp"

namespace mongecarlo::minibatch_unbiasedness {
namespace {

using models::IntervalSample;
using models::make_kernel;
using models::UniformIntervals;

// ---- on the line: Lambda = W_2^2 - (1 - L)^2 / (6 (m + 1)) >= 0, and what overlapping self-terms do to it ----

Range self_range(const UniformIntervals&) { return {0, 1}; }

auto self_term(SelfTerms self_terms) {
  return [self_terms](const UniformIntervals& s) {
    return
        [sample = IntervalSample(s), kernel = make_kernel("transport_cost"),
         estimator = IncompleteSelfTerm({.m = s.m, .k = s.k, .self_terms = self_terms})](const Stream& stream) mutable {
          sample.refill(stream);
          return estimator(*kernel, view(sample.x), stream.purpose("batches"));
        };
  };
}

Certified self_expectation(const UniformIntervals& s) { return 1 / (3.0 * (s.m + 1)); }

Claim disjoint_self_term(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "self_term.disjoint",
      .statement = "the mean over disjoint batches of one sample is E_h(alpha, alpha) = 1/(3(m+1))",
      .source = "derived here",
      .design = {{.n = 20, .m = 5, .k = 10}},
      .truth = self_expectation,
      .replicate = self_term(SelfTerms::disjoint),
      .range = self_range,
      .margin = Margin::relative(5 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("the two batches may share points",
                                                            self_term(SelfTerms::overlapping)),
  });
}

Claim overlapping_self_term(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "self_term.overlapping",
      .statement = "independent batches of one sample estimate E_h(alpha, alpha) without bias",
      .source = "practice of published code for fatras:21; derived here",
      .design = {{.n = 20, .m = 5, .k = 10}},
      .truth = self_expectation,
      .replicate = self_term(SelfTerms::overlapping),
      .range = self_range,
      .margin = Margin::relative(0.05),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"self_term.disjoint"},
  });
}

auto debiased_estimate(SelfTerms self_terms) {
  return [self_terms](const UniformIntervals& s) {
    return
        [sample = IntervalSample(s), kernel = make_kernel("transport_cost"),
         estimator = DebiasedMinibatch({.m = s.m, .k = s.k, .self_terms = self_terms})](const Stream& stream) mutable {
          sample.refill(stream);
          return estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"));
        };
  };
}

Claim debiased_on_intervals(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "debiased.intervals",
      .statement = "Lambda = W_2^2 - (1-L)^2/(6(m+1)) on the line: debiasing removes the batch bias of equal laws",
      .source = "fatras:21; derived here",
      .design = {{.shift = 0.3, .length = 1.7, .n = 20, .m = 5, .k = 10},
                 {.shift = 0, .length = 2, .n = 20, .m = 2, .k = 10}},
      .truth =
          [](const UniformIntervals& s) {
            return Certified(s.squared_wasserstein() - (1 - s.length) * (1 - s.length) / (6.0 * (s.m + 1)));
          },
      .replicate = debiased_estimate(SelfTerms::disjoint),
      .range =
          [](const UniformIntervals& s) {
            return Range{-(1 + s.length * s.length) / 2, s.largest_cost()};
          },
      .margin = Margin::relative(3 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("self-terms over batches that may share points",
                                                            debiased_estimate(SelfTerms::overlapping)),
  });
}

// ---- on the circle: eight equispaced points against their rotation by phi, m = 2 ----

constexpr int kPoints = 8;

struct Circle {
  int step = 0;      ///< phi = step pi / 64; the loss has period pi / 4
  double power = 2;  ///< cost |x - y|^power
  bool rooted = false;
  SubsetLaw law = SubsetLaw::without_replacement;

  double phi() const { return step * std::numbers::pi / 64; }
  CellParameters parameters() const { return {{"phi", phi()}, {"m", 2}}; }
};

Points rotated(double phi) {
  Points points(kPoints, 2);
  for (Index i = 0; i < kPoints; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kPoints + phi;
    points.row(i) << std::cos(angle), std::sin(angle);
  }
  return points;
}

Certified library_loss(const Circle& s, const Stream&) {
  const auto kernel =
      make_kernel(s.rooted ? "wasserstein" : "transport_cost", {.ground_cost = GroundCost::euclidean(s.power)});
  return complete_debiased(*kernel, view(rotated(0)), view(rotated(s.phi())), 2, s.law);
}

/// Mean over pairs of 2-batches of the better of two matchings, from chords alone: shares nothing with the library.
double mean_of_matchings(const Circle& s, double phi) {
  const auto chord = [&](int i, int j) {
    const double angle = 2 * std::numbers::pi * (j - i) / kPoints + phi;
    return std::pow(2 * std::abs(std::sin(angle / 2)), s.power);
  };
  double sum = 0, pairs = 0;
  const bool repeats = s.law == SubsetLaw::with_replacement;
  for (int i = 0; i < kPoints; ++i)
    for (int ii = repeats ? 0 : i + 1; ii < kPoints; ++ii)
      for (int j = 0; j < kPoints; ++j)
        for (int jj = repeats ? 0 : j + 1; jj < kPoints; ++jj, ++pairs) {
          const double cost = std::min(chord(i, j) + chord(ii, jj), chord(i, jj) + chord(ii, j)) / 2;
          sum += s.rooted ? std::pow(cost, 1 / s.power) : cost;
        }
  return sum / pairs;
}

Certified closed_loss(const Circle& s) { return mean_of_matchings(s, s.phi()) - mean_of_matchings(s, 0); }

std::vector<Circle> around(double power, bool rooted, SubsetLaw law = SubsetLaw::without_replacement) {
  std::vector<Circle> cells;
  for (int step = 0; step <= 16; ++step) cells.push_back({.step = step, .power = power, .rooted = rooted, .law = law});
  return cells;
}

/// The loss over phi to 1e-12; a rooted kernel feels the rounding of a cost near zero as its root.
Claim circle_values(std::string id, std::string what, double power, bool rooted) {
  return identity<Circle>({
      .id = std::move(id),
      .statement = "Lambda(phi) of eight points of the circle and their rotation, m = 2, " + what + ", to " +
                   (rooted ? "1e-7" : "1e-12"),
      .source = "fatras:21; derived here",
      .design = around(power, rooted),
      .truth = closed_loss,
      .replicate = library_loss,
      .tolerance = rooted ? 1e-7 : 1e-12,
      .control = Control<Circle>::wrong_truth("batches with replacement",
                                              [](Circle s) {
                                                s.law = SubsetLaw::with_replacement;
                                                return closed_loss(s);
                                              }),
      .plot = "phi",
      .estimate_label = "debiased loss",
  });
}

Claim never_negative() {
  return identity<Circle>({
      .id = "debiased.never_negative",
      .statement = "Lambda >= 0: the debiased minibatch loss with h = W_2^2 is never negative",
      .source = "a conjecture suggested by fatras:21; derived here",
      .design = around(2, false),
      .truth = [](const Circle&) { return Certified(0); },
      .replicate = library_loss,
      .tolerance = 1e-12,
      .control = CorrectedBy{"debiased.circle"},
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
      .plot = "phi",
      .estimate_label = "debiased loss",
  });
}

Claim nonnegative_for_w1() {
  return identity<Circle>({
      .id = "debiased.circle_w1_nonnegative",
      .statement = "Lambda >= 0 on the circle with h = W_1",
      .source = "derived here",
      .design = around(1, false),
      .truth = [](const Circle&) { return Certified(0); },
      .replicate = library_loss,
      .tolerance = 1e-12,
      .control = Control<Circle>::wrong_procedure("h = W_2^2",
                                                  [](Circle s, const Stream& stream) {
                                                    s.power = 2;
                                                    return library_loss(s, stream);
                                                  }),
      .side = MeanQuestion::Side::at_least,
      .kind = ClaimKind::order,
      .plot = "phi",
      .estimate_label = "debiased loss",
  });
}

}  // namespace

std::vector<Claim> debiased_claims(const Design& design) {
  return {disjoint_self_term(design),
          overlapping_self_term(design),
          debiased_on_intervals(design),
          circle_values("debiased.circle", "h = W_2^2", 2, false),
          circle_values("debiased.circle_rooted", "h = W_2 rooted in the batch", 2, true),
          circle_values("debiased.circle_w1", "h = W_1", 1, false),
          nonnegative_for_w1(),
          never_negative()};
}

}  // namespace mongecarlo::minibatch_unbiasedness
