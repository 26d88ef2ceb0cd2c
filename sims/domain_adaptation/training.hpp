#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain_adaptation/domains.hpp"
#include "models/memo.hpp"
#include "models/seed.hpp"
#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/experiment/outcome.hpp"
#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo::domain_adaptation {

enum class Method : std::uint8_t {
  source_only,  ///< cross-entropy on the source alone
  deepjdot,     ///< balanced transport between batches
  entropic,     ///< the same with an entropic penalty, converged
  stopped,      ///< the same after 36 plain Sinkhorn iterations, converged or not
  jumbot        ///< unbalanced transport
};
const char* to_string(Method method);

/// One training, but for its seed. With g the embedding and f the classifier, a step descends
///
///   cross-entropy on a class-balanced source batch + eta3 <P, C>,
///   C_ij = eta1 |g(x_i) - g(x'_j)|^2 + eta2 cross-entropy(y_i, f(g(x'_j))),
///
/// P the plan of the method between the batches at this C, held constant (Fatras et al. 2021).
struct Training {
  DomainSet set = DomainSet::closed;
  Method method = Method::jumbot;
  int m = 64;                             ///< batch size, a multiple of the number of classes
  double eta1 = 0.1, eta2 = 1, eta3 = 1;  ///< weights of features, of labels, of transport
  double tau = 2, epsilon = 0.1;          ///< of plans that have them
  int pretraining = 200, steps = 500;     ///< on the source alone, and of the method
  int per_class = 256;                    ///< source points of a class, target and test points over classes
  auto operator<=>(const Training&) const = default;
};

/// The settings of a set: (eta1, eta2, eta3, tau, epsilon) = (0.1, 1, 1, 2, 0.1), and (0.3, 1, 3, 0.1, 0.1) where the
/// target lacks classes. They were chosen on other seeds, and are the same for every method.
Training usual(DomainSet set, Method method, int m);

/// What became of a training. The last iterate counts, not the one that is best on the target.
struct Trained {
  double accuracy = 0;           ///< on the test points of the target
  double accuracy_before = 0;    ///< the same after pretraining
  double wrong_share = 0;        ///< of the plans' mass, between different classes, over the last 50 batches
  double mass = 0;               ///< of these plans
  double least_above_floor = 0;  ///< over all batches: mass between classes less the floor of any balanced plan
  double worst_residual = 0;     ///< over all batches: marginal error of the plan (balanced methods)
  Termination termination = Termination::converged;  ///< of the plans; of `stopped` always converged
};

/// What networks look like, and how fast they learn.
struct Architecture {
  std::vector<Index> embedding;  ///< widths of its layers after the input, ReLU after each
  double rate = 2e-3;            ///< of Adam
};

/// Trains from the seed that the stream stands for. Methods see the same data, first weights and batches. O(steps (m
/// weights + m^2 width)) and what the plans take.
Trained train(const Domains& domains, const Training& training, const Architecture& architecture, const Stream& stream);

/// The stream of all claims on trainings: equal replicates of it are one seed.
inline constexpr const char* kStreamOfTrainings = "paired trainings";

/// Trainings by seed, each made once however many claims look at it.
class Trainings {
 public:
  using DomainsPtr = std::shared_ptr<const Domains>;
  /// The domains that a training sees with the seed of a stream.
  using MakeDomains = std::function<DomainsPtr(const Training&, const Stream&)>;
  Trainings(MakeDomains make_domains, Architecture architecture)
      : make_domains_(std::move(make_domains)), architecture_(std::move(architecture)) {}
  /// Of the drawn sets, with the embedding d-64-32 and the classifier 32-8.
  static std::shared_ptr<Trainings> of_sets();

  /// `stream` is that of the replicate: equal streams are one seed.
  Trained of(const Training& training, const Stream& stream);

  /// The summary takes the seeds that cell `cell` of a claim judged, for this training.
  void summarise(const std::string& claim, std::size_t cell, const Training& training);

  /// Of the trainings with the usual settings that complete claims judged, whoever made them (here, where nobody has):
  /// curves "accuracy, <set>, <method>" over m, of means over seeds
  /// with Student's 95 % intervals; "least accuracy, ..." of the worst seed; "share below start, ..." of seeds that
  /// ended less accurate than they were before adaptation; "wrong share, ..." of what plans send between classes; and
  /// "accuracy over tau, <set>, m = <m>" of JUMBOT.
  std::vector<Curve> summary(const SimulationOutcome& outcome, const SummaryLimits& limits);

 private:
  MakeDomains make_domains_;
  Architecture architecture_;
  models::Memo<std::tuple<Training, models::Seed>, Trained> memo_;
  std::map<Training, std::uint64_t> judged(const SimulationOutcome& outcome) const;

  std::map<std::pair<std::string, std::size_t>, std::vector<Training>> summarised_;  // by claim and cell
};

}  // namespace mongecarlo::domain_adaptation
