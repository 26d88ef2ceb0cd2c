// Trainings of the simulations: steps after the first ones take no memory.
#include <doctest/doctest.h>

#include <string>

#include "counted_malloc.hpp"
#include "domain_adaptation/training.hpp"

#if MONGECARLO_OWN_MALLOC
using namespace mongecarlo;

namespace {

const Stream kStream(stream_key(1, "training_allocation_test", "seed"), 0);

template <class Train>
std::size_t allocations_of(Train&& train) {
  const std::size_t before = allocations;
  train();
  return allocations - before;
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("steps of domain adaptation allocate nothing by any method once warm") {
    using namespace mongecarlo::domain_adaptation;
    const Domains domains = draw_domains(DomainSet::closed, 32, kStream.purpose("domains"));
    for (const Method method :
         {Method::source_only, Method::deepjdot, Method::entropic, Method::stopped, Method::jumbot}) {
      CAPTURE(std::string(to_string(method)));
      Training training = usual(DomainSet::closed, method, 16);
      training.per_class = 32;
      training.pretraining = 20;
      const auto of_steps = [&](int steps) {
        training.steps = steps;
        return allocations_of([&] { train(domains, training, {.embedding = {16, 8}}, kStream.purpose("training")); });
      };
      CHECK(of_steps(150) == of_steps(100));
    }
  }
}
#endif
