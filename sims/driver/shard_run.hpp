#pragma once
#include "driver/run_settings.hpp"

namespace mongecarlo {

/// Samples the shard that the settings name and writes it to `settings.output`, as a part for `mongecarlo merge`.
/// Returns the exit code: 0 where the shard is whole, 3 where the time was over before, 130 or 143 after a signal.
int sample_and_write(const Simulation& simulation, const Design& design, const RunSettings& settings);

}  // namespace mongecarlo
