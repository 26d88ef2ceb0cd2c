#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/plain_sinkhorn.hpp"
#include "mongecarlo/base/log_gamma.hpp"
#include "mongecarlo/limit/weighted_chi_square.hpp"
#include "sinkhorn_divergence/parts.hpp"
#include "sinkhorn_divergence/sampled.hpp"
#include "sinkhorn_divergence/two_points.hpp"

namespace mongecarlo::sinkhorn_divergence {
namespace {

enum class Space { two_points, three_points, circle };

/// Two samples of one measure: on two points at distance 1, on three points of the line, or uniform on eight points of
/// the unit circle; cost |x - y|^2. The number of points tells them apart.
struct Null {
  Space space = Space::two_points;
  Sizes sizes = {};
  double epsilon = 0.5;

  static constexpr double kSkew = 0.2;  // weight of the first of two points
  static constexpr int kCirclePoints = 8;

  Cloud law() const {
    if (space == Space::two_points) return two_points::cloud(kSkew);
    Cloud cloud{Points(3, 1), Vector(3)};
    if (space == Space::three_points) {
      cloud.points << 0, 0.6, 1;
      cloud.weights << 0.5, 0.3, 0.2;
      return cloud;
    }
    cloud = {Points(kCirclePoints, 2), Vector::Constant(kCirclePoints, 1.0 / kCirclePoints)};
    for (Index i = 0; i < kCirclePoints; ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kCirclePoints;
      cloud.points.row(i) << std::cos(angle), std::sin(angle);
    }
    return cloud;
  }
  CellParameters parameters() const {
    return {
        {"points", static_cast<double>(law().weights.size())}, {"n", sizes.n()}, {"m", sizes.m}, {"epsilon", epsilon}};
  }
};

// ---- the limit: sum_i weight_i Z_i^2 with weight = (epsilon / 2) sigma_i / (1 - sigma_i^2) ----

/// sigma_i of the circle: Fourier coefficients of exp(-C / epsilon) over its sum.
Vector circle_spectrum(double epsilon) {
  constexpr int n = Null::kCirclePoints;
  Vector spectrum(n - 1);
  const auto coefficient = [epsilon](int frequency) {
    double sum = 0;
    for (int i = 0; i < n; ++i) {
      const double angle = 2 * std::numbers::pi * i / n;
      sum += std::exp(-2 * (1 - std::cos(angle)) / epsilon) * std::cos(frequency * angle);
    }
    return sum;
  };
  for (int frequency = 1; frequency < n; ++frequency) spectrum[frequency - 1] = coefficient(frequency) / coefficient(0);
  return spectrum;
}

/// Eigenvalues of P_ij / sqrt(a_i a_j) without the 1, decreasing, of a plan by the plain iteration.
Vector plain_spectrum(const Cloud& law, double epsilon) {
  models::EntropicProblem problem{Matrix(), law.weights, law.weights, epsilon};
  problem.costs.resize(law.weights.size(), law.weights.size());
  GroundCost::squared_euclidean().fill(view(law.points), view(law.points), problem.costs);
  models::PlainSinkhorn iteration(problem);
  for (int i = 0; i < 2000; ++i) iteration.cycle();
  const Vector root = law.weights.cwiseSqrt().cwiseInverse();
  const Matrix plan = iteration.plan();
  const Matrix symmetric = root.asDiagonal() * Matrix(0.5 * (plan + plan.transpose())) * root.asDiagonal();
  const Vector ascending = Eigen::SelfAdjointEigenSolver<Matrix>(symmetric).eigenvalues();
  return ascending.head(ascending.size() - 1).reverse();
}

Vector spectrum(const Null& s) {
  switch (s.space) {
    case Space::two_points:
      return Vector::Constant(1, TwoPointPlan(Null::kSkew, Null::kSkew, s.epsilon).correlation());
    case Space::three_points:
      return plain_spectrum(s.law(), s.epsilon);
    case Space::circle:
      break;
  }
  return circle_spectrum(s.epsilon);
}

Vector limit_weights(const Null& s) {
  Vector weights = spectrum(s);
  for (double& sigma : weights) sigma = 0.5 * s.epsilon * sigma / (1 - sigma * sigma);
  return weights;
}

/// P(w Z^2 <= x), or of w_1 Z_1^2 + w_2 Z_2^2: with z = sqrt(x / w_2) sin t, int erf(sqrt(x / (2 w_1)) cos t) dPhi(z)
/// is over half a period of a smooth periodic function, which the trapezoidal rule integrates to all digits.
double weighted_cdf(double first, double second, double x) {
  if (x <= 0) return 0;
  if (second <= 0) return std::erf(std::sqrt(x / (2 * first)));
  constexpr int kNodes = 64;
  const double reach = std::sqrt(x / (2 * first)), scale = std::sqrt(x / second);
  double sum = 0;
  for (int i = 0; i < kNodes; ++i) {
    const double t = std::numbers::pi * (i + 0.5) / kNodes - std::numbers::pi / 2;
    const double z = scale * std::sin(t);
    sum += std::erf(reach * std::cos(t)) * std::exp(-0.5 * z * z) * std::cos(t);
  }
  return sum * scale * std::numbers::pi / kNodes / std::sqrt(2 * std::numbers::pi);
}

/// The law of `factor` times the limit; weights are computed once a setting.
LawOf<Null> limit_law(double factor) {
  const auto weights_of = [factor](Space space) {
    Vector weights = factor * limit_weights({.space = space});
    return std::pair{weights[0], weights.size() > 1 ? weights[1] : 0.0};
  };
  return {[two = weights_of(Space::two_points), three = weights_of(Space::three_points)](const Null& s, double x) {
    const auto& [first, second] = s.space == Space::two_points ? two : three;
    return weighted_cdf(first, second, x);
  }};
}

// ---- the statistic ----

using Scale = double (*)(const Sizes&);
double harmonic(const Sizes& sizes) { return sizes.harmonic(); }
double larger_size(const Sizes& sizes) { return sizes.n(); }

auto scaled(Loss loss, Scale scale) {
  return [loss, scale](const Null& s) {
    const GroundCost cost = GroundCost::squared_euclidean();
    return [=, first = Sampled(s.law()), second = Sampled(s.law()),
            losses = Losses(cost, s.epsilon)](const Stream& stream) mutable {
      const Cloud& a = first.refill(s.sizes.n(), stream.purpose("first sample"));
      const Cloud& b = second.refill(s.sizes.m, stream.purpose("second sample"));
      return scale(s.sizes) * (losses.*loss)(a, b);
    };
  };
}

std::vector<Null> settings(const Design& design, std::initializer_list<Space> spaces) {
  std::vector<Null> cells;
  for (Space space : spaces) cells.push_back({.space = space, .sizes = {design.integer("m")}});
  return cells;
}

/// exp(-X / sum of the weights), whose mean is a Laplace transform.
auto transformed(Scale scale) {
  return [scale](const Null& s) {
    return [draw = scaled(&Losses::divergence, scale)(s),
            total = limit_weights(s).sum()](const Stream& stream) mutable -> Certified {
      const Certified x = (1 / total) * draw(stream);
      return {std::exp(-std::max(x.upper, 0.0)), std::exp(-std::max(x.lower, 0.0)), x.termination};
    };
  };
}

/// E exp(-sum w_i Z_i^2 / total) = prod (1 + 2 w_i / total)^(-1/2).
Certified limit_transform(const Null& s) {
  const Vector weights = limit_weights(s);
  return 1 / std::sqrt((1 + 2 * weights.array() / weights.sum()).prod());
}

Claim null_transform(const Design& design) {
  return mean_equals<Null>({
      .id = "null.transform",
      .statement =
          "E exp(-t nm/(n+m) S) of two samples of one measure tends to the product of (1 + 2 t w_i)^-1/2, "
          "w_i = (epsilon/2) sigma_i/(1 - sigma_i^2) for the singular values of the plan of (a, a); t = 1/sum w",
      .source = "gonzalez:22; goldfeld:24; constant derived here",
      .design = settings(design, {Space::two_points, Space::three_points, Space::circle}),
      .truth = limit_transform,
      .replicate = transformed(harmonic),
      .range =
          [](const Null&) {
            return Range{0, 1};
          },
      .margin = Margin::absolute(0.03),
      .replicates = design.count("replicates"),
      .control = Control<Null>::wrong_procedure("n S for nm/(n+m) S", transformed(larger_size)),
      .plot = "points",
      .estimate_label = "E exp(-t nm/(n+m) S)",
  });
}

Claim null_law(const Design& design) {
  return law_tends_to<Null>({
      .id = "null.law",
      .statement = "the law of nm/(n+m) S tends to that of (epsilon/2) sum sigma_i/(1 - sigma_i^2) Z_i^2, "
                   "Z_i standard normal",
      .source = "gonzalez:22; goldfeld:24; constant derived here",
      .design = settings(design, {Space::two_points, Space::three_points}),
      .law = limit_law(1),
      .replicate = scaled(&Losses::divergence, harmonic),
      .tolerance = [](const Null&) { return 0.06; },
      .replicates = design.count("replicates"),
      .control = Control<Null>::wrong_law("the factor 1/2 forgotten", limit_law(2)),
      .plot = "points",
  });
}

/// 1 where nm/(n+m) S is above the quantile of its limit at `level`, weights times `factor`.
constexpr double kLevel = 0.95;
auto above_quantile(double factor) {
  return [factor](const Null& s) {
    const Vector weights = factor * limit_weights(s);
    const WeightedChiSquare limit(std::vector<double>(weights.begin(), weights.end()));
    return [quantile = limit.quantile(kLevel),
            draw = scaled(&Losses::divergence, harmonic)(s)](const Stream& stream) mutable -> Certified {
      const Certified value = draw(stream);
      return {value.lower > quantile ? 1.0 : 0.0, value.upper > quantile ? 1.0 : 0.0, value.termination};
    };
  };
}

Claim null_quantile(const Design& design) {
  return mean_equals<Null>({
      .id = "null.quantile",
      .statement =
          "the test that rejects a = b where nm/(n+m) S is above the 95 per cent quantile of its limit has size "
          "5 per cent",
      .source = "gonzalez:22; goldfeld:24; constant derived here",
      .design = settings(design, {Space::two_points, Space::three_points, Space::circle}),
      .truth = [](const Null&) -> Certified { return 1 - kLevel; },
      .replicate = above_quantile(1),
      .range =
          [](const Null&) {
            return Range{0, 1};
          },
      .margin = Margin::absolute(0.045),
      .replicates = 4 * design.count("replicates"),  // most cells are decided after a tenth
      .control = Control<Null>::wrong_procedure("with the factor 1/2 of the weights forgotten", above_quantile(2)),
      .plot = "points",
      .estimate_label = "size of the test",
  });
}

/// T = V - epsilon dV/depsilon, and so its second derivative: -(epsilon^2/2) d/depsilon [sigma/(1 - sigma^2)] for two
/// points, here over the weight of S.
double weight_of_parts(double epsilon) {
  const auto ratio = [](double e) {
    const double sigma = TwoPointPlan(Null::kSkew, Null::kSkew, e).correlation();
    return sigma / (1 - sigma * sigma);
  };
  constexpr double kStep = 1e-5;
  const double slope = (ratio(epsilon + kStep) - ratio(epsilon - kStep)) / (2 * kStep);
  return -epsilon * slope / ratio(epsilon);
}

Claim parts_law(const Design& design) {
  return law_tends_to<Null>({
      .id = "null.transport_parts",
      .statement =
          "the debiased transport parts T, which some programs call by the same name, have another law: weight "
          "-(epsilon^2/2) d/d epsilon [sigma/(1 - sigma^2)] on two points",
      .source = "derived here",
      .design = settings(design, {Space::two_points}),
      .law = limit_law(weight_of_parts(Null{}.epsilon)),
      .replicate = scaled(&Losses::transport_parts, harmonic),
      .tolerance = [](const Null&) { return 0.08; },
      .replicates = design.count("replicates"),
      .control = Control<Null>::wrong_law("they follow the law of S, and may stand for it", limit_law(1)),
      .plot = "points",
  });
}

// ---- two points: no chance, all counts of both samples weighed ----

double log_binomial(int n, int k, double p) {
  return log_gamma(n + 1.0) - log_gamma(k + 1.0) - log_gamma(n - k + 1.0) + k * std::log(p) +
         (n - k) * std::log1p(-p);
}

Vector binomial_weights(int n, double p) {
  Vector weights(n + 1);
  for (int k = 0; k <= n; ++k) weights[k] = std::exp(log_binomial(n, k, p));
  return weights;
}

Vector self_values(int n, double epsilon) {
  Vector values(n + 1);
  for (int k = 0; k <= n; ++k) values[k] = TwoPointPlan(double(k) / n, double(k) / n, epsilon).value();
  return values;
}

struct Moments {
  double mean = 0, variance = 0;
};

/// Of nm/(n+m) S, in closed form.
Moments exact_moments(const Null& s) {
  const int n = s.sizes.n(), m = s.sizes.m;
  const Vector first = binomial_weights(n, Null::kSkew), second = binomial_weights(m, Null::kSkew);
  const Vector self = self_values(n, s.epsilon), other = self_values(m, s.epsilon);
  double sum = 0, squares = 0;
  for (int k = 0; k <= n; ++k)
    for (int l = 0; l <= m; ++l) {
      const double cross = TwoPointPlan(double(k) / n, double(l) / m, s.epsilon).value();
      const double scaled = s.sizes.harmonic() * (cross - 0.5 * (self[k] + other[l]));
      sum += first[k] * second[l] * scaled;
      squares += first[k] * second[l] * scaled * scaled;
    }
  return {sum, squares - sum * sum};
}

std::vector<Null> growing() {
  std::vector<Null> cells;
  for (int m : {16, 32, 64, 128}) cells.push_back({.sizes = {m}, .epsilon = 1});
  return cells;
}

Claim exact_rate() {
  return rate_equals<Null>({
      .id = "null.rate",
      .statement = "E S of two samples of one measure on two points falls like 1/n (all pairs of counts weighed)",
      .source = "gonzalez:22; goldfeld:24",
      .design = growing(),
      .n = [](const Null& s) { return static_cast<double>(s.sizes.n()); },
      .exponent = 1,
      .replicate = [](const Null& s, const Stream&) -> Certified { return exact_moments(s).mean / s.sizes.harmonic(); },
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Null>::wrong_exponent("like n^-1/2, as under the alternative", 0.5),
      .estimate_label = "E S",
  });
}

/// Departure from 1 of mean and variance over what they tend to, w = (epsilon / 2) sigma / (1 - sigma^2) and 2 w^2,
/// with w off by a factor.
auto departure_of_mean(double factor) {
  return [factor](const Null& s, const Stream&) -> Certified {
    return std::abs(exact_moments(s).mean / (factor * limit_weights(s)[0]) - 1);
  };
}
auto departure_of_variance(double factor) {
  return [factor](const Null& s, const Stream&) -> Certified {
    return std::abs(exact_moments(s).variance / (2 * std::pow(factor * limit_weights(s)[0], 2)) - 1);
  };
}

Claim exact_constant(std::string id, std::string statement, ReplicateOf<Null> departure, ReplicateOf<Null> wrong) {
  return rate_equals<Null>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "derived here",
      .design = growing(),
      .n = [](const Null& s) { return static_cast<double>(s.sizes.n()); },
      .exponent = 1,
      .replicate = std::move(departure),
      .range = without_chance,
      .margin = 0.2,
      .replicates = 1,
      .control = Control<Null>::wrong_procedure("w twice as large, the factor 1/2 forgotten", std::move(wrong)),
      .estimate_label = "departure of the ratio from 1",
  });
}

}  // namespace

std::vector<Claim> null_claims(const Design& design) {
  return {null_transform(design),
          null_law(design),
          null_quantile(design),
          parts_law(design),
          exact_rate(),
          exact_constant("null.mean",
                         "on two points nm/(n+m) S has a mean that tends to w = (epsilon/2) sigma/(1 - sigma^2), at "
                         "distance ~ 1/n",
                         departure_of_mean(1), departure_of_mean(2)),
          exact_constant("null.variance", "and a variance that tends to 2 w^2, at distance ~ 1/n",
                         departure_of_variance(1), departure_of_variance(2))};
}

}  // namespace mongecarlo::sinkhorn_divergence
