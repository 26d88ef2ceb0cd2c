#include <cmath>

#include "minibatch_deviation/parts.hpp"
#include "mongecarlo/experiment/statement.hpp"

namespace mongecarlo::minibatch_deviation {
namespace {

/// A failure probability, and what the proof of the deviation bound spends on its two events.
struct FailureProbability {
  double delta = 0.05;
  double data_share = 2;
  CellParameters parameters() const { return {{"delta", delta}}; }
  /// First event: Hoeffding for the two-sample U-statistic at t = M sqrt(log(share/delta)/(2 N)): 2
  /// exp(-log(share/delta)). Second event: Hoeffding for k draws of h in [0, M] at t = M sqrt(2 log(2/delta)/k): 2
  /// exp(-4 log(2/delta)).
  double spent() const { return 2 * delta / data_share + 2 * std::pow(delta / 2, 4); }
};

std::vector<FailureProbability> levels(double data_share) {
  std::vector<FailureProbability> cells;
  for (double delta : {0.5, 0.1, 0.05, 0.01}) cells.push_back({delta, data_share});
  return cells;
}

Certified spent(const FailureProbability& s, const Stream&) { return s.spent(); }
Certified allowed(const FailureProbability& s) { return s.delta; }

/// The printed inequality itself cannot be refuted by simulation (both events rarely fail together); what is wrong is
/// its proof, which spends delta + delta^4 / 8.
Claim budget_as_printed() {
  return identity<FailureProbability>({
      .id = "deviation.proof_budget_as_printed",
      .statement = "with log(2/d) in both terms the two events of the proof fail with probability at most d in all",
      .source = "fatras:20, Theorem 1 (misprint)",
      .design = levels(2),
      .truth = allowed,
      .replicate = spent,
      .tolerance = 0,
      .control = CorrectedBy{"deviation.proof_budget"},
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::bound,
  });
}

Claim budget() {
  return identity<FailureProbability>({
      .id = "deviation.proof_budget",
      .statement =
          "with log(4/d) in the first term and log(2/d) in the second the two events fail with probability at most d",
      .source = "hoeffding:63; derived here",
      .design = levels(4),
      .truth = allowed,
      .replicate = spent,
      .tolerance = 0,
      .control = Control<FailureProbability>::wrong_procedure("log(2/d) in the first term too",
                                                              [](FailureProbability s, const Stream&) {
                                                                s.data_share = 2;
                                                                return Certified(s.spent());
                                                              }),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::bound,
  });
}

}  // namespace

std::vector<Claim> proof_claims(const Design&) { return {budget(), budget_as_printed()}; }

}  // namespace mongecarlo::minibatch_deviation
