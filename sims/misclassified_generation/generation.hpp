#pragma once
#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

#include "misclassified_generation/classified_moon.hpp"
#include "misclassified_generation/critic.hpp"
#include "models/memo.hpp"
#include "models/seed.hpp"
#include "mongecarlo/base/certified.hpp"

namespace mongecarlo::misclassified_generation {

/// One training of a Wasserstein GAN whose data are weighted, but for its seed. The generator 4-32-32-2 with ReLU maps
/// uniform noise of [-1, 1]^4 to the plane; a critic (critic.hpp) takes five steps on batches of 64 before each step of
/// the generator. Rates fall to zero over the last 40 % of the steps. What counts is the average of the generator's
/// weights over its last hundred steps or so (decay .99).
///
/// Batches of the data: without replacement, with weights by the soft-max of the batch for soft weights (as published),
/// equal ones for uniform weights, and independent draws of misclassified points for hard weights.
struct Training {
  Weighting weighting = Weighting::soft;
  double w = kStrength;  ///< of soft weights
  Constraint constraint = Constraint::penalty;
  int steps = 600;  ///< of the generator
  auto operator<=>(const Training&) const = default;
};

/// What became of a training; shares are of 2000 generated points, W_1 is from 400 of them.
struct Generated {
  double wrong_share = 0;   ///< misclassified by the classifier that made the weights
  double near_share = 0;    ///< with probability of class 1 in (.3, .7)
  double target_share = 0;  ///< weight of the misclassified points of the data: exact
  double data_share = 0;    ///< their number over that of all points
  Certified w1_own;         ///< to the weighted data
  Certified w1_data;        ///< to the data, unweighted
  double critic_gain = 0;   ///< value of the last critic between the weighted data and the 400 points
  double wrong_by_logistic = 0, wrong_by_centroid = 0, wrong_by_neighbour = 0;  ///< by rules of a fresh sample
  std::vector<float> weights;                                                   ///< of the generator, averaged
};

/// A generator that has been trained, and its data.
class TrainedGenerator {
 public:
  /// Trainings of one stream see the same data, first weights, noise and (but for hard weights) batches.
  TrainedGenerator(const Training& training, const Stream& stream);

  const ClassifiedMoon& moon() const { return moon_; }
  Points sample(Index n, Stream noise);
  Generated judge();

 private:
  Training training_;
  Stream stream_;
  ClassifiedMoon moon_;
  Network<float> network_;
  Critic critic_;
};

/// Trainings by seed, each made once however many claims look at it.
class Trainings {
 public:
  Generated of(const Training& training, const Stream& stream);

 private:
  models::Memo<std::tuple<Training, models::Seed>, Generated> memo_;
};

}  // namespace mongecarlo::misclassified_generation
