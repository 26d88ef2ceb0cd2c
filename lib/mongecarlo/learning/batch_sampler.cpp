#include "mongecarlo/learning/batch_sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

BatchSampler::BatchSampler(std::size_t n, std::size_t m, const Stream& stream) : m_(m), used_(n), stream_(stream) {
  check_at_most("BatchSampler", "n", static_cast<long long>(n), std::numeric_limits<std::uint32_t>::max());
  check_at_least("BatchSampler", "batch size m", static_cast<long long>(m), 1);
  check_at_most("BatchSampler", "batch size m", static_cast<long long>(m), static_cast<long long>(n));
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), 0u);
}

std::span<const std::uint32_t> BatchSampler::next() {
  if (used_ + m_ > order_.size()) {
    stream_.shuffle(std::span(order_));
    used_ = 0;
  }
  used_ += m_;
  return {order_.data() + used_ - m_, m_};
}

namespace {

void check_labels(const char* function, std::span<const std::uint32_t> labels, std::uint32_t classes) {
  check_at_least(function, "classes", classes, 1);
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] >= classes)
      throw std::domain_error(fmt::format("{}: labels[{}] is {}, but must be below the number of classes, {}", function,
                                          i, labels[i], classes));
}

}  // namespace

BalancedBatchSampler::BalancedBatchSampler(std::span<const std::uint32_t> labels, std::uint32_t classes, std::size_t m,
                                           const Stream& stream) {
  check_labels("BalancedBatchSampler", labels, classes);
  if (m == 0 || m % classes != 0)
    throw std::domain_error(fmt::format(
        "BalancedBatchSampler: batch size m is {}, but must be a positive multiple of the number of classes, {}", m,
        classes));
  members_.resize(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) members_[labels[i]].push_back(static_cast<std::uint32_t>(i));
  for (std::uint32_t label = 0; label < classes; ++label) {
    check_at_least("BalancedBatchSampler", fmt::format("samples of class {}", label),
                   static_cast<long long>(members_[label].size()), static_cast<long long>(m / classes));
    samplers_.emplace_back(members_[label].size(), m / classes, stream.purpose("class", label));
  }
  batch_.resize(m);
}

std::span<const std::uint32_t> BalancedBatchSampler::next() {
  auto out = batch_.begin();
  for (std::size_t label = 0; label < samplers_.size(); ++label)
    for (const std::uint32_t member : samplers_[label].next()) *out++ = members_[label][member];
  return batch_;
}

template <class Scalar>
ColumnMatrix<Scalar> one_hot(std::span<const std::uint32_t> labels, std::uint32_t classes) {
  check_labels("one_hot", labels, classes);
  ColumnMatrix<Scalar> matrix = ColumnMatrix<Scalar>::Zero(static_cast<Index>(labels.size()), classes);
  for (std::size_t i = 0; i < labels.size(); ++i) matrix(static_cast<Index>(i), labels[i]) = 1;
  return matrix;
}

template ColumnMatrix<float> one_hot(std::span<const std::uint32_t>, std::uint32_t);
template ColumnMatrix<double> one_hot(std::span<const std::uint32_t>, std::uint32_t);

}  // namespace mongecarlo
