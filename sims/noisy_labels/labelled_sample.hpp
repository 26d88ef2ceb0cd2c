#pragma once
#include <cstdint>
#include <vector>

#include "mongecarlo/experiment/claim.hpp"
#include "mongecarlo/learning/tape.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::noisy_labels {

/// What is to be learnt.
enum class Task : std::uint8_t {
  moons,         ///< two moons in the plane, 300 training samples
  moons_in_ten,  ///< the same with 8 coordinates of no use, uniform in (-1/2, 1/2), 600 samples
  four_classes,  ///< two pairs of moons far apart, classes {0, 1} and {2, 3} close, 400 samples
};
/// Which wrong label a training sample gets, when it gets one.
enum class Noise : std::uint8_t {
  symmetric,  ///< any other class, equally likely
  close,      ///< the other class of its pair
  far,        ///< the class of the other pair
};

struct Setup {
  Task task = Task::moons;
  Noise noise = Noise::symmetric;
  double rate = 0.4;  ///< share of wrong training labels

  Index dimension() const { return task == Task::moons_in_ten ? 10 : 2; }
  std::uint32_t classes() const { return task == Task::four_classes ? 4 : 2; }
  Index training_samples() const { return task == Task::moons ? 300 : task == Task::moons_in_ten ? 600 : 400; }
  int steps() const { return task == Task::moons_in_ten ? 300 : 400; }
};

/// Training data with noisy labels and test data with clean ones. All classes are separable: with clean labels a rule
/// without error exists.
struct LabelledSample {
  ColumnMatrix<float> x, test_x;
  std::vector<std::uint32_t> clean, noisy, test_labels;
};

constexpr Index kTestSamples = 2000;

LabelledSample draw_sample(const Setup& setup, const Stream& stream);

}  // namespace mongecarlo::noisy_labels
