#include <cmath>

#include "mongecarlo/base/log_gamma.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "sliced/parts.hpp"
#include "sliced/translation.hpp"

namespace mongecarlo::sliced {
namespace {

/// n points of the uniform law on the 2 d ends of the axes of the unit ball (the vertices of the cross-polytope),
/// against the law itself.
struct CrossPolytope {
  int d = 10, n = 100, directions = 4;

  CellParameters parameters() const { return {{"d", d}, {"n", n}, {"directions", directions}}; }
  Points atoms() const {
    Points points = Points::Zero(2 * d, d);
    for (int k = 0; k < d; ++k) {
      points(2 * k, k) = 1;
      points(2 * k + 1, k) = -1;
    }
    return points;
  }
};

class VertexSample {
 public:
  explicit VertexSample(const CrossPolytope& setting)
      : atoms(setting.atoms()),
        frequencies(2 * setting.d),
        weights(Vector::Constant(2 * setting.d, 0.5 / setting.d)),
        n_(setting.n) {}
  void refill(Stream stream) {
    frequencies.setZero();
    for (int i = 0; i < n_; ++i)
      frequencies[static_cast<Index>(stream.below(static_cast<std::uint64_t>(frequencies.size())))] += 1.0 / n_;
  }

  Points atoms;
  Vector frequencies, weights;

 private:
  int n_;
};

/// sqrt(n) SW_1(alpha_n, alpha) over fresh directions.
auto scaled_sliced_distance() {
  return [](const CrossPolytope& s) {
    return [s, sample = VertexSample(s), slices = SlicedTransport()](const Stream& stream) mutable {
      sample.refill(stream.purpose("sample"));
      slices.draw_directions(s.d, s.directions, stream.purpose("directions"));
      return std::sqrt(s.n) * slices.mean({.a = view(sample.frequencies),
                                           .b = view(sample.weights),
                                           .x = view(sample.atoms),
                                           .y = view(sample.atoms),
                                           .ground_cost = GroundCost::euclidean(1)});
    };
  };
}

/// sqrt(n) W_1(alpha_n, alpha), not sliced.
auto scaled_distance() {
  return [](const CrossPolytope& s) {
    return [s, sample = VertexSample(s),
            kernel = find_kernel("transport_cost")->make({.ground_cost = GroundCost::euclidean(1)})](
               const Stream& stream) mutable {
      sample.refill(stream.purpose("sample"));
      return std::sqrt(s.n) * kernel->weighted_value(view(sample.atoms), view(sample.atoms), view(sample.frequencies),
                                                     view(sample.weights));
    };
  };
}

Range within_the_ball(const CrossPolytope& s) { return {0, 2 * std::sqrt(s.n)}; }

/// E |F_n - F| <= sqrt(F (1 - F) / n) <= 1 / (2 sqrt n) on an interval of length 2 R, in every direction. On the line
/// the vertices are -1 and 1, and the ratio tends to sqrt(2 / pi) = 0.80: the constant cannot be halved.
Claim dimension_free(const Design& design) {
  std::vector<CrossPolytope> cells;
  for (int d : {1, 3, 10, 50}) cells.push_back({.d = d, .n = 100});
  cells.push_back({.d = 10, .n = 25});
  cells.push_back({.d = 10, .n = 400});
  return mean_below<CrossPolytope>({
      .id = "rate.dimension_free",
      .statement = "E SW_1(alpha_n, alpha) <= R / sqrt(n) for laws in a ball of radius R, in every dimension",
      .source = "nietert:22; derived here",
      .design = cells,
      .truth = [](const CrossPolytope&) { return Certified(1); },
      .replicate = scaled_sliced_distance(),
      .range = within_the_ball,
      .margin = Margin::absolute(design.real("rate_margin")),
      .replicates = design.count("cloud_replicates"),
      .control =
          Control<CrossPolytope>::wrong_truth("R / (2 sqrt(n))", [](const CrossPolytope&) { return Certified(0.5); })
              .in({{.d = 1, .n = 100}}),
      .kind = ClaimKind::bound,
      .plot = "d",
      .estimate_label = "sqrt(n) SW_1",
  });
}

/// On the line the n signs decide: SW_1 = |2 K / n - 1|, K binomial.
Certified mean_of_signs(const CrossPolytope& s) {
  double sum = 0;
  for (int k = 0; k <= s.n; ++k) {
    const double log_probability =
        log_gamma(s.n + 1.0) - log_gamma(k + 1.0) - log_gamma(s.n - k + 1.0) - s.n * std::numbers::ln2;
    sum += std::exp(log_probability) * std::abs(2.0 * k / s.n - 1);
  }
  return std::sqrt(s.n) * sum;
}

Claim on_the_line(const Design& design) {
  return mean_equals<CrossPolytope>({
      .id = "rate.line",
      .statement = "on the line it is E |2 K - n| / sqrt(n), K binomial: 0.80 of the bound is attained",
      .source = "derived here",
      .design = {{.d = 1, .n = 25, .directions = 1}, {.d = 1, .n = 100, .directions = 1}},
      .truth = mean_of_signs,
      .replicate = scaled_sliced_distance(),
      .range = within_the_ball,
      .margin = Margin::absolute(design.real("rate_margin")),
      .replicates = 4 * design.count("cloud_replicates"),
      .control =
          Control<CrossPolytope>::wrong_truth("the bound itself", [](const CrossPolytope&) { return Certified(1); }),
      .plot = "n",
      .estimate_label = "sqrt(n) SW_1",
  });
}

Claim not_unsliced(const Design& design) {
  return mean_below<CrossPolytope>({
      .id = "rate.unsliced_as_sliced",
      .statement = "E W_1(alpha_n, alpha) <= R / sqrt(n) in every dimension too",
      .source = "nietert:22 without slicing; derived here",
      .design = {{.d = 10, .n = 100}, {.d = 30, .n = 100}},
      .truth = [](const CrossPolytope&) { return Certified(1); },
      .replicate = scaled_distance(),
      .range = within_the_ball,
      .margin = Margin::absolute(0.1),
      .replicates = design.count("cloud_replicates") / 4,
      .control = CorrectedBy{"rate.dimension_free"},
      .kind = ClaimKind::bound,
      .plot = "d",
      .estimate_label = "sqrt(n) W_1",
  });
}

}  // namespace

std::vector<Claim> rate_claims(const Design& design) {
  return {dimension_free(design), on_the_line(design), not_unsliced(design)};
}

}  // namespace mongecarlo::sliced
