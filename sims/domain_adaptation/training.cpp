#include "domain_adaptation/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <future>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "models/plain_sinkhorn.hpp"
#include "mongecarlo/learning/batch_sampler.hpp"
#include "mongecarlo/learning/network.hpp"
#include "mongecarlo/learning/optimizer.hpp"
#include "mongecarlo/stats/mean_interval.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

constexpr DomainSet kDomainSets[] = {DomainSet::closed,     DomainSet::ramp,        DomainSet::partial,
                                     DomainSet::first_half, DomainSet::large_shift, DomainSet::eight_dimensions};
constexpr Method kMethods[] = {Method::source_only, Method::deepjdot, Method::entropic, Method::stopped,
                               Method::jumbot};
constexpr int kCounted = 50;             // last batches whose plans are measured
constexpr int kPlainIterations = 36;     // of Method::stopped
constexpr double kPlanTolerance = 1e-4;  // marginal error over the mass

NetworkShape embedding_shape(Index dimension, const Architecture& architecture) {
  NetworkShape shape{.widths = {dimension}, .activation = Activation::relu, .activates_output = true};
  shape.widths.insert(shape.widths.end(), architecture.embedding.begin(), architecture.embedding.end());
  return shape;
}

SolverPtr solver_of(const Training& training) {
  switch (training.method) {
    case Method::deepjdot:
      return find_solver("exact")->make({});
    case Method::entropic:
      return find_solver("entropic")->make({.epsilon = training.epsilon, .tolerance = kPlanTolerance});
    case Method::jumbot:
      return find_solver("unbalanced")
          ->make({.epsilon = training.epsilon,
                  .tau_source = training.tau,
                  .tau_target = training.tau,
                  .tolerance = kPlanTolerance});
    case Method::source_only:
    case Method::stopped:
      break;
  }
  return nullptr;
}

bool is_balanced(Method method) {
  return method == Method::deepjdot || method == Method::entropic || method == Method::stopped;
}

/// The plan of a method between two batches of equal weights.
class PlanOfMethod {
 public:
  PlanOfMethod(const PlanOfMethod&) = delete;
  explicit PlanOfMethod(const Training& training)
      : training_(training),
        solver_(solver_of(training)),
        problem_{Matrix::Zero(training.m, training.m), Vector::Constant(training.m, 1.0 / training.m),
                 Vector::Constant(training.m, 1.0 / training.m), training.epsilon},
        iteration_(problem_),
        plan(ColumnMatrix<double>::Zero(training.m, training.m)) {}

  Termination solve(const ColumnView<double>& cost) {
    problem_.costs = cost;
    if (!solver_) return solve_plainly();
    solver_->solve(problem_from_matrix(problem_.costs, none_, none_), result_);
    if (result_.dense_plan.size() > 0) {
      plan = result_.dense_plan;
    } else {
      plan.setZero();
      for (const PlanEntry& entry : result_.plan) plan(entry.source, entry.target) += entry.mass;
    }
    return result_.termination;
  }

  /// Both sides, L1.
  double marginal_error() const {
    const double weight = 1.0 / training_.m;
    return (plan.rowwise().sum().array() - weight).abs().sum() + (plan.colwise().sum().array() - weight).abs().sum();
  }

 private:
  Termination solve_plainly() {
    iteration_.restart();
    for (int t = 0; t < kPlainIterations; ++t) iteration_.cycle();
    for (Index i = 0; i < training_.m; ++i)
      for (Index j = 0; j < training_.m; ++j) plan(i, j) = iteration_.plan(i, j);
    return Termination::converged;  // it is what was asked for
  }

  Training training_;
  SolverPtr solver_;
  Result result_;
  Vector none_{0};
  models::EntropicProblem problem_;
  models::PlainSinkhorn iteration_;  // of problem_, which stays where it is

 public:
  ColumnMatrix<double> plan;
};

class Trainer {
 public:
  Trainer(const Domains& domains, const Training& training, const Architecture& architecture, const Stream& stream)
      : domains_(domains),
        training_(training),
        rate_(architecture.rate),
        embedding_(embedding_shape(domains.source.x.cols(), architecture)),
        classifier_({.widths = {architecture.embedding.back(), static_cast<Index>(domains.classes)}}),
        source_(domains.source.x),
        target_(domains.target.x),
        source_labels_(one_hot<double>(domains.source.y, domains.classes)),
        source_batches_(domains.source.y, domains.classes, static_cast<std::size_t>(training.m),
                        stream.purpose("source batches")),
        target_batches_(domains.target.y.size(), static_cast<std::size_t>(training.m),
                        stream.purpose("target batches")),
        plan_(training),
        target_y_(static_cast<std::size_t>(training.m)) {
    embedding_.draw_weights(InitialWeights::uniform, stream.purpose("embedding"));
    classifier_.draw_weights(InitialWeights::uniform, stream.purpose("classifier"));
    result_.least_above_floor = std::numeric_limits<double>::infinity();
  }

  Trained run() {
    train(training_.pretraining, false);
    result_.accuracy_before = accuracy();
    train(training_.steps, training_.method != Method::source_only);
    result_.accuracy = accuracy();
    return result_;
  }

 private:
  using V = Variable<double>;

  /// Each phase starts with a fresh optimiser.
  void train(int steps, bool adapts) {
    Adam<double> embedding({.rate = rate_}), classifier({.rate = rate_});
    for (int t = 0; t < steps; ++t) {
      descend(adapts, steps - t);
      const std::size_t parts = embedding_.variables().size();
      embedding.step(embedding_.weights(), std::span<const V>(gradients_).first(parts));
      classifier.step(classifier_.weights(), std::span<const V>(gradients_).subspan(parts));
    }
  }

  void descend(bool adapts, int steps_left) {
    tape_.rewind();
    embedding_.record(tape_);
    classifier_.record(tape_);
    const auto batch = source_batches_.next();
    gather_rows(source_, batch, x_);
    gather_rows(source_labels_, batch, y_);
    const V labels = tape_.leaf(y_), source = embedding_(tape_.leaf(x_));
    V loss = cross_entropy(classifier_(source), labels);
    if (adapts) loss = loss + training_.eta3 * transport(source, labels, batch, steps_left);
    inputs_.assign(embedding_.variables().begin(), embedding_.variables().end());
    inputs_.insert(inputs_.end(), classifier_.variables().begin(), classifier_.variables().end());
    tape_.gradient(loss, inputs_, gradients_);
  }

  V transport(const V& source, const V& labels, std::span<const std::uint32_t> source_batch, int steps_left) {
    const auto batch = target_batches_.next();
    gather_rows(target_, batch, target_x_);
    const V target = embedding_(tape_.leaf(target_x_));
    const V cost = training_.eta1 * squared_distances(source, target) -
                   training_.eta2 * product_transposed(labels, log_softmax(classifier_(target)));
    const Termination termination = plan_.solve(cost.value());
    if (termination != Termination::converged) result_.termination = termination;
    measure(source_batch, batch, steps_left);
    return dot(tape_.leaf(plan_.plan), cost);
  }

  /// The labels of the target are read here, and nowhere else in training.
  void measure(std::span<const std::uint32_t> source_batch, std::span<const std::uint32_t> target_batch,
               int steps_left) {
    for (std::size_t j = 0; j < target_batch.size(); ++j) target_y_[j] = domains_.target.y[target_batch[j]];
    double wrong = 0, mass = 0;
    for (Index j = 0; j < training_.m; ++j)
      for (Index i = 0; i < training_.m; ++i) {
        mass += plan_.plan(i, j);
        if (domains_.source.y[source_batch[static_cast<std::size_t>(i)]] != target_y_[static_cast<std::size_t>(j)])
          wrong += plan_.plan(i, j);
      }
    if (is_balanced(training_.method)) {
      result_.least_above_floor = std::min(result_.least_above_floor, wrong - batch_floor(target_y_, domains_.classes));
      result_.worst_residual = std::max(result_.worst_residual, plan_.marginal_error());
    }
    const int counted = std::min(kCounted, training_.steps);
    if (steps_left > counted) return;
    result_.wrong_share += wrong / mass / counted;
    result_.mass += mass / counted;
  }

  double accuracy() {
    tape_.rewind();
    embedding_.record(tape_);
    classifier_.record(tape_);
    const ColumnMatrix<double> x = domains_.test.x;
    const auto logits = classifier_(embedding_(tape_.leaf(x))).value();
    int right = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      Index most = 0;
      logits.row(i).maxCoeff(&most);
      right += static_cast<std::uint32_t>(most) == domains_.test.y[static_cast<std::size_t>(i)];
    }
    return static_cast<double>(right) / static_cast<double>(x.rows());
  }

  const Domains& domains_;
  Training training_;
  double rate_;
  Network<double> embedding_, classifier_;
  ColumnMatrix<double> source_, target_, source_labels_;
  BalancedBatchSampler source_batches_;
  BatchSampler target_batches_;
  PlanOfMethod plan_;
  std::vector<std::uint32_t> target_y_;
  Tape<double> tape_;
  ColumnMatrix<double> x_, y_, target_x_;
  std::vector<V> inputs_, gradients_;
  Trained result_;
};

}  // namespace

const char* to_string(Method method) {
  constexpr std::array kNames{"source only", "DeepJDOT", "entropic DeepJDOT", "Sinkhorn stopped early", "JUMBOT"};
  return kNames[static_cast<std::size_t>(method)];
}

Training usual(DomainSet set, Method method, int m) {
  Training training{.set = set, .method = method, .m = m};
  if (set == DomainSet::partial || set == DomainSet::first_half) {
    training.eta1 = 0.3;
    training.eta3 = 3;
    training.tau = 0.1;
  }
  return training;
}

Trained train(const Domains& domains, const Training& training, const Architecture& architecture,
              const Stream& stream) {
  return Trainer(domains, training, architecture, stream).run();
}

namespace {

/// Means and intervals, point by point.
class SummaryCurve {
 public:
  SummaryCurve(std::string name, const char* x_label, const char* y_label)
      : curve_{.name = std::move(name), .x_label = x_label, .y_label = y_label} {}

  void add(double x, std::span<const double> values) {
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double half_width = count > 1 ? student_half_width(values.size(), squares / (count - 1), 0.05) : 0;
    curve_.x.push_back(x);
    curve_.y.push_back(mean);
    curve_.lower.push_back(mean - half_width);
    curve_.upper.push_back(mean + half_width);
  }
  bool is_empty() const { return curve_.x.empty(); }
  const Curve& curve() const { return curve_; }

 private:
  Curve curve_;
};

struct Asked {
  Training training;
  std::uint64_t seed;
};

/// make(i) for i < count on several threads; those that nobody had time for are left empty.
template <class Make>
std::vector<std::optional<Trained>> at_once(std::size_t count, const SummaryLimits& limits, Make make) {
  std::vector<std::optional<Trained>> made(count);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count && !limits.should_stop(); i = next++) made[i] = make(i);
  };
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < std::min(limits.threads, count); ++i)
    others.push_back(std::async(std::launch::async, work));
  work();
  for (std::future<void>& other : others) other.get();
  return made;
}

using ByTraining = std::map<Training, std::vector<Trained>>;

std::vector<double> values_of(const std::vector<Trained>& seeds, double Trained::*part) {
  std::vector<double> values;
  for (const Trained& trained : seeds) values.push_back(trained.*part);
  return values;
}

bool is_usual(const Training& training) {
  const Training other = usual(training.set, training.method, training.m);
  return std::tie(training.eta1, training.eta2, training.eta3, training.tau, training.epsilon) ==
         std::tie(other.eta1, other.eta2, other.eta3, other.tau, other.epsilon);
}

void add_over_m(const ByTraining& trainings, DomainSet set, Method method, std::vector<Curve>& curves) {
  const std::string which = fmt::format("{}, {}", domain_shift(set).name, to_string(method));
  SummaryCurve accuracy("accuracy, " + which, "m", "accuracy"), wrong("wrong share, " + which, "m", "wrong share"),
      least("least accuracy, " + which, "m", "accuracy of the worst seed"),
      fallen("share below start, " + which, "m", "share of seeds less accurate than before adaptation");
  for (const auto& [training, seeds] : trainings) {
    if (training.set != set || training.method != method || !is_usual(training)) continue;
    const std::vector<double> accuracies = values_of(seeds, &Trained::accuracy);
    accuracy.add(training.m, accuracies);
    least.add(training.m, {&*std::min_element(accuracies.begin(), accuracies.end()), 1});
    const auto is_fallen = [](const Trained& trained) { return trained.accuracy < trained.accuracy_before; };
    const double below =
        static_cast<double>(std::count_if(seeds.begin(), seeds.end(), is_fallen)) / static_cast<double>(seeds.size());
    fallen.add(training.m, {&below, 1});
    if (method != Method::source_only) wrong.add(training.m, values_of(seeds, &Trained::wrong_share));
  }
  for (const SummaryCurve* curve : {&accuracy, &least, &fallen, &wrong})
    if (!curve->is_empty()) curves.push_back(curve->curve());
}

/// At the batch size that was trained with the most values of tau.
void add_over_tau(const ByTraining& trainings, DomainSet set, std::vector<Curve>& curves) {
  std::map<int, SummaryCurve> by_m;
  for (const auto& [training, seeds] : trainings) {
    Training otherwise = training;
    otherwise.tau = usual(set, Method::jumbot, training.m).tau;
    if (training.set != set || training.method != Method::jumbot || !is_usual(otherwise)) continue;
    const std::string name = fmt::format("accuracy over tau, {}, m = {}", domain_shift(set).name, training.m);
    by_m.try_emplace(training.m, name, "tau", "accuracy")
        .first->second.add(training.tau, values_of(seeds, &Trained::accuracy));
  }
  const auto most = std::max_element(by_m.begin(), by_m.end(), [](const auto& p, const auto& q) {
    return p.second.curve().x.size() < q.second.curve().x.size();
  });
  if (most != by_m.end() && most->second.curve().x.size() > 1) curves.push_back(most->second.curve());
}

}  // namespace

void Trainings::summarise(const std::string& claim, std::size_t cell, const Training& training) {
  summarised_[{claim, cell}].push_back(training);
}

// How many seeds of which training were judged.
std::map<Training, std::uint64_t> Trainings::judged(const SimulationOutcome& outcome) const {
  std::map<Training, std::uint64_t> seeds;
  for (const ClaimOutcome& claim : outcome.claims) {
    if (!claim.is_complete()) continue;
    for (std::size_t cell = 0; cell < claim.arm.cells.size(); ++cell) {
      const auto known = summarised_.find({claim.claim.id, cell});
      if (known == summarised_.end()) continue;
      for (const Training& training : known->second)
        seeds[training] = std::max(seeds[training], claim.arm.cells[cell].inference.replicates);
    }
  }
  return seeds;
}

std::vector<Curve> Trainings::summary(const SimulationOutcome& outcome, const SummaryLimits& limits) {
  std::vector<Asked> asked;
  for (const auto& [training, seeds] : judged(outcome))
    for (std::uint64_t seed = 0; seed < seeds; ++seed) asked.push_back({training, seed});
  const StreamKey key = stream_key(outcome.seed, outcome.simulation, kStreamOfTrainings);
  const auto trained = at_once(asked.size(), limits, [&](std::size_t i) -> std::optional<Trained> {
    try {
      return of(asked[i].training, Stream(key, asked[i].seed));
    } catch (const std::domain_error&) {
      return std::nullopt;  // whoever judged it has it among its failures
    }
  });
  ByTraining trainings;
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (trained[i]) trainings[asked[i].training].push_back(*trained[i]);
  std::vector<Curve> curves;
  for (const DomainSet set : kDomainSets) {
    for (const Method method : kMethods) add_over_m(trainings, set, method, curves);
    add_over_tau(trainings, set, curves);
  }
  return curves;
}

std::shared_ptr<Trainings> Trainings::of_sets() {
  return std::make_shared<Trainings>(
      [](const Training& training, const Stream& stream) {
        return std::make_shared<const Domains>(draw_domains(training.set, training.per_class, stream));
      },
      Architecture{.embedding = {64, 32}});
}

Trained Trainings::of(const Training& training, const Stream& stream) {
  return memo_.get({training, models::seed_of(stream)}, [&] {
    return train(*make_domains_(training, stream.purpose("domains")), training, architecture_,
                 stream.purpose("training"));
  });
}

}  // namespace mongecarlo::domain_adaptation
