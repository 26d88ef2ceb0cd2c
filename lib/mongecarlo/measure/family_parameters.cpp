#include "mongecarlo/measure/family_parameters.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

auto find(const DistributionFamily& family, std::string_view name) {
  return std::find_if(family.parameters.begin(), family.parameters.end(),
                      [&](const DistributionFamily::Parameter& parameter) { return parameter.name == name; });
}

}  // namespace

FamilyParameters::FamilyParameters(const DistributionFamily& family, std::map<std::string, double> given)
    : family_(family), given_(std::move(given)) {
  for (const auto& [name, value] : given_) {
    if (find(family, name) == family.parameters.end())
      throw std::domain_error(fmt::format("{}: {} is not one of its parameters", family.name, name));
    check_finite(family.name, name, value);
  }
}

double FamilyParameters::real(std::string_view name) const {
  const auto found = given_.find(std::string(name));
  return found != given_.end() ? found->second : find(family_, name)->standard;
}

int FamilyParameters::integer(std::string_view name, int least, int most) const {
  const double value = real(name);
  check_between(family_.name, name, value, least, most);
  if (value != std::floor(value))
    throw std::domain_error(fmt::format("{}: {} is {}, but must be an integer", family_.name, name, value));
  return static_cast<int>(value);
}

}  // namespace mongecarlo
