#pragma once
#include <functional>
#include <string>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::calibration {

/// A law of records of which everything that a claim asks is known in closed form.
struct Law {
  std::string name;
  double mean = 0;
  double deviation = 0;  ///< standard deviation; 0 where it has no closed form and nobody asks
  double lower = 0, upper = 1;
  std::function<Certified(Stream&)> draw;
};

Law coin(double p);      ///< 1 with probability p, else 0
Law uniform();           ///< on [0, 1]
Law normal();            ///< standard, without a range
Law exponential();       ///< of mean 1, without a range
/// W_1 of two samples of m points of [0, 1]: E W_1 = 1/2 prod_{j <= m} 2j / (2j + 1).
Law line_distance(int m);
/// W_2^2 of the same: E W_2^2 = 1 / (3 (m + 1)).
Law squared_line_distance(int m);
/// 100 times as spread above its median 0 as below.
Law lopsided();
/// Its median 0 is an atom of probability 1/2.
Law atom_at_median();

/// The same numbers as a solver would return them: enclosures with a gap up to `gap`, the number at their lower end
/// (`below`: at their upper end).
Law with_gap_above(const Law& law, double gap);
Law with_gap_below(const Law& law, double gap);

/// `law.deviation`, or that of 20 000 draws.
double deviation_of(const Law& law);

}  // namespace mongecarlo::calibration
