#include "mongecarlo/stats/betting_interval.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

using Sign = Bet::Sign;

BettingInterval::BettingInterval(const BoundedLog& log, std::vector<BetSize> sizes, double alpha, Bets bets)
    : log_(&log), sizes_(std::move(sizes)), log_threshold_(std::log(1 / alpha)), bets_(bets) {
  check_inside("BettingInterval", "alpha", alpha, 0, 1);
  check_not_empty("BettingInterval", "sizes", static_cast<long long>(sizes_.size()));
}

// Log wealth of the bets against this value, less what refutes: >= 0 when they would refute it.
double BettingInterval::surplus(double value, Sign sign) const {
  std::vector<Bet> bets;
  for (const BetSize& size : sizes_) {
    if (bets_ == Bets::both_sides || sign == Sign::above) bets.push_back({Sign::above, value, size});
    if (bets_ == Bets::both_sides || sign == Sign::below) bets.push_back({Sign::below, value, size});
  }
  BetMixture mixture(std::move(bets));
  mixture.play(*log_);
  return mixture.log_wealth() - log_threshold_;
}

// The nearest value that is refuted on one side of the mean, to 1e-4 of its distance. It is the refuted end of the last
// bracket that is reported, so that the interval errs on the wide side. Log wealth is nearly parabolic: a gallop
// outwards and the Illinois rule need some seven evaluations.
double BettingInterval::end(Sign sign) const {
  const double direction = sign == Sign::above ? -1 : 1;  // bets that the mean is above a value exclude small values
  const double start = sign == Sign::above ? log_->mean().lower : log_->mean().upper;
  const double limit = sign == Sign::above ? start : 1 - start;  // distance to the end of the range
  const auto at = [&](double distance) { return surplus(start + direction * distance, sign); };

  double inside = 0, outside = limit, inside_surplus = -log_threshold_, outside_surplus = 0;
  double step =
      std::sqrt(2 * log_threshold_ * log_->variance() / static_cast<double>(log_->size())) + log_->mean().gap();
  for (;; step *= 1.5) {
    outside = std::min(step, limit);
    outside_surplus = at(outside);
    if (outside_surplus >= 0) break;
    if (outside >= limit) return start + direction * limit;
    inside = outside;
    inside_surplus = outside_surplus;
  }
  int repeats = 0;  // of one end: > 0 outside moved last, < 0 inside
  while (outside - inside > 1e-4 * outside) {
    const double share = inside_surplus / (inside_surplus - outside_surplus);
    const double middle = inside + std::clamp(share, 0.01, 0.99) * (outside - inside);
    const double surplus_there = at(middle);
    if (surplus_there >= 0) {
      outside = middle;
      outside_surplus = surplus_there;
      if (repeats > 0) inside_surplus *= 0.5;
      repeats = 1;
    } else {
      inside = middle;
      inside_surplus = surplus_there;
      if (repeats < 0) outside_surplus *= 0.5;
      repeats = -1;
    }
  }
  return start + direction * outside;
}

}  // namespace mongecarlo
