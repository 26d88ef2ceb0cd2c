#include "driver/shard_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "driver/driver.hpp"
#include "driver/exit_code.hpp"
#include "driver/progress_line.hpp"
#include "driver/run_checkpoint.hpp"
#include "driver/signals.hpp"
#include "driver/terminal.hpp"
#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/io/collected_part.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

int exit_code_of(bool is_whole) {
  if (is_whole) return 0;
  return caught_signal() != 0 ? kSignalBase + caught_signal() : kInconclusive;
}

}  // namespace

int sample_and_write(const Simulation& simulation, const Design& design, const RunSettings& settings) {
  if (settings.output == "-" && ::isatty(STDOUT_FILENO))
    throw UsageError("--shard: a part is no text for a terminal; name a file with --output");
  const RunIdentity identity = run_identity(simulation, design, settings.seed);
  RunCheckpoint checkpoint(simulation, identity, settings);
  CollectedPart part(checkpoint.store());
  bool is_whole = false;
  {
    ProgressLine line(std::string(simulation.name) + part_suffix(settings));
    RunOptions options = run_options_of(settings, line, checkpoint);
    const auto others = other_ranks(simulation, design, settings);
    options.store = &part;
    options.remote = others.get();
    is_whole = sample_shard(simulation, design, *settings.shard, options);
  }
  write_output(settings.output, part.take(identity.text));
  if (!is_whole && !settings.is_quiet) print_error("stopped before the end: what was sampled so far is written\n");
  checkpoint.close();
  return exit_code_of(is_whole);
}

}  // namespace mongecarlo
