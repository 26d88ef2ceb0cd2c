#include <Eigen/Eigenvalues>
#include <cmath>

#include "models/plain_sinkhorn.hpp"
#include "sinkhorn_convergence/parts.hpp"

namespace mongecarlo::sinkhorn_convergence {
namespace {

using models::EntropicProblem;
using models::hilbert_distance;
using models::PlainSinkhorn;
using models::RandomSetting;

constexpr int kMostCycles = 100000;

/// Cycles until nothing moves any more but by rounding.
PlainSinkhorn limit_of(PlainSinkhorn iteration) {
  for (int k = 0; k < kMostCycles; ++k) {
    const Vector f = iteration.f, g = iteration.g;
    iteration.cycle();
    if (hilbert_distance(iteration.f, f, 1) + hilbert_distance(iteration.g, g, 1) < 2e-15) break;
  }
  return iteration;
}

/// Two points at distance 1 with weights (r, 1 - r) and (s, 1 - s): everything is known in closed form.
struct TwoPoints {
  double r = 0.3, s = 0.6, epsilon = 0.5;
  int k = 0;  ///< cycles, where a claim counts them
  CellParameters parameters() const {
    CellParameters result{{"r", r}, {"s", s}, {"epsilon", epsilon}};
    if (k > 0) result.emplace_back("k", k);
    return result;
  }
  EntropicProblem problem() const {
    EntropicProblem result{Matrix(2, 2), Vector(2), Vector(2), epsilon};
    result.costs << 0, 1, 1, 0;
    result.a << r, 1 - r;
    result.b << s, 1 - s;
    return result;
  }
  /// P_11 solves x (1 - r - s + x) = exp(2 / eps) (r - x) (s - x): the smaller root, without cancellation.
  double first_mass() const {
    const double odds = std::exp(2 / epsilon);
    const double linear = 1 - r - s + odds * (r + s);
    return 2 * odds * r * s / (linear + std::sqrt(linear * linear - 4 * (odds - 1) * odds * r * s));
  }
  /// The second singular value of D_a^-1/2 P D_b^-1/2: the correlation of the table.
  double singular_value() const { return (first_mass() - r * s) / std::sqrt(r * (1 - r) * s * (1 - s)); }
  double contraction() const { return std::tanh(1 / (2 * epsilon)); }
};

/// The factor by which a cycle shrinks the error osc(f - f_infinity) once that is small: `small` and below it is still
/// far above rounding.
double observed_rate(PlainSinkhorn& iteration) {
  constexpr double kSmall = 1e-9;
  const PlainSinkhorn limit = limit_of(iteration);
  double error = hilbert_distance(iteration.f, limit.f, 1);
  for (int k = 0; k < kMostCycles; ++k) {
    iteration.cycle();
    const double next = hilbert_distance(iteration.f, limit.f, 1);
    if (next < kSmall) return next / error;
    error = next;
  }
  throw std::domain_error("observed_rate: Sinkhorn does not come within 1e-9 of its limit");
}

/// From a start that is not the fixed point even where the problem is symmetric.
Certified rate_of_two_points(const TwoPoints& s, const Stream& stream) {
  const EntropicProblem problem = s.problem();
  PlainSinkhorn iteration(problem);
  iteration.g[0] = 0.1 + 0.2 * stream.purpose("start").uniform();
  return observed_rate(iteration);
}

Claim closed_form() {
  return identity<TwoPoints>({
      .id = "rate.two_points",
      .statement = "two points: a cycle of Sinkhorn shrinks the error by sigma_1^2, sigma_1 the correlation of the "
                   "optimal table",
      .source = "derived here; franklin:89",
      .design = {{.epsilon = 0.2}, {.epsilon = 0.3}, {.epsilon = 0.5}, {.epsilon = 1}, {.epsilon = 2}},
      .truth = [](const TwoPoints& s) -> Certified { return s.singular_value() * s.singular_value(); },
      .replicate = rate_of_two_points,
      .tolerance = 1e-5,
      .control = Control<TwoPoints>::wrong_truth("by sigma_1, the rate of half a cycle",
                                                 [](const TwoPoints& s) -> Certified { return s.singular_value(); }),
      .plot = "epsilon",
      .estimate_label = "error over the error one cycle before",
  });
}

double squared_singular_value(const EntropicProblem& problem, const Matrix& plan) {
  const Matrix scaled =
      problem.a.cwiseSqrt().cwiseInverse().asDiagonal() * plan * problem.b.cwiseSqrt().cwiseInverse().asDiagonal();
  const Eigen::MatrixXd squared = scaled * scaled.transpose();
  const auto values = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(squared, Eigen::EigenvaluesOnly).eigenvalues();
  return values[values.size() - 2];  // the largest is 1
}

/// Observed rate less sigma_1^(2 power), of the plan that the iteration ends at.
auto rate_residual(double power) {
  return [power](const RandomSetting& s, const Stream& stream) -> Certified {
    const EntropicProblem problem = s.draw(stream);
    PlainSinkhorn iteration(problem);
    const double rate = observed_rate(iteration);
    return rate - std::pow(squared_singular_value(problem, iteration.plan()), power);
  };
}

Claim random_problems() {
  return identity<RandomSetting>({
      .id = "rate.random",
      .statement = "random problems: a cycle shrinks the error by sigma_1^2, sigma_1 the second singular value of "
                   "D_a^-1/2 P D_b^-1/2",
      .source = "derived here; franklin:89",
      .design = {{3, 4, 0.3}, {8, 6, 0.2}, {8, 6, 0.1}, {6, 8, 0.05}, {10, 10, 0.03}},
      .truth = [](const RandomSetting&) -> Certified { return 0; },
      .replicate = rate_residual(1),
      .tolerance = 0.02,
      .control = Control<RandomSetting>::wrong_procedure("by sigma_1", rate_residual(0.5)),
      .estimate_label = "observed rate less sigma_1^2",
  });
}

/// The derivative of log-ratio to log-ratio of two symmetric points is lambda at the fixed point: Birkhoff's bound is
/// attained there.
Claim attained() {
  return identity<TwoPoints>({
      .id = "rate.contraction_attained",
      .statement = "two symmetric points: the rate of a cycle is the contraction in Hilbert's metric, lambda^2 = "
                   "tanh(log(eta)/4)^2",
      .source = "franklin:89; derived here",
      .design = {{.r = 0.5, .s = 0.5, .epsilon = 0.3}, {.r = 0.5, .s = 0.5, .epsilon = 1}},
      .truth = [](const TwoPoints& s) -> Certified { return s.contraction() * s.contraction(); },
      .replicate = rate_of_two_points,
      .tolerance = 1e-5,
      .control = Control<TwoPoints>::wrong_truth("lambda, the contraction of half a cycle",
                                                 [](const TwoPoints& s) -> Certified { return s.contraction(); }),
      .plot = "epsilon",
      .estimate_label = "error over the error one cycle before",
  });
}

/// Two points stand for the symmetric problem near its fixed point, where the contraction is attained.
EntropicProblem contraction_problem(const RandomSetting& s, const Stream& stream) {
  return s.n == 2 ? TwoPoints{.r = 0.5, .s = 0.5, .epsilon = s.epsilon}.problem() : s.draw(stream);
}

PlainSinkhorn random_start(const RandomSetting& s, const EntropicProblem& problem, const Stream& stream) {
  PlainSinkhorn iteration(problem);
  Stream start = stream.purpose("start");
  const double size = s.n == 2 ? 1e-3 : problem.oscillation();
  for (Index j = 0; j < iteration.g.size(); ++j) iteration.g[j] = size * start.uniform();
  return iteration;
}

/// The least lambda^power H(g_k, g_l) - H(g_k+1, g_l+1) over cycles of two runs of one problem, relative.
auto contraction_slack(double power) {
  return [power](const RandomSetting& s, const Stream& stream) -> Certified {
    const EntropicProblem problem = contraction_problem(s, stream);
    PlainSinkhorn one = random_start(s, problem, stream.purpose("one"));
    PlainSinkhorn other = random_start(s, problem, stream.purpose("other"));
    const double factor = std::pow(problem.contraction(), power);
    double least = HUGE_VAL, distance = hilbert_distance(one.g, other.g, s.epsilon);
    for (int k = 0; k < 20 && distance > 1e-5; ++k) {
      one.cycle();
      other.cycle();
      const double next = hilbert_distance(one.g, other.g, s.epsilon);
      least = std::min(least, factor * distance - next + 1e-10);
      distance = next;
    }
    return std::isfinite(least) ? least : 1e-10;
  };
}

Claim contraction(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "rate.contraction",
      .statement =
          "a cycle contracts Hilbert's metric between two runs by lambda^2 at least, lambda = tanh(log(eta)/4), eta = "
          "max K_ik K_jl / (K_jk K_il)",
      .source = "franklin:89",
      .design = {{2, 2, 0.5}, {3, 4, 0.3}, {8, 6, 0.5}},
      .replicate = contraction_slack(2),
      .replicates = design.count("replicates"),
      .control = Control<RandomSetting>::wrong_procedure("by lambda^3", contraction_slack(3)).in({{2, 2, 0.5}}),
      .kind = ClaimKind::bound,
  });
}

/// H(u, u*) <= H(P 1, a) / (1 - lambda^2): the next u' = u a / (P 1) has H(u', u) = H(P 1, a), and H(u', u*) <=
/// lambda^2 H(u, u*).
auto a_posteriori_slack(bool has_factor) {
  return [has_factor](const RandomSetting& s, const Stream& stream) -> Certified {
    const EntropicProblem problem = s.draw(stream);
    PlainSinkhorn iteration(problem);
    const PlainSinkhorn limit = limit_of(iteration);
    const double lambda = problem.contraction();
    double least = HUGE_VAL;
    for (int k = 0; k < 5; ++k) {
      iteration.cycle();
      const Vector rows = iteration.plan().rowwise().sum();
      const Vector ratio = s.epsilon * (rows.array() / problem.a.array()).log().matrix();
      const double violation = hilbert_distance(ratio, Vector::Zero(s.n), s.epsilon);
      const double error = hilbert_distance(iteration.f, limit.f, s.epsilon);
      least = std::min(least, violation / (has_factor ? 1 - lambda * lambda : 1) - error + 1e-9);
    }
    return least;
  };
}

Claim a_posteriori(const Design& design) {
  return holds_always<RandomSetting>({
      .id = "rate.a_posteriori",
      .statement = "the error of the scaling is at most H(P 1, a) / (1 - lambda^2)",
      .source = "peyre:19, Theorem 4.2; constant derived here",
      .design = {{3, 4, 0.3}, {5, 6, 0.4}},
      .replicate = a_posteriori_slack(true),
      .replicates = design.count("long_replicates"),
      .control = Control<RandomSetting>::wrong_procedure("at most H(P 1, a)", a_posteriori_slack(false)),
      .kind = ClaimKind::bound,
  });
}

constexpr double kStart = 0.5;  // distance in Hilbert's metric

/// H(g_k, g*) after k cycles from a start at distance 1/2.
Certified error_after(const TwoPoints& s, const Stream&) {
  const EntropicProblem problem = s.problem();
  const PlainSinkhorn limit = limit_of(PlainSinkhorn(problem));
  PlainSinkhorn iteration = limit;
  iteration.g[0] += kStart * s.epsilon;
  for (int k = 0; k < s.k; ++k) iteration.cycle();
  return hilbert_distance(iteration.g, limit.g, s.epsilon);
}

auto bound_after(double power) {
  return [power](const TwoPoints& s) -> Certified { return std::pow(s.contraction(), power * s.k) * kStart; };
}

Claim over_cycles() {
  std::vector<TwoPoints> cells, symmetric;
  for (int k : {1, 2, 3, 5, 8, 12, 16, 20}) {
    cells.push_back({.epsilon = 0.4, .k = k});
    symmetric.push_back({.r = 0.5, .s = 0.5, .epsilon = 0.4, .k = k});
  }
  return identity<TwoPoints>({
      .id = "rate.over_cycles",
      .statement = "after k cycles the error is at most lambda^2k times what it was",
      .source = "franklin:89",
      .design = cells,
      .truth = bound_after(2),
      .replicate = error_after,
      .tolerance = 1e-9,
      .control = Control<TwoPoints>::wrong_truth("at most lambda^3k times what it was", bound_after(3)).in(symmetric),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::bound,
      .plot = "k",
      .estimate_label = "error in Hilbert's metric",
  });
}

}  // namespace

std::vector<Claim> rate_claims(const Design& design) {
  return {closed_form(), random_problems(), attained(), contraction(design), a_posteriori(design), over_cycles()};
}

}  // namespace mongecarlo::sinkhorn_convergence
