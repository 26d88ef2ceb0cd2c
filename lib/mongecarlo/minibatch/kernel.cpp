#include "mongecarlo/minibatch/kernel.hpp"

#include <stdexcept>

namespace mongecarlo {

Certified Kernel::gradient(const MatrixView&, const MatrixView&, const VectorView&, const VectorView&,
                           KernelGradient&) {
  throw std::logic_error(name() + " offers no gradient");
}

}  // namespace mongecarlo
