#include "noisy_labels/trainings.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace mongecarlo::noisy_labels {
namespace {

constexpr int kRecords = 10;
constexpr double kUnsolvedShare = 1e-4;  // of a training's transport problems that may be left unfinished
constexpr double kCell = 0.06, kHalfWidth = 1.7, kHalfHeight = 1.45, kPairCentre = 2.2;

bool is_high(double rate) { return rate > 0.3; }

Method kullback_leibler(double weight, double radius, Direction direction = Direction::adversarial) {
  return {.divergence = Divergence::kullback_leibler, .weight = weight, .radius = radius, .direction = direction};
}

/// A grid of cells around one pair of moons, column by column of the picture.
ColumnMatrix<float> grid_around(double centre, Index& rows, Index& cols) {
  cols = std::lround(2 * kHalfWidth / kCell) + 1;
  rows = std::lround(2 * kHalfHeight / kCell) + 1;
  ColumnMatrix<float> points(rows * cols, 2);
  for (Index j = 0; j < cols; ++j)
    for (Index i = 0; i < rows; ++i) {
      points(j * rows + i, 0) = static_cast<float>(centre - kHalfWidth + kCell * static_cast<double>(j));
      points(j * rows + i, 1) = static_cast<float>(-kHalfHeight + kCell * static_cast<double>(i));
    }
  return points;
}

/// Manhattan length of the boundaries of predicted classes around both pairs: sides between neighbouring cells that
/// differ.
void measure_boundaries(Classifier& classifier, Training& training) {
  for (const double centre : {-kPairCentre, kPairCentre}) {
    Index rows, cols;
    const auto labels = classifier.predict(grid_around(centre, rows, cols));
    const auto compare = [&](Index i, Index j) {
      const std::uint32_t a = labels[static_cast<std::size_t>(i)], b = labels[static_cast<std::size_t>(j)];
      if (a != b) ((a ^ 1) == b ? training.close_length : training.far_length) += kCell;
    };
    for (Index j = 0; j < cols; ++j)
      for (Index i = 0; i < rows; ++i) {
        if (i + 1 < rows) compare(j * rows + i, j * rows + i + 1);
        if (j + 1 < cols) compare(j * rows + i, (j + 1) * rows + i);
      }
  }
}

Training trained(const Setup& setup, const Method& method, const Stream& stream) {
  const LabelledSample sample = draw_sample(setup, stream);
  Classifier classifier(setup);
  classifier.train(sample, method, stream, kRecords);
  const double solved = 4.0 * static_cast<double>(setup.steps() * setup.training_samples());
  if (static_cast<double>(classifier.unsolved()) > kUnsolvedShare * solved)
    throw std::domain_error("noisy_labels: transport between predictions did not converge");
  Training training{.test = classifier.progress().test.back(),
                    .early_test = classifier.progress().test.front(),
                    .training = classifier.progress().training.back()};
  if (setup.task == Task::four_classes) measure_boundaries(classifier, training);
  return training;
}

}  // namespace

Method method_of(const Setup& setup, const std::string& name) {
  const bool is_wide = setup.task == Task::moons_in_ten, has_four = setup.task == Task::four_classes;
  const double radius = has_four ? 0.2 : is_wide ? 0.4 : 0.3;
  const double weight = has_four || (is_wide && !is_high(setup.rate)) ? 3 : 6;
  if (name == "cross_entropy") return {};
  if (name == "vat") return kullback_leibler(weight, radius);
  if (name == "random") return kullback_leibler(weight, radius, Direction::random);
  if (name == "total_variation" || name == "heavy_total_variation")
    return {
        .divergence = Divergence::total_variation, .weight = name == "total_variation" ? 1.0 : 10.0, .radius = radius};
  if (name == "war" || name == "war_published")
    return {.divergence = Divergence::transport_part,
            .weight = 10,
            .radius = radius,
            .lambda = name == "war" ? 0.5 : 0.05,
            .iterations = 20};
  Method debiased{.divergence = Divergence::sinkhorn_divergence, .weight = 1.5, .radius = 0.3, .lambda = 0.2};
  debiased.costs = name == "war_close" ? ClassCosts::expensive_if_close
                   : name == "war_far" ? ClassCosts::cheap_if_close
                                       : ClassCosts::all_equal;
  if (name == "war_close" || name == "war_far" || name == "war_equal") return debiased;
  throw std::logic_error("noisy_labels: no method is called " + name);
}

std::string label_of(const Setup& setup) {
  return fmt::format("{} {} {}", static_cast<int>(setup.task), static_cast<int>(setup.noise), setup.rate);
}

Training Trainings::get(const Setup& setup, const std::string& method, const Stream& stream) {
  return memo_.get(Key{label_of(setup), method, models::seed_of(stream)},
                   [&] { return trained(setup, method_of(setup, method), stream); });
}

CellParameters Contest::parameters() const {
  return {{"noise", setup.rate},
          {"inputs", static_cast<double>(setup.dimension())},
          {"classes", setup.classes()},
          {"noise_kind", static_cast<double>(setup.noise)}};
}

ReplicateOf<Contest> replicate_of(const std::shared_ptr<Trainings>& trainings,
                                  std::function<double(const Training&, const Training&)> quantity) {
  return ReplicateOf<Contest>([trainings, quantity](const Contest& s, const Stream& stream) -> Certified {
    const Training first = trainings->get(s.setup, s.first, stream);
    return quantity(first, s.second.empty() ? first : trainings->get(s.setup, s.second, stream));
  });
}

Claim contest(const Design& design, const std::shared_ptr<Trainings>& trainings, ContestStatement s) {
  return median_above<Contest>({
      .id = s.id,
      .statement = s.statement,
      .source = s.source,
      .design = s.design,
      .truth = [threshold = s.threshold](const Contest&) { return Certified(threshold); },
      .replicate = replicate_of(trainings, s.quantity),
      .margin = kContestMargin,
      .replicates = design.count(s.seeds),
      .control = s.control,
      .estimate_label = s.label,
      .stream = [](const Contest& c) { return label_of(c.setup); },
  });
}

double test_gain(const Training& first, const Training& second) { return first.test - second.test; }
double test_loss(const Training& first, const Training& second) { return second.test - first.test; }

}  // namespace mongecarlo::noisy_labels
