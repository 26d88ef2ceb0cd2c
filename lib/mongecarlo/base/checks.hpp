#pragma once
#include <span>
#include <string_view>

namespace mongecarlo {

// Preconditions, one property each. `function` and `name` go into the message together with the offending value (and
// index) and the bound: "exact: weights a[3] is -0.1, but must be finite and >= 0".
// std::domain_error: a bad value. std::invalid_argument: a bad shape.

void check_finite(std::string_view function, std::string_view name, double value);
void check_finite(std::string_view function, std::string_view name, std::span<const double> values);
void check_positive(std::string_view function, std::string_view name, double value);
void check_nonnegative(std::string_view function, std::string_view name, double value);
/// lower <= value <= upper.
void check_between(std::string_view function, std::string_view name, double value, double lower, double upper);
/// lower < value < upper.
void check_inside(std::string_view function, std::string_view name, double value, double lower, double upper);
void check_at_least(std::string_view function, std::string_view name, long long value, long long least);
void check_at_most(std::string_view function, std::string_view name, long long value, long long most);
void check_equal_size(std::string_view function, std::string_view name, long long size, std::string_view other_name,
                      long long other_size);
void check_not_empty(std::string_view function, std::string_view name, long long size);
/// Finite, >= 0, with positive total.
void check_weights(std::string_view function, std::string_view name, std::span<const double> weights);
/// check_weights and |sum - 1| <= kMassTolerance.
void check_probability(std::string_view function, std::string_view name, std::span<const double> weights);

/// Relative disagreement of two masses that is taken for rounding.
inline constexpr double kMassTolerance = 1e-9;

}  // namespace mongecarlo
