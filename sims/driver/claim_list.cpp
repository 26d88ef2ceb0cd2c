#include <fmt/format.h>

#include <algorithm>

#include "driver/driver.hpp"

namespace mongecarlo {

std::string claim_list(const std::vector<Claim>& claims) {
  std::size_t width = 0;
  for (const Claim& claim : claims) width = std::max(width, claim.id.size());
  std::string text;
  for (const Claim& claim : claims)
    text += fmt::format("{:<{}}  {:<9}  {:<9}  {}  [{}]\n", claim.id, width, to_string(claim.kind),
                        to_string(claim.expected()), claim.arm.statement, claim.source);
  return text;
}

std::string parameter_table(const Simulation& simulation) {
  if (simulation.parameters.empty()) return {};
  std::string text = fmt::format("design parameters (for --set):\n  {:<16} {:>10} {:>10} {:>10}   allowed\n", "",
                                 "smoke", "quick", "full");
  for (const DesignParameter& row : simulation.parameters)
    text += fmt::format("  {:<16} {:>10g} {:>10g} {:>10g}   {}{:g} to {:g}: {}\n", row.name, row.smoke, row.quick,
                        row.full, row.is_integer ? "integer " : "", row.lower, row.upper, row.meaning);
  for (const TextParameter& row : simulation.texts) text += fmt::format("  {:<16} text: {}\n", row.name, row.meaning);
  return text;
}

}  // namespace mongecarlo
