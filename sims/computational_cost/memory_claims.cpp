#include <memory>

#include "computational_cost/memory_meter.hpp"
#include "computational_cost/parts.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::computational_cost {
namespace {

struct Size {
  int n = 64;
  CellParameters parameters() const { return {{"n", n}}; }
};

double size(const Size& s) { return s.n; }

std::vector<Size> doublings(int first, int last) {
  std::vector<Size> cells;
  for (int n = first; n <= last; n *= 2) cells.push_back({n});
  return cells;
}

Points random_points(Index n, Stream stream) {
  Points points(n, 2);
  for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  return points;
}

/// What a fresh solver asks for, its result included, to solve one problem: of points, or of their cost matrix.
enum class Given { points, matrix };

auto bytes_of(const char* solver, SolverOptions options, Given given) {
  options.want_plan = false;
  return [solver, options, given](const Size& s, const Stream& stream) -> Certified {
    const Points x = random_points(s.n, stream.purpose("source")), y = random_points(s.n, stream.purpose("target"));
    const GroundCost cost = GroundCost::squared_euclidean();
    Matrix costs;
    if (given == Given::matrix) cost.fill(view(x), view(y), costs);
    // Unequal weights, which the exact solver treats in general.
    Vector weights = Vector::LinSpaced(s.n, 1, 2);
    weights /= weights.sum();
    const Problem problem =
        given == Given::points
            ? Problem{.a = view(weights), .b = view(weights), .x = view(x), .y = view(y), .ground_cost = cost}
            : Problem{.cost = view(costs), .a = view(weights), .b = view(weights)};
    const std::size_t before = bytes_asked_for();
    {
      Result result;
      find_solver(solver)->make(options)->solve(problem, result);
    }
    return static_cast<double>(bytes_asked_for() - before);
  };
}

RateStatement<Size> statement(std::string id, std::string what, double exponent, ReplicateOf<Size> replicate,
                              Control<Size> control) {
  return {
      .id = std::move(id),
      .statement = std::move(what),
      .source = "derived here",
      .design = doublings(64, 512),
      .n = size,
      .exponent = exponent,
      .replicate = std::move(replicate),
      .range = without_chance,
      .margin = 0.15,
      .replicates = 1,
      .control = std::move(control),
      .correction = 1.0,
      .estimate_label = "bytes asked for",
  };
}

constexpr SolverOptions kSmooth{.epsilon = 0.5, .tolerance = 1e-6};

/// From sizes on where one algorithm is used: small problems go to another.
Claim exact() {
  auto claim = statement("memory.exact", "the exact solver takes memory like n beside its cost matrix", 1,
                         bytes_of("exact", {}, Given::matrix), Control<Size>::wrong_exponent("like n^2", 2));
  claim.design = doublings(192, 1536);
  claim.correction = {};
  return growth_equals(claim);
}

SolverOptions smooth(CostStorage storage) {
  SolverOptions options{.epsilon = 0.5, .tolerance = 1e-3};
  options.cost_storage = storage;
  return options;
}

Claim entropic_stored() {
  return growth_equals(statement(
      "memory.entropic_stored", "the entropic solver with a stored kernel takes memory like n^2", 2,
      bytes_of("entropic", smooth(CostStorage::matrix), Given::points), Control<Size>::wrong_exponent("like n", 1)));
}

/// From sizes on where n x n numbers are no small change: up to 2^20 of them the solver takes to save time.
Claim entropic_computed() {
  auto claim = statement("memory.entropic_computed",
                         "the entropic solver that computes its costs from points takes memory like n", 1,
                         bytes_of("entropic", smooth(CostStorage::computed), Given::points),
                         Control<Size>::wrong_procedure(
                             "with a stored kernel", bytes_of("entropic", smooth(CostStorage::matrix), Given::points))
                             .in(doublings(128, 1024)));
  claim.design = doublings(1280, 5120);
  claim.correction = {};
  return growth_equals(claim);
}

/// What an incomplete minibatch estimator asks for beside the data, with the averaged plan or without.
auto minibatch_bytes(bool keeps_plan) {
  return [keeps_plan](const Size& s, const Stream& stream) -> Certified {
    const Points x = random_points(s.n, stream.purpose("source")), y = random_points(s.n, stream.purpose("target"));
    const std::size_t before = bytes_asked_for();
    {
      const KernelPtr kernel = find_kernel("transport_cost")->make({});
      IncompleteMinibatch estimator({.m = 16, .k = 4});
      Matrix plan;
      if (keeps_plan)
        estimator.plan(*kernel, view(x), view(y), stream.purpose("batches"), plan);
      else
        estimator(*kernel, view(x), view(y), stream.purpose("batches"));
    }
    return static_cast<double>(bytes_asked_for() - before);
  };
}

Claim minibatch() {
  auto claim =
      statement("memory.minibatch", "a minibatch estimator takes memory that does not depend on n, beside the data", 0,
                minibatch_bytes(false),
                Control<Size>::wrong_procedure("with the averaged plan as a matrix", minibatch_bytes(true)));
  claim.source = "fatras:20";
  return growth_at_most(claim);
}

}  // namespace

std::vector<Claim> memory_claims(const Design&) {
  if (!can_count_memory()) return {};
  return {exact(), entropic_stored(), entropic_computed(), minibatch()};
}

}  // namespace mongecarlo::computational_cost
