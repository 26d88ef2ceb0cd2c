#include "noisy_labels/regulariser.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo::noisy_labels {

constexpr double kLeastLambda = 1e-3;  // divergences without one do not read the kernel

ColumnMatrix<double> class_costs(ClassCosts costs, std::uint32_t classes) {
  const auto cost_of = [&](Index i, Index j) -> double {
    if (i == j) return 0;
    const bool is_pair = (i ^ 1) == j;
    switch (costs) {
      case ClassCosts::published:
        return std::exp(-1.0);
      case ClassCosts::all_equal:
        return 1;
      case ClassCosts::expensive_if_close:
        return is_pair ? 1 : 0.1;
      case ClassCosts::cheap_if_close:
        return is_pair ? 0.1 : 1;
    }
    return 0;
  };
  ColumnMatrix<double> matrix(classes, classes);
  for (Index i = 0; i < classes; ++i)
    for (Index j = 0; j < classes; ++j) matrix(i, j) = cost_of(i, j);
  return matrix;
}

Regulariser::Regulariser(const Method& method, std::uint32_t classes)
    : method_(method),
      kernel_((-class_costs(method.costs, classes).array() / std::max(method.lambda, kLeastLambda)).exp()),
      transport_(kernel_),
      single_kernel_(kernel_.cast<float>()),
      priced_kernel_(kernel_.cwiseProduct(class_costs(method.costs, classes)).cast<float>()) {}

namespace {

struct Scalings {
  Variable<float> u, v;
};

/// v <- b / (K u), u <- a / (K v) from u = 1, for all rows at once (K is symmetric); rows are satisfied last. Where a
/// and b are near, the start is near the end: potentials of the value without the masses in the kernel.
Scalings scalings(const Variable<float>& a, const Variable<float>& b, const Variable<float>& kernel, int iterations) {
  const auto one = a.tape().filled(a.rows(), a.cols(), 1);
  Scalings s{one, one};
  for (int k = 0; k < iterations; ++k) {
    s.v = b / product(s.u, kernel);
    s.u = a / product(s.v, kernel);
  }
  return s;
}

}  // namespace

/// <T, C> of the plan diag(u) K diag(v).
Variable<float> Regulariser::transport_part(const Variable<float>& p, const Variable<float>& q) {
  Tape<float>& tape = p.tape();
  const Scalings s = scalings(p, q, tape.leaf(single_kernel_), method_.iterations);
  return 1.0f / static_cast<float>(p.rows()) * dot(s.u, product(s.v, tape.leaf(priced_kernel_)));
}

/// The gradient of V(p, q) - V(q, q) / 2 with respect to q is g_pq - (f_qq + g_qq) / 2, potentials lambda log u and
/// lambda log v; what they lack, lambda log q, cancels.
Variable<float> Regulariser::debiased(const Variable<float>& p, const Variable<float>& q) {
  constexpr double kLeastMass = 1e-9;
  const Index n = p.rows(), classes = p.cols();
  gradient_.resize(n, classes);
  for (Index i = 0; i < n; ++i) {
    ClassTransport::Masses a{}, b{}, log_u{}, log_v{}, own_u{};
    for (Index k = 0; k < classes; ++k) {
      a[static_cast<std::size_t>(k)] = std::max<double>(p.value()(i, k), kLeastMass);
      b[static_cast<std::size_t>(k)] = std::max<double>(q.value()(i, k), kLeastMass);
    }
    for (auto* masses : {&a, &b}) {
      double total = 0;
      for (const double mass : *masses) total += mass;
      for (double& mass : *masses) mass /= total;
    }
    for (std::size_t j = 0; j < static_cast<std::size_t>(classes); ++j)
      log_v[j] = 0.5 * std::log(b[j]);  // the solution where K is the identity
    unsolved_ += !transport_.solve(b, b, own_u, log_v);
    const ClassTransport::Masses own_v = log_v;
    unsolved_ += !transport_.solve(a, b, log_u, log_v);
    for (Index k = 0; k < classes; ++k) {
      const auto j = static_cast<std::size_t>(k);
      gradient_(i, k) = static_cast<float>(method_.lambda * (log_v[j] - 0.5 * (own_u[j] + own_v[j])));
    }
  }
  return 1.0f / static_cast<float>(n) * dot(q, p.tape().leaf(gradient_));
}

Variable<float> Regulariser::operator()(const Variable<float>& p, const Variable<float>& scores) {
  switch (method_.divergence) {
    case Divergence::none:
      break;
    case Divergence::kullback_leibler:
      return cross_entropy(scores, p);
    case Divergence::total_variation:
      return 0.5f / static_cast<float>(p.rows()) * sum(abs(softmax(scores) - p));
    case Divergence::transport_part:
      return transport_part(p, softmax(scores));
    case Divergence::sinkhorn_divergence:
      return debiased(p, softmax(scores));
  }
  return p.tape().filled(1, 1, 0);
}

}  // namespace mongecarlo::noisy_labels
