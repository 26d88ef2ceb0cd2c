// Google Benchmark of what the solvers spend their time in: the inner loops by instruction set, filling a cost matrix,
// and small problems through the public interface; and of steps of training. Figures come with rates: entries, solves
// or steps a second.
//
//     build/bench/kernel_benchmarks --benchmark_filter=full_iteration
#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/learning/network.hpp"
#include "mongecarlo/learning/optimizer.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

Matrix numbers(Index rows, Index columns) {
  Stream stream(stream_key(1, "bench", "kernels"), 0);
  Matrix result(rows, columns);
  for (Index i = 0; i < result.size(); ++i) result.data()[i] = stream.uniform();
  return result;
}

/// What the loops work on: rows of costs long enough that a pass leaves the first cache, and vectors that stay in it.
struct Buffers {
  static constexpr Index kRows = 64, kColumns = 1024;
  Matrix cost = numbers(kRows, kColumns);
  Matrix potentials = numbers(1, kColumns);
  Matrix distance = Matrix::Constant(1, kColumns, 1e9);
  Matrix out = Matrix::Zero(1, kColumns);
  Matrix weight = Matrix::Constant(1, kColumns, 1.0 / kColumns);
  Matrix column_sum = Matrix::Zero(1, kColumns);
  std::vector<std::int64_t> predecessor = std::vector<std::int64_t>(kColumns);
};

using Loop = void (*)(const VectorLoops&, Buffers&, const double* cost);

struct NamedLoop {
  const char* name;
  Loop loop;
};

constexpr NamedLoop kLoops[] = {
    {"least_difference",
     [](const VectorLoops& v, Buffers& b, const double* c) {
       benchmark::DoNotOptimize(v.least_difference(c, b.potentials.data(), Buffers::kColumns));
     }},
    {"two_least_differences",
     [](const VectorLoops& v, Buffers& b, const double* c) {
       double first, second;
       v.two_least_differences(c, b.potentials.data(), Buffers::kColumns, &first, &second);
       benchmark::DoNotOptimize(first + second);
     }},
    {"relax",
     [](const VectorLoops& v, Buffers& b, const double* c) {
       benchmark::DoNotOptimize(
           v.relax(c, b.potentials.data(), 0.5, 1, b.distance.data(), b.predecessor.data(), Buffers::kColumns));
     }},
    {"dot", [](const VectorLoops& v, Buffers& b,
               const double* c) { benchmark::DoNotOptimize(v.dot(c, b.potentials.data(), Buffers::kColumns)); }},
    {"add_scaled",
     [](const VectorLoops& v, Buffers& b, const double* c) { v.add_scaled(b.out.data(), c, 0.5, Buffers::kColumns); }},
    {"exponentiate",
     [](const VectorLoops& v, Buffers& b, const double* c) {
       v.exponentiate(c, b.potentials.data(), 0.5, 20, b.out.data(), Buffers::kColumns);
     }},
    {"full_iteration",  // an entry's share of an iteration in the log domain: both halves from one exponential
     [](const VectorLoops& v, Buffers& b, const double* c) {
       const double sum = v.exponentiate_and_dot(c, b.potentials.data(), 0.5, 20, b.weight.data(), b.out.data(),
                                                 Buffers::kColumns);
       v.add_scaled(b.column_sum.data(), b.out.data(), 1e-9 / sum, Buffers::kColumns);
     }},
};

void run_loop(benchmark::State& state, const VectorLoops* loops, Loop loop) {
  Buffers buffers;
  for (auto _ : state) {
    for (Index i = 0; i < Buffers::kRows; ++i) loop(*loops, buffers, buffers.cost.row(i).data());
    benchmark::ClobberMemory();
  }
  state.counters["entries"] = benchmark::Counter(
      static_cast<double>(state.iterations() * Buffers::kRows * Buffers::kColumns), benchmark::Counter::kIsRate);
}

void fill_cost(benchmark::State& state, GroundCost ground) {
  const Index d = state.range(0), n = 512;
  const Matrix x = numbers(n, d), y = numbers(n, d);
  Matrix cost;
  for (auto _ : state) {
    ground.fill(view(x), view(y), cost);
    benchmark::ClobberMemory();
  }
  state.counters["entries"] =
      benchmark::Counter(static_cast<double>(state.iterations() * n * n), benchmark::Counter::kIsRate);
}

void solve_small(benchmark::State& state, const SolverFamily* family) {
  const Index n = state.range(0), d = family->name == "univariate" ? 1 : 2;
  const Matrix x = numbers(n, d), y = numbers(n, d) * 0.5;
  const SolverPtr solver = family->make({.epsilon = 0.05, .tau_source = 1, .tau_target = 1});
  const Vector none;
  const Problem problem = problem_from_points(x, y, GroundCost::squared_euclidean(), none, none);
  Result result;
  for (auto _ : state) {
    solver->solve(problem, result);
    benchmark::DoNotOptimize(result.objective);
  }
  state.counters["solves"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

enum class Loss { cross_entropy, adversarial, gradient_penalty };

/// The loss of one step on a batch of 256 points of the plane: plain; with the KL at the step of an adversary (VAT); or
/// that of a critic with a gradient penalty, whose gradient is a second derivative.
template <class Scalar>
Variable<Scalar> loss_of(Tape<Scalar>& tape, const Network<Scalar>& network, Loss loss, const Variable<Scalar>& x,
                         const Variable<Scalar>& targets) {
  const auto scores = network(x);
  if (loss == Loss::gradient_penalty) {
    const auto slope = row_norms(tape.gradient(sum(scores), x));
    return mean(scores) + Scalar(10) * mean(square(relu(affine(slope, 1, -1))));
  }
  const auto plain = cross_entropy(scores, targets);
  if (loss == Loss::cross_entropy) return plain;
  const auto p = tape.detach(softmax(scores)), probe = affine(x, 1, Scalar(1e-3));
  const auto direction = tape.gradient(cross_entropy(network(probe), p), probe);
  const auto unit = direction / affine(row_norms(direction), 1, Scalar(1e-20));
  return plain + Scalar(6) * cross_entropy(network(x + tape.detach(Scalar(0.3) * unit)), p);
}

template <class Scalar>
void training_step(benchmark::State& state, Loss loss) {
  constexpr Index kBatch = 256;
  const Index outputs = loss == Loss::gradient_penalty ? 1 : 2;
  Network<Scalar> network({.widths = {2, 32, 32, outputs}});
  network.draw_weights(InitialWeights::normal, Stream(stream_key(1, "bench", "weights"), 0));
  const ColumnMatrix<Scalar> points = numbers(kBatch, 2).cast<Scalar>();
  const ColumnMatrix<Scalar> targets = ColumnMatrix<Scalar>::Constant(kBatch, outputs, Scalar(1) / Scalar(outputs));
  Adam<Scalar> adam({.rate = 1e-4});
  Tape<Scalar> tape;
  std::vector<Variable<Scalar>> gradients;
  for (auto _ : state) {
    tape.rewind();
    network.record(tape);
    const auto value = loss_of(tape, network, loss, tape.leaf(points), tape.leaf(targets));
    tape.gradient(value, network.variables(), gradients);
    adam.step(network.weights(), gradients);
  }
  state.counters["steps"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void register_training() {
  for (const auto& [name, loss] :
       {std::pair{"cross_entropy", Loss::cross_entropy}, std::pair{"adversarial", Loss::adversarial},
        std::pair{"gradient_penalty", Loss::gradient_penalty}}) {
    benchmark::RegisterBenchmark((std::string("train/") + name + "/double").c_str(), training_step<double>, loss);
    benchmark::RegisterBenchmark((std::string("train/") + name + "/float").c_str(), training_step<float>, loss);
  }
}

void register_all() {
  for (const char* set : {"baseline", "avx2", "avx512"})
    if (const VectorLoops* loops = find_vector_loops(set))
      for (const auto& [name, loop] : kLoops)
        benchmark::RegisterBenchmark((std::string(name) + "/" + set).c_str(), run_loop, loops, loop);
  benchmark::RegisterBenchmark("fill/squared_euclidean", fill_cost, GroundCost::squared_euclidean())
      ->Arg(1)
      ->Arg(2)
      ->Arg(10);
  benchmark::RegisterBenchmark("fill/euclidean", fill_cost, GroundCost::euclidean())->Arg(2)->Arg(10);
  for (const SolverFamily* family : solver_table())
    benchmark::RegisterBenchmark(("solve/" + std::string(family->name)).c_str(), solve_small, family)->Arg(16)->Arg(64);
  register_training();
}

}  // namespace
}  // namespace mongecarlo

int main(int argc, char** argv) {
  mongecarlo::register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
}
