#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "domain_adaptation/paired_claims.hpp"
#include "domain_adaptation/parts.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/labelled_images.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kDigits = 10;

/// The published tasks.
struct Task {
  const char* source;
  const char* target;
};
constexpr Task kTasks[] = {{"usps", "mnist"}, {"mnist", "usps"}, {"svhn", "mnist"}};

struct DigitSet {
  LabelledImages train, test;
};

DigitSet read_set(const fs::path& folder) {
  const auto read = [&](const std::string& part) {
    return read_labelled_images((folder / (part + "-images.idx")).string(), (folder / (part + "-labels.idx")).string());
  };
  return {read("train"), read("test")};
}

/// The first images of a file as the published scripts prepare them.
Labelled prepared(const LabelledImages& images, const Design& design, Index channels) {
  const Index count = std::min<Index>(images.count(), design.integer("digits_samples"));
  const Index side = design.integer("digits_side");
  Labelled sample;
  sample.x.resize(count, channels * side * side);
  for (Index i = 0; i < count; ++i) {
    images.prepare(i, side, channels, {&sample.x(i, 0), static_cast<std::size_t>(sample.x.cols())});
    sample.y.push_back(static_cast<std::uint32_t>(images.label(i)));
  }
  return sample;
}

void check_counts(const Domains& domains, const std::string& name, int m) {
  if (m % static_cast<int>(kDigits) != 0)
    throw DataError("--set digits_m", fmt::format("is {}, but must be a multiple of {}", m, kDigits));
  for (std::uint32_t digit = 0; digit < kDigits; ++digit) {
    const auto count = std::count(domains.source.y.begin(), domains.source.y.end(), digit);
    if (count < m / static_cast<int>(kDigits))
      throw DataError(name, fmt::format("has {} images of the digit {} to train with, and a batch of {} takes {}",
                                        count, digit, m, m / static_cast<int>(kDigits)));
  }
  if (domains.target.y.size() < static_cast<std::size_t>(m))
    throw DataError(name,
                    fmt::format("has {} images of the target, fewer than a batch of {}", domains.target.y.size(), m));
}

/// Both sides of a task, with as many channels as the richer one has.
Trainings::DomainsPtr domains_of(const DigitSet& source, const DigitSet& target, const Design& design,
                                 const std::string& name) {
  const Index channels = std::max({source.train.channels(), target.train.channels(), target.test.channels()});
  auto domains = std::make_shared<Domains>(Domains{.source = prepared(source.train, design, channels),
                                                   .target = prepared(target.train, design, channels),
                                                   .test = prepared(target.test, design, channels),
                                                   .classes = kDigits});
  check_counts(*domains, name, design.integer("digits_m"));
  return domains;
}

/// The published weights and penalty for digits.
Training digits_training(const Design& design, Method method) {
  return {.method = method,
          .m = design.integer("digits_m"),
          .eta1 = 0.1,
          .eta2 = 0.1,
          .eta3 = 1,
          .tau = 1,
          .epsilon = 0.1,
          .pretraining = design.integer("digits_pretraining"),
          .steps = design.integer("digits_steps"),
          .per_class = 0};
}

/// What is claimed of a pair of methods.
struct Order {
  const char* id;
  const char* statement;
  Method better, worse;
};
constexpr Order kOrders[] = {
    {"deepjdot_gains", "DeepJDOT is no worse than training on the source alone", Method::deepjdot, Method::source_only},
    {"jumbot_gains", "JUMBOT is no worse than DeepJDOT", Method::jumbot, Method::deepjdot},
};

void add_task(const Design& design, const Task& task, const Trainings::DomainsPtr& domains,
              std::vector<Claim>& claims) {
  const std::string name = fmt::format("{}_to_{}", task.source, task.target);
  const PairedClaims paired(std::make_shared<Trainings>([domains](const Training&, const Stream&) { return domains; },
                                                        Architecture{.embedding = {128, 64}, .rate = 1e-3}),
                            design.count("digits_seeds"));
  for (const Order& order : kOrders)
    claims.push_back(paired.at_least({
        .id = fmt::format("digits.{}.{}", name, order.id),
        .statement =
            fmt::format("{} to {}, on the given files with a small dense network (not the published one, which "
                        "is convolutional): {}",
                        task.source, task.target, order.statement),
        .design = {{{digits_training(design, order.better), digits_training(design, order.worse)}}},
        .statistic = gain,
        .truth = 0,
        .margin = 0.01,
        .control = paired.swapped(),
    }));
}

}  // namespace

std::vector<Claim> digits_claims(const Design& design) {
  const std::string& data = design.text("data");
  if (data.empty()) return {};
  const fs::path folder(data);
  if (!fs::is_directory(folder)) throw IoError(IoError::Kind::no_input, data, "cannot read: it is no folder");
  std::map<std::string, DigitSet> sets;
  for (const char* name : {"mnist", "usps", "svhn"})
    if (fs::is_directory(folder / name)) sets.emplace(name, read_set(folder / name));
  std::vector<Claim> claims;
  for (const Task& task : kTasks)
    if (const auto source = sets.find(task.source), target = sets.find(task.target);
        source != sets.end() && target != sets.end())
      add_task(design, task,
               domains_of(source->second, target->second, design, fmt::format("{}/{}", data, task.source)), claims);
  if (claims.empty()) throw DataError(data, "holds no pair of folders of a task: usps and mnist, or svhn and mnist");
  return claims;
}

}  // namespace mongecarlo::domain_adaptation
