#include "mongecarlo/experiment/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/experiment/schedule.hpp"

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
                              ? fmt::format("run: no claim has the id '{}'", id)
                              : fmt::format("run: no claim has the id '{}'; did you mean '{}'?", id, nearest));
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

// One replicate. Nothing but std::domain_error may stop it, and that is recorded.
Certified sample(const Replicate& replicate, const Stream& stream, Block& block) {
  try {
    const Certified record = replicate(stream);
    if (!std::isnan(record.lower) && !std::isnan(record.upper)) return record;
    block.thrown.emplace_back(stream.replicate(), "value is not a number");
  } catch (const std::domain_error& error) {
    block.thrown.emplace_back(stream.replicate(), error.what());
  }
  return missing_record();
}

class Run {
 public:
  Run(std::vector<Schedule::Entry> entries, const RunOptions& options, int workers)
      : options_(options), schedule_(std::move(entries), workers), workers_(workers) {}

  void execute();
  CellOutcome outcome(std::size_t cell) { return schedule_.run(cell).outcome(); }

 private:
  void work();
  void watch();
  bool should_stop() const;
  std::optional<Block> sample_block(const Replicate& replicate, const Schedule::Task& task);

  const RunOptions& options_;
  Schedule schedule_;
  int workers_;
  Clock::time_point start_ = Clock::now();
  std::mutex fault_mutex_;
  std::exception_ptr fault_;
};

bool Run::should_stop() const {
  return schedule_.is_stopped() || (options_.interrupt && options_.interrupt->load(std::memory_order_relaxed));
}

// Nothing when the run was stopped before the end of the block.
std::optional<Block> Run::sample_block(const Replicate& replicate, const Schedule::Task& task) {
  const CellRun& run = schedule_.run(task.cell);
  const auto [first, last] = run.extent(task.block);
  Block block;
  block.records.reserve(last - first);
  for (std::uint64_t index = first; index < last; ++index) {
    if (should_stop()) return std::nullopt;
    block.records.push_back(sample(replicate, run.stream(index), block));
  }
  return block;
}

void Run::work() try {
  std::optional<std::size_t> last;
  std::unordered_map<std::size_t, Replicate> replicates;
  while (const auto task = schedule_.next(last)) {
    if (last != task->cell) {
      // A worker that moves on to a new cell will rarely come back: workspaces of at most a few cells are kept.
      if (replicates.size() >= 4) replicates.clear();
      last = task->cell;
    }
    Replicate& replicate = replicates[task->cell];
    if (!replicate) replicate = schedule_.run(task->cell).cell().make_replicate();
    const auto begin = Clock::now();
    std::optional<Block> block = sample_block(replicate, *task);
    if (!block) return;
    schedule_.deposit(*task, std::move(*block), std::chrono::duration<double>(Clock::now() - begin).count());
  }
} catch (...) {
  {
    const std::lock_guard lock(fault_mutex_);
    if (!fault_) fault_ = std::current_exception();
  }
  schedule_.stop();
}

void Run::watch() {
  for (;;) {
    const bool is_over = schedule_.wait(kPoll);
    if (options_.progress) options_.progress(schedule_.progress());
    if (is_over) return;
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    const bool is_late = options_.time_limit_seconds && seconds >= *options_.time_limit_seconds;
    if (is_late || should_stop()) schedule_.stop();
  }
}

void Run::execute() {
  {
    std::vector<std::jthread> threads;
    try {
      for (int i = 0; i < workers_; ++i) threads.emplace_back([this] { work(); });
      watch();
    } catch (...) {
      schedule_.stop();  // the workers are joined on the way out
      throw;
    }
  }
  if (fault_) std::rethrow_exception(fault_);
}

int worker_count(int threads) {
  check_at_least("run", "threads", threads, 0);
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

// The cells of the arms of the selected claims, in order.
template <class Visit>
void each_arm(const std::vector<Claim>& claims, const std::vector<std::size_t>& selected, Visit visit) {
  for (std::size_t index : selected) {
    visit(claims[index], claims[index].arm);
    if (claims[index].false_twin) visit(claims[index], *claims[index].false_twin);
  }
}

std::vector<std::size_t> select(const std::vector<Claim>& claims, const std::vector<std::string>& wanted) {
  std::set<std::size_t> chosen;
  for (const std::string& id : wanted) chosen.insert(find_claim(claims, id));
  if (wanted.empty())
    for (std::size_t i = 0; i < claims.size(); ++i) chosen.insert(i);
  return {chosen.begin(), chosen.end()};
}

}  // namespace

SimulationOutcome run(const Simulation& simulation, const Design& design, const RunOptions& options) {
  check_inside("run", "alpha", options.alpha, 0, 0.5);
  if (options.time_limit_seconds) check_positive("run", "time_limit_seconds", *options.time_limit_seconds);
  const int workers = worker_count(options.threads);
  const std::vector<Claim> claims = claims_of(simulation, design);
  const std::vector<std::size_t> selected = select(claims, options.claims);

  // A claim's share is refuted wrongly by any of its cells, so they split it; it is supported wrongly only if the cell
  // that is off is, so each has all of alpha.
  const double claim_alpha = options.alpha / static_cast<double>(claims.size());
  std::vector<Schedule::Entry> entries;
  each_arm(claims, selected, [&](const Claim& claim, const Arm& arm) {
    const ErrorBudget budget{claim_alpha / static_cast<double>(arm.cells.size()), options.alpha};
    for (std::size_t i = 0; i < arm.cells.size(); ++i) {
      const std::string label = stream_label(arm.cells[i], claim.id, i);
      entries.push_back(
          {CellRun(arm.cells[i], label, stream_key(options.seed, simulation.name, label), budget), claim.id});
    }
  });
  Run execution(std::move(entries), options, workers);
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
    ClaimOutcome claim{claims[index], collect(claims[index].arm), std::nullopt, claim_alpha};
    if (claims[index].false_twin) claim.false_twin = collect(*claims[index].false_twin);
    outcome.claims.push_back(std::move(claim));
  }
  return outcome;
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
