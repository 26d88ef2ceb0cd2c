// Our side of the comparisons of tools/bench: every solver of the table, and minibatch estimators.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include "contestant.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/transport/entropic_batch.hpp"
#include "mongecarlo/transport/sliced_transport.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::bench {
namespace {

/// Problems of one size, one below the other: `count` cost matrices in C, or points in x and y; weights likewise.
struct Batch {
  Index count = 1;
  Matrix cost, x, y, a, b;

  explicit Batch(const Settings& settings)
      : count(static_cast<Index>(settings.number("count", 1))),
        cost(settings.optional_array("C")),
        x(settings.optional_array("x")),
        y(settings.optional_array("y")),
        a(settings.optional_array("a")),
        b(settings.optional_array("b")) {
    if (cost.size() == 0 && (x.size() == 0 || y.size() == 0))
      throw std::invalid_argument("the folder holds neither C.npy nor x.npy and y.npy");
  }

  MatrixView part(const Matrix& rows, Index i) const {
    const Index size = rows.rows() / count;
    return {rows.data() + i * size * rows.cols(), size, rows.cols()};
  }
  VectorView weights(const Matrix& rows, Index i) const {
    const MatrixView mine = part(rows, i);
    return {mine.data(), mine.size()};
  }
  Problem problem(Index i) const {
    Problem result;
    // The members are views without assignment: built anew.
    return {.cost = cost.size() > 0 ? part(cost, i) : result.cost,
            .a = a.size() > 0 ? weights(a, i) : result.a,
            .b = b.size() > 0 ? weights(b, i) : result.b,
            .x = x.size() > 0 ? part(x, i) : result.x,
            .y = y.size() > 0 ? part(y, i) : result.y,
            .ground_cost = x.size() > 0 ? std::optional(GroundCost::squared_euclidean()) : std::nullopt};
  }
};

SolverOptions solver_options(const Settings& settings) {
  SolverOptions options;
  options.epsilon = settings.number("epsilon", 0);
  options.tau_source = options.tau_target = settings.number("tau", 0);
  options.tolerance = settings.number("tolerance", options.tolerance);
  options.max_iterations = static_cast<long long>(settings.number("max_iterations", 1e6));
  options.cost_storage = settings.number("store_cost", 1) != 0 ? CostStorage::automatic : CostStorage::computed;
  options.directions = static_cast<long long>(settings.number("directions", 1000));
  options.seed = static_cast<std::uint64_t>(settings.number("seed", 1));
  options.want_plan = settings.number("want_plan", 1) != 0;
  options.want_potentials = settings.number("want_potentials", 1) != 0;
  return options;
}

Work solve_each(const Settings& settings) {
  const std::string name = settings.text("solver");
  const SolverFamily* family = find_solver(name);
  if (!family) throw std::invalid_argument(fmt::format("there is no solver '{}'", name));
  const std::shared_ptr<Solver> solver = family->make(solver_options(settings));
  const auto batch = std::make_shared<Batch>(settings);
  return [=, result = std::make_shared<Result>()] {
    Answer answer;
    for (Index i = 0; i < batch->count; ++i) {
      solver->solve(batch->problem(i), *result);
      answer.values.push_back(result->objective);
      answer.iterations += result->iterations;
      answer.gap = std::max(answer.gap, result->certified_objective.gap() / std::abs(result->objective));
      answer.converged = answer.converged && result->termination == Termination::converged;
    }
    return answer;
  };
}

Work slice(const Settings& settings) {
  const auto batch = std::make_shared<Batch>(settings);
  const auto slices = std::make_shared<SlicedTransport>();
  slices->set_directions(settings.array("directions"));
  return [=] {
    const Certified mean = slices->mean(batch->problem(0));
    Answer answer;
    answer.values.push_back(mean.midpoint());
    answer.gap = mean.gap() / mean.midpoint();
    return answer;
  };
}

/// Many small entropic problems in one call.
Work solve_batch(const Settings& settings) {
  const auto batch = std::make_shared<Batch>(settings);
  const auto solver = std::make_shared<EntropicBatch>(solver_options(settings));
  const auto problems = std::make_shared<std::vector<Problem>>();
  for (Index i = 0; i < batch->count; ++i) problems->push_back(batch->problem(i));
  // The problems are views of the batch.
  return [=, kept = batch, results = std::make_shared<std::vector<Result>>(problems->size())] {
    solver->solve(*problems, *results);
    Answer answer;
    for (const Result& result : *results) {
      answer.values.push_back(result.objective);
      answer.gap = std::max(answer.gap, result.certified_objective.gap() / std::abs(result.objective));
      answer.converged = answer.converged && result.termination == Termination::converged;
    }
    return answer;
  };
}

struct Estimation {
  Matrix x, y;
  IncompleteOptions options;
  KernelPtr kernel;
  Index repetitions;

  explicit Estimation(const Settings& settings)
      : x(settings.array("x")),
        y(settings.array("y")),
        options{.m = static_cast<Index>(settings.number("m")), .k = static_cast<Index>(settings.number("k"))},
        kernel(find_kernel("transport_cost")->make({})),
        repetitions(static_cast<Index>(settings.number("repetitions"))) {}

  static Stream stream(Index repetition) {
    return {stream_key(1, "bench", "incomplete"), static_cast<std::uint64_t>(repetition)};
  }

  /// The repetitions first, first + step, ...
  void run(Index first, Index step, std::vector<double>& values) const {
    const KernelPtr mine = kernel->clone();
    IncompleteMinibatch estimator(options);
    for (Index r = first; r < repetitions; r += step)
      values[static_cast<std::size_t>(r)] = estimator(*mine, view(x), view(y), stream(r)).midpoint();
  }
};

/// Writes down which batches will be drawn, so that a peer can take the same: one line a batch, source and target in
/// turn.
void write_batches(const Estimation& estimation, const std::string& file) {
  std::ofstream out(file);
  SubsetSampler sampler;
  std::vector<std::uint32_t> batch(static_cast<std::size_t>(estimation.options.m));
  for (Index r = 0; r < estimation.repetitions; ++r) {
    Stream source = Estimation::stream(r).purpose("source batches");
    Stream target = Estimation::stream(r).purpose("target batches");
    for (Index k = 0; k < estimation.options.k; ++k)
      for (const auto& [stream, points] : {std::pair{&source, &estimation.x}, std::pair{&target, &estimation.y}}) {
        sampler.draw(estimation.options.law, static_cast<std::uint32_t>(points->rows()), *stream, batch);
        for (const std::uint32_t index : batch) out << index << ' ';
        out << '\n';
      }
  }
  if (!out.flush()) throw std::runtime_error(fmt::format("cannot write {}", file));
}

Work estimate_incomplete(const Settings& settings) {
  const auto estimation = std::make_shared<Estimation>(settings);
  write_batches(*estimation, settings.text("batches"));
  const auto threads = static_cast<Index>(settings.number("threads", 1));
  return [=] {
    Answer answer;
    answer.values.resize(static_cast<std::size_t>(estimation->repetitions));
    {
      std::vector<std::jthread> others;
      for (Index t = 1; t < threads; ++t) others.emplace_back([&, t] { estimation->run(t, threads, answer.values); });
      estimation->run(0, threads, answer.values);
    }
    return answer;
  };
}

}  // namespace
}  // namespace mongecarlo::bench

int main(int argc, char** argv) {
  using namespace mongecarlo::bench;
  return run_contestant(
      argc, argv,
      {{"solve", solve_each}, {"batch", solve_batch}, {"sliced", slice}, {"incomplete", estimate_incomplete}});
}
