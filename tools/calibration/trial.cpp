#include "calibration/trial.hpp"

#include <algorithm>

#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::calibration {

Trial run_trial(const std::vector<Claim>& claims, double alpha, std::uint64_t seed, const std::string& label,
                std::uint64_t index) {
  const Simulation simulation{.name = "calibration", .title = {}, .claims = [&](const Design&) { return claims; }};
  RunOptions options;
  options.seed = stream_key(seed, label, std::to_string(index)).value;
  options.threads = 1;
  options.alpha = alpha;
  const SimulationOutcome outcome = run(simulation, Design({}, Preset::smoke), options);
  Trial trial;
  trial.is_supported = true;
  for (const ClaimOutcome& claim : outcome.claims) {
    const Inference& inference = claim.arm.inference();
    trial.resolution = inference.resolution.value_or(0);
    trial.is_refuted = trial.is_refuted || claim.arm.verdict == Verdict::refuted;
    trial.is_supported = trial.is_supported && claim.arm.verdict == Verdict::supported;
    trial.is_negligible =
        trial.is_negligible || std::find(inference.flags.begin(), inference.flags.end(), "practically_negligible") !=
                                   inference.flags.end();
    for (std::size_t k = 0; k < claim.arm.cells.size(); ++k) {
      const std::uint64_t replicates = claim.arm.cells[k].inference.replicates;
      trial.is_early = trial.is_early || replicates < claim.claim.arm.cells[k].replicates;
      trial.replicates += static_cast<double>(replicates);
    }
  }
  return trial;
}

}  // namespace mongecarlo::calibration
