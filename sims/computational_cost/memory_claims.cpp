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
    cost.fill(view(x), view(y), costs);
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

Claim exact() {
  return growth_equals(statement("memory.exact", "the exact solver takes memory like n beside its cost matrix", 1,
                                 bytes_of("exact", {}, Given::matrix), Control<Size>::wrong_exponent("like n^2", 2)));
}

Claim entropic_stored() {
  SolverOptions options = kSmooth;
  options.cost_storage = CostStorage::matrix;
  return growth_equals(
      statement("memory.entropic_stored", "the entropic solver with a stored kernel takes memory like n^2", 2,
                bytes_of("entropic", options, Given::points), Control<Size>::wrong_exponent("like n", 1)));
}

Claim entropic_computed() {
  SolverOptions options = kSmooth;
  options.cost_storage = CostStorage::computed;
  return growth_equals(statement(
      "memory.entropic_computed", "the entropic solver that computes its costs from points takes memory like n", 1,
      bytes_of("entropic", options, Given::points), Control<Size>::wrong_procedure("with a stored kernel", [] {
        SolverOptions stored = kSmooth;
        stored.cost_storage = CostStorage::matrix;
        return bytes_of("entropic", stored, Given::points);
      }())));
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
