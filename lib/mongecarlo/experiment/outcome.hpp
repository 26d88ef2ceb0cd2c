#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mongecarlo/experiment/claim.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// Replicates that threw or did not converge, by kind, with the coordinates of the first for `mongecarlo replay`.
struct Failure {
  std::string kind;              ///< a termination, or the text of the std::domain_error
  std::uint64_t count = 0;
  std::string cell;              ///< stream label of the cell
  std::uint64_t first_replicate = 0;
};

struct CellOutcome {
  CellParameters parameters;
  Inference inference;
  std::vector<Failure> failures;
  bool is_complete = false;      ///< decided, or at its horizon; false when the run was interrupted before
};

struct ArmOutcome {
  std::string statement;
  Verdict verdict = Verdict::inconclusive;
  std::vector<CellOutcome> cells;
  std::size_t binding_cell = 0;  ///< the cell that decided the verdict (nearest to its margin when all are supported)
  std::optional<Inference> joint = {};  ///< of cells judged together; there is no binding cell then
  /// Sets verdict and binding_cell from the cells: supported when all are, refuted when one is.
  void conclude();
  /// Sets verdict and joint from all cells, which share the verdict. Inconclusive while one is not complete; failures
  /// keep it from being supported.
  void conclude(const JointJudge& judge);
  /// What stands for the arm: the joint inference, or that of the binding cell.
  const Inference& inference() const { return joint ? *joint : cells.at(binding_cell).inference; }
};

struct ClaimOutcome {
  Claim claim;
  ArmOutcome arm;
  std::optional<ArmOutcome> false_twin;
  double alpha = 0;
  std::vector<Curve> summary = {};  ///< what Claim::summary made of it
  /// Every cell of the claim, and of its twin, is complete.
  bool is_complete() const;
  /// The verdict is the expected one, and the false twin (if any) is refuted.
  bool is_as_expected() const;
};

struct SimulationOutcome {
  std::string simulation;
  std::string title;
  Preset preset = Preset::quick;
  std::uint64_t seed = 0;
  double alpha = 0;
  std::vector<std::pair<std::string, double>> parameters;
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<ClaimOutcome> claims;
  bool is_complete = true;       ///< false: interrupted or out of time; unfinished cells are inconclusive
  /// supported: every claim as expected; refuted: one is refuted that should not be (or the other way round);
  /// inconclusive: otherwise.
  Verdict verdict() const;
};

}  // namespace mongecarlo
