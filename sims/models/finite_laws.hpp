#pragma once
#include <utility>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/distributions/finite_support.hpp"
#include "mongecarlo/minibatch/expectation.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo::models {

/// Two laws on three atoms each of the plane, unequal weights: E_h of any kernel is a sum over multisets of atoms.
struct FiniteLaws {
  int n = 4, m = 3, k = 3;

  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}}; }

  static Distribution::Atoms alpha() {
    Distribution::Atoms atoms{Points(3, 2), Vector(3)};
    atoms.points << 0, 0, 1, 0, 0.2, 0.9;
    atoms.weights << 0.5, 0.3, 0.2;
    return atoms;
  }
  static Distribution::Atoms beta() {
    Distribution::Atoms atoms{Points(3, 2), Vector(3)};
    atoms.points << 0.5, 0.4, 1.2, 0.7, -0.1, 0.5;
    atoms.weights << 0.25, 0.35, 0.4;
    return atoms;
  }
  /// No two atoms are farther apart.
  static double distance() {
    Points all(6, 2);
    all << alpha().points, beta().points;
    double largest = 0;
    for (Index i = 0; i < all.rows(); ++i)
      for (Index j = 0; j < i; ++j) largest = std::max(largest, (all.row(i) - all.row(j)).norm());
    return largest;
  }
  static KernelOptions kernel_options() { return {.epsilon = 0.3, .tau = 1}; }
};

/// Sample of both laws, refilled in place.
class FiniteSample {
 public:
  explicit FiniteSample(const FiniteLaws& setting)
      : x(setting.n, 2), y(setting.n, 2), alpha_(law(FiniteLaws::alpha())), beta_(law(FiniteLaws::beta())) {}
  void refill(const Stream& stream) {
    alpha_->sample_into(x, stream.purpose("source"));
    beta_->sample_into(y, stream.purpose("target"));
  }

  Points x, y;

 private:
  static DistributionPtr law(const Distribution::Atoms& atoms) {
    return make_finite_support(atoms.points, atoms.weights);
  }
  DistributionPtr alpha_, beta_;
};

}  // namespace mongecarlo::models
