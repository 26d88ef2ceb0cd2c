#include "mongecarlo/experiment/outcome.hpp"

#include <algorithm>

namespace mongecarlo {

bool ClaimOutcome::is_complete() const {
  const auto is_done = [](const ArmOutcome& of) {
    return std::all_of(of.cells.begin(), of.cells.end(), [](const CellOutcome& cell) { return cell.is_complete; });
  };
  return is_done(arm) && (!false_twin || is_done(*false_twin));
}

bool ClaimOutcome::is_as_expected() const {
  return arm.verdict == claim.expected() && (!false_twin || false_twin->verdict == Verdict::refuted);
}

Verdict SimulationOutcome::verdict() const {
  if (std::all_of(claims.begin(), claims.end(), [](const ClaimOutcome& c) { return c.is_as_expected(); }))
    return Verdict::supported;
  const auto is_contrary = [](const ClaimOutcome& c) {
    const Verdict contrary = c.claim.expected() == Verdict::supported ? Verdict::refuted : Verdict::supported;
    return c.arm.verdict == contrary || (c.false_twin && c.false_twin->verdict == Verdict::supported);
  };
  return std::any_of(claims.begin(), claims.end(), is_contrary) ? Verdict::refuted : Verdict::inconclusive;
}

void ArmOutcome::conclude() {
  const auto has = [](Verdict wanted) {
    return [wanted](const CellOutcome& cell) { return cell.inference.verdict == wanted; };
  };
  if (std::any_of(cells.begin(), cells.end(), has(Verdict::refuted)))
    verdict = Verdict::refuted;
  else if (!cells.empty() && std::all_of(cells.begin(), cells.end(), has(Verdict::supported)))
    verdict = Verdict::supported;
  else
    verdict = Verdict::inconclusive;
  // Among the cells with the arm's verdict, the one whose interval reaches farthest from the claim.
  double farthest = -1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Inference& inference = cells[i].inference;
    if (inference.verdict != verdict || inference.margin_share <= farthest) continue;
    farthest = inference.margin_share;
    binding_cell = i;
  }
}

void ArmOutcome::conclude(const JointJudge& judge) {
  const bool is_complete =
      std::all_of(cells.begin(), cells.end(), [](const CellOutcome& cell) { return cell.is_complete; });
  const bool has_failures =
      std::any_of(cells.begin(), cells.end(), [](const CellOutcome& cell) { return !cell.failures.empty(); });
  std::vector<Inference> measured;
  for (const CellOutcome& cell : cells) measured.push_back(cell.inference);
  joint = judge(measured);
  if (!is_complete) {
    joint->verdict = Verdict::inconclusive;
    joint->flags = {"interrupted"};
  } else if (has_failures) {
    // Refuted stands: failures entered as enclosures, and widened the intervals.
    if (joint->verdict == Verdict::supported) joint->verdict = Verdict::inconclusive;
    joint->flags.push_back("failures");
  }
  verdict = joint->verdict;
  for (CellOutcome& cell : cells) cell.inference.verdict = verdict;
}

}  // namespace mongecarlo
