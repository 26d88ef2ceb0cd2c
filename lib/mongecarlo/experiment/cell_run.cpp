#include "mongecarlo/experiment/cell_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace mongecarlo {
namespace {

constexpr std::uint64_t kMostFailures = 100;

// Two messages that differ in their numbers only are of one kind.
std::string without_numbers(const std::string& text) {
  std::string kind;
  for (char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit)
      kind += c;
    else if (kind.empty() || kind.back() != '#')
      kind += '#';
  }
  return kind;
}

}  // namespace

std::string stream_label(const Cell& cell, const std::string& claim, std::size_t index) {
  return cell.stream.empty() ? fmt::format("{}/{}", claim, index) : cell.stream;
}

Certified missing_record() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return {-infinity, infinity, Termination::numerical_failure};
}

CellRun::CellRun(const Cell& cell, std::string label, StreamKey key, const ErrorBudget& budget, std::uint64_t ordinal,
                 BlockStripe stripe)
    : cell_(&cell),
      label_(std::move(label)),
      key_(key),
      budget_(budget),
      ordinal_(ordinal),
      layout_(std::max<std::uint64_t>(cell.replicates, 1)),
      stripe_(stripe) {
  if (!cell.make_replicate || !cell.make_judge || cell.replicates < 1)
    throw std::logic_error(fmt::format("cell {} has no replicate, no judge or no replicates", label_));
  outcome_.parameters = cell.parameters;
  outcome_.is_complete = blocks() == 0;  // of a stripe beyond a short cell
}

void CellRun::judge(const Block& block) {
  if (!judge_) judge_ = make_judge();
  tally(block);
  judge_->add(block.records);
  ++judged_;
  if (judged_ == blocks() || judge_->decided() || has_too_many_failures()) complete();
}

void CellRun::complete() {
  outcome_.is_complete = true;
  if (stripe_.step == 1) conclude();  // others judge what a stripe sampled
  judge_.reset();                     // its records are no longer needed
}

// `judged_` is still the position of the block here.
void CellRun::tally(const Block& block) {
  const std::uint64_t first = extent(judged_).first;
  auto thrown = block.thrown.begin();
  for (std::size_t i = 0; i < block.records.size(); ++i) {
    const std::uint64_t replicate = first + i;
    if (thrown != block.thrown.end() && thrown->first == replicate) {
      count_failure(thrown->second, replicate);
      ++thrown_;
      ++thrown;
    } else if (block.records[i].termination != Termination::converged) {
      count_failure(to_string(block.records[i].termination), replicate);
    }
  }
}

void CellRun::count_failure(const std::string& kind, std::uint64_t replicate) {
  const auto [known, is_new] = failure_kinds_.try_emplace(without_numbers(kind), outcome_.failures.size());
  if (is_new) outcome_.failures.push_back({kind, 0, label_, replicate});
  ++outcome_.failures[known->second].count;
}

// More than 100, or more than one in a hundred of the horizon (but never fewer than 5).
bool CellRun::has_too_many_failures() const {
  return thrown_ > std::clamp<std::uint64_t>(cell_->replicates / 100, 5, kMostFailures);
}

void CellRun::conclude() {
  outcome_.inference = judge_->conclude();
  Inference& inference = outcome_.inference;
  if (outcome_.failures.empty()) return;
  // Refuted stands: failures entered as enclosures. Supported would lean on replicates that went wrong.
  if (inference.verdict == Verdict::supported) inference.verdict = Verdict::inconclusive;
  inference.flags.push_back(has_too_many_failures() ? "too_many_failures" : "failures");
}

CellOutcome CellRun::outcome() const {
  if (is_complete()) return outcome_;
  CellOutcome partial = outcome_;
  if (judge_) partial.inference = judge_->conclude();
  // A decision falls at the end of a block, and the cell would be complete; a support that needs the horizon is not
  // due.
  partial.inference.verdict = Verdict::inconclusive;
  partial.inference.alpha = budget_.alpha_refute;
  partial.inference.flags = {"interrupted"};
  return partial;
}

}  // namespace mongecarlo
