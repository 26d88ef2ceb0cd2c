#pragma once
#include <array>
#include <cstddef>

#include "mongecarlo/learning/tape.hpp"

namespace mongecarlo::noisy_labels {

/// Scalings of entropic transport between two laws on a few classes, to convergence: diag(u) K diag(v) has marginals a
/// and b for K = exp(-C / lambda). Newton's method on log v, since Sinkhorn's iterations take hundreds of steps where K
/// is nearly diagonal, as it is for predictions that hardly differ.
class ClassTransport {
 public:
  static constexpr std::size_t kMaxClasses = 4;
  using Masses = std::array<double, kMaxClasses>;

  explicit ClassTransport(const ColumnMatrix<double>& kernel);

  /// Solves from log v = `log_v`, which becomes the solution up to a constant; `log_u` is what goes with it. Masses >
  /// 0. True: column masses agree to 1e-6 of each; rows agree to rounding.
  bool solve(const Masses& a, const Masses& b, Masses& log_u, Masses& log_v) const;

 private:
  bool newton_step(const Masses& a, const Masses& b, Masses& u, Masses& v, Masses& log_v) const;

  std::size_t classes_;
  std::array<Masses, kMaxClasses> kernel_{};
};

}  // namespace mongecarlo::noisy_labels
