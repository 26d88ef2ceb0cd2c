#pragma once
#include <map>
#include <string>
#include <string_view>

#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// The parameters given to a family, completed by its defaults.
class FamilyParameters {
 public:
  /// Throws std::domain_error for a name the family does not have or a value that is not finite.
  FamilyParameters(const DistributionFamily& family, std::map<std::string, double> given);

  double real(std::string_view name) const;
  /// Throws std::domain_error unless the value is an integer between `least` and `most`.
  int integer(std::string_view name, int least, int most) const;
  /// The parameter "dimension", 1 to 1000.
  int dimension() const { return integer("dimension", 1, 1000); }

 private:
  const DistributionFamily& family_;
  std::map<std::string, double> given_;
};

}  // namespace mongecarlo
