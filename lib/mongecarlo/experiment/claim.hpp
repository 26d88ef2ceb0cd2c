#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo {

enum class ClaimKind : std::uint8_t { equality, bound, rate, limit_law, identity, order };
const char* to_string(ClaimKind kind);

/// A cell's coordinates, in the order a reader expects: {{"n", 50}, {"m", 4}}.
using CellParameters = std::vector<std::pair<std::string, double>>;

/// One worker's replicate function: a number from a stream. It may hold a workspace, since each worker makes its own.
/// It cannot print, seed, thread or write; a std::domain_error it throws is counted as a failure, with its coordinates.
using Replicate = std::function<Certified(const Stream&)>;

/// One parameter combination of a claim.
struct Cell {
  CellParameters parameters;
  std::function<Replicate()> make_replicate;                      ///< called once per worker
  std::function<JudgePtr(const ErrorBudget&, std::uint64_t)> make_judge;
  std::uint64_t replicates = 1;                                   ///< horizon: sampling stops here at the latest
  /// Label of the stream; empty: the cell's own. Cells of one label see the same numbers in each replicate, whichever
  /// claim they belong to, so that paired runs can be made once and shared. The error budget is a sum over cells, and
  /// holds whatever they share.
  std::string stream = {};
};

/// Judges what all cells of an arm measured, in their order.
using JointJudge = std::function<Inference(std::span<const Inference>)>;

/// The cells of a statement. Each has a verdict of its own, and the arm is supported when all are, refuted when one is;
/// or, where the statement is about all of them at once (a rate over n), each only measures and `joint` judges.
struct Arm {
  std::string statement;
  std::vector<Cell> cells;
  JointJudge joint = {};
};

struct SimulationOutcome;

/// How much time and how many threads a summary has.
struct SummaryLimits {
  std::size_t threads = 1;
  std::function<bool()> should_stop = [] { return false; };
};

/// A statement of a theorem, put to the test. Either it is expected to hold, and has a false twin (something wrong that
/// looks like it) which must be refuted; or it is expected to be refuted (a misprint), and names its correction.
struct Claim {
  std::string id;
  std::string source;
  ClaimKind kind = ClaimKind::equality;
  Arm arm;
  std::optional<Arm> false_twin = {};
  std::string corrected_by = {};
  std::string plot = {};    ///< the cell parameter a figure of the claim runs over; empty: the first one that varies
  std::string estimate_label = "estimate";
  /// Curves worth a figure beside the verdict (plans, samples), computed without chance when the result is written.
  std::function<std::vector<Curve>()> picture = {};
  /// Curves of what replicates found beside their records (the accuracies behind a gain): a function of the outcome
  /// alone, made when the claim is complete. What nobody has found in this process, because the records come from
  /// elsewhere, it finds again. Told to stop, it may return anything.
  std::function<std::vector<Curve>(const SimulationOutcome&, const SummaryLimits&)> summary = {};

  Verdict expected() const { return false_twin ? Verdict::supported : Verdict::refuted; }
};

}  // namespace mongecarlo
