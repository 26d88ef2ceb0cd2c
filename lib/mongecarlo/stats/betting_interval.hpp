#pragma once
#include <span>
#include <vector>

#include "mongecarlo/stats/betting.hpp"

namespace mongecarlo {

/// The values of the mean that bets do not refute: inverts a mixture of bets (Waudby-Smith & Ramdas 2024, Theorem 3).
/// Valid at level alpha at any stopping time. A search of some seven evaluations an end, each O(records x sizes).
/// Refers to the log, which must outlive it.
class BettingInterval {
 public:
  /// both_sides: one mixture against each value, at level alpha for the two ends together. own_side: each end by itself
  /// holds at level alpha.
  enum class Bets { both_sides, own_side };
  BettingInterval(const BoundedLog& log, std::vector<BetSize> sizes, double alpha, Bets bets = Bets::both_sides);

  /// Ends for the scaled mean, in [0, 1].
  double lower() const { return end(Bet::Sign::above); }
  double upper() const { return end(Bet::Sign::below); }

 private:
  double surplus(double value, Bet::Sign sign) const;
  double end(Bet::Sign sign) const;

  const BoundedLog* log_;
  std::vector<BetSize> sizes_;
  double log_threshold_;
  Bets bets_;
};

}  // namespace mongecarlo
