// A stranger's program: a batch of a sample drawn and a transport problem solved with the library.
#include <array>
#include <cstdint>
#include <iostream>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/random/subsets.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace {

bool draws_a_batch() {
  const mongecarlo::Stream replicate(mongecarlo::stream_key(1, "consumer", "cell"), 0);
  mongecarlo::Stream batches = replicate.purpose("batches");
  std::array<std::uint32_t, 4> batch{};
  mongecarlo::SubsetSampler().draw(mongecarlo::SubsetLaw::without_replacement, 10, batches, batch);
  for (std::uint32_t index : batch)
    if (index >= 10) return false;
  return true;
}

// The solver comes from the generated table: a linker that drops it from the static library is found out here.
bool solves_a_problem() {
  const mongecarlo::SolverFamily* exact = mongecarlo::find_solver("exact");
  if (exact == nullptr) return false;
  mongecarlo::Matrix cost(2, 2);
  cost << 3, 1, 1, 4;
  const mongecarlo::Vector uniform;
  mongecarlo::Result result;
  exact->make({})->solve(mongecarlo::problem_from_matrix(cost, uniform, uniform), result);
  std::cout << "transport cost " << result.transport_cost << '\n';
  return result.transport_cost == 1;  // half the mass on each of the two cells of cost 1
}

}  // namespace

int main() { return draws_a_batch() && solves_a_problem() ? 0 : 1; }
