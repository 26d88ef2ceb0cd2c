#pragma once
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mongecarlo/measure/distribution.hpp"

namespace mongecarlo {

/// One row of the table of distributions, generated from the files of measure/distributions: each file <stem>.cpp
/// defines `const DistributionFamily distributions::<stem>`.
struct DistributionFamily {
  struct Parameter {
    std::string name;
    double standard;  ///< default value
    std::string meaning;
  };
  std::string_view name;     ///< the file's stem
  std::string_view summary;  ///< one sentence
  std::vector<Parameter> parameters;
  /// Parameters by name; a missing one takes its default. Throws std::domain_error naming the bad one.
  std::function<DistributionPtr(const std::map<std::string, double>&)> make;
  /// Parameter sets that must be refused: what the common battery of bad parameters tries.
  std::vector<std::map<std::string, double>> refused;
};

/// All families, by name.
std::span<const DistributionFamily* const> distribution_table();

/// The family called `name`, or nullptr.
const DistributionFamily* find_distribution(std::string_view name);

}  // namespace mongecarlo
