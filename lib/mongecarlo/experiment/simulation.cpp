#include "mongecarlo/experiment/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/quoted.hpp"

namespace mongecarlo {
namespace {

// Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours cost one each.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

double default_of(const DesignParameter& parameter, Preset preset) {
  switch (preset) {
    case Preset::smoke:
      return parameter.smoke;
    case Preset::quick:
      return parameter.quick;
    case Preset::full:
      return parameter.full;
  }
  return parameter.quick;
}

/// What every name is looked up in: numbers and texts together.
std::vector<std::string> known_names(const std::vector<DesignParameter>& table,
                                     const std::vector<TextParameter>& text_table) {
  std::vector<std::string> names;
  for (const DesignParameter& parameter : table) names.push_back(parameter.name);
  for (const TextParameter& parameter : text_table) names.push_back(parameter.name);
  return names;
}

void check_known(const std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  const std::string nearest = nearest_name(name, names);
  throw std::domain_error(nearest.empty()
                              ? fmt::format("Design: no parameter is named {}", in_quotes(name))
                              : fmt::format("Design: no parameter is named {}; did you mean '{}'?", in_quotes(name), nearest));
}

void check_value(const DesignParameter& parameter, double value) {
  check_between("Design", parameter.name, value, parameter.lower, parameter.upper);
  check_finite("Design", parameter.name, value);
  if (parameter.is_integer && value != std::floor(value))
    throw std::domain_error(fmt::format("Design: {} is {}, but must be an integer", parameter.name, value));
}

}  // namespace

const char* to_string(Preset preset) {
  switch (preset) {
    case Preset::smoke:
      return "smoke";
    case Preset::quick:
      return "quick";
    case Preset::full:
      return "full";
  }
  return "quick";
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& names) {
  // Near: a typing error or two, fewer for short names.
  std::size_t least = std::max<std::size_t>(1, std::min<std::size_t>(3, name.size() / 3)) + 1;
  std::string nearest;
  for (const std::string& candidate : names) {
    if (name.size() >= candidate.size() + least || candidate.size() >= name.size() + least) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

Design::Design(const std::vector<DesignParameter>& table, Preset preset, const std::map<std::string, double>& overrides,
               const std::vector<TextParameter>& text_table, const std::map<std::string, std::string>& texts)
    : preset_(preset) {
  const std::vector<std::string> names = known_names(table, text_table);
  for (const auto& [name, value] : overrides) check_known(names, name);
  for (const auto& [name, value] : texts) check_known(names, name);
  for (const DesignParameter& parameter : table) {
    if (const auto text = texts.find(parameter.name); text != texts.end())
      throw std::domain_error(fmt::format("Design: {} is {}, but must be a number", parameter.name, in_quotes(text->second)));
    const auto given = overrides.find(parameter.name);
    const double value = given == overrides.end() ? default_of(parameter, preset) : given->second;
    check_value(parameter, value);
    values_.emplace_back(parameter.name, value);
  }
  for (const TextParameter& parameter : text_table) {
    if (const auto number = overrides.find(parameter.name); number != overrides.end())
      throw std::domain_error(fmt::format("Design: {} is {}, but must be a text", parameter.name, number->second));
    const auto given = texts.find(parameter.name);
    texts_.emplace_back(parameter.name, given == texts.end() ? std::string() : given->second);
  }
}

double Design::real(std::string_view name) const {
  for (const auto& [known, value] : values_)
    if (known == name) return value;
  throw std::logic_error(fmt::format("Design: the simulation did not declare a parameter named '{}'", name));
}

int Design::integer(std::string_view name) const {
  const double value = real(name);
  check_between("Design::integer", name, value, -2147483648.0, 2147483647.0);
  return static_cast<int>(value);
}

std::uint64_t Design::count(std::string_view name) const {
  const double value = real(name);
  check_between("Design::count", name, value, 0, 9007199254740992.0);
  return static_cast<std::uint64_t>(value);
}

const std::string& Design::text(std::string_view name) const {
  for (const auto& [known, value] : texts_)
    if (known == name) return value;
  throw std::logic_error(fmt::format("Design: the simulation did not declare a text named '{}'", name));
}

}  // namespace mongecarlo
