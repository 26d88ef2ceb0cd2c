#include <cmath>
#include <memory>

#include "minibatch_plan/batch_plans.hpp"
#include "minibatch_plan/parts.hpp"
#include "mongecarlo/minibatch/complete.hpp"

namespace mongecarlo::minibatch_plan {
namespace {

/// All pairs of batches of two samples of the unit square.
struct Cloud {
  int n = 6, m = 3;
  const char* kernel = "transport_cost";
  double epsilon = 0;  ///< of the kernel, where it has one
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"d", 2}, {"epsilon", epsilon}}; }
  KernelPtr make_kernel() const {
    return models::make_kernel(kernel, {.epsilon = epsilon > 0 ? epsilon : 0.1, .tau = 0.2});
  }
};

struct CloudSample {
  explicit CloudSample(const Cloud& s) : x(s.n, 2), y(s.n, 2) {}
  void refill(const Stream& stream) {
    law->sample_into(x, stream.purpose("source"));
    law->sample_into(y, stream.purpose("target"));
  }
  double price(const Matrix& plan) {
    cost.fill(view(x), view(y), matrix);
    return matrix.cwiseProduct(plan).sum();
  }
  Points x, y;
  DistributionPtr law = make_uniform_cube(2, 0, 1);
  GroundCost cost = GroundCost::squared_euclidean();
  Matrix matrix;
};

double marginal_error(const Matrix& plan) {
  const double row = 1.0 / static_cast<double>(plan.rows()), column = 1.0 / static_cast<double>(plan.cols());
  return (plan.rowwise().sum().array() - row).abs().sum() + (plan.colwise().sum().array() - column).abs().sum();
}

/// slack(sample, plan, value of the estimator) >= 0 of the complete plan of random clouds.
template <class Slack>
auto on_complete_plans(Slack slack) {
  return [slack](const Cloud& s) {
    return
        [s, slack, sample = CloudSample(s), kernel = s.make_kernel(), plan = Matrix()](const Stream& stream) mutable {
          sample.refill(stream);
          const Certified value = complete_minibatch_plan(*kernel, view(sample.x), view(sample.y), s.m, plan);
          return Certified(slack(sample, plan, value));
        };
  };
}

Claim uniform_marginals(const Design& design) {
  return holds_always<Cloud>({
      .id = "complete.admissible",
      .statement = "the averaged plan over all pairs of batches has uniform marginals, for balanced kernels (to 1e-8)",
      .source = "fatras:20, Prop. 1",
      .design = {{.n = 5, .m = 2}, {.n = 6, .m = 3}, {.n = 5, .m = 2, .kernel = "entropic", .epsilon = 0.1}},
      .replicate = on_complete_plans(
          [](CloudSample&, const Matrix& plan, const Certified&) { return 1e-8 - marginal_error(plan); }),
      .replicates = design.count("orders"),
      .control = Control<Cloud>::wrong_procedure(
                     "an unbalanced kernel", on_complete_plans([](CloudSample&, const Matrix& plan, const Certified&) {
                       return 1e-8 - marginal_error(plan);
                     }))
                     .in({{.n = 5, .m = 2, .kernel = "unbalanced", .epsilon = 0.1}}),
      .estimate_label = "share of departures",
  });
}

double cost_identity_slack(CloudSample& sample, const Matrix& plan, const Certified& value) {
  return 1e-9 - std::abs(sample.price(plan) - value.midpoint());
}

Claim cost_identity(const Design& design) {
  return holds_always<Cloud>({
      .id = "complete.cost_identity",
      .statement = "<C, Pibar^m> = hbar^m for h = OT (to 1e-9)",
      .source = "fatras:20, Prop. 1",
      .design = {{.n = 5, .m = 2}, {.n = 6, .m = 3}, {.n = 5, .m = 5}},
      .replicate = on_complete_plans(cost_identity_slack),
      .replicates = design.count("orders"),
      .control = Control<Cloud>::wrong_procedure("h = V, the regularised objective: its plan costs less than its value",
                                                 on_complete_plans(cost_identity_slack))
                     .in({{.n = 5, .m = 2, .kernel = "entropic", .epsilon = 0.1}}),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

/// <C, plan> - OT(X, Y), up to rounding.
auto above_transport(bool is_complete) {
  return [is_complete](const Cloud& s) {
    return [s, is_complete, sample = CloudSample(s), kernel = s.make_kernel(), plan = Matrix(),
            estimator = IncompleteMinibatch({.m = s.m, .k = 2})](const Stream& stream) mutable {
      sample.refill(stream);
      if (is_complete)
        complete_minibatch_plan(*kernel, view(sample.x), view(sample.y), s.m, plan);
      else
        estimator.plan(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"), plan);
      return Certified(sample.price(plan) + 1e-12) - kernel->value(view(sample.x), view(sample.y));
    };
  };
}

Claim above_transport_claim(const Design& design) {
  return holds_always<Cloud>({
      .id = "complete.above_transport",
      .statement = "<C, Pibar^m> >= OT(alpha_n, beta_n): the averaged plan is a transport plan, and not the best one",
      .source = "fatras:20, Prop. 1",
      .design = {{.n = 5, .m = 1}, {.n = 5, .m = 2}, {.n = 6, .m = 3}},
      .replicate = above_transport(true),
      .replicates = design.count("orders"),
      .control =
          Control<Cloud>::wrong_procedure("the plan of k = 2 batches, which leaves points out", above_transport(false)),
      .kind = ClaimKind::order,
  });
}

/// Largest difference between the complete plan and u_n x u_n (m = 1) or the optimal plan of all points (m = n).
Certified distance_at_end(const Cloud& s, const Stream& stream, int extreme) {
  CloudSample sample(s);
  sample.refill(stream);
  const auto kernel = s.make_kernel();
  Matrix plan, whole = Matrix::Constant(s.n, s.n, 1.0 / (s.n * s.n));
  complete_minibatch_plan(*kernel, view(sample.x), view(sample.y), s.m, plan);
  if (extreme == s.n) {
    const Vector uniform = Vector::Constant(s.n, 1.0 / s.n);
    kernel->plan(view(sample.x), view(sample.y), view(uniform), view(uniform), whole);
  }
  return (plan - whole).cwiseAbs().maxCoeff();
}

Claim ends() {
  return identity<Cloud>({
      .id = "complete.ends",
      .statement = "Pibar^1 = u x u, and Pibar^n is the optimal plan",
      .source = "boite:26; fatras:20",
      .design = {{.n = 6, .m = 1}, {.n = 6, .m = 6}},
      .truth = [](const Cloud&) { return Certified(0); },
      .replicate = [](const Cloud& s, const Stream& stream) { return distance_at_end(s, stream, s.m); },
      .tolerance = 1e-12,
      .control = Control<Cloud>::wrong_procedure(
          "the ends exchanged",
          [](const Cloud& s, const Stream& stream) { return distance_at_end(s, stream, s.n + 1 - s.m); }),
      .plot = "m",
      .estimate_label = "largest difference",
  });
}

}  // namespace

std::vector<Claim> admissible_claims(const Design& design) {
  return {uniform_marginals(design), cost_identity(design), above_transport_claim(design), ends()};
}

}  // namespace mongecarlo::minibatch_plan
