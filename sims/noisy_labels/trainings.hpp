#pragma once
#include <memory>
#include <string>
#include <tuple>

#include "models/memo.hpp"
#include "models/seed.hpp"
#include "mongecarlo/experiment/median_statement.hpp"
#include "mongecarlo/experiment/simulation.hpp"
#include "noisy_labels/classifier.hpp"

namespace mongecarlo::noisy_labels {

/// What is measured of one training, in per cent; lengths in the units of the data.
struct Training {
  double test = 0;          ///< accuracy on clean test labels at the end
  double early_test = 0;    ///< after a tenth of the steps
  double training = 0;      ///< accuracy on the noisy labels it was trained on
  double close_length = 0;  ///< four classes: length of the boundaries within a pair of close classes
  double far_length = 0;    ///< four classes: and between the pairs
};

/// A method by the name that claims use; its constants were chosen on other seeds than those of any preset.
///   cross_entropy    no regulariser              random        KL, random direction
///   vat              KL, adversarial             total_variation, heavy_total_variation
///   war              transport part, lambda .5   war_published   the same with lambda .05, as published
///   war_close, war_far, war_equal                four classes: Sinkhorn divergence where close classes, far classes or
///                                                all pairs are expensive
/// std::logic_error for another name.
Method method_of(const Setup& setup, const std::string& name);

/// Trainings of one setup and one replicate share data, first weights and directions, and are made once, whichever
/// claims look at them.
class Trainings {
 public:
  Training get(const Setup& setup, const std::string& method, const Stream& stream);

 private:
  using Key = std::tuple<std::string, std::string, models::Seed>;
  models::Memo<Key, Training> memo_;
};

/// Label of the stream that all trainings of a setup have.
std::string label_of(const Setup& setup);

/// Two methods on paired seeds, or one alone.
struct Contest {
  Setup setup;
  std::string first, second = {};
  CellParameters parameters() const;
};

/// Name and meaning of a claim of trainings: median of a quantity of a contest, at least `threshold` (in its unit).
/// Margin one unit.
struct ContestStatement {
  std::string id, statement, source;
  std::vector<Contest> design;
  double threshold;
  std::function<double(const Training& first, const Training& second)> quantity;
  Control<Contest> control;
  std::string label = "difference of accuracies, points";
  std::string seeds = "seeds";  ///< the design parameter that says how many
};

constexpr double kContestMargin = 1;

/// The replicate of a quantity, for claims and for twins that swap or replace methods.
ReplicateOf<Contest> replicate_of(const std::shared_ptr<Trainings>& trainings,
                                  std::function<double(const Training&, const Training&)> quantity);
Claim contest(const Design& design, const std::shared_ptr<Trainings>& trainings, ContestStatement statement);

double test_gain(const Training& first, const Training& second);
double test_loss(const Training& first, const Training& second);

}  // namespace mongecarlo::noisy_labels
