#pragma once
#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo::kernels {
extern const KernelFamily gromov_wasserstein;
}
