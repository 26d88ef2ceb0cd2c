#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo {

const KernelFamily* find_kernel(std::string_view name) {
  for (const KernelFamily* family : kernel_table())
    if (family->name == name) return family;
  return nullptr;
}

}  // namespace mongecarlo
