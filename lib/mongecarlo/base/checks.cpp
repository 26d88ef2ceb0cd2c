#include "mongecarlo/base/checks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

[[noreturn]] void bad_value(std::string_view function, std::string_view name, double value, std::string_view bound) {
  throw std::domain_error(fmt::format("{}: {} is {}, but must be {}", function, name, value, bound));
}

[[noreturn]] void bad_entry(std::string_view function, std::string_view name, std::size_t index, double value,
                            std::string_view bound) {
  throw std::domain_error(fmt::format("{}: {}[{}] is {}, but must be {}", function, name, index, value, bound));
}

}  // namespace

void check_finite(std::string_view function, std::string_view name, double value) {
  if (!std::isfinite(value)) bad_value(function, name, value, "finite");
}

void check_finite(std::string_view function, std::string_view name, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i])) bad_entry(function, name, i, values[i], "finite");
}

void check_positive(std::string_view function, std::string_view name, double value) {
  if (!(std::isfinite(value) && value > 0)) bad_value(function, name, value, "finite and > 0");
}

void check_nonnegative(std::string_view function, std::string_view name, double value) {
  if (!(std::isfinite(value) && value >= 0)) bad_value(function, name, value, "finite and >= 0");
}

void check_between(std::string_view function, std::string_view name, double value, double lower, double upper) {
  if (!(value >= lower && value <= upper)) bad_value(function, name, value, fmt::format("in [{}, {}]", lower, upper));
}

void check_inside(std::string_view function, std::string_view name, double value, double lower, double upper) {
  if (!(value > lower && value < upper)) bad_value(function, name, value, fmt::format("in ({}, {})", lower, upper));
}

void check_at_least(std::string_view function, std::string_view name, long long value, long long least) {
  if (value < least)
    throw std::domain_error(fmt::format("{}: {} is {}, but must be at least {}", function, name, value, least));
}

void check_at_most(std::string_view function, std::string_view name, long long value, long long most) {
  if (value > most)
    throw std::domain_error(fmt::format("{}: {} is {}, but must be at most {}", function, name, value, most));
}

void check_equal_size(std::string_view function, std::string_view name, long long size, std::string_view other_name,
                      long long other_size) {
  if (size != other_size)
    throw std::invalid_argument(
        fmt::format("{}: {} has size {}, but {} has size {}", function, name, size, other_name, other_size));
}

void check_not_empty(std::string_view function, std::string_view name, long long size) {
  if (size <= 0) throw std::invalid_argument(fmt::format("{}: {} is empty", function, name));
}

void check_weights(std::string_view function, std::string_view name, std::span<const double> weights) {
  check_not_empty(function, name, static_cast<long long>(weights.size()));
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!(std::isfinite(weights[i]) && weights[i] >= 0))
      bad_entry(function, name, i, weights[i], "finite and >= 0");
  const double total = compensated_sum(weights);
  if (!(std::isfinite(total) && total > 0))
    throw std::domain_error(fmt::format("{}: {} has total {}, but must be finite and > 0", function, name, total));
}

void check_probability(std::string_view function, std::string_view name, std::span<const double> weights) {
  check_weights(function, name, weights);
  const double total = compensated_sum(weights);
  if (std::abs(total - 1) > kMassTolerance)
    throw std::domain_error(fmt::format("{}: {} sums to {}, but must sum to 1", function, name, total));
}

}  // namespace mongecarlo
