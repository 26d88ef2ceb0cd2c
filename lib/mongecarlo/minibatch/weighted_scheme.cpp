#include "mongecarlo/minibatch/weighted_scheme.hpp"

#include <algorithm>

#include "mongecarlo/base/certified_mean.hpp"
#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/minibatch/complete.hpp"

namespace mongecarlo {
namespace {

void check_scheme(WeightedLaw law, const VectorView& a, Index m) {
  check_probability("weighted minibatch", "a", as_span(a));
  check_at_least("weighted minibatch", "m", m, 1);
  if (law != WeightedLaw::with_replacement) check_at_most("weighted minibatch", "m", m, a.size());
}

bool has_repeats(Batch tuple) {
  for (std::size_t r = 0; r < tuple.size(); ++r)
    for (std::size_t s = 0; s < r; ++s)
      if (tuple[r] == tuple[s]) return true;
  return false;
}

/// P(tuple) when each draw is proportional to the weights that are left.
double successive_probability(const VectorView& a, Batch tuple) {
  double probability = 1, left = 1;
  for (std::uint32_t i : tuple) {
    if (!(left > 0)) return 0;
    probability *= a[i] / left;
    left -= a[i];
  }
  return probability;
}

double product_probability(const VectorView& a, Batch tuple) {
  double probability = 1;
  for (std::uint32_t i : tuple) probability *= a[i];
  return probability;
}

double batch_mass(const VectorView& a, Batch batch) {
  double mass = 0;
  for (std::uint32_t i : batch) mass += a[i];
  return mass;
}

}  // namespace

void for_each_weighted_batch(WeightedLaw law, const VectorView& a, Index m,
                             const std::function<void(Batch, double, const Vector&)>& visit) {
  check_scheme(law, a, m);
  Vector weights = Vector::Constant(m, 1.0 / static_cast<double>(m));
  if (law != WeightedLaw::without_replacement) {
    for_each_batch(a.size(), m, SubsetLaw::with_replacement, [&](Batch tuple) {
      if (law == WeightedLaw::with_replacement) return visit(tuple, product_probability(a, tuple), weights);
      if (!has_repeats(tuple)) visit(tuple, successive_probability(a, tuple), weights);
    });
    return;
  }
  // sum over subsets of sum_I a = C(n-1, m-1) sum a.
  const double normaliser = number_of_batches(a.size(), m, SubsetLaw::without_replacement) * static_cast<double>(m) /
                            static_cast<double>(a.size());
  for_each_batch(a.size(), m, SubsetLaw::without_replacement, [&](Batch subset) {
    const double mass = batch_mass(a, subset);
    if (!(mass > 0)) return;
    for (Index r = 0; r < m; ++r) weights[r] = a[subset[static_cast<std::size_t>(r)]] / mass;
    visit(subset, mass / normaliser, weights);
  });
}

Vector average_batch_weights(WeightedLaw law, const VectorView& a, Index m) {
  Vector average = Vector::Zero(a.size());
  for_each_weighted_batch(law, a, m, [&](Batch batch, double probability, const Vector& weights) {
    for (std::size_t r = 0; r < batch.size(); ++r) average[batch[r]] += probability * weights[static_cast<Index>(r)];
  });
  return average;
}

WeightedBatchSampler::WeightedBatchSampler(WeightedLaw law, const VectorView& a, Index m)
    : law_(law), a_(a), cumulative_(a.size()), m_(m) {
  check_scheme(law, a, m);
  double total = 0;
  for (Index i = 0; i < a.size(); ++i) cumulative_[i] = total += a[i];
}

std::uint32_t WeightedBatchSampler::draw_index(Stream& stream) const {
  const double level = stream.uniform() * cumulative_[cumulative_.size() - 1];
  const auto place = std::upper_bound(cumulative_.begin(), cumulative_.end(), level);
  return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(place - cumulative_.begin(), cumulative_.size() - 1));
}

void WeightedBatchSampler::draw_successive(Stream& stream, std::vector<std::uint32_t>& batch) const {
  // Rejecting repeats is drawing proportionally to the weights that are left.
  for (std::size_t r = 0; r < batch.size();) {
    batch[r] = draw_index(stream);
    if (std::find(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(r), batch[r]) ==
        batch.begin() + static_cast<std::ptrdiff_t>(r))
      ++r;
  }
}

void WeightedBatchSampler::draw_size_biased(Stream& stream, std::vector<std::uint32_t>& batch) {
  // P(I) proportional to sum_I a: one member by weight, the others uniformly among the rest.
  batch[0] = draw_index(stream);
  rest_.resize(static_cast<std::size_t>(m_ - 1));
  if (m_ > 1) sampler_.draw(SubsetLaw::without_replacement, static_cast<std::uint32_t>(a_.size() - 1), stream, rest_);
  for (std::size_t r = 1; r < batch.size(); ++r) batch[r] = rest_[r - 1] + (rest_[r - 1] >= batch[0] ? 1 : 0);
}

void WeightedBatchSampler::draw(Stream& stream, std::vector<std::uint32_t>& batch, Vector& weights) {
  batch.resize(static_cast<std::size_t>(m_));
  weights.setConstant(m_, 1.0 / static_cast<double>(m_));
  if (law_ == WeightedLaw::with_replacement) {
    for (std::uint32_t& index : batch) index = draw_index(stream);
  } else if (law_ == WeightedLaw::successive) {
    draw_successive(stream, batch);
  } else {
    draw_size_biased(stream, batch);
    const double mass = batch_mass(view(a_), batch);
    for (Index r = 0; r < m_; ++r) weights[r] = a_[batch[static_cast<std::size_t>(r)]] / mass;
  }
}

Certified complete_weighted_plan(Kernel& kernel, const MatrixView& x, const VectorView& a, const MatrixView& y,
                                 const VectorView& b, Index m, WeightedLaw law, Matrix& plan) {
  check_equal_size("complete_weighted_plan", "a", a.size(), "x", x.rows());
  check_equal_size("complete_weighted_plan", "b", b.size(), "y", y.rows());
  plan.setZero(x.rows(), y.rows());
  Matrix x_batch, y_batch, batch_plan;
  CertifiedMean mean;
  for_each_weighted_batch(law, a, m, [&](Batch source, double p, const Vector& source_weights) {
    gather(x, source, x_batch);
    for_each_weighted_batch(law, b, m, [&](Batch target, double q, const Vector& target_weights) {
      gather(y, target, y_batch);
      mean.add(kernel.plan(view(x_batch), view(y_batch), view(source_weights), view(target_weights), batch_plan),
               p * q);
      add_batch_plan(batch_plan, source, target, p * q, plan);
    });
  });
  return mean.value();
}

}  // namespace mongecarlo
