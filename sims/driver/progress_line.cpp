#include "driver/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "driver/terminal.hpp"

namespace mongecarlo {
namespace {

constexpr double kSecondsBetweenRewrites = 0.1;
constexpr double kSecondsBetweenLines = 15;

std::string duration_text(double seconds) {
  if (seconds < 60) return fmt::format("{:.0f} s", seconds);
  const long minutes = std::lround(seconds / 60);
  return minutes < 60 ? fmt::format("{} min", minutes) : fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

}  // namespace

ProgressLine::ProgressLine(std::string name) : name_(std::move(name)), is_terminal_(is_error_terminal()) {}

void ProgressLine::show(const Progress& progress) {
  if (progress.seconds - shown_at_ < (is_terminal_ ? kSecondsBetweenRewrites : kSecondsBetweenLines)) return;
  shown_at_ = progress.seconds;
  std::string line = name_ + " " + progress_text(progress);
  if (!is_terminal_) return print_error(line + "\n");
  line.resize(std::min<std::size_t>(line.size(), static_cast<std::size_t>(terminal_width() - 1)));
  const std::size_t width = line.size();
  line.resize(std::max(width, shown_width_), ' ');  // covers what was longer before
  shown_width_ = width;
  print_error("\r" + line);
}

void ProgressLine::clear() {
  if (shown_width_ > 0) print_error(fmt::format("\r{:{}}\r", "", shown_width_));
  shown_width_ = 0;
}

std::string progress_text(const Progress& progress) {
  constexpr int kWidth = 24;
  const double share = std::clamp(progress.share, 0.0, 1.0);
  const int full = static_cast<int>(share * kWidth);
  std::string text = fmt::format("[{:#<{}}{:.<{}}] {:3.0f}%", "", full, "", kWidth - full, std::floor(100 * share));
  if (progress.seconds > 0)
    text += fmt::format("  {:.3g} replicates/s", static_cast<double>(progress.replicates) / progress.seconds);
  if (progress.seconds_left) text += "  " + duration_text(*progress.seconds_left) + " left";
  return progress.claim.empty() ? text : text + "  " + progress.claim;
}

}  // namespace mongecarlo
