// The domains that trainings adapt between, the trainings themselves, and digits from files.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "domain_adaptation/domains.hpp"
#include "domain_adaptation/training.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/experiment/runner.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace mongecarlo;
using namespace mongecarlo::domain_adaptation;

namespace mongecarlo::simulations {
extern const Simulation domain_adaptation;
}

namespace {

constexpr DomainSet kSets[] = {DomainSet::closed,     DomainSet::ramp,        DomainSet::partial,
                               DomainSet::first_half, DomainSet::large_shift, DomainSet::eight_dimensions};

Stream stream_of(std::uint64_t replicate) { return {stream_key(5, "domain_adaptation_test", "seeds"), replicate}; }

/// The stream of the seed in a run whose outcome is judged(...).
Stream judged_stream(std::uint64_t replicate) {
  return {stream_key(5, "domain_adaptation_test", kStreamOfTrainings), replicate};
}

/// A run of one claim, whose cells have judged so many seeds.
SimulationOutcome judged(const std::vector<std::uint64_t>& seeds) {
  ClaimOutcome claim;
  claim.claim.id = "claim";
  for (const std::uint64_t count : seeds) {
    CellOutcome cell;
    cell.inference.replicates = count;
    cell.is_complete = true;
    claim.arm.cells.push_back(cell);
  }
  SimulationOutcome outcome;
  outcome.simulation = "domain_adaptation_test";
  outcome.seed = 5;
  outcome.claims.push_back(claim);
  return outcome;
}

Training short_training(Method method) {
  Training training = usual(DomainSet::closed, method, 16);
  training.pretraining = 20;
  training.steps = 30;
  training.per_class = 32;
  return training;
}

std::string header(int dimensions, const std::vector<int>& sizes) {
  std::string bytes{0, 0, 8, static_cast<char>(dimensions)};
  for (const int size : sizes) bytes += {0, 0, static_cast<char>(size >> 8), static_cast<char>(size & 0xFF)};
  return bytes;
}

/// Files of a set: `count` grey images of side x side, the label's pixel bright, in colours where asked for.
void write_set(const testing::TemporaryFolder& folder, const std::string& set, int count, int side, bool in_colours) {
  std::filesystem::create_directory(folder.path(set));
  const int channels = in_colours ? 3 : 1;
  std::string images = in_colours ? header(4, {count, 3, side, side}) : header(3, {count, side, side});
  std::string labels = header(1, {count});
  for (int i = 0; i < count; ++i) {
    std::string image(static_cast<std::size_t>(channels * side * side), '\x10');
    for (int channel = 0; channel < channels; ++channel)
      image[static_cast<std::size_t>(channel * side * side + i % 10)] = '\xf0';
    images += image;
    labels += static_cast<char>(i % 10);
  }
  for (const char* part : {"train", "test"}) {
    folder.write(set + "/" + part + "-images.idx", images);
    folder.write(set + "/" + part + "-labels.idx", labels);
  }
}

Design digits_design(const std::string& folder) {
  const Simulation& simulation = simulations::domain_adaptation;
  return {simulation.parameters,
          Preset::smoke,
          {{"digits_m", 10}, {"digits_steps", 12}, {"digits_pretraining", 5}, {"digits_side", 4}},
          simulation.texts,
          {{"data", folder}}};
}

std::vector<std::string> digits_ids(const Design& design) {
  std::vector<std::string> ids;
  for (const Claim& claim : simulations::domain_adaptation.claims(design))
    if (claim.id.starts_with("digits.")) ids.push_back(claim.id);
  return ids;
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("domains have their proportions and lie in a ball") {
    for (const DomainSet set : kSets) {
      const DomainShift& shift = domain_shift(set);
      CAPTURE(shift.name);
      double total = 0;
      for (const double p : shift.proportions) total += p;
      CHECK(total == doctest::Approx(1).epsilon(1e-12));
      const Domains domains = draw_domains(set, 64, stream_of(1));
      CHECK(domains.source.x.rows() == 512);
      CHECK(domains.source.x.cols() == shift.dimension);
      for (std::uint32_t k = 0; k < 8; ++k) {
        CHECK(std::count(domains.source.y.begin(), domains.source.y.end(), k) == 64);
        const auto count = static_cast<double>(std::count(domains.target.y.begin(), domains.target.y.end(), k));
        const double p = shift.proportions[k];
        CHECK(std::abs(count - 512 * p) <= 6 * std::sqrt(512 * p * (1 - p)));
      }
      for (const Points* points : {&domains.source.x, &domains.target.x, &domains.test.x})
        CHECK(points->rowwise().norm().maxCoeff() < 8);
      // In the plane a rotation and a scaling about the origin, then a shift: classes keep their distances, scaled.
      Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(shift.dimension);
      for (Index i = 0; i < domains.test.x.rows(); ++i)
        if (domains.test.y[static_cast<std::size_t>(i)] == 0) mean += domains.test.x.row(i);
      mean /= static_cast<double>(std::count(domains.test.y.begin(), domains.test.y.end(), 0u));
      CHECK(std::abs(mean[0] - (3 * shift.scale * std::cos(shift.angle) + shift.shift[0])) < 0.3 * shift.radius);
      CHECK(std::abs(mean[1] - (3 * shift.scale * std::sin(shift.angle) + shift.shift[1])) < 0.3 * shift.radius);
    }
  }

  TEST_CASE("floors are half the sum of absolute departures of counts") {
    const std::vector<std::uint32_t> labels{0, 0, 0, 1};
    CHECK(batch_floor(labels, 2) == doctest::Approx(0.25));
    CHECK(batch_floor(labels, 4) == doctest::Approx(0.5));
    CHECK(expected_floor(DomainSet::closed, 32) == doctest::Approx(0.1845).epsilon(5e-4));
    CHECK(expected_floor(DomainSet::closed, 256) == doctest::Approx(0.0708).epsilon(1e-3));
    CHECK(expected_floor(DomainSet::partial, 64) == doctest::Approx(0.5004).epsilon(2e-4));
    CHECK(expected_floor(DomainSet::ramp, 64) == doctest::Approx(0.1877).epsilon(5e-4));
    // One point: it is in one class, and the floor is 1 - 1/8.
    CHECK(expected_floor(DomainSet::ramp, 1) == doctest::Approx(0.875));
    double sum = 0;
    for (std::uint64_t r = 0; r < 3000; ++r) {
      const Domains domains = draw_domains(DomainSet::ramp, 8, stream_of(r));
      sum += batch_floor(domains.target.y, 8) / 3000;
    }
    CHECK(sum == doctest::Approx(expected_floor(DomainSet::ramp, 64)).epsilon(0.02));
  }

  TEST_CASE("a training is a function of its seed and methods start alike") {
    const Domains domains = draw_domains(DomainSet::closed, 32, stream_of(2));
    const Architecture architecture{.embedding = {16, 8}};
    const auto trained = [&](Training training, std::uint64_t seed) {
      return train(domains, training, architecture, stream_of(seed).purpose("training"));
    };
    for (const Method method :
         {Method::source_only, Method::deepjdot, Method::entropic, Method::stopped, Method::jumbot}) {
      CAPTURE(to_string(method));
      const Trained once = trained(short_training(method), 3), again = trained(short_training(method), 3);
      CHECK(once.accuracy == again.accuracy);
      CHECK(once.wrong_share == again.wrong_share);
      CHECK(once.termination == Termination::converged);
      Training without = short_training(method);
      without.eta3 = 0;
      CHECK(trained(without, 3).accuracy == trained(short_training(Method::source_only), 3).accuracy);
    }
    CHECK(trained(short_training(Method::jumbot), 4).wrong_share !=
          trained(short_training(Method::jumbot), 3).wrong_share);
  }

  TEST_CASE("plans of a training keep the floor and the mass that their method owes") {
    const auto trainings = Trainings::of_sets();
    const Trained balanced = trainings->of(short_training(Method::deepjdot), stream_of(5));
    CHECK(balanced.mass == doctest::Approx(1));
    CHECK(balanced.worst_residual < 1e-12);
    CHECK(balanced.least_above_floor > -1e-12);
    CHECK(balanced.wrong_share > 0.1);
    const Trained entropic = trainings->of(short_training(Method::entropic), stream_of(5));
    CHECK(entropic.worst_residual <= 1.01e-4);
    CHECK(entropic.least_above_floor > -1e-4);
    const Trained stopped = trainings->of(short_training(Method::stopped), stream_of(5));
    CHECK(stopped.worst_residual > 1e-3);
    const Trained unbalanced = trainings->of(short_training(Method::jumbot), stream_of(5));
    CHECK(unbalanced.mass < 0.99);
    CHECK(unbalanced.wrong_share < balanced.wrong_share);
  }

  TEST_CASE("trainings are made once and their summary has an interval at each batch size") {
    const auto trainings = Trainings::of_sets();
    for (const std::size_t cell : {0, 1}) {
      Training training = short_training(Method::deepjdot);
      training.m = cell == 0 ? 8 : 16;
      trainings->summarise("claim", cell, training);
      for (std::uint64_t r = 0; r < 3; ++r) {
        const Trained first = trainings->of(training, judged_stream(r));
        CHECK(trainings->of(training, judged_stream(r)).accuracy == first.accuracy);
      }
    }
    const std::vector<Curve> curves = trainings->summary(judged({3, 3}), {});
    REQUIRE(curves.size() == 4);
    CHECK(curves[0].name == "accuracy, C, DeepJDOT");
    CHECK(curves[0].x == std::vector<double>{8, 16});
    CHECK(curves[0].lower[0] <= curves[0].y[0]);
    CHECK(curves[1].y[0] <= curves[0].y[0]);
    CHECK(curves[2].name == "share below start, C, DeepJDOT");
    CHECK(curves[2].y[0] <= 1);
    CHECK(curves[3].name == "wrong share, C, DeepJDOT");
  }

  TEST_CASE("the summary is of what was judged and not of what happened to be trained") {
    const auto trainings = Trainings::of_sets(), again = Trainings::of_sets();
    const Training asked = short_training(Method::jumbot), ahead = short_training(Method::source_only);
    for (const auto& of : {trainings, again}) of->summarise("claim", 0, asked);
    trainings->of(asked, judged_stream(0));
    trainings->of(asked, judged_stream(2));  // beyond the seeds that were judged
    trainings->of(ahead, judged_stream(0));  // of no claim
    const std::vector<Curve> curves = trainings->summary(judged({2}), {.threads = 1});
    REQUIRE(curves.size() == 4);
    CHECK(curves[0].name == "accuracy, C, JUMBOT");
    const auto accuracy = [&](std::uint64_t r) { return again->of(asked, judged_stream(r)).accuracy; };
    CHECK(curves[0].y == std::vector<double>{(accuracy(0) + accuracy(1)) / 2});
    const std::vector<Curve> elsewhere = Trainings::of_sets()->summary(judged({2}), {});
    CHECK(elsewhere.empty());  // nobody told it what to summarise
    for (const std::size_t threads : {1, 3}) {
      const auto fresh = Trainings::of_sets();
      fresh->summarise("claim", 0, asked);
      const std::vector<Curve> same = fresh->summary(judged({2}), {.threads = threads});
      REQUIRE(same.size() == 4);
      for (std::size_t i = 0; i < 4; ++i) CHECK((same[i].name == curves[i].name && same[i].y == curves[i].y));
    }
  }

  TEST_CASE("a claim that is not complete is no part of the summary") {
    const auto trainings = Trainings::of_sets();
    trainings->summarise("claim", 0, short_training(Method::jumbot));
    SimulationOutcome outcome = judged({2});
    outcome.claims[0].arm.cells[0].is_complete = false;
    CHECK(trainings->summary(outcome, {}).empty());
  }

  TEST_CASE("tasks on digits come with the folders that are there") {
    const testing::TemporaryFolder folder;
    write_set(folder, "usps", 40, 4, false);
    CHECK_THROWS_WITH_AS(digits_ids(digits_design(folder.path("."))), doctest::Contains("no pair of folders"),
                         DataError);
    write_set(folder, "mnist", 30, 6, false);
    const Design two = digits_design(folder.path("."));
    CHECK(digits_ids(two) ==
          std::vector<std::string>{"digits.usps_to_mnist.deepjdot_gains", "digits.usps_to_mnist.jumbot_gains",
                                   "digits.mnist_to_usps.deepjdot_gains", "digits.mnist_to_usps.jumbot_gains"});
    write_set(folder, "svhn", 20, 4, true);
    const Design three = digits_design(folder.path("."));
    CHECK(digits_ids(three).size() == 6);
    for (const char* id : {"digits.usps_to_mnist.jumbot_gains", "digits.svhn_to_mnist.jumbot_gains"}) {
      const Certified gain = replay(simulations::domain_adaptation, three, 1, id, 0, 0, false);
      CHECK(gain.termination == Termination::converged);
      CHECK(std::abs(gain.midpoint()) <= 1);
      CHECK(replay(simulations::domain_adaptation, three, 1, id, 0, 0, true).midpoint() == -gain.midpoint());
    }
  }

  TEST_CASE("digits that cannot be used are refused by name") {
    const testing::TemporaryFolder folder;
    CHECK_THROWS_AS(digits_ids(digits_design(folder.path("nothing"))), IoError);
    write_set(folder, "usps", 5, 4, false);
    write_set(folder, "mnist", 30, 4, false);
    CHECK_THROWS_WITH_AS(digits_ids(digits_design(folder.path("."))), doctest::Contains("0 images of the digit 5"),
                         DataError);
    folder.write("usps/train-images.idx", "\x1f\x8b packed");
    CHECK_THROWS_WITH_AS(digits_ids(digits_design(folder.path("."))), doctest::Contains("unpack it first"), DataError);
  }
}
