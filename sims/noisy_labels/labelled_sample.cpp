#include "noisy_labels/labelled_sample.hpp"

#include "models/two_moons.hpp"

namespace mongecarlo::noisy_labels {
namespace {

constexpr double kPairDistance = 2.2;  // of each pair of classes from the origin

void draw_points(const Setup& setup, Stream stream, Index n, ColumnMatrix<float>& x,
                 std::vector<std::uint32_t>& labels) {
  x.resize(n, setup.dimension());
  for (Index i = 0; i < n; ++i) labels.push_back(static_cast<std::uint32_t>(i) % setup.classes());
  stream.shuffle(std::span(labels));
  for (Index i = 0; i < n; ++i) {
    const std::uint32_t label = labels[static_cast<std::size_t>(i)];
    auto point = models::moon_point(label, stream);
    if (setup.task == Task::four_classes) point[0] += label < 2 ? -kPairDistance : kPairDistance;
    x(i, 0) = static_cast<float>(point[0]);
    x(i, 1) = static_cast<float>(point[1]);
    for (Index k = 2; k < setup.dimension(); ++k) x(i, k) = static_cast<float>(stream.uniform() - 0.5);
  }
}

std::uint32_t wrong_label(const Setup& setup, std::uint32_t label, Stream& stream) {
  switch (setup.noise) {
    case Noise::close:
      return label ^ 1;
    case Noise::far:
      return label ^ 2;
    case Noise::symmetric:
      break;
  }
  const std::uint32_t classes = setup.classes();
  return (label + 1 + static_cast<std::uint32_t>(stream.below(classes - 1))) % classes;
}

}  // namespace

LabelledSample draw_sample(const Setup& setup, const Stream& stream) {
  LabelledSample sample;
  draw_points(setup, stream.purpose("training"), setup.training_samples(), sample.x, sample.clean);
  draw_points(setup, stream.purpose("test"), kTestSamples, sample.test_x, sample.test_labels);
  Stream noise = stream.purpose("noise");
  for (const std::uint32_t label : sample.clean)
    sample.noisy.push_back(noise.uniform() < setup.rate ? wrong_label(setup, label, noise) : label);
  return sample;
}

}  // namespace mongecarlo::noisy_labels
