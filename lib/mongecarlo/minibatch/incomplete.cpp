#include "mongecarlo/minibatch/incomplete.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "mongecarlo/base/certified_mean.hpp"
#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/minibatch/complete.hpp"

namespace mongecarlo {

IncompleteMinibatch::IncompleteMinibatch(const IncompleteOptions& options) : options_(options) {
  check_at_least("IncompleteMinibatch", "m", options.m, 1);
  check_at_least("IncompleteMinibatch", "k", options.k, 1);
  source_.resize(static_cast<std::size_t>(options.m));
  target_.resize(static_cast<std::size_t>(options.m));
}

template <class Visit>
void IncompleteMinibatch::for_each_drawn_pair(Index n_x, Index n_y, const Stream& stream, Visit visit) {
  const double pairs =
      number_of_batches(n_x, options_.m, options_.law) * number_of_batches(n_y, options_.m, options_.law);
  const bool distinct = options_.pairs == PairLaw::distinct;
  if (distinct && static_cast<double>(options_.k) > pairs)
    throw std::domain_error(
        fmt::format("IncompleteMinibatch: k is {}, but there are only {} distinct pairs", options_.k, pairs));
  // The two sides draw from streams of their own: the same indices on both would couple them.
  Stream source_stream = stream.purpose("source batches"), target_stream = stream.purpose("target batches");
  seen_.clear();
  for (Index drawn = 0; drawn < options_.k;) {
    sampler_.draw(options_.law, static_cast<std::uint32_t>(n_x), source_stream, source_);
    sampler_.draw(options_.law, static_cast<std::uint32_t>(n_y), target_stream, target_);
    if (distinct && !is_new_pair()) continue;
    visit();
    ++drawn;
  }
}

bool IncompleteMinibatch::is_new_pair() {
  std::vector<std::uint32_t> pair(source_);
  pair.insert(pair.end(), target_.begin(), target_.end());
  const auto middle = pair.begin() + static_cast<std::ptrdiff_t>(source_.size());
  std::sort(pair.begin(), middle);
  std::sort(middle, pair.end());
  const auto place = std::lower_bound(seen_.begin(), seen_.end(), pair);
  if (place != seen_.end() && *place == pair) return false;
  seen_.insert(place, std::move(pair));
  return true;
}

Certified IncompleteMinibatch::operator()(Kernel& kernel, const MatrixView& x, const MatrixView& y,
                                          const Stream& stream) {
  CertifiedMean mean;
  std::size_t waiting = 0;
  const auto evaluate = [&] {
    x_views_.clear();
    y_views_.clear();
    for (std::size_t k = 0; k < waiting; ++k) {
      x_views_.push_back(view(x_group_[k]));
      y_views_.push_back(view(y_group_[k]));
    }
    kernel.values(x_views_, y_views_, std::span(values_).first(waiting));
    for (std::size_t k = 0; k < waiting; ++k) mean.add(values_[k]);
    waiting = 0;
  };
  for_each_drawn_pair(x.rows(), y.rows(), stream, [&] {
    gather(x, source_, x_group_[waiting]);
    gather(y, target_, y_group_[waiting]);
    if (++waiting == kGroup) evaluate();
  });
  if (waiting > 0) evaluate();
  return mean.value();
}

template <class Visit>
Certified IncompleteMinibatch::for_each_entry(Kernel& kernel, const MatrixView& x, const MatrixView& y,
                                              const Stream& stream, Visit visit) {
  const VectorView uniform{nullptr, 0};
  CertifiedMean mean;
  const auto k = static_cast<double>(options_.k);
  for_each_drawn_pair(x.rows(), y.rows(), stream, [&] {
    gather(x, source_, x_batch_);
    gather(y, target_, y_batch_);
    mean.add(kernel.plan_entries(view(x_batch_), view(y_batch_), uniform, uniform, entries_));
    for (const PlanEntry& entry : entries_)
      visit(source_[static_cast<std::size_t>(entry.source)], target_[static_cast<std::size_t>(entry.target)],
            entry.mass / k);
  });
  return mean.value();
}

Certified IncompleteMinibatch::plan(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream,
                                    Matrix& plan) {
  plan.setZero(x.rows(), y.rows());
  return for_each_entry(kernel, x, y, stream, [&](Index i, Index j, double mass) { plan(i, j) += mass; });
}

Certified IncompleteMinibatch::marginals(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream,
                                         Vector& source, Vector& target) {
  source.setZero(x.rows());
  target.setZero(y.rows());
  return for_each_entry(kernel, x, y, stream, [&](Index i, Index j, double mass) {
    source[i] += mass;
    target[j] += mass;
  });
}

Certified IncompleteMinibatch::gradient(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream,
                                        KernelGradient& gradient) {
  clear_gradient(x, y, gradient);
  const VectorView uniform{nullptr, 0};
  CertifiedMean mean;
  const auto k = static_cast<double>(options_.k);
  for_each_drawn_pair(x.rows(), y.rows(), stream, [&] {
    gather(x, source_, x_batch_);
    gather(y, target_, y_batch_);
    mean.add(kernel.gradient(view(x_batch_), view(y_batch_), uniform, uniform, batch_gradient_));
    add_batch_gradient(batch_gradient_, source_, target_, 1 / k, gradient);
  });
  return mean.value();
}

}  // namespace mongecarlo
