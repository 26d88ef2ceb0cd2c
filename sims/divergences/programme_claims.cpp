#include "divergences/parts.hpp"
#include "divergences/random_measures.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::divergences {
namespace {

constexpr double kRounding = 1e-10;

/// min <C, P> over plans of two random laws, with random costs.
struct Programme {
  int n = 5, m = 4;
  CellParameters parameters() const { return {{"n", n}, {"m", m}}; }
};

struct Costs {
  Vector a, b;
  Matrix one, other;
  double share;

  Costs(const Programme& s, const Stream& stream)
      : a(random_weights(s.n, stream.purpose("a"))),
        b(random_weights(s.m, stream.purpose("b"))),
        one(s.n, s.m),
        other(s.n, s.m) {
    Stream draws = stream.purpose("costs");
    for (Matrix* costs : {&one, &other})
      for (double& cost : costs->reshaped()) cost = draws.uniform();
    share = draws.uniform();
  }
  Certified transport(const Matrix& costs) const {
    Result result;
    find_solver("exact")->make({})->solve(problem_from_matrix(costs, a, b), result);
    return result.certified_objective;
  }
  /// OT(t C + (1 - t) C') - t OT(C) - (1 - t) OT(C').
  Certified gain_of_mixing() const {
    return transport(share * one + (1 - share) * other) - share * transport(one) - (1 - share) * transport(other);
  }
};

Claim product_is_admissible(const Design& design) {
  const auto slack = [](bool has_marginals) {
    return [has_marginals](const Programme& s, const Stream& stream) {
      const Costs costs(s, stream);
      const Matrix plan =
          has_marginals ? Matrix(costs.a * costs.b.transpose()) : Matrix::Constant(s.n, s.m, 1.0 / (s.n * s.m));
      return Certified(plan.cwiseProduct(costs.one).sum() + kRounding) - costs.transport(costs.one);
    };
  };
  return holds_always<Programme>({
      .id = "programme.product_plan",
      .statement = "a plan exists, the product a x b: OT(a, b, C) <= <C, a x b>",
      .source = "Fatras 2021, thesis defence; villani:09",
      .design = {{2, 2}, {5, 4}},
      .replicate = slack(true),
      .replicates = design.count("orders"),
      .control =
          Control<Programme>::wrong_procedure("1/(n m) everywhere, whose marginals are not a and b", slack(false)),
      .kind = ClaimKind::bound,
  });
}

Claim concave(const Design& design) {
  const auto slack = [](double sign) {
    return [sign](const Programme& s, const Stream& stream) {
      return sign * Costs(s, stream).gain_of_mixing() + Certified(kRounding);
    };
  };
  return holds_always<Programme>({
      .id = "programme.concave_in_cost",
      .statement = "OT(t C + (1-t) C') >= t OT(C) + (1-t) OT(C'): concave in the cost, a minimum of linear functions",
      .source = "derived here",
      .design = {{2, 2}, {5, 4}},
      .replicate = slack(1),
      .replicates = design.count("orders"),
      .control = Control<Programme>::wrong_procedure("convex in the cost", slack(-1)),
  });
}

Claim linear_as_misread(const Design& design) {
  return holds_always<Programme>({
      .id = "programme.linear_in_cost",
      .statement = "OT is linear in the cost, as <P, C> is for every plan",
      .source = "a misreading of Fatras 2021, thesis defence; derived here",
      .design = {{5, 4}},
      .replicate =
          [](const Programme& s, const Stream& stream) {
            return Certified(kRounding) - absolute(Costs(s, stream).gain_of_mixing());
          },
      .replicates = design.count("orders"),
      .control = CorrectedBy{"programme.concave_in_cost"},
      .estimate_label = "share of departures",
  });
}

}  // namespace

std::vector<Claim> programme_claims(const Design& design) {
  return {product_is_admissible(design), concave(design), linear_as_misread(design)};
}

}  // namespace mongecarlo::divergences
