#include "mongecarlo/minibatch/complete.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "mongecarlo/base/certified_mean.hpp"
#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

void check_enumerable(Index m, double pairs) {
  if (pairs > kEnumerationLimit)
    throw std::domain_error(fmt::format(
        "complete_minibatch: m is {}, which asks for {:.3g} pairs of batches, but at most {:.3g} are enumerated", m,
        pairs, kEnumerationLimit));
}

/// Visits all pairs of batches with their points gathered.
template <class Visit>
void for_each_pair(const MatrixView& x, const MatrixView& y, Index m, SubsetLaw law, Visit visit) {
  check_enumerable(m, number_of_batches(x.rows(), m, law) * number_of_batches(y.rows(), m, law));
  Matrix x_batch, y_batch;
  for_each_batch(x.rows(), m, law, [&](Batch source) {
    gather(x, source, x_batch);
    for_each_batch(y.rows(), m, law, [&](Batch target) {
      gather(y, target, y_batch);
      visit(source, target, view(x_batch), view(y_batch));
    });
  });
}

}  // namespace

Certified complete_minibatch(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m, SubsetLaw law) {
  CertifiedMean mean;
  for_each_pair(x, y, m, law, [&](Batch, Batch, const MatrixView& x_batch, const MatrixView& y_batch) {
    mean.add(kernel.value(x_batch, y_batch));
  });
  return mean.value();
}

Certified complete_minibatch_plan(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m, Matrix& plan,
                                  SubsetLaw law) {
  const double pairs = number_of_batches(x.rows(), m, law) * number_of_batches(y.rows(), m, law);
  const Vector uniform = Vector::Constant(m, 1.0 / static_cast<double>(m));
  plan.setZero(x.rows(), y.rows());
  Matrix batch_plan;
  CertifiedMean mean;
  for_each_pair(x, y, m, law, [&](Batch source, Batch target, const MatrixView& x_batch, const MatrixView& y_batch) {
    mean.add(kernel.plan(x_batch, y_batch, view(uniform), view(uniform), batch_plan));
    add_batch_plan(batch_plan, source, target, 1 / pairs, plan);
  });
  return mean.value();
}

Certified complete_minibatch_gradient(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m,
                                      KernelGradient& gradient, SubsetLaw law) {
  const double pairs = number_of_batches(x.rows(), m, law) * number_of_batches(y.rows(), m, law);
  const VectorView uniform{nullptr, 0};
  clear_gradient(x, y, gradient);
  KernelGradient batch_gradient;
  CertifiedMean mean;
  for_each_pair(x, y, m, law, [&](Batch source, Batch target, const MatrixView& x_batch, const MatrixView& y_batch) {
    mean.add(kernel.gradient(x_batch, y_batch, uniform, uniform, batch_gradient));
    add_batch_gradient(batch_gradient, source, target, 1 / pairs, gradient);
  });
  return mean.value();
}

void clear_gradient(const MatrixView& x, const MatrixView& y, KernelGradient& gradient) {
  gradient.x.setZero(x.rows(), x.cols());
  gradient.y.setZero(y.rows(), y.cols());
  gradient.a.resize(0);
  gradient.b.resize(0);
  gradient.epsilon.reset();
  gradient.tau.reset();
}

void add_batch_gradient(const KernelGradient& batch_gradient, Batch source, Batch target, double scale,
                        KernelGradient& gradient) {
  for (std::size_t r = 0; r < source.size(); ++r)
    gradient.x.row(source[r]) += scale * batch_gradient.x.row(static_cast<Index>(r));
  for (std::size_t r = 0; r < target.size(); ++r)
    gradient.y.row(target[r]) += scale * batch_gradient.y.row(static_cast<Index>(r));
}

void add_batch_plan(const Matrix& batch_plan, Batch source, Batch target, double scale, Matrix& plan) {
  for (std::size_t r = 0; r < source.size(); ++r)
    for (std::size_t c = 0; c < target.size(); ++c)
      plan(source[r], target[c]) += scale * batch_plan(static_cast<Index>(r), static_cast<Index>(c));
}

}  // namespace mongecarlo
