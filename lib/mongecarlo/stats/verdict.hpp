#pragma once
#include <cstdint>

namespace mongecarlo {

/// Supported to within the declared margin, refuted, or neither. A simulation never "verifies" or "proves".
enum class Verdict : std::uint8_t { supported, refuted, inconclusive };
const char* to_string(Verdict verdict);

/// What may go wrong with what probability: alpha_refute bounds P(refuted | the claim holds), alpha_support bounds
/// P(supported | the claim is off by the margin or more).
struct ErrorBudget {
  double alpha_refute = 1e-3;
  double alpha_support = 1e-3;
};

}  // namespace mongecarlo
