#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

const DistributionFamily* find_distribution(std::string_view name) {
  for (const DistributionFamily* family : distribution_table())
    if (family->name == name) return family;
  return nullptr;
}

}  // namespace mongecarlo
