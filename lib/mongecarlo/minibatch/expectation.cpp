#include "mongecarlo/minibatch/expectation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

#include "mongecarlo/base/certified_mean.hpp"
#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/log_gamma.hpp"
#include "mongecarlo/minibatch/complete.hpp"

namespace mongecarlo {
namespace {

/// A batch up to order: how often each atom occurs, written out as points, with its probability.
struct Multiset {
  Points points;
  double probability;
};

class MultisetList {
 public:
  MultisetList(const Distribution::Atoms& law, Index m) : law_(law), m_(m), points_(m, law.points.cols()) {
    extend(0, 0, log_gamma(static_cast<double>(m) + 1));
  }
  const std::vector<Multiset>& all() const { return all_; }

 private:
  /// Gives atom `atom` every count that still fits; log_probability carries m! prod a_i^{s_i} / s_i! so far.
  void extend(Index atom, Index filled, double log_probability) {
    if (filled == m_) {
      all_.push_back({points_, std::exp(log_probability)});
      return;
    }
    if (atom == law_.points.rows()) return;
    const double log_weight = std::log(law_.weights[atom]);
    for (Index count = 0; filled + count <= m_; ++count) {
      if (count > 0 && !(law_.weights[atom] > 0)) break;
      const double term =
          count > 0 ? static_cast<double>(count) * log_weight - log_gamma(static_cast<double>(count) + 1) : 0;
      if (count > 0) points_.row(filled + count - 1) = law_.points.row(atom);
      extend(atom + 1, filled + count, log_probability + term);
    }
  }

  const Distribution::Atoms& law_;
  Index m_;
  Points points_;
  std::vector<Multiset> all_;
};

double multisets(Index atoms, Index m) { return number_of_batches(atoms + m - 1, m, SubsetLaw::without_replacement); }

}  // namespace

Certified minibatch_expectation(Kernel& kernel, const Distribution::Atoms& alpha, const Distribution::Atoms& beta,
                                Index m) {
  check_at_least("minibatch_expectation", "m", m, 1);
  const double values = multisets(alpha.points.rows(), m) * multisets(beta.points.rows(), m);
  if (values > kEnumerationLimit)
    throw std::domain_error(fmt::format("minibatch_expectation: m is {}, which asks for {:.3g} values", m, values));
  const MultisetList sources(alpha, m), targets(beta, m);
  CertifiedMean mean;
  for (const Multiset& source : sources.all())
    for (const Multiset& target : targets.all())
      mean.add(kernel.value(view(source.points), view(target.points)), source.probability * target.probability);
  return mean.value();
}

}  // namespace mongecarlo
