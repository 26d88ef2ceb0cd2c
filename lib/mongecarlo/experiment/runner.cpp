#include "mongecarlo/experiment/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/experiment/foresight.hpp"
#include "mongecarlo/experiment/remote_workers.hpp"
#include "mongecarlo/experiment/schedule.hpp"
#include "mongecarlo/experiment/worker.hpp"

namespace mongecarlo {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPoll{100};

std::vector<std::string> ids(const std::vector<Claim>& claims) {
  std::vector<std::string> names;
  for (const Claim& claim : claims) names.push_back(claim.id);
  return names;
}

std::size_t find_claim(const std::vector<Claim>& claims, const std::string& id) {
  const auto names = ids(claims);
  const auto found = std::find(names.begin(), names.end(), id);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const std::string nearest = nearest_name(id, names);
  throw std::domain_error(nearest.empty()
                              ? fmt::format("run: no claim has the id {}", in_quotes(id))
                              : fmt::format("run: no claim has the id {}; did you mean '{}'?", in_quotes(id), nearest));
}

// What a simulation must get right whatever the design: faults of the simulation, not of the user.
std::vector<Claim> claims_of(const Simulation& simulation, const Design& design) {
  std::vector<Claim> claims = simulation.claims(design);
  const auto names = ids(claims);
  if (claims.empty()) throw std::logic_error(fmt::format("simulation {} has no claims", simulation.name));
  if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
    throw std::logic_error(fmt::format("simulation {} has two claims of one id", simulation.name));
  for (const Claim& claim : claims) {
    if (claim.arm.cells.empty() || (claim.false_twin && claim.false_twin->cells.empty()))
      throw std::logic_error(fmt::format("claim {} has no cells", claim.id));
    if (!claim.false_twin && std::find(names.begin(), names.end(), claim.corrected_by) == names.end())
      throw std::logic_error(
          fmt::format("claim {} has no false twin, and its correction '{}' is no claim", claim.id, claim.corrected_by));
  }
  return claims;
}

/// The first exception of several threads.
class FirstFault {
 public:
  void keep_current() {
    const std::lock_guard lock(mutex_);
    if (!fault_) fault_ = std::current_exception();
  }
  void rethrow() const {
    if (fault_) std::rethrow_exception(fault_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr fault_;
};

class Run {
 public:
  Run(std::vector<Schedule::Entry> entries, const RunOptions& options, std::size_t workers)
      : options_(options),
        schedule_(std::move(entries), workers + (options.remote ? options.remote->capacity() : 0), options.store),
        source_(options.remote ? options.remote->share(schedule_) : schedule_),
        workers_(workers) {
    for (std::size_t i = 0; i < schedule_.size(); ++i) cells_.push_back(&schedule_.run(i));
  }

  void execute();
  CellOutcome outcome(std::size_t cell) { return schedule_.run(cell).outcome(); }
  bool is_complete() const;
  /// The time is over, or the run was interrupted.
  bool should_stop() const;

 private:
  template <class Work>
  void guard(Work work);
  void start(std::vector<std::jthread>& threads);
  void watch();

  const RunOptions& options_;
  Schedule schedule_;
  TaskSource& source_;  // of the threads here
  std::vector<const CellRun*> cells_;
  std::size_t workers_;
  Clock::time_point start_ = Clock::now();
  FirstFault fault_;
};

bool Run::should_stop() const {
  if (schedule_.is_stopped() || (options_.interrupt && options_.interrupt->load(std::memory_order_relaxed)))
    return true;
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  return options_.time_limit_seconds && seconds >= *options_.time_limit_seconds;
}

bool Run::is_complete() const {
  return std::all_of(cells_.begin(), cells_.end(), [](const CellRun* run) { return run->is_complete(); });
}

template <class Work>
void Run::guard(Work work) try {
  work();
} catch (...) {
  fault_.keep_current();
  schedule_.stop();
}

void Run::start(std::vector<std::jthread>& threads) {
  for (std::size_t i = 0; i < workers_; ++i)
    threads.emplace_back([this] { guard([this] { Worker(source_, cells_, options_.interrupt).work(); }); });
  if (options_.remote) threads.emplace_back([this] { guard([this] { options_.remote->serve(); }); });
}

void Run::watch() {
  for (;;) {
    const bool is_over = schedule_.wait(kPoll);
    if (options_.progress) options_.progress(schedule_.progress());
    if (options_.store) options_.store->flush();
    if (is_over) return;
    if (should_stop()) schedule_.stop();
  }
}

void Run::execute() {
  {
    std::vector<std::jthread> threads;
    try {
      start(threads);
      watch();
    } catch (...) {
      schedule_.stop();  // the workers are joined on the way out
      throw;
    }
  }
  if (options_.store) options_.store->flush();
  fault_.rethrow();
}

std::size_t worker_count(int threads) {
  check_at_least("run", "threads", threads, 0);
  return threads > 0 ? static_cast<std::size_t>(threads) : std::max(1U, std::thread::hardware_concurrency());
}

// Every arm, in the order of BlockId::cell.
template <class Visit>
void each_arm(const std::vector<Claim>& claims, Visit visit) {
  for (const Claim& claim : claims) {
    visit(claim, claim.arm);
    if (claim.false_twin) visit(claim, *claim.false_twin);
  }
}

std::vector<std::size_t> select(const std::vector<Claim>& claims, const std::vector<std::string>& wanted) {
  std::set<std::size_t> chosen;
  for (const std::string& id : wanted) chosen.insert(find_claim(claims, id));
  if (wanted.empty())
    for (std::size_t i = 0; i < claims.size(); ++i) chosen.insert(i);
  return {chosen.begin(), chosen.end()};
}

double alpha_of_claim(const std::vector<Claim>& claims, const RunOptions& options) {
  return options.alpha / static_cast<double>(claims.size());
}

/// Deals the blocks of one cell after the other to the parts of a run.
class Dealer {
 public:
  explicit Dealer(const Shard& shard) : shard_(shard) {
    check_at_least("shard", "count", static_cast<long long>(shard.count), 1);
    check_between("shard", "index", static_cast<double>(shard.index), 1, static_cast<double>(shard.count));
  }

  /// What the shard gets of the next cell.
  BlockStripe deal(const Cell& cell) {
    const std::uint64_t first = first_of(cell);
    return {(shard_.index - 1 + shard_.count - first) % shard_.count, shard_.count};
  }

 private:
  /// Who gets the first block, from 0.
  std::uint64_t first_of(const Cell& cell) {
    if (!cell.stream.empty())
      if (const auto known = streams_.find(cell.stream); known != streams_.end()) return known->second;
    const std::uint64_t first = next_;
    next_ = (next_ + BlockLayout(cell.replicates).blocks()) % shard_.count;
    if (!cell.stream.empty()) streams_.emplace(cell.stream, first);
    return first;
  }

  Shard shard_;
  std::uint64_t next_ = 0;
  std::map<std::string, std::uint64_t> streams_;
};

std::vector<Schedule::Entry> entries_of(const Simulation& simulation, const std::vector<Claim>& claims,
                                        const std::vector<std::size_t>& selected, const RunOptions& options,
                                        const Shard& shard = {}) {
  // A claim's share is refuted wrongly by any of its cells, so they split it; it is supported wrongly only if the cell
  // that is off is, so each has all of alpha.
  const double claim_alpha = alpha_of_claim(claims, options);
  std::vector<Schedule::Entry> entries;
  std::set<const Claim*> chosen;
  for (std::size_t index : selected) chosen.insert(&claims[index]);
  std::uint64_t ordinal = 0;
  Dealer dealer(shard);
  each_arm(claims, [&](const Claim& claim, const Arm& arm) {
    const ErrorBudget budget{claim_alpha / static_cast<double>(arm.cells.size()), options.alpha};
    for (std::size_t i = 0; i < arm.cells.size(); ++i, ++ordinal) {
      const BlockStripe stripe = dealer.deal(arm.cells[i]);
      if (!chosen.contains(&claim)) continue;
      const std::string label = stream_label(arm.cells[i], claim.id, i);
      const StreamKey key = stream_key(options.seed, simulation.name, label);
      entries.push_back({CellRun(arm.cells[i], label, key, budget, ordinal, stripe), claim.id});
    }
  });
  return entries;
}

// A summary that was stopped is no summary, and the run not complete.
void summarise(SimulationOutcome& outcome, const SummaryLimits& limits) {
  for (ClaimOutcome& claim : outcome.claims) {
    if (!claim.claim.summary || !claim.is_complete()) continue;
    std::vector<Curve> curves = claim.claim.summary(outcome, limits);
    if (limits.should_stop()) {
      outcome.is_complete = false;
      return;
    }
    claim.summary = std::move(curves);
  }
}

void check_options(const RunOptions& options) {
  check_inside("run", "alpha", options.alpha, 0, 0.5);
  if (options.time_limit_seconds) check_positive("run", "time_limit_seconds", *options.time_limit_seconds);
}

}  // namespace

SimulationOutcome run(const Simulation& simulation, const Design& design, const RunOptions& options) {
  check_options(options);
  const std::size_t workers = worker_count(options.threads);
  const std::vector<Claim> claims = claims_of(simulation, design);
  const std::vector<std::size_t> selected = select(claims, options.claims);

  Run execution(entries_of(simulation, claims, selected, options), options, workers);
  execution.execute();

  SimulationOutcome outcome{std::string(simulation.name),
                            simulation.title,
                            design.preset(),
                            options.seed,
                            options.alpha,
                            design.values(),
                            design.texts(),
                            {},
                            true};
  std::size_t next_cell = 0;
  const auto collect = [&](const Arm& arm) {
    ArmOutcome result;
    result.statement = arm.statement;
    for (std::size_t i = 0; i < arm.cells.size(); ++i) {
      result.cells.push_back(execution.outcome(next_cell++));
      outcome.is_complete = outcome.is_complete && result.cells.back().is_complete;
    }
    if (arm.joint)
      result.conclude(arm.joint);
    else
      result.conclude();
    return result;
  };
  for (std::size_t index : selected) {
    ClaimOutcome claim{claims[index], collect(claims[index].arm), std::nullopt, alpha_of_claim(claims, options)};
    if (claims[index].false_twin) claim.false_twin = collect(*claims[index].false_twin);
    outcome.claims.push_back(std::move(claim));
  }
  summarise(outcome, {workers, [&] { return execution.should_stop(); }});
  return outcome;
}

void assist(const Simulation& simulation, const Design& design, const Shard& shard, const RunOptions& options,
            std::span<TaskSource* const> workers) {
  const std::vector<Claim> claims = claims_of(simulation, design);
  const std::vector<Schedule::Entry> entries =
      entries_of(simulation, claims, select(claims, options.claims), options, shard);
  std::vector<const CellRun*> cells;
  for (const Schedule::Entry& entry : entries) cells.push_back(&entry.run);
  FirstFault fault;
  const auto work = [&](TaskSource& source) {
    try {
      Foresight foresight(source, cells);
      Worker(foresight, cells, nullptr).work();
    } catch (...) {
      fault.keep_current();
      for (TaskSource* each : workers) each->stop();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (TaskSource* source : workers) threads.emplace_back([&work, source] { work(*source); });
  }
  fault.rethrow();
}

bool sample_shard(const Simulation& simulation, const Design& design, const Shard& shard, const RunOptions& options) {
  check_options(options);
  const std::vector<Claim> claims = claims_of(simulation, design);
  Run execution(entries_of(simulation, claims, select(claims, options.claims), options, shard), options,
                worker_count(options.threads));
  execution.execute();
  return execution.is_complete();
}

std::vector<std::uint64_t> cell_horizons(const std::vector<Claim>& claims) {
  std::vector<std::uint64_t> horizons;
  each_arm(claims, [&](const Claim&, const Arm& arm) {
    for (const Cell& cell : arm.cells) horizons.push_back(cell.replicates);
  });
  return horizons;
}

Certified replay(const Simulation& simulation, const Design& design, std::uint64_t seed, const std::string& claim,
                 std::size_t cell, std::uint64_t replicate, bool of_false_twin) {
  const std::vector<Claim> claims = claims_of(simulation, design);
  const Claim& found = claims[find_claim(claims, claim)];
  if (of_false_twin && !found.false_twin)
    throw std::domain_error(fmt::format("replay: claim {} has no false twin", claim));
  const Arm& arm = of_false_twin ? *found.false_twin : found.arm;
  check_at_most("replay", "cell", static_cast<long long>(cell), static_cast<long long>(arm.cells.size()) - 1);
  const StreamKey key = stream_key(seed, simulation.name, stream_label(arm.cells[cell], claim, cell));
  return arm.cells[cell].make_replicate()(Stream(key, replicate));
}

}  // namespace mongecarlo
