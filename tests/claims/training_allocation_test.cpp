// Trainings of the simulations: steps after the first ones take no memory.
#include <doctest/doctest.h>

#include <string>

#include "counted_malloc.hpp"
#include "domain_adaptation/training.hpp"
#include "misclassified_generation/generation.hpp"
#include "misclassified_generation/two_laws.hpp"
#include "noisy_labels/classifier.hpp"
#include "noisy_labels/trainings.hpp"

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

  // Their number belongs to the setup; what is taken before the first one is some ten pieces.
  TEST_CASE("steps of noisy labels allocate nothing by any method once warm") {
    using namespace mongecarlo::noisy_labels;
    const Setup setup{.task = Task::four_classes};
    const LabelledSample sample = draw_sample(setup, kStream.purpose("labels"));
    Classifier classifier(setup);
    for (const char* name : {"cross_entropy", "vat", "random", "total_variation", "heavy_total_variation", "war",
                             "war_published", "war_close", "war_far", "war_equal"}) {
      CAPTURE(std::string(name));
      const auto train = [&] { classifier.train(sample, method_of(setup, name), kStream.purpose("classifier")); };
      train();
      CHECK(allocations_of(train) < 20);
    }
  }

  TEST_CASE("steps of weighted generators allocate nothing by any weights and constraint once warm") {
    using namespace mongecarlo::misclassified_generation;
    for (const Weighting weighting : {Weighting::uniform, Weighting::soft, Weighting::hard})
      for (const Constraint constraint : {Constraint::penalty, Constraint::two_sided_penalty, Constraint::clipping}) {
        CAPTURE(std::string(to_string(weighting)));
        CAPTURE(std::string(to_string(constraint)));
        const auto of_steps = [&](int steps) {
          const Training training{.weighting = weighting, .constraint = constraint, .steps = steps};
          return allocations_of([&] { TrainedGenerator(training, kStream.purpose("generator")); });
        };
        CHECK(of_steps(20) == of_steps(10));
      }
  }

  TEST_CASE("steps of a critic of two laws allocate nothing under any constraint once warm") {
    using namespace mongecarlo::misclassified_generation;
    const TwoLaws laws = TwoLaws::moon_and_square(50, kStream.purpose("laws"));
    for (const Constraint constraint : {Constraint::penalty, Constraint::two_sided_penalty, Constraint::clipping}) {
      CAPTURE(std::string(to_string(constraint)));
      const auto of_steps = [&](int steps) {
        return allocations_of(
            [&] { train_critic(laws, {.constraint = constraint}, steps, kStream.purpose("critic")); });
      };
      CHECK(of_steps(60) == of_steps(30));
    }
  }
}
#endif
