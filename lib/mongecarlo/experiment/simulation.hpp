#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mongecarlo/experiment/claim.hpp"

namespace mongecarlo {

enum class Preset : std::uint8_t { smoke, quick, full };
const char* to_string(Preset preset);

/// One design parameter of a simulation, with its default under each preset; `--set name=value` overrides it.
struct DesignParameter {
  std::string name;
  std::string meaning;
  double smoke, quick, full;
  double lower, upper;         ///< allowed values, inclusive
  bool is_integer = true;
};

/// One parameter that is a text, a file of the user's say; empty by default. `--set name=text` gives it.
struct TextParameter {
  std::string name;
  std::string meaning;
};

/// The design a simulation is built from: a preset and the values of its parameters.
class Design {
 public:
  /// Throws std::domain_error for an unknown name (naming the nearest), a value out of range or a fraction where an
  /// integer is needed, or a text where a number is.
  Design(const std::vector<DesignParameter>& table, Preset preset, const std::map<std::string, double>& overrides = {},
         const std::vector<TextParameter>& text_table = {}, const std::map<std::string, std::string>& texts = {});

  Preset preset() const { return preset_; }
  double real(std::string_view name) const;   ///< std::logic_error when the simulation asks for what it did not declare
  int integer(std::string_view name) const;
  std::uint64_t count(std::string_view name) const;
  const std::string& text(std::string_view name) const;   ///< empty unless given
  /// Values by name, in the order of the table (for the result's "parameters").
  const std::vector<std::pair<std::string, double>>& values() const { return values_; }
  const std::vector<std::pair<std::string, std::string>>& texts() const { return texts_; }

 private:
  Preset preset_;
  std::vector<std::pair<std::string, double>> values_;
  std::vector<std::pair<std::string, std::string>> texts_;
};

/// One theorem family: its claims over its design. A file of sims/ defines `const Simulation simulations::<stem>`.
struct Simulation {
  std::string_view name;   ///< the file's stem, the binary, the JSON name
  std::string title;       ///< one sentence
  std::vector<DesignParameter> parameters = {};
  std::function<std::vector<Claim>(const Design&)> claims;
  std::vector<TextParameter> texts = {};
};

/// The name in `names` nearest to `name` by edit distance (for "did you mean"), or empty when none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string>& names);

}  // namespace mongecarlo
