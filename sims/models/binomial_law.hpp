#pragma once
#include <vector>

namespace mongecarlo::models {

/// The law of the number of successes in n trials of probability p, by its masses above 1e-18 of the largest, scaled to
/// sum to one: from the mode outwards by their ratios, O(sqrt n).
class BinomialLaw {
 public:
  BinomialLaw(int n, double p);

  int first() const { return first_; }
  int last() const { return first_ + static_cast<int>(masses_.size()) - 1; }
  double mass(int k) const { return k < first_ || k > last() ? 0 : masses_[static_cast<std::size_t>(k - first_)]; }

 private:
  int first_ = 0;
  std::vector<double> masses_;
};

/// E |K - n p| / n for K of that law, by the one mass that De Moivre's formula needs: 2 v (1 - p) P(K = v) / n with
/// v = floor(n p) + 1.
double mean_absolute_deviation(int n, double p);

}  // namespace mongecarlo::models
