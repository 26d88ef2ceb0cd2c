#include <algorithm>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/limit/wasserstein_derivatives.hpp"
#include "wasserstein_limit_laws/empirical_pair.hpp"
#include "wasserstein_limit_laws/parts.hpp"

namespace mongecarlo::wasserstein_limit_laws {
namespace {

constexpr const char* kSource = "sommerfeld:18; fang:19";
constexpr double kLevel = 0.05;
constexpr std::uint64_t kResamples = 99;  // level 5 %: reject where at most four of them are as large

/// A test of r = s by two samples.
struct Test {
  Shape shape = Shape::line;
  double p = 2;
  Samples samples = {};
  CellParameters parameters() const { return samples.with({{"space", static_cast<double>(shape)}, {"p", p}}); }
};

std::vector<Test> tests(std::initializer_list<Shape> shapes, std::initializer_list<double> powers, double m) {
  std::vector<Test> cells;
  for (Shape shape : shapes)
    for (double p : powers) cells.push_back({shape, p, {4 * m, m}});
  return cells;
}

Range share(const Test&) { return {0, 1}; }

// ---- at the quantile of the limit law ----

/// The limit laws for p = 2, by space; each is tabulated once.
std::vector<TabulatedSum> limit_laws() {
  std::vector<TabulatedSum> laws;
  for (Shape shape : {Shape::two_points, Shape::line, Shape::tree, Shape::ultrametric})
    laws.emplace_back(Space(shape).null_limit(2));
  return laws;
}

/// 1 where rho W_2^2, at the right rate or at that of n, is above the 95 % quantile of its limit.
auto rejects_above_quantile(const std::vector<TabulatedSum>& laws, bool by_n) {
  return [laws, by_n](const Test& s) {
    const Space space(s.shape);
    const double rate = by_n ? std::sqrt(s.samples.n) : s.samples.rate();
    return [rate, critical = laws[static_cast<std::size_t>(s.shape) - 1].quantile(1 - kLevel),
            pair = EmpiricalPair(space.distance, s.p, space.r, space.r, s.samples)](
               const Stream& stream) mutable -> Certified {
      const Certified statistic = rate * pair.value(stream);
      return {statistic.lower > critical ? 1.0 : 0.0, statistic.upper > critical ? 1.0 : 0.0, statistic.termination};
    };
  };
}

Claim size_of_limit_test(const Design& design) {
  const std::vector<TabulatedSum> laws = limit_laws();
  return mean_equals<Test>({
      .id = "size.limit_law",
      .statement =
          std::string("the test of r = s that rejects above the 95 % quantile of the limit law has size 5 %; ") +
          kShapes,
      .source = kSource,
      .design = tests({Shape::two_points, Shape::line, Shape::tree, Shape::ultrametric}, {2}, design.integer("m")),
      .truth = [](const Test&) -> Certified { return kLevel; },
      .replicate = rejects_above_quantile(laws, false),
      .range = share,
      .margin = Margin::absolute(design.real("size_margin")),
      .replicates = design.count("size_replicates"),
      .control = Control<Test>::wrong_procedure("n for nm/(n+m)", rejects_above_quantile(laws, true)),
      .plot = "space",
      .estimate_label = "size",
  });
}

// ---- by resampling, through the library ----

enum class Method : std::uint8_t { naive, m_out_of_n, recentred, directional };

/// The bootstrap law of the test statistic for samples that were seen, both sizes large enough for resamples of m^1/2.
Bootstrap bootstrap_of(Method method, const Test& s, const Matrix& distance, const Vector& a, const Vector& b) {
  const SampleSizes sizes = SampleSizes::two_samples(s.samples.n, s.samples.m);
  const auto distance_p = [&] { return wasserstein_distance(distance, s.p); };
  switch (method) {
    case Method::naive:
      return Bootstrap::naive(distance_p(), a, b, sizes, 1 / s.p);
    case Method::m_out_of_n:
      return Bootstrap::m_out_of_n(distance_p(), a, b, sizes.subsampled(0.5), 1 / s.p);
    case Method::recentred:
      return Bootstrap::recentred(distance_p(), a, b, sizes, 1 / s.p);
    case Method::directional:
      break;
  }
  const Vector pooled = (s.samples.n * a + s.samples.m * b) / (s.samples.n + s.samples.m);
  return Bootstrap::directional(wasserstein_null_derivative(distance, pooled, s.p), pooled, pooled, sizes);
}

/// 1 where the bootstrap's p-value of rho^(1/p) W_p(r_n, r'_m) is at most 5 %.
auto rejects_by(Method method) {
  return [method](const Test& s) {
    const Space space(s.shape);
    return [s, method, distance = space.distance,
            pair = EmpiricalPair(space.distance, s.p, space.r, space.r, s.samples)](
               const Stream& stream) mutable -> Certified {
      const Certified observed = std::pow(s.samples.rate(), 1 / s.p) * rooted(pair.value(stream.purpose("data")), s.p);
      Bootstrap bootstrap = bootstrap_of(method, s, distance, pair.source(), pair.target());
      return bootstrap.p_value(observed, kResamples, stream.purpose("resamples")) <= kLevel + 1e-9 ? 1.0 : 0.0;
    };
  };
}

Claim level(const Design& design, std::string id, std::string statement, Method method, std::vector<Test> cells,
            Control<Test> control) {
  return mean_below<Test>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = kSource,
      .design = std::move(cells),
      .truth = [](const Test&) -> Certified { return kLevel; },
      .replicate = rejects_by(method),
      .range = share,
      .margin = Margin::absolute(design.real("level_margin")),
      .replicates = design.count("level_replicates"),
      .control = std::move(control),
      .plot = "space",
      .estimate_label = "size",
  });
}

std::vector<Claim> levels(const Design& design) {
  const double m = design.integer("m");
  constexpr double kMany = 1000000;  // draws of a multinomial cost the same for any size
  const auto naive = [m] {
    return Control<Test>::wrong_procedure("the naive bootstrap in its place", rejects_by(Method::naive))
        .in({{Shape::line, 1, {4 * m, m}}});
  };
  return {
      level(design, "size.naive", "the test of r = s by the naive bootstrap keeps its level of 5 %", Method::naive,
            tests({Shape::two_points, Shape::line}, {1}, m), CorrectedBy{"size.recentred"}),
      level(design, "size.recentred",
            std::string("the test of r = s by resamples of the pooled measure keeps its level of 5 %; ") + kShapes,
            Method::recentred,
            {{Shape::two_points, 1, {4 * m, m}}, {Shape::line, 2, {4 * m, m}}, {Shape::ultrametric, 1, {4 * m, m}}},
            naive()),
      level(design, "size.directional",
            std::string("so does the test by the derivative at the pooled measure of resampled directions; ") + kShapes,
            Method::directional, {{Shape::line, 2, {4 * m, m}}, {Shape::tree, 1, {4 * m, m}}}, naive()),
      level(design, "size.m_out_of_n",
            std::string(
                "so does, for very large samples and p = 1, the test by resamples of m^1/2 and 4 m^1/2 points; ") +
                kShapes,
            Method::m_out_of_n, tests({Shape::two_points, Shape::line}, {1}, kMany), naive()),
  };
}

}  // namespace

std::vector<Claim> size_claims(const Design& design) {
  std::vector<Claim> claims = levels(design);
  claims.insert(claims.begin(), size_of_limit_test(design));
  return claims;
}

}  // namespace mongecarlo::wasserstein_limit_laws
