#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo {

const SolverFamily* find_solver(std::string_view name) {
  for (const SolverFamily* family : solver_table())
    if (family->name == name) return family;
  return nullptr;
}

}  // namespace mongecarlo
