#include <cmath>

#include "models/normal_law.hpp"
#include "sinkhorn_divergence/parts.hpp"
#include "sinkhorn_divergence/sampled.hpp"
#include "sinkhorn_divergence/two_points.hpp"

namespace mongecarlo::sinkhorn_divergence {
namespace {

/// n draws from (r, 1 - r) and m from (s, 1 - s) on two points at distance 1.
struct Alternative {
  Sizes sizes = {};
  double r = 0.05, s = 0.6, epsilon = 0.5;
  CellParameters parameters() const {
    return {{"n", sizes.n()}, {"m", sizes.m}, {"epsilon", epsilon}, {"r", r}, {"s", s}};
  }
};

/// Variances of the influence functions f_ab - f_aa and g_ab - g_bb: a function of two points has variance
/// (its difference)^2 r (1 - r).
double source_variance(const Alternative& t) {
  return std::pow(two_points::slope(t.r, t.s, t.epsilon), 2) * t.r * (1 - t.r);
}
double target_variance(const Alternative& t) {
  return std::pow(two_points::slope(t.s, t.r, t.epsilon), 2) * t.s * (1 - t.s);
}

double weighed(double share_of_source, double source, double target) {
  return share_of_source * source + (1 - share_of_source) * target;
}
/// Of sqrt(nm/(n+m)) S: m/(n+m) of the first variance and n/(n+m) of the second.
double limit_variance(const Alternative& t) { return weighed(0.2, source_variance(t), target_variance(t)); }
double swapped_variance(const Alternative& t) { return weighed(0.8, source_variance(t), target_variance(t)); }
/// With f_ab and g_ab alone.
double variance_of_value(const Alternative& t) {
  return weighed(0.2, std::pow(TwoPointPlan(t.r, t.s, t.epsilon).slope(), 2) * t.r * (1 - t.r),
                 std::pow(TwoPointPlan(t.s, t.r, t.epsilon).slope(), 2) * t.s * (1 - t.s));
}

/// sqrt(scale) (S - limit).
auto scaled_by(const Alternative& t, double scale) {
  return [t, scale, first = Sampled(two_points::cloud(t.r)), second = Sampled(two_points::cloud(t.s)),
          losses = Losses(GroundCost::euclidean(1), t.epsilon),
          limit = two_points::divergence(t.r, t.s, t.epsilon)](const Stream& stream) mutable {
    const Cloud& a = first.refill(t.sizes.n(), stream.purpose("first sample"));
    const Cloud& b = second.refill(t.sizes.m, stream.purpose("second sample"));
    return std::sqrt(scale) * (losses.divergence(a, b) - Certified(limit));
  };
}
auto scaled(const Alternative& t) { return scaled_by(t, t.sizes.harmonic()); }
auto scaled_by_n(const Alternative& t) { return scaled_by(t, t.sizes.n()); }

/// exp(-X^2 / (2 v)), of mean 2^(-1/2) where X is normal with variance v.
using Variance = double (*)(const Alternative&);
auto spread(Variance variance) {
  return [variance](const Alternative& t) {
    return [draw = scaled(t), v = variance(t)](const Stream& stream) mutable -> Certified {
      const Certified squared = (0.5 / v) * square(draw(stream));
      return {std::exp(-squared.upper), std::exp(-squared.lower), squared.termination};
    };
  };
}

Claim spread_claim(const Design& design, std::string id, std::string statement, std::string source, Alternative cell,
                   Variance variance, Control<Alternative> control) {
  cell.sizes.m = design.integer("m");
  return mean_equals<Alternative>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = std::move(source),
      .design = {cell},
      .truth = [](const Alternative&) { return Certified(std::sqrt(0.5)); },
      .replicate = spread(variance),
      .range =
          [](const Alternative&) {
            return Range{0, 1};
          },
      .margin = Margin::absolute(0.03),
      .replicates = design.count("replicates"),
      .control = std::move(control),
      .estimate_label = "E exp(-X^2 / (2 v))",
  });
}

Claim variance(const Design& design) {
  return spread_claim(
      design, "alternative.variance",
      "E exp(-X^2/(2 v)) tends to 1/sqrt(2) for X = sqrt(nm/(n+m)) (S - S(a, b)) of samples "
      "of a != b and v = m/(n+m) Var_a(f_ab - f_aa) + n/(n+m) Var_b(g_ab - g_bb), the variance of its normal limit",
      "gonzalez:22; goldfeld:24", {}, limit_variance,
      Control<Alternative>::wrong_procedure("n/(n+m) of the first and m/(n+m) of the second variance",
                                            spread(swapped_variance)));
}

Claim variance_of_potentials(const Design& design) {
  return spread_claim(design, "alternative.cross_potentials", "the same with f_ab, g_ab for f_ab - f_aa, g_ab - g_bb",
                      "a slip: that is the variance of V", {.r = 0.3}, variance_of_value,
                      CorrectedBy{"alternative.variance"});
}

LawOf<Alternative> normal(Variance variance) {
  return {[variance](const Alternative& t, double x) { return models::normal_cdf(x, variance(t)); }};
}

Claim law(const Design& design) {
  return law_tends_to<Alternative>({
      .id = "alternative.law",
      .statement = "and X tends to the normal law of mean 0 and variance v",
      .source = "gonzalez:22; goldfeld:24",
      .design = {{.sizes = {design.integer("m")}}},
      .law = normal(limit_variance),
      .replicate = scaled,
      .tolerance = [](const Alternative&) { return 0.06; },
      .replicates = design.count("replicates"),
      .control = Control<Alternative>::wrong_procedure("sqrt(n) S for sqrt(nm/(n+m)) S", scaled_by_n),
  });
}

}  // namespace

std::vector<Claim> alternative_claims(const Design& design) {
  return {variance(design), variance_of_potentials(design), law(design)};
}

}  // namespace mongecarlo::sinkhorn_divergence
