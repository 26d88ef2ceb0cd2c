#pragma once
#include "mongecarlo/measure/distribution.hpp"
#include "mongecarlo/minibatch/kernel.hpp"

namespace mongecarlo {

/// E_h(alpha, beta) = E h(u_m, u_m, C(X, Y)), X ~ alpha^m, Y ~ beta^m, for two laws of finite support, by enumeration
/// of the multisets of atoms a batch can hold with their multinomial probabilities:
///
///     E_h = sum_{s, t} m!/prod s_i! prod a_i^{s_i}  m!/prod t_j! prod b_j^{t_j}  h(s/m, t/m).
///
/// A truth for estimators, and independent of how they draw: C(N+m-1, m) multisets a side instead of N^m tuples. Throws
/// std::domain_error when m < 1 or when more than kEnumerationLimit values would be needed.
Certified minibatch_expectation(Kernel& kernel, const Distribution::Atoms& alpha, const Distribution::Atoms& beta,
                                Index m);

}  // namespace mongecarlo
