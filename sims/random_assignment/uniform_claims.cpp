#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "random_assignment/cost_matrix.hpp"
#include "random_assignment/parts.hpp"

namespace mongecarlo::random_assignment {
namespace {

/// U = 1 - exp(-E) is uniform.
void make_uniform(const Matrix& exponential, Matrix& uniform) {
  for (Index i = 0; i < exponential.size(); ++i) uniform.data()[i] = -std::expm1(-exponential.data()[i]);
}

auto uniform_costs(const Square& s) {
  return [costs = Matrix(s.n, s.n), solver = ExactSolver({})](const Stream& stream) mutable {
    Stream draws = stream.purpose("costs");
    for (Index i = 0; i < costs.size(); ++i) costs.data()[i] = draws.uniform();
    return least_sum(solver, costs);
  };
}

/// n = 1: 1/2. n = 2: the least of two sums of two uniforms, int_0^2 P(U + U' > t)^2 dt = 23/30.
Certified small_mean(const Square& s) { return s.n == 1 ? 0.5 : 23.0 / 30; }
Certified parisi(const Square& s) { return s.n == 1 ? 1.0 : 1.25; }

Claim mean(const Design& design) {
  return mean_equals<Square>({
      .id = "uniform.mean",
      .statement = "uniform costs on (0, 1): the least sum has mean 1/2 for n = 1 and 23/30 for n = 2",
      .source = "derived here",
      .design = {{1}, {2}},
      .truth = small_mean,
      .replicate = uniform_costs,
      .range =
          [](const Square& s) {
            return Range{0, static_cast<double>(s.n)};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<Square>::wrong_truth("Parisi's formula for any costs of density 1 at 0", parisi),
      .estimate_label = "mean of the least sum",
  });
}

/// Least sum of exponential costs less that of the uniform costs they are coupled with.
auto difference(const Square& s) {
  return
      [costs = Matrix(s.n, s.n), uniform = Matrix(s.n, s.n), solver = ExactSolver({})](const Stream& stream) mutable {
        refill(costs, stream.purpose("costs"));
        make_uniform(costs, uniform);
        return least_sum(solver, costs) - least_sum(solver, uniform);
      };
}

/// -log(1 - u) - u = u^2 / 2 + ..., and the squares of the n costs of an optimal assignment sum to 4 zeta(3) / n (the
/// second moment of Aldous' limit law of a cost): the difference is about 2 zeta(3) / n.
Claim same_limit(const Design& design) {
  std::vector<Square> cells;
  for (int n : {5, 10, 20, 40}) cells.push_back({n});
  return rate_equals<Square>({
      .id = "uniform.same_limit",
      .statement = "uniform and exponential costs have the same limit pi^2/6: their difference falls like 1/n",
      .source = "aldous:01; rate derived here",
      .design = cells,
      .n = [](const Square& s) { return static_cast<double>(s.n); },
      .exponent = 1,
      .replicate = difference,
      .range = unbounded,
      .margin = 0.2,
      .replicates =
          [least = design.count("sum_replicates")](const Square& s) {
            return least * 40 / static_cast<std::uint64_t>(s.n);  // small n: skewed, and cheap
          },
      .control = Control<Square>::wrong_exponent("their difference falls like n^-1/2", 0.5),
      .correction = 1.0,
      .estimate_label = "difference of the least sums",
  });
}

}  // namespace

std::vector<Claim> uniform_claims(const Design& design) { return {mean(design), same_limit(design)}; }

}  // namespace mongecarlo::random_assignment
