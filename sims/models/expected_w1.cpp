#include "models/expected_w1.hpp"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace mongecarlo::models {
namespace {

double share_below(double t, double lower, double upper) { return std::clamp((t - lower) / (upper - lower), 0.0, 1.0); }

/// E |Bin(n, p) - Bin(n, q)| / n.
double mean_gap(int n, double p, double q) {
  double sum = 0;
  for (int i = 0; i <= n; ++i)
    for (int j = 0; j <= n; ++j) {
      const auto a = static_cast<unsigned>(i), b = static_cast<unsigned>(j), trials = static_cast<unsigned>(n);
      sum += std::abs(i - j) * gsl_ran_binomial_pdf(a, p, trials) * gsl_ran_binomial_pdf(b, q, trials);
    }
  return sum / n;
}

double integrand(double t, void* context) {
  const auto& s = *static_cast<const UniformIntervals*>(context);
  return mean_gap(s.n, share_below(t, 0, 1), share_below(t, s.shift, s.shift + s.length));
}

}  // namespace

Certified expected_w1(const UniformIntervals& setting) {
  UniformIntervals s = setting;
  std::array<double, 4> breaks{0, 1, s.shift, s.shift + s.length};
  std::sort(breaks.begin(), breaks.end());
  gsl_set_error_handler_off();  // a failure comes back as a status
  const std::unique_ptr<gsl_integration_workspace, decltype(&gsl_integration_workspace_free)> workspace(
      gsl_integration_workspace_alloc(1000), gsl_integration_workspace_free);
  gsl_function function{integrand, &s};
  double value = 0, error = 0;
  for (std::size_t piece = 0; piece + 1 < breaks.size(); ++piece) {
    if (!(breaks[piece] < breaks[piece + 1])) continue;
    double part = 0, part_error = 0;
    const int status = gsl_integration_qag(&function, breaks[piece], breaks[piece + 1], 1e-12, 1e-10, 1000,
                                           GSL_INTEG_GAUSS21, workspace.get(), &part, &part_error);
    if (status != GSL_SUCCESS) throw std::runtime_error(std::string("expected_w1: ") + gsl_strerror(status));
    value += part;
    error += part_error;
  }
  return {value - error, value + error};
}

}  // namespace mongecarlo::models
