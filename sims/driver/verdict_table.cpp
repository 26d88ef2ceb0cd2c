#include "driver/verdict_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace mongecarlo {
namespace {

enum class Tone { plain, good, bad, open };

struct Row {
  std::array<std::string, 6> texts;
  Tone tone = Tone::plain;
};

const std::array<std::string, 6> kHeader{"claim", "verdict", "expected", "false twin", "estimate", "truth"};

std::string number_text(const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : "-"; }

std::string truth_text(const std::optional<Certified>& truth) {
  return number_text(truth ? std::optional(truth->midpoint()) : std::nullopt);
}

std::string estimate_text(const Inference& inference) {
  if (!inference.interval) return number_text(inference.estimate);
  return fmt::format("{} [{:.6g}, {:.6g}]", number_text(inference.estimate), inference.interval->first,
                     inference.interval->second);
}

Tone tone_of(const ClaimOutcome& claim) {
  if (claim.is_as_expected()) return Tone::good;
  const bool is_wrong = claim.arm.verdict != claim.claim.expected() && claim.arm.verdict != Verdict::inconclusive;
  const bool is_twin_supported = claim.false_twin && claim.false_twin->verdict == Verdict::supported;
  return is_wrong || is_twin_supported ? Tone::bad : Tone::open;
}

Row claim_row(const ClaimOutcome& claim) {
  Row row{{claim.claim.id, to_string(claim.arm.verdict), to_string(claim.claim.expected()),
           claim.false_twin ? to_string(claim.false_twin->verdict) : "-", "-", "-"},
          tone_of(claim)};
  if (claim.arm.cells.empty()) return row;
  const Inference& inference = claim.arm.inference();
  row.texts[4] = estimate_text(inference);
  row.texts[5] = truth_text(inference.truth);
  return row;
}

std::string cell_name(const CellOutcome& cell, std::size_t index, bool is_twin) {
  std::string name = fmt::format("  {}cell {}:", is_twin ? "twin " : "", index);
  for (const auto& [key, value] : cell.parameters) name += fmt::format(" {}={:.6g}", key, value);
  return name;
}

void add_cells(std::vector<Row>& rows, const ArmOutcome& arm, bool is_twin) {
  for (std::size_t k = 0; k < arm.cells.size(); ++k) {
    const CellOutcome& cell = arm.cells[k];
    rows.push_back({{cell_name(cell, k, is_twin), to_string(cell.inference.verdict), "", "",
                     estimate_text(cell.inference), truth_text(cell.inference.truth)},
                    Tone::plain});
  }
}

std::string painted(const std::string& text, Tone tone) {
  const char* code = tone == Tone::good ? "32" : tone == Tone::bad ? "31" : "33";
  return tone == Tone::plain ? text : fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string line_text(const Row& row, const std::array<std::size_t, 6>& widths, bool color) {
  std::string line;
  for (std::size_t i = 0; i < row.texts.size(); ++i) {
    const std::string padded = fmt::format("{:<{}}", row.texts[i], i + 1 < row.texts.size() ? widths[i] + 2 : 0);
    line += color && i == 1 ? painted(padded, row.tone) : padded;
  }
  return line + "\n";
}

std::string failure_lines(const ClaimOutcome& claim) {
  std::string text;
  const auto add = [&](const ArmOutcome& arm, const char* of) {
    for (std::size_t k = 0; k < arm.cells.size(); ++k)
      for (const Failure& failure : arm.cells[k].failures)
        text += fmt::format("{}{}, cell {}: {} of its replicates failed ({}), the first is {}\n", claim.claim.id, of, k,
                            failure.count, failure.kind, failure.first_replicate);
  };
  add(claim.arm, "");
  if (claim.false_twin) add(*claim.false_twin, ", false twin");
  return text;
}

}  // namespace

std::string verdict_table(const SimulationOutcome& outcome, const TableStyle& style) {
  std::vector<Row> rows{{kHeader, Tone::plain}};
  std::string failures;
  for (const ClaimOutcome& claim : outcome.claims) {
    rows.push_back(claim_row(claim));
    if (style.cells) add_cells(rows, claim.arm, false);
    if (style.cells && claim.false_twin) add_cells(rows, *claim.false_twin, true);
    failures += failure_lines(claim);
  }
  std::array<std::size_t, 6> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], row.texts[i].size());
  std::string table;
  for (const Row& row : rows) table += line_text(row, widths, style.color);
  return table + failures;
}

}  // namespace mongecarlo
