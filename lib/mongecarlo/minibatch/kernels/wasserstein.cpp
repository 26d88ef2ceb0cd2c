#include "mongecarlo/minibatch/kernels/wasserstein.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/minibatch/plan_gradient.hpp"
#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {
namespace {

// d W = (1/p) W^(1 - p) d(W^p).
void scale_by_root(double exponent, const Certified& value, KernelGradient& gradient) {
  if (exponent == 1) return;
  if (!(value.lower > 0))
    throw std::domain_error(
        fmt::format("wasserstein: distance is {}, where the root has no gradient", std::max(value.midpoint(), 0.0)));
  const double factor = exponent * std::pow(value.midpoint(), 1 - 1 / exponent);
  gradient.x *= factor;
  gradient.y *= factor;
  gradient.a *= factor;
  gradient.b *= factor;
}

}  // namespace

/// W_p(a, b) = (min <C, P>)^{1/p} for c = |x - y|^p, p >= 1: rooted inside the batch. Then E_h may be smaller than W_p
/// of the laws, and the gradient of a root is not the root of a gradient.
const KernelFamily wasserstein{
    "wasserstein", "Wasserstein distance W_p = (min <C,P>)^(1/p), rooted in each batch",
    [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      if (!cost.is_power() && !cost.is_circular())
        throw std::domain_error(fmt::format("wasserstein: cost is {}, but must be a power of a distance", cost.name()));
      const double exponent = 1 / std::max(cost.power(), 1.0);
      return std::make_unique<SolverKernel>(SolverKernel::Recipe{
          .name = "wasserstein",
          .traits = {.is_transport_value = false,
                     .is_rooted = true,
                     .gradient = where_lipschitz(cost, GradientRule::clarke)},
          .family = find_solver("exact"),
          .sorts_on_the_line = true,
          .solver = {},
          .ground_cost = cost,
          .read =
              [exponent](const Result& result) {
                const Certified& unrooted = result.certified_objective;
                return Certified{std::pow(std::max(unrooted.lower, 0.0), exponent),
                                 std::pow(std::max(unrooted.upper, 0.0), exponent), unrooted.termination};
              },
          .range =
              [cost, exponent](double distance) {
                return Certified{0, std::pow(cost.bound(distance), exponent)};
              },
          .finish_gradient = [exponent](const Result&, const Certified& value,
                                        KernelGradient& gradient) { scale_by_root(exponent, value, gradient); }});
    }};

}  // namespace mongecarlo::kernels
