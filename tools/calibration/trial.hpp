#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mongecarlo/experiment/statement.hpp"
#include "calibration/law.hpp"

namespace mongecarlo::calibration {

/// The setting of every claim here: one number, whatever it stands for.
struct Probe {
  double value = 0;
  CellParameters parameters() const { return {{"value", value}}; }
};

/// A replicate of a claim on a law.
inline auto replicate_of(const Law& law) {
  return [draw = law.draw](const Probe&, const Stream& stream) -> Certified {
    Stream own = stream;
    return draw(own);
  };
}

/// Control of a claim that is run for its own verdict alone.
inline CorrectedBy no_twin(const std::string& id) { return {id}; }

/// What one run of all claims of a simulation came to.
struct Trial {
  bool is_refuted = false;     ///< one of its claims was
  bool is_supported = false;   ///< all of them were
  bool is_negligible = false;  ///< refuted, but within the margin
  bool is_early = false;       ///< decided before its horizon
  double replicates = 0;       ///< of all cells
  double resolution = 0;       ///< of the last claim
};

/// Runs the claims as every simulation runs them (experiment/runner.hpp), on one thread, from the seed that belongs to
/// (seed, label, index): the error budget is divided, blocks are judged in order, sampling stops where a judge decides.
Trial run_trial(const std::vector<Claim>& claims, double alpha, std::uint64_t seed, const std::string& label,
                std::uint64_t index);

}  // namespace mongecarlo::calibration
