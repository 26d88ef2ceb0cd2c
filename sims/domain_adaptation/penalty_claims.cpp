#include <algorithm>
#include <cmath>
#include <utility>

#include "domain_adaptation/batch_squares.hpp"
#include "domain_adaptation/parts.hpp"
#include "models/plain_sinkhorn.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

using models::kullback_leibler;

/// Fixed batches of two squares, costs scaled to at most 2, and the loss of JUMBOT between them. tau = 0: balanced.
struct BatchLoss {
  double tau = 0.7, epsilon = 0.3;
  int m = 12;
  double least_cost = 0;  ///< added to all costs
  CellParameters parameters() const {
    return {{"tau", tau}, {"epsilon", epsilon}, {"m", m}, {"least_cost", least_cost}};
  }

  BatchSquares data() const {
    BatchSquares squares(m, 2 * m / 3, BatchSquares::fixed_stream());
    const double scale = std::sqrt(2 / squares.cost.maxCoeff());
    squares.x *= scale;
    squares.y *= scale;
    squares.cost *= scale * scale;
    squares.cost.array() += least_cost;
    return squares;
  }
  SolverPtr solver() const { return tau > 0 ? unbalanced_solver(epsilon, tau) : entropic_solver(epsilon); }
  /// The objective of a plan between equal weights 1/m by its definition.
  double objective(const Matrix& cost, const Matrix& plan) const {
    const Vector weights = Vector::Constant(m, 1.0 / m);
    const Matrix product = Matrix::Constant(m, m, 1.0 / m / m);
    double sum = plan.cwiseProduct(cost).sum();
    if (epsilon > 0) sum += epsilon * kullback_leibler(plan.reshaped(), product.reshaped());
    if (tau > 0)
      sum += tau * (kullback_leibler(plan.rowwise().sum(), weights) +
                    kullback_leibler(plan.colwise().sum().transpose(), weights));
    return sum;
  }
};

// ---- the gradient of a training step ----

enum class Part { objective, transport_cost };

/// The cost of a batch whose target points are mapped by y -> y A: what a network would be.
class MappedBatch {
 public:
  explicit MappedBatch(const BatchLoss& s) : s_(s), data_(s.data()), solver_(s.solver()) {}

  double value(const Matrix& map, Part part) {
    solve_at(map);
    return part == Part::objective ? s_.objective(data_.cost, plan_) : plan_.cwiseProduct(data_.cost).sum();
  }
  /// sum_ij P_ij dC_ij / dA with the plan held constant.
  Matrix gradient_of_cost(const Matrix& map) {
    solve_at(map);
    Matrix gradient = Matrix::Zero(2, 2);
    for (Index i = 0; i < s_.m; ++i)
      for (Index j = 0; j < s_.m; ++j)
        gradient += 2 * plan_(i, j) * data_.y.row(j).transpose() * (data_.y.row(j) * map - data_.x.row(i));
    return gradient;
  }

 private:
  void solve_at(const Matrix& map) {
    const Points mapped = data_.y * map;
    GroundCost::squared_euclidean().fill(view(data_.x), view(mapped), data_.cost);
    plan_ = plan_of(solve(solver_, data_.problem()), s_.m, s_.m);
  }

  BatchLoss s_;
  BatchSquares data_;
  SolverPtr solver_;
  Matrix plan_;
};

/// Relative difference of the gradient with the plan held constant from central differences of a part.
auto envelope_error(Part part) {
  return [part](const BatchLoss& s, const Stream&) {
    constexpr double kStep = 1e-4;
    const Matrix map{{1.1, -0.2}, {0.15, 0.9}};
    MappedBatch batch(s);
    const Matrix gradient = batch.gradient_of_cost(map);
    Matrix differences(2, 2);
    for (Index k = 0; k < 4; ++k) {
      Matrix above = map, below = map;
      above(k / 2, k % 2) += kStep;
      below(k / 2, k % 2) -= kStep;
      differences(k / 2, k % 2) = (batch.value(above, part) - batch.value(below, part)) / (2 * kStep);
    }
    return Certified((gradient - differences).norm() / differences.norm());
  };
}

Claim envelope() {
  return identity<BatchLoss>({
      .id = "step.envelope",
      .statement =
          "sum P_ij dC_ij with the plan held constant is the gradient of the whole objective of a batch, not of "
          "the transport cost <P, C> that training prints",
      .source = "fatras:21b; derived here",
      .design = {{}, {.tau = 2, .epsilon = 0.1}, {.tau = 0.1, .epsilon = 0.1}, {.tau = 0, .epsilon = 0.3}},
      .truth = [](const BatchLoss&) { return Certified(0); },
      .replicate = envelope_error(Part::objective),
      .tolerance = 1e-5,
      .control = Control<BatchLoss>::wrong_procedure("differences of <P, C>", envelope_error(Part::transport_cost)),
      .estimate_label = "relative difference",
  });
}

// ---- values and limits ----

Claim certificate() {
  return identity<BatchLoss>({
      .id = "step.certificate",
      .statement = "the objective of a converged batch plan is (epsilon + 2 tau)(1 - |P|), |P| its mass",
      .source = "derived here",
      .design = {{}, {.tau = 2, .epsilon = 0.1}, {.tau = 0.06, .epsilon = 0.01}, {.tau = 1, .epsilon = 0}, {.tau = 30}},
      .truth =
          [](const BatchLoss& s) {
            const BatchSquares data = s.data();
            return Certified(s.objective(data.cost, plan_of(solve(s.solver(), data.problem()), s.m, s.m)));
          },
      .replicate =
          [](const BatchLoss& s, const Stream&) {
            const BatchSquares data = s.data();
            const double mass = plan_of(solve(s.solver(), data.problem()), s.m, s.m).sum();
            return Certified((s.epsilon + 2 * s.tau) * (1 - mass));
          },
      .tolerance = 1e-8,
      .control = Control<BatchLoss>::wrong_procedure("one tau for both sides",
                                                     [](const BatchLoss& s, const Stream&) {
                                                       const BatchSquares data = s.data();
                                                       const double mass =
                                                           plan_of(solve(s.solver(), data.problem()), s.m, s.m).sum();
                                                       return Certified((s.epsilon + s.tau) * (1 - mass));
                                                     }),
      .estimate_label = "objective",
  });
}

/// What a batch gives up at large tau, over what it tends to: V_inf / 2.
auto lost_mass_ratio(double power) {
  return [power](const BatchLoss& s, const Stream&) {
    const BatchSquares data = s.data();
    const Result balanced = solve(entropic_solver(s.epsilon), data.problem());
    const double mass = solve(s.solver(), data.problem()).dense_plan.sum();
    return Certified(std::pow(s.tau, power) * (1 - mass) / (balanced.objective / 2));
  };
}

Claim large_tau() {
  return identity<BatchLoss>({
      .id = "step.large_tau",
      .statement =
          "the mass that a batch gives up falls like V_epsilon / (2 tau): at large tau JUMBOT is entropic DeepJDOT",
      .source = "derived here",
      .design = {{.tau = 100, .epsilon = 0.1}, {.tau = 1000, .epsilon = 0.1}, {.tau = 1000, .epsilon = 0.5}},
      .truth = [](const BatchLoss&) { return Certified(1); },
      .replicate = lost_mass_ratio(1),
      .tolerance = 0.02,
      .control = Control<BatchLoss>::wrong_procedure("it falls like 1/tau^2", lost_mass_ratio(2)),
      .kind = ClaimKind::rate,
      .plot = "tau",
      .estimate_label = "mass given up over its limit",
  });
}

/// sum a_i b_j exp(-C_ij / epsilon).
double gibbs_mass(const BatchLoss& s) { return (s.data().cost.array() / -s.epsilon).exp().sum() / s.m / s.m; }

double mass_of(const BatchLoss& s) { return plan_of(solve(s.solver(), s.data().problem()), s.m, s.m).sum(); }

Claim small_tau() {
  return identity<BatchLoss>({
      .id = "step.small_tau",
      .statement = "as tau falls to 0 at epsilon > 0 a batch moves sum a b exp(-C/epsilon) all the same",
      .source = "derived here",
      .design = {{.tau = 1e-6, .epsilon = 0.1}, {.tau = 1e-6, .epsilon = 0.5}},
      .truth = [](const BatchLoss& s) { return Certified(gibbs_mass(s)); },
      .replicate = [](const BatchLoss& s, const Stream&) { return Certified(mass_of(s)); },
      .tolerance = 1e-4,
      .control = Control<BatchLoss>::wrong_truth("nothing is moved", [](const BatchLoss&) { return Certified(0); }),
      .plot = "epsilon",
      .estimate_label = "mass",
  });
}

Claim small_tau_unregularised() {
  return identity<BatchLoss>({
      .id = "step.small_tau_unregularised",
      .statement = "at epsilon = 0 a batch moves at most exp(-c/(2 tau)), c its least cost: nothing as tau falls to 0",
      .source = "derived here",
      .design = {{.tau = 0.1, .epsilon = 0, .least_cost = 0.05},
                 {.tau = 0.01, .epsilon = 0, .least_cost = 0.05},
                 {.tau = 0.003, .epsilon = 0, .least_cost = 0.05}},
      .truth = [](const BatchLoss& s) { return Certified(std::exp(-s.data().cost.minCoeff() / (2 * s.tau))); },
      .replicate = [](const BatchLoss& s, const Stream&) { return Certified(mass_of(s)); },
      .tolerance = 1e-9,
      .control = Control<BatchLoss>::wrong_procedure("epsilon = 0.5 beside it",
                                                     [](BatchLoss s, const Stream&) {
                                                       s.epsilon = 0.5;
                                                       return Certified(mass_of(s));
                                                     })
                     .in({{.tau = 0.003, .epsilon = 0, .least_cost = 0.05}}),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::bound,
      .plot = "tau",
      .estimate_label = "mass",
  });
}

// ---- the published kernel ----

/// The plan that scaling iterations with the kernel exp(-C / epsilon) find, without a_i b_j in it: what a widely used
/// routine computed, and JUMBOT's published code took.
Matrix plan_of_bare_kernel(const BatchLoss& s, const Matrix& cost) {
  const Matrix kernel = (cost.array() / -s.epsilon).exp();
  const double power = s.tau / (s.tau + s.epsilon);
  Vector u = Vector::Ones(s.m), v = u;
  for (int cycle = 0; cycle < 20000; ++cycle) {
    const Vector before = u;
    u = ((kernel * v).array() * s.m).pow(-power);
    v = ((kernel.transpose() * u).array() * s.m).pow(-power);
    if ((u - before).cwiseAbs().maxCoeff() <= 1e-14 * u.maxCoeff()) break;
  }
  return u.asDiagonal() * kernel * v.asDiagonal();
}

auto kernel_difference(double shift) {
  return [shift](const BatchLoss& s, const Stream&) {
    BatchSquares data = s.data();
    const Matrix published = plan_of_bare_kernel(s, data.cost);
    data.cost.array() -= shift * s.epsilon * std::log(s.m);
    return Certified((published - plan_of(solve(s.solver(), data.problem()), s.m, s.m)).cwiseAbs().sum());
  };
}

Claim kernel_convention() {
  return identity<BatchLoss>({
      .id = "step.kernel_convention",
      .statement =
          "the kernel exp(-C/epsilon) without a_i b_j, as in the published code, is the definition at the cost C "
          "- 2 epsilon log m: its plans depend on m and may hold more mass than either side",
      .source = "fatras:21b; derived here",
      .design = {{.tau = 1, .epsilon = 0.1}, {.tau = 0.5, .epsilon = 0.3}, {.tau = 2, .epsilon = 0.1, .m = 24}},
      .truth = [](const BatchLoss&) { return Certified(0); },
      .replicate = kernel_difference(2),
      .tolerance = 1e-8,
      .control = Control<BatchLoss>::wrong_procedure("the same cost in both", kernel_difference(0)),
      .estimate_label = "L1 difference of the plans",
  });
}

}  // namespace

std::vector<Claim> penalty_claims(const Design&) {
  return {envelope(), certificate(), large_tau(), small_tau(), small_tau_unregularised(), kernel_convention()};
}

}  // namespace mongecarlo::domain_adaptation
