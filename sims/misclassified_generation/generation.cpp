#include "misclassified_generation/generation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "misclassified_generation/two_laws.hpp"
#include "mongecarlo/learning/batch_sampler.hpp"
#include "mongecarlo/random/weighted_index.hpp"

namespace mongecarlo::misclassified_generation {
namespace {

constexpr Index kPoints = 400, kBatch = 64, kNoise = 4;
constexpr int kCriticSteps = 5;
constexpr double kBox = 0.1, kCriticRate = 1e-3, kGeneratorRate = 5e-4, kBeta1 = 0.5, kBeta2 = 0.9;
constexpr double kConstantShare = 0.6;
constexpr float kDecay = 0.99F;

NetworkShape generator_shape() { return {.widths = {kNoise, 32, 32, 2}}; }

CriticSettings critic_settings(Constraint constraint) {
  return {.constraint = constraint, .box = kBox, .rate = kCriticRate, .beta1 = kBeta1, .beta2 = kBeta2};
}

std::unique_ptr<Optimizer<float>> optimizer_of_generator(Constraint constraint) {
  if (constraint == Constraint::clipping)
    return std::make_unique<RmsProp<float>>(RmsPropOptions{.rate = kGeneratorRate});
  return std::make_unique<Adam<float>>(AdamOptions{.rate = kGeneratorRate, .beta1 = kBeta1, .beta2 = kBeta2});
}

void draw_noise(Stream& stream, ColumnMatrix<float>& noise) {
  for (Index k = 0; k < noise.size(); ++k) noise.data()[k] = static_cast<float>(2 * stream.uniform() - 1);
}

/// Batches of the data with their weights.
class WeightedBatches {
 public:
  WeightedBatches(const ClassifiedMoon& moon, const Training& training, const Stream& stream)
      : moon_(moon),
        training_(training),
        sampler_(static_cast<std::size_t>(moon.size()), static_cast<std::size_t>(kBatch), stream.purpose("batches")),
        hard_draws_(stream.purpose("hard draws")),
        masses_(soft_masses(moon.wrongness, training.w)) {
    if (training.weighting == Weighting::hard) hard_.prepare(as_span(view(weights_of(moon, Weighting::hard))));
  }

  /// The next 64 points, and weights of total 1.
  void next(ColumnMatrix<float>& points, Vector& weights) {
    std::span<const std::uint32_t> batch = sampler_.next();
    weights.setConstant(1.0 / static_cast<double>(kBatch));
    for (Index i = 0; i < kBatch; ++i) {
      const auto k = static_cast<std::size_t>(i);
      const auto from = static_cast<Index>(training_.weighting == Weighting::hard ? hard_.draw(hard_draws_) : batch[k]);
      points.row(i) = moon_.points.row(from).cast<float>();
      if (training_.weighting == Weighting::soft) weights[i] = masses_[from];
    }
    if (training_.weighting == Weighting::soft) weights /= weights.sum();
  }

 private:
  const ClassifiedMoon& moon_;
  Training training_;
  BatchSampler sampler_;
  Stream hard_draws_;
  Vector masses_;
  WeightedIndex hard_;
};

/// The game: its networks are the caller's.
class Game {
 public:
  Game(const ClassifiedMoon& moon, const Training& training, Network<float>& generator, Critic& critic,
       const Stream& stream)
      : generator_(generator),
        critic_(critic),
        batches_(moon, training, stream),
        critic_noise_(stream.purpose("noise of the critic")),
        generator_noise_(stream.purpose("noise of the generator")),
        between_draws_(stream.purpose("between")),
        noise_(kBatch, kNoise),
        real_(kBatch, 2),
        points_(2 * kBatch, 2),
        between_(kBatch, 2),
        signed_weights_(2 * kBatch, 1),
        weights_(kBatch) {}

  void critic_step() {
    batches_.next(real_, weights_);
    draw_noise(critic_noise_, noise_);
    tape_.rewind();
    generator_.record(tape_);
    points_.topRows(kBatch) = real_;
    points_.bottomRows(kBatch) = generator_(tape_.leaf(noise_)).value();
    signed_weights_.topRows(kBatch) = weights_.cast<float>();
    signed_weights_.bottomRows(kBatch).setConstant(-1.0F / static_cast<float>(kBatch));
    // Between the weighted law and the generated one, not between their points.
    by_weight_.prepare(as_span(view(weights_)));
    for (Index i = 0; i < kBatch; ++i) {
      const auto from = static_cast<Index>(by_weight_.draw(between_draws_));
      const auto share = static_cast<float>(between_draws_.uniform());
      between_.row(i) = share * points_.row(from) + (1 - share) * points_.row(kBatch + i);
    }
    critic_.step(points_, signed_weights_, between_);
  }

  void generator_step(Optimizer<float>& optimizer) {
    draw_noise(generator_noise_, noise_);
    tape_.rewind();
    generator_.record(tape_);
    critic_.network().record(tape_);
    const auto loss = -mean(critic_.network()(generator_(tape_.leaf(noise_))));
    tape_.gradient(loss, generator_.variables(), gradients_);
    optimizer.step(generator_.weights(), gradients_);
  }

 private:
  Network<float>& generator_;
  Critic& critic_;
  WeightedBatches batches_;
  Stream critic_noise_, generator_noise_, between_draws_;
  ColumnMatrix<float> noise_, real_, points_, between_, signed_weights_;
  Vector weights_;
  WeightedIndex by_weight_;
  Tape<float> tape_;
  std::vector<Variable<float>> gradients_;
};

double share_of(const Points& points, const auto& is_wrong) {
  double wrong = 0;
  for (Index i = 0; i < points.rows(); ++i) wrong += is_wrong(points(i, 0), points(i, 1)) ? 1 : 0;
  return wrong / static_cast<double>(points.rows());
}

double squared_distance_to(const Points& points, double x, double y) {
  double least = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < points.rows(); ++i)
    least = std::min(least, (points(i, 0) - x) * (points(i, 0) - x) + (points(i, 1) - y) * (points(i, 1) - y));
  return least;
}

/// Shares that three rules of a fresh sample take for class 1.
void judge_by_others(const Points& generated, const ClassifiedMoon& fresh, Generated& result) {
  result.wrong_by_logistic =
      share_of(generated, [&](double x, double y) { return fresh.classifier.is_wrong_of_class_0(x, y); });
  const Points centre0 = fresh.points.colwise().mean(), centre1 = fresh.others.colwise().mean();
  const auto is_nearer = [](const Points& first, const Points& second) {
    return [&first, &second](double x, double y) {
      return squared_distance_to(first, x, y) < squared_distance_to(second, x, y);
    };
  };
  result.wrong_by_centroid = share_of(generated, is_nearer(centre1, centre0));
  result.wrong_by_neighbour = share_of(generated, is_nearer(fresh.others, fresh.points));
}

}  // namespace

TrainedGenerator::TrainedGenerator(const Training& training, const Stream& stream)
    : training_(training),
      stream_(stream),
      moon_(kPoints, stream.purpose("moon")),
      network_(generator_shape()),
      critic_(critic_settings(training.constraint), stream.purpose("critic")) {
  network_.draw_weights(InitialWeights::normal, stream.purpose("generator"));
  Network<float> current = network_;
  const auto optimizer = optimizer_of_generator(training.constraint);
  Game game(moon_, training, current, critic_, stream.purpose("game"));
  for (int t = 0; t < training.steps; ++t) {
    const double left = static_cast<double>(training.steps - t) / ((1 - kConstantShare) * training.steps);
    critic_.set_rate(std::min(1.0, left) * kCriticRate);
    optimizer->set_rate(std::min(1.0, left) * kGeneratorRate);
    for (int k = 0; k < kCriticSteps; ++k) game.critic_step();
    game.generator_step(*optimizer);
    const auto weights = current.weights(), averaged = network_.weights();
    for (std::size_t k = 0; k < weights.size(); ++k) averaged[k] = kDecay * averaged[k] + (1 - kDecay) * weights[k];
  }
}

Points TrainedGenerator::sample(Index n, Stream noise) {
  ColumnMatrix<float> z(n, kNoise);
  draw_noise(noise, z);
  Tape<float> tape;
  network_.record(tape);
  return network_(tape.leaf(z)).value().cast<double>();
}

Generated TrainedGenerator::judge() {
  Generated result;
  const Points many = sample(2000, stream_.purpose("shares")), few = sample(400, stream_.purpose("distances"));
  result.wrong_share = share_of(many, [&](double x, double y) { return moon_.classifier.is_wrong_of_class_0(x, y); });
  result.near_share =
      share_of(many, [&](double x, double y) { return std::abs(moon_.classifier.probability(x, y) - 0.5) < 0.2; });
  const Vector target = weights_of(moon_, training_.weighting, training_.w),
               equal = weights_of(moon_, Weighting::uniform);
  result.target_share = moon_.wrong_share(target);
  result.data_share = moon_.wrong_share(equal);
  TwoLaws laws{moon_.points, few, target, Vector::Constant(few.rows(), 1.0 / static_cast<double>(few.rows()))};
  result.w1_own = laws.w1();
  result.w1_data = exact_w1(laws.x, equal, laws.y, laws.b);
  ColumnMatrix<float> all(laws.size(), 2);
  all << laws.x.cast<float>(), laws.y.cast<float>();
  result.critic_gain = laws.gain(critic_(all));
  judge_by_others(many, ClassifiedMoon(kPoints, stream_.purpose("fresh sample")), result);
  const auto weights = network_.weights();
  result.weights.assign(weights.begin(), weights.end());
  return result;
}

Generated Trainings::of(const Training& training, const Stream& stream) {
  return memo_.get({training, models::seed_of(stream)}, [&] { return TrainedGenerator(training, stream).judge(); });
}

}  // namespace mongecarlo::misclassified_generation
