#include "mongecarlo/random/multinomial.hpp"

#include <algorithm>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/random/binomial.hpp"

namespace mongecarlo {

void Multinomial::prepare(std::span<const double> weights) {
  shares_.resize(weights.size());
  double after = 0;  // summed from the end, so that small weights at the end keep their digits
  for (std::size_t i = weights.size(); i-- > 0;) {
    const double with = after + weights[i];
    shares_[i] = weights[i] > 0 ? weights[i] / with : 0;
    after = with;
  }
}

void Multinomial::draw(std::uint64_t n, Stream& stream, std::span<std::uint64_t> counts) const {
  check_equal_size("Multinomial", "counts", static_cast<long long>(counts.size()), "weights",
                   static_cast<long long>(shares_.size()));
  std::uint64_t left = n;
  for (std::size_t i = 0; i < shares_.size(); ++i) {
    counts[i] = left > 0 ? draw_binomial(left, shares_[i], stream) : 0;
    left -= counts[i];
  }
}

}  // namespace mongecarlo
