#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/minibatch/kernel.hpp"

namespace mongecarlo {

/// Parameters of a kernel; a kernel ignores what it has no use for.
struct KernelOptions {
  GroundCost ground_cost = GroundCost::squared_euclidean();
  double epsilon = 0.1;  ///< entropic strength, in units of the cost
  double tau = 1;        ///< marginal penalty on both sides
  double tolerance = 1e-10;
};

/// One row of the table of kernels, generated from minibatch/kernels: each file <stem>.cpp defines
/// `const KernelFamily kernels::<stem>`.
struct KernelFamily {
  std::string_view name;     ///< the file's stem
  std::string_view summary;  ///< one sentence with the formula
  std::function<KernelPtr(const KernelOptions&)> make;
};

std::span<const KernelFamily* const> kernel_table();
const KernelFamily* find_kernel(std::string_view name);

}  // namespace mongecarlo
