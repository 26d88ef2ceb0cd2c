#include <boost/math/distributions/hypergeometric.hpp>
#include <cmath>

#include "minibatch_plan/batch_plans.hpp"
#include "minibatch_plan/parts.hpp"
#include "mongecarlo/measure/distributions/uniform_ball.hpp"

namespace mongecarlo::minibatch_plan {
namespace {

/// Two classes of n/2 points each on both sides, in discs of radius one around (0, 0) and (8, 0); the target is shifted
/// up by one. So far apart that an optimal batch plan crosses only where the batches hold different numbers of a class.
struct TwoClasses {
  int n = 32, m = 8, k = 10;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}}; }
};

constexpr double kGap = 8, kShift = 1;

Points classes(int n, double height, const Stream& stream) {
  Points points(n, 2);
  make_uniform_ball(2, 1)->sample_into(points, stream);
  for (Index i = 0; i < n; ++i) points.row(i) += Eigen::RowVector2d(2 * i < n ? 0 : kGap, height);
  return points;
}

struct Classes {
  explicit Classes(int n)
      : x(classes(n, 0, stream().purpose("source"))), y(classes(n, kShift, stream().purpose("target"))) {}
  static Stream stream() { return {stream_key(0, "minibatch_plan", "two classes"), 0}; }
  Points x, y;
};

double cross_mass(const Matrix& plan) {
  const Index half = plan.rows() / 2, rest = plan.rows() - half;
  return plan.topRightCorner(half, rest).sum() + plan.bottomLeftCorner(rest, half).sum();
}

auto incomplete_cross_mass(SubsetLaw law) {
  return [law](const TwoClasses& s) {
    return [data = Classes(s.n), kernel = models::make_kernel("transport_cost"), plan = Matrix(),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      estimator.plan(*kernel, view(data.x), view(data.y), stream.purpose("batches"), plan);
      return Certified(cross_mass(plan));
    };
  };
}

/// E |K_s - K_t| / m of two independent counts K of one class in a batch.
template <class Count>
double mean_difference(int m, const Count& probability) {
  double sum = 0;
  for (int s = 0; s <= m; ++s)
    for (int t = 0; t <= m; ++t) sum += probability(s) * probability(t) * std::abs(s - t);
  return sum / m;
}

Certified hypergeometric_truth(const TwoClasses& s) {
  const boost::math::hypergeometric law(static_cast<unsigned>(s.n / 2), static_cast<unsigned>(s.m),
                                        static_cast<unsigned>(s.n));
  return mean_difference(s.m, [&](int count) {
    const bool is_possible = count <= s.n / 2 && s.m - count <= s.n / 2;
    return is_possible ? boost::math::pdf(law, static_cast<unsigned>(count)) : 0.0;
  });
}

Claim cross_mass_law(const Design& design) {
  return mean_equals<TwoClasses>({
      .id = "two_class.cross_mass",
      .statement = "mass between two well separated balanced classes: E|K_s - K_t|/m, K hypergeometric(n, n/2, m)",
      .source = "fatras:21b; derived here",
      .design = {{.m = 1}, {.m = 2}, {.m = 4}, {.m = 8}, {.m = 16}, {.m = 24}},
      .truth = hypergeometric_truth,
      .replicate = incomplete_cross_mass(SubsetLaw::without_replacement),
      .range =
          [](const TwoClasses&) {
            return Range{0, 1 + 1e-12};
          },
      .margin = Margin::absolute(0.2 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<TwoClasses>::wrong_procedure("batches drawn with replacement from the data",
                                                      incomplete_cross_mass(SubsetLaw::with_replacement))
                     .in({{.m = 16}, {.m = 24}}),
      .plot = "m",
      .estimate_label = "mass between the classes",
  });
}

Claim no_cross_mass_at_n() {
  const auto whole_plan = [](int missing) {
    return [missing](const TwoClasses& s, const Stream& stream) {
      const TwoClasses batch{.n = s.n, .m = s.n - missing, .k = missing == 0 ? 1 : 50};
      return incomplete_cross_mass(SubsetLaw::without_replacement)(batch)(stream);
    };
  };
  return identity<TwoClasses>({
      .id = "two_class.no_cross_mass_at_n",
      .statement = "no mass between the classes at m = n",
      .source = "derived here",
      .design = {{.n = 32, .m = 32, .k = 1}},
      .truth = [](const TwoClasses&) { return Certified(0); },
      .replicate = whole_plan(0),
      .tolerance = 1e-12,
      .control = Control<TwoClasses>::wrong_procedure("fifty batches of n - 5 points", whole_plan(5)),
      .estimate_label = "mass between the classes",
  });
}

// ---- points and links, for the figure ----

Curve points_curve(std::string name, const Points& points) {
  Curve curve{.name = std::move(name), .x_label = "first coordinate", .y_label = "second coordinate"};
  for (Index i = 0; i < points.rows(); ++i) {
    curve.x.push_back(points(i, 0));
    curve.y.push_back(points(i, 1));
  }
  return curve;
}

Curve links_curve(std::string name, const Matrix& plan) {
  Curve curve{.name = std::move(name), .x_label = "entry, row by row", .y_label = "mass"};
  for (Index e = 0; e < plan.size(); ++e)
    if (plan.data()[e] > 0) {
      curve.x.push_back(static_cast<double>(e));
      curve.y.push_back(plan.data()[e]);
    }
  return curve;
}

std::vector<Curve> plans_to_look_at() {
  constexpr int kPoints = 20;
  const Classes data(kPoints);
  std::vector<Curve> curves{points_curve("source points", data.x), points_curve("target points", data.y)};
  const auto kernel = models::make_kernel("transport_cost");
  for (int m : {2, 6, 20}) {
    Matrix plan;
    IncompleteMinibatch({.m = m, .k = 400})
        .plan(*kernel, view(data.x), view(data.y), Classes::stream().purpose("batches"), plan);
    curves.push_back(links_curve("plan, m = " + std::to_string(m), plan));
  }
  return curves;
}

}  // namespace

std::vector<Claim> two_class_claims(const Design& design) {
  Claim law = cross_mass_law(design);
  law.picture = plans_to_look_at;
  return {std::move(law), no_cross_mass_at_n()};
}

}  // namespace mongecarlo::minibatch_plan
