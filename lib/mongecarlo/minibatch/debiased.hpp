#pragma once
#include <vector>

#include "mongecarlo/minibatch/batches.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel.hpp"

namespace mongecarlo {

/// How the two batches of a self-term E_h(alpha, alpha) are drawn from the same n points.
enum class SelfTerms {
  disjoint,    ///< disjoint index sets (2 m <= n): unbiased for E_h(alpha, alpha)
  overlapping  ///< independent index sets: shared points pull the self-term down by about m^2 / n of itself
};

struct DebiasedOptions {
  Index m = 1;
  Index k = 1;  ///< pairs of batches for each of the three terms
  SelfTerms self_terms = SelfTerms::disjoint;
};

/// Incomplete self-term: mean of h(X_I, X_J) over k pairs of batches of the same points. Throws std::domain_error when
/// m < 1, k < 1, or 2 m > n with disjoint batches.
class IncompleteSelfTerm {
 public:
  explicit IncompleteSelfTerm(const DebiasedOptions& options);
  Certified operator()(Kernel& kernel, const MatrixView& x, const Stream& stream);

 private:
  void draw_disjoint(std::uint32_t n, Stream& stream);

  DebiasedOptions options_;
  SubsetSampler sampler_;
  std::vector<std::uint32_t> both_, first_, second_;
  Matrix first_batch_, second_batch_;
};

/// Debiased minibatch loss (Fatras et al. 2021)
///
///     Lambda = E_h(alpha, beta) - E_h(alpha, alpha) / 2 - E_h(beta, beta) / 2,
///
/// estimated from X and Y with k pairs a term. With disjoint self-terms it is unbiased. Lambda can be negative
///.
class DebiasedMinibatch {
 public:
  explicit DebiasedMinibatch(const DebiasedOptions& options);
  Certified operator()(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream);

 private:
  IncompleteMinibatch cross_;
  IncompleteSelfTerm self_;
};

/// The same for two finite uniform laws by enumeration: batches run over all subsets (or tuples) of the points, on both
/// sides of each term independently. N^2 kernel evaluations a term.
Certified complete_debiased(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m, SubsetLaw law);

}  // namespace mongecarlo
