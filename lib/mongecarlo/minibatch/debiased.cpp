#include "mongecarlo/minibatch/debiased.hpp"

#include <algorithm>

#include "mongecarlo/base/certified_mean.hpp"
#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/minibatch/complete.hpp"

namespace mongecarlo {

IncompleteSelfTerm::IncompleteSelfTerm(const DebiasedOptions& options) : options_(options) {
  check_at_least("IncompleteSelfTerm", "m", options.m, 1);
  check_at_least("IncompleteSelfTerm", "k", options.k, 1);
  const auto m = static_cast<std::size_t>(options.m);
  both_.resize(2 * m);
  first_.resize(m);
  second_.resize(m);
}

void IncompleteSelfTerm::draw_disjoint(std::uint32_t n, Stream& stream) {
  sampler_.draw(SubsetLaw::without_replacement, n, stream, both_);
  // A subset comes in no uniform order: split it only after a shuffle.
  stream.shuffle(std::span(both_));
  std::copy_n(both_.begin(), first_.size(), first_.begin());
  std::copy_n(both_.begin() + static_cast<std::ptrdiff_t>(first_.size()), second_.size(), second_.begin());
}

Certified IncompleteSelfTerm::operator()(Kernel& kernel, const MatrixView& x, const Stream& stream) {
  const auto n = static_cast<std::uint32_t>(x.rows());
  const bool disjoint = options_.self_terms == SelfTerms::disjoint;
  if (disjoint) check_at_most("IncompleteSelfTerm", "2 m", 2 * options_.m, x.rows());
  Stream first_stream = stream.purpose("first batches"), second_stream = stream.purpose("second batches");
  CertifiedMean mean;
  for (Index drawn = 0; drawn < options_.k; ++drawn) {
    if (disjoint) {
      draw_disjoint(n, first_stream);
    } else {
      sampler_.draw(SubsetLaw::without_replacement, n, first_stream, first_);
      sampler_.draw(SubsetLaw::without_replacement, n, second_stream, second_);
    }
    gather(x, first_, first_batch_);
    gather(x, second_, second_batch_);
    mean.add(kernel.value(view(first_batch_), view(second_batch_)));
  }
  return mean.value();
}

DebiasedMinibatch::DebiasedMinibatch(const DebiasedOptions& options)
    : cross_({.m = options.m, .k = options.k}), self_(options) {}

Certified DebiasedMinibatch::operator()(Kernel& kernel, const MatrixView& x, const MatrixView& y,
                                        const Stream& stream) {
  const Certified cross = cross_(kernel, x, y, stream.purpose("cross term"));
  const Certified source = self_(kernel, x, stream.purpose("source self-term"));
  const Certified target = self_(kernel, y, stream.purpose("target self-term"));
  return cross - 0.5 * source - 0.5 * target;
}

Certified complete_debiased(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m, SubsetLaw law) {
  return complete_minibatch(kernel, x, y, m, law) - 0.5 * complete_minibatch(kernel, x, x, m, law) -
         0.5 * complete_minibatch(kernel, y, y, m, law);
}

}  // namespace mongecarlo
