#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "noisy_labels/class_laws.hpp"
#include "noisy_labels/parts.hpp"

namespace mongecarlo::noisy_labels {
namespace {

/// Two classes at cost 1, predictions (1/2, 1/2) and (1/2 + delta, 1/2 - delta): the exact cost is delta. Published:
/// lambda = .05, 20 iterations.
struct Nearby {
  double delta = 0.1;
  int iterations = 20;
  double lambda = 0.05;
  CellParameters parameters() const { return {{"delta", delta}, {"iterations", iterations}, {"lambda", lambda}}; }
  Vector p() const { return Vector::Constant(2, 0.5); }
  Vector q() const {
    Vector q(2);
    q << 0.5 + delta, 0.5 - delta;
    return q;
  }
  Matrix plan() const { return early_plan(p(), q(), equal_costs(2), lambda, iterations); }
};

Certified share_of_cost(const Nearby& s, const Stream&) {
  return s.plan().cwiseProduct(equal_costs(2)).sum() / s.delta;
}

Claim published() {
  return identity<Nearby>({
      .id = "published.twenty_iterations_give_the_cost",
      .statement =
          "the published 20 iterations at lambda 0.05 give the transport cost of predictions 0.1 apart, to a tenth",
      .source = "practice of published code for fatras:22",
      .design = {{.delta = 0.05}, {.delta = 0.1}},
      .truth = [](const Nearby&) { return Certified(1); },
      .replicate = share_of_cost,
      .tolerance = 0.1,
      .control = CorrectedBy{"published.a_thousand_give_it"},
      .estimate_label = "share of the cost",
  });
}

Claim many_iterations() {
  return identity<Nearby>({
      .id = "published.a_thousand_give_it",
      .statement = "1000 iterations give it to a hundredth; 20 give a few millionths of it",
      .source = "derived here",
      .design = {{.delta = 0.05, .iterations = 1000}, {.delta = 0.1, .iterations = 1000}},
      .truth = [](const Nearby&) { return Certified(1); },
      .replicate = share_of_cost,
      .tolerance = 0.01,
      .control = Control<Nearby>::wrong_procedure("20 do", share_of_cost).in({{.delta = 0.1}}),
      .estimate_label = "share of the cost",
  });
}

Claim unmoved() {
  const auto share = [](const Nearby& s, const Stream&) -> Certified {
    return (s.plan().colwise().sum().transpose() - s.q()).cwiseAbs().sum() / (s.p() - s.q()).cwiseAbs().sum();
  };
  return identity<Nearby>({
      .id = "published.nothing_has_moved",
      .statement = "after 20 iterations the plan still ends in p: its marginal error is all of |p - q|_1",
      .source = "derived here",
      .design = {{.delta = 0.05}, {.delta = 0.1}},
      .truth = [](const Nearby&) { return Certified(1); },
      .replicate = share,
      .tolerance = 1e-3,
      .control = Control<Nearby>::wrong_procedure("after 1000 too", share).in({{.delta = 0.1, .iterations = 1000}}),
      .estimate_label = "marginal error over |p - q|_1",
  });
}

/// While the plan is nearly diagonal, u is p / v and v is q / u: the odds of u grow by a constant factor an iteration.
Claim mechanism() {
  const auto log_odds = [](const Nearby& s, int iterations) {
    Nearby shorter = s;
    shorter.iterations = iterations;
    const Matrix plan = shorter.plan();
    // T_01 / T_10 = (u_0 / u_1) (v_1 / v_0), and u v is p on the diagonal: the squared odds of u over those of p.
    return 0.5 * std::log(plan(0, 1) / plan(1, 0) * s.p()[0] / s.p()[1]);
  };
  return identity<Nearby>({
      .id = "published.why_so_slow",
      .statement =
          "the odds of the scaling u grow by (p_0 q_1) / (p_1 q_0) an iteration and have to reach exp(-C / lambda), "
          "twenty units of the logarithm",
      .source = "derived here",
      .design = {{.delta = 0.05}, {.delta = 0.1}},
      .truth =
          [](const Nearby& s) { return Certified(std::abs(std::log(s.p()[0] * s.q()[1] / (s.p()[1] * s.q()[0])))); },
      .replicate = [log_odds](const Nearby& s, const Stream&) -> Certified {
        return std::abs(log_odds(s, 11) - log_odds(s, 10));
      },
      .tolerance = 1e-6,
      .control = Control<Nearby>::wrong_truth("by exp(C / lambda) at once",
                                              [](const Nearby& s) { return Certified(1 / s.lambda); }),
      .estimate_label = "change of the log odds",
  });
}

}  // namespace

std::vector<Claim> sinkhorn_claims(const Design&) { return {published(), many_iterations(), unmoved(), mechanism()}; }

}  // namespace mongecarlo::noisy_labels
