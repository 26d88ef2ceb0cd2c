// What a run of a simulation is made of, in seconds of one processor: run_trace SIMULATION [smoke|quick|full] prints JSON for
// scaling_model.py. Processor time, so that a busy machine does not show.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ctime>

#include "driver/simulation_table.hpp"
#include "mongecarlo/experiment/worker.hpp"

namespace mongecarlo {
namespace {

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Hands out the blocks of one cell in their order until the judge has decided, and looks at the clock.
class Stopwatch final : public TaskSource {
 public:
  explicit Stopwatch(CellRun& run) : run_(run) {}

  std::optional<Task> next(std::optional<std::size_t>) override {
    if (run_.is_complete()) return std::nullopt;
    begin_ = processor_seconds();
    return Task{0, sampling.size()};
  }
  void deposit(const Task&, Block block, double) override {
    const double end = processor_seconds();
    run_.judge(block);
    sampling.push_back(end - begin_);
    judging.push_back(processor_seconds() - end);
  }
  void stop() override {}
  bool is_stopped() const override { return false; }

  std::vector<double> sampling, judging;  // by block; the first ones with making the replicate and the judge

 private:
  CellRun& run_;
  double begin_ = 0;
};

std::string traced_cell(const Simulation& simulation, const Claim& claim, const Arm& arm, std::size_t index,
                        std::size_t claims) {
  const Cell& cell = arm.cells[index];
  const std::string label = stream_label(cell, claim.id, index);
  const double alpha = 1e-3;
  CellRun run(cell, label, stream_key(1, simulation.name, label),
              {alpha / static_cast<double>(claims * arm.cells.size()), alpha});
  Stopwatch stopwatch(run);
  const CellRun* const cells[] = {&run};
  Worker(stopwatch, cells, nullptr).work();
  return fmt::format(R"({{"stream": "{}", "replicates": {}, "block_size": {}, "blocks": {},)"
                     "\n   \"sampling\": [{:.3g}],\n   \"judging\": [{:.3g}]}}",
                     cell.stream, cell.replicates, run.block_size(), run.blocks(), fmt::join(stopwatch.sampling, ", "),
                     fmt::join(stopwatch.judging, ", "));
}

int trace(const Simulation& simulation, Preset preset) {
  const double begin = processor_seconds();
  const Design design(simulation.parameters, preset, {}, simulation.texts);
  const std::vector<Claim> claims = simulation.claims(design);
  const double claim_seconds = processor_seconds() - begin;
  std::vector<std::string> cells;
  double picture_seconds = 0;
  const auto visit = [&](const Claim& claim, const Arm& arm) {
    for (std::size_t i = 0; i < arm.cells.size(); ++i)
      cells.push_back(traced_cell(simulation, claim, arm, i, claims.size()));
  };
  for (const Claim& claim : claims) {
    visit(claim, claim.arm);
    if (claim.false_twin) visit(claim, *claim.false_twin);
    const double start = processor_seconds();
    if (claim.picture) claim.picture();
    picture_seconds += processor_seconds() - start;
  }
  fmt::print("{{\"simulation\": \"{}\", \"preset\": \"{}\", \"claims\": {:.3g}, \"pictures\": {:.3g},\n \"cells\": [\n  {}\n ]}}\n",
             simulation.name, to_string(preset), claim_seconds, picture_seconds, fmt::join(cells, ",\n  "));
  return 0;
}

}  // namespace
}  // namespace mongecarlo

int main(int argc, char** argv) {
  using namespace mongecarlo;
  const std::string name = argc > 1 ? argv[1] : "", wanted = argc > 2 ? argv[2] : "quick";
  for (const Simulation* simulation : simulation_table())
    for (const Preset preset : {Preset::smoke, Preset::quick, Preset::full})
      if (simulation->name == name && wanted == to_string(preset)) return trace(*simulation, preset);
  fmt::print(stderr, "usage: run_trace SIMULATION [smoke|quick|full]\n");
  return 64;
}
