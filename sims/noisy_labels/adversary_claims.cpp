#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "noisy_labels/class_laws.hpp"
#include "noisy_labels/parts.hpp"

namespace mongecarlo::noisy_labels {
namespace {

// ---- adversarial training is label smoothing ----

struct Smoothing {
  double beta = 1;
  CellParameters parameters() const { return {{"beta", beta}}; }
};

double cross_entropy_of(const Vector& target, const Vector& p) { return -(target.array() * p.array().log()).sum(); }

/// CE(y, p) + beta KL(y' | p) less factor [CE((1 - gamma) y + gamma y', p) - gamma H(y')], the largest of 200 draws.
double smoothing_error(const Smoothing& s, const Stream& stream, double factor) {
  const double gamma = s.beta / (1 + s.beta);
  double largest = 0;
  for (std::uint64_t k = 0; k < 200; ++k) {
    const Vector p = random_law(5, stream.purpose("p", k)), adversary = random_law(5, stream.purpose("adversary", k));
    Vector label = Vector::Zero(5);
    label[static_cast<Index>(k % 5)] = 1;
    const double regularised = cross_entropy_of(label, p) + s.beta * kullback_leibler(adversary, p);
    const double smoothed =
        cross_entropy_of((1 - gamma) * label + gamma * adversary, p) - gamma * cross_entropy_of(adversary, adversary);
    largest = std::max(largest, std::abs(regularised - factor * smoothed));
  }
  return largest;
}

Claim smoothing() {
  const auto of = [](bool has_factor) {
    return [has_factor](const Smoothing& s, const Stream& stream) -> Certified {
      return smoothing_error(s, stream, has_factor ? 1 + s.beta : 1);
    };
  };
  return identity<Smoothing>({
      .id = "adversary.kl_is_label_smoothing",
      .statement = "CE(y) + beta KL(y'|p) = (1 + beta) [CE((1 - g) y + g y') - g H(y')], g = beta / (1 + beta)",
      .source = "fatras:22, Prop. 1; factor derived here",
      .design = {{0.1}, {1}, {10}},
      .truth = [](const Smoothing&) { return Certified(0); },
      .replicate = of(true),
      .tolerance = 1e-11,
      .control = Control<Smoothing>::wrong_procedure("without the factor 1 + beta", of(false)),
      .estimate_label = "largest difference",
  });
}

// ---- expansions at a small step ----

/// From p = (.3, .7) a step t towards (1, 0); 0-1 costs, lambda = .5.
struct Step {
  double t = 1e-3;
  CellParameters parameters() const { return {{"t", t}}; }
};

Vector stepped(double t) {
  Vector p(2);
  p << 0.3 + t, 0.7 - t;
  return p;
}

Claim transport_is_linear() {
  return identity<Step>({
      .id = "expansion.transport_is_linear",
      .statement = "OT(p, p + t d) = t: linear in the step, like a norm",
      .source = "derived here",
      .design = {{1e-3}, {1e-2}, {0.1}},
      .truth = [](const Step& s) { return Certified(s.t); },
      .replicate = [](const Step& s, const Stream&) -> Certified {
        return transport_cost(stepped(0), stepped(s.t), equal_costs(2));
      },
      .tolerance = 1e-12,
      .control =
          Control<Step>::wrong_truth("quadratic: t^2 / 2 (1/.3 + 1/.7)",
                                     [](const Step& s) { return Certified(s.t * s.t / 2 * (1 / 0.3 + 1 / 0.7)); }),
  });
}

/// The slope of the transport part at p, by central differences.
double slope_of_transport_part(double t) {
  const auto part = [](double step) { return entropic(stepped(0), stepped(step), equal_costs(2), 0.5).transport_part; };
  return (part(t) - part(-t)) / (2 * t);
}

Claim transport_part_printed() {
  return identity<Step>({
      .id = "expansion.transport_part_as_printed",
      .statement = "the transport part is stationary at q = p, so that it grows like a quadratic form r'Hr / 2",
      .source = "fatras:22",
      .design = {{}},
      .truth = [](const Step&) { return Certified(0); },
      .replicate = [](const Step& s, const Stream&) -> Certified { return slope_of_transport_part(s.t); },
      .tolerance = 1e-3,
      .control = CorrectedBy{"expansion.transport_part_has_a_slope"},
      .estimate_label = "slope",
  });
}

Claim transport_part_slope() {
  return identity<Step>({
      .id = "expansion.transport_part_has_a_slope",
      .statement =
          "its slope at p = (.3, .7) is 0.059: the step of the adversary follows the gradient, whatever direction it "
          "starts from",
      .source = "derived here",
      .design = {{}},
      .truth = [](const Step&) { return Certified(0.059); },
      .replicate = [](const Step& s, const Stream&) -> Certified { return slope_of_transport_part(s.t); },
      .tolerance = 5e-4,
      .control = Control<Step>::wrong_truth("no slope", [](const Step&) { return Certified(0); }),
      .estimate_label = "slope",
  });
}

Claim debiased_is_quadratic() {
  return identity<Step>({
      .id = "expansion.debiased_is_quadratic",
      .statement = "S(p, p + t d) / t^2 tends to 1.9751: the debiased divergence is quadratic",
      .source = "feydy:19; constant derived here",
      .design = {{1e-2}, {3e-3}},
      .truth = [](const Step&) { return Certified(1.9751); },
      .replicate = [](const Step& s, const Stream&) -> Certified {
        const auto at = [](double t) { return sinkhorn_divergence(stepped(0), stepped(t), equal_costs(2), 0.5); };
        return (at(s.t) + at(-s.t)) / (2 * s.t * s.t);  // the cubic term cancels
      },
      .tolerance = 2e-3,
      .control = Control<Step>::wrong_truth("the constant of KL, (1/.3 + 1/.7) / 2",
                                            [](const Step&) { return Certified((1 / 0.3 + 1 / 0.7) / 2); }),
  });
}

Claim kl_is_quadratic() {
  return identity<Step>({
      .id = "expansion.kl_is_quadratic",
      .statement = "KL(p | p + t d) / t^2 tends to (1/.3 + 1/.7) / 2",
      .source = "miyato:19",
      .design = {{1e-3}, {1e-4}},
      .truth = [](const Step&) { return Certified((1 / 0.3 + 1 / 0.7) / 2); },
      .replicate = [](const Step& s, const Stream&) -> Certified {
        const auto at = [](double t) { return kullback_leibler(stepped(0), stepped(t)); };
        return (at(s.t) + at(-s.t)) / (2 * s.t * s.t);
      },
      .tolerance = 1e-3,
      .control =
          Control<Step>::wrong_truth("the half forgotten", [](const Step&) { return Certified(1 / 0.3 + 1 / 0.7); }),
  });
}

// ---- the direction of the adversary ----

/// A softmax of linear scores, x in R^3, four classes.
struct PowerSteps {
  int steps = 1;
  CellParameters parameters() const { return {{"steps", steps}}; }
};

Vector softmax_of(const Vector& scores) {
  const Vector e = (scores.array() - scores.maxCoeff()).exp();
  return e / e.sum();
}

/// |cos| between d after `steps` steps d <- grad KL(p(x) | p(x + xi d)) / |.| and the top eigenvector of A'(diag p -
/// pp')A, the Hessian of KL.
double alignment(const PowerSteps& s, const Stream& stream) {
  constexpr double kProbe = 1e-6;
  Stream draws = stream;
  Eigen::MatrixXd a(4, 3);
  for (Index k = 0; k < a.size(); ++k) a.data()[k] = draws.normal();
  Vector bias(4), d(3);
  for (Index k = 0; k < 4; ++k) bias[k] = draws.normal();
  for (Index k = 0; k < 3; ++k) d[k] = draws.normal();
  const Vector p = softmax_of(bias);
  for (int k = 0; k < s.steps; ++k)
    d = (a.transpose() * (softmax_of(bias + kProbe * (a * d.normalized())) - p)).normalized();
  const Eigen::MatrixXd hessian = a.transpose() * (Eigen::MatrixXd(p.asDiagonal()) - p * p.transpose()) * a;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(hessian);
  return std::abs(d.dot(solver.eigenvectors().col(2)));
}

Claim power_iteration(const Design& design) {
  const auto slack = [](const PowerSteps& s, const Stream& stream) -> Certified { return alignment(s, stream) - 0.99; };
  return holds_always<PowerSteps>({
      .id = "adversary.steps_find_the_top_eigenvector",
      .statement =
          "steps of the adversary are a power iteration: 1000 of them find the direction in which KL grows fastest "
          "(|cos| > .99)",
      .source = "miyato:19",
      .design = {{1000}},
      .replicate = slack,
      .replicates = design.count("draws"),
      .control = Control<PowerSteps>::wrong_procedure("a single step does", slack).in({{1}}),
  });
}

Claim one_step(const Design& design) {
  return holds_always<PowerSteps>({
      .id = "adversary.one_step_is_enough",
      .statement = "one step of the adversary is enough to find it to within |cos| > 1/2",
      .source = "miyato:19",
      .design = {{1}},
      .replicate = [](const PowerSteps& s, const Stream& stream) -> Certified { return alignment(s, stream) - 0.5; },
      .replicates = design.count("draws"),
      .control = CorrectedBy{"adversary.steps_find_the_top_eigenvector"},
  });
}

}  // namespace

std::vector<Claim> adversary_claims(const Design& design) {
  return {smoothing(),
          transport_is_linear(),
          transport_part_printed(),
          transport_part_slope(),
          debiased_is_quadratic(),
          kl_is_quadratic(),
          power_iteration(design),
          one_step(design)};
}

}  // namespace mongecarlo::noisy_labels
