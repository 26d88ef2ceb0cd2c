#include "noisy_labels/pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "noisy_labels/trainings.hpp"

namespace mongecarlo::noisy_labels {
namespace {

constexpr std::uint64_t kSeeds = 5;
constexpr int kRecords = 20;
constexpr const char* kProgressMethods[] = {"cross_entropy", "vat", "war", "war_published"};

Stream picture_stream(const Setup& setup, std::uint64_t replicate) {
  return Stream(stream_key(0, "noisy_labels", "picture " + label_of(setup)), replicate);
}

Curve blank(const std::string& name, const std::string& x_label, const std::string& y_label) {
  return {.name = name, .x_label = x_label, .y_label = y_label};
}

/// Median, least and greatest of several curves over the same x.
void summarise(std::vector<std::vector<double>>& runs, Curve& curve) {
  for (std::size_t k = 0; k < curve.x.size(); ++k) {
    std::vector<double> values;
    for (const auto& run : runs) values.push_back(run[k]);
    std::sort(values.begin(), values.end());
    curve.y.push_back(values[values.size() / 2]);
    curve.lower.push_back(values.front());
    curve.upper.push_back(values.back());
  }
}

void add_progress(const Setup& setup, const std::string& method, std::vector<Curve>& curves) {
  std::vector<std::vector<double>> test, training;
  Classifier classifier(setup);
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Stream stream = picture_stream(setup, seed);
    classifier.train(draw_sample(setup, stream), method_of(setup, method), stream, kRecords);
    test.push_back(classifier.progress().test);
    training.push_back(classifier.progress().training);
  }
  for (auto [kind, runs] : {std::pair{"clean test labels", &test}, std::pair{"noisy training labels", &training}}) {
    Curve curve =
        blank(fmt::format("{}, noise {}, {}", method, setup.rate, kind), "share of the training", "accuracy, %");
    curve.x = classifier.progress().step_share;
    summarise(*runs, curve);
    curves.push_back(std::move(curve));
  }
}

void add_sample(const std::string& title, const LabelledSample& sample, std::vector<Curve>& curves) {
  for (std::uint32_t label = 0; label < 4; ++label) {
    Curve curve = blank(fmt::format("{}, labelled {}", title, label), "first coordinate", "second coordinate");
    for (std::size_t i = 0; i < sample.noisy.size(); ++i)
      if (sample.noisy[i] == label) {
        curve.x.push_back(sample.x(static_cast<Index>(i), 0));
        curve.y.push_back(sample.x(static_cast<Index>(i), 1));
      }
    if (!curve.x.empty()) curves.push_back(std::move(curve));
  }
}

struct Window {
  double half_width, half_height;
  Index columns, rows;
  ColumnMatrix<float> points() const {
    ColumnMatrix<float> grid(columns * rows, 2);
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < columns; ++j) {
        grid(i * columns + j, 0) =
            static_cast<float>(half_width * (2 * static_cast<double>(j) / static_cast<double>(columns - 1) - 1));
        grid(i * columns + j, 1) =
            static_cast<float>(half_height * (2 * static_cast<double>(i) / static_cast<double>(rows - 1) - 1));
      }
    return grid;
  }
};

void add_classes(const std::string& title, const Setup& setup, const std::vector<std::string>& methods,
                 const Window& window, std::vector<Curve>& curves) {
  const Stream stream = picture_stream(setup, 0);
  const LabelledSample sample = draw_sample(setup, stream);
  add_sample(title, sample, curves);
  Classifier classifier(setup);
  for (const std::string& method : methods) {
    classifier.train(sample, method_of(setup, method), stream);
    Curve curve =
        blank(fmt::format("{}, {}, {} columns, {} by {}, accuracy {}", title, method, window.columns, window.half_width,
                          window.half_height, classifier.accuracy(sample.test_x, sample.test_labels)),
              "cell, row by row", "likeliest class");
    for (const std::uint32_t label : classifier.predict(window.points())) {
      curve.x.push_back(static_cast<double>(curve.x.size()));
      curve.y.push_back(label);
    }
    curves.push_back(std::move(curve));
  }
}

}  // namespace

std::vector<Curve> progress_picture() {
  std::vector<Curve> curves;
  for (const double rate : {0.2, 0.4})
    for (const char* method : kProgressMethods)
      add_progress({.task = Task::moons_in_ten, .rate = rate}, method, curves);
  return curves;
}

std::vector<Curve> boundary_picture() {
  std::vector<Curve> curves;
  add_classes("two moons", {.task = Task::moons, .rate = 0.4},
              {"cross_entropy", "vat", "random", "war", "war_published", "total_variation"}, {1.8, 1.3, 91, 66},
              curves);
  add_classes("four classes", {.task = Task::four_classes, .noise = Noise::close, .rate = 0.4},
              {"cross_entropy", "vat", "war_close", "war_far"}, {4.0, 1.45, 161, 58}, curves);
  return curves;
}

}  // namespace mongecarlo::noisy_labels
