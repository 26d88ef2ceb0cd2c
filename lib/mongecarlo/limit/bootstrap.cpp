#include "mongecarlo/limit/bootstrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr double kLargestSize = 0x1p53;  // beyond, counts are no doubles
constexpr double kRounding = 1e-12;      // relative to the observed value and to 1

double checked_size(const std::string& function, const char* name, double size) {
  check_between(function, name, size, 1, kLargestSize);
  if (size != std::floor(size))
    throw std::domain_error(fmt::format("{}: {} is {}, but must be a whole number", function, name, size));
  return size;
}

void check_number(const Certified& value) {
  if (!std::isfinite(value.lower) || !std::isfinite(value.upper))
    throw std::runtime_error(fmt::format("Bootstrap: the statistic of a resample is [{}, {}], but must be a number",
                                         value.lower, value.upper));
}

}  // namespace

Bootstrap::Bootstrap(const char* kind, StatisticOfLaws statistic, const Vector& a, const Vector& b,
                     const SampleSizes& sizes, double power)
    : statistic_(std::move(statistic)), a_(a), b_(b), n_(sizes.n()), m_(sizes.m()) {
  const std::string function = std::string("Bootstrap::") + kind;
  check_probability(function, "a", as_span(view(a)));
  check_probability(function, "b", as_span(view(b)));
  checked_size(function, "n", n_);
  if (std::isfinite(m_)) checked_size(function, "m", m_);
  check_positive(function, "power", power);
  scale_ = std::pow(sizes.rate(), power);
  source_.prepare(as_span(view(a_)));
  target_.prepare(as_span(view(b_)));
  a_star_ = a_;
  b_star_ = b_;
  counts_.reserve(static_cast<std::size_t>(std::max(a.size(), b.size())));
}

Bootstrap Bootstrap::naive(StatisticOfLaws statistic, const Vector& a, const Vector& b, const SampleSizes& sizes,
                           double power) {
  Bootstrap bootstrap("naive", std::move(statistic), a, b, sizes, power);
  bootstrap.centre_ = bootstrap.statistic_(a, b);
  return bootstrap;
}

Bootstrap Bootstrap::m_out_of_n(StatisticOfLaws statistic, const Vector& a, const Vector& b,
                                const SampleSizes& resamples, double power) {
  Bootstrap bootstrap("m_out_of_n", std::move(statistic), a, b, resamples, power);
  bootstrap.centre_ = bootstrap.statistic_(a, b);
  return bootstrap;
}

Bootstrap Bootstrap::recentred(StatisticOfLaws statistic, const Vector& a, const Vector& b, const SampleSizes& sizes,
                               double power) {
  check_equal_size("Bootstrap::recentred", "a", a.size(), "b", b.size());
  check_probability("Bootstrap::recentred", "b", as_span(view(b)));
  const Vector pooled =
      std::isfinite(sizes.m()) ? Vector((sizes.n() * a + sizes.m() * b) / (sizes.n() + sizes.m())) : a;
  Bootstrap bootstrap("recentred", std::move(statistic), pooled, pooled, sizes, power);
  bootstrap.centring_ = Centring::none;
  return bootstrap;
}

Bootstrap Bootstrap::directional(StatisticOfLaws derivative, const Vector& a, const Vector& b,
                                 const SampleSizes& sizes) {
  Bootstrap bootstrap("directional", std::move(derivative), a, b, sizes, 1);
  bootstrap.centring_ = Centring::around_laws;
  return bootstrap;
}

void Bootstrap::resample(const Multinomial& law, double size, Stream stream, Vector& weights) {
  counts_.resize(law.points());
  law.draw(static_cast<std::uint64_t>(size), stream, counts_);
  for (Index i = 0; i < weights.size(); ++i)
    weights[i] = static_cast<double>(counts_[static_cast<std::size_t>(i)]) / size;
}

Certified Bootstrap::draw(const Stream& stream) {
  resample(source_, n_, stream.purpose("source"), a_star_);
  if (std::isfinite(m_)) resample(target_, m_, stream.purpose("target"), b_star_);
  switch (centring_) {
    case Centring::around_value:
      return scale_ * (statistic_(a_star_, b_star_) - centre_);
    case Centring::none:
      return scale_ * statistic_(a_star_, b_star_);
    case Centring::around_laws:
      break;
  }
  a_star_ = scale_ * (a_star_ - a_);
  b_star_ = scale_ * (b_star_ - b_);
  const Certified value = statistic_(a_star_, b_star_);
  if (!std::isfinite(m_)) b_star_ = b_;
  return value;
}

void Bootstrap::sample(std::uint64_t count, const Stream& stream, std::vector<double>& values) {
  check_at_least("Bootstrap::sample", "count", static_cast<long long>(count), 1);
  values.resize(count);
  for (std::uint64_t k = 0; k < count; ++k) {
    const Certified value = draw(stream.purpose("resample", k));
    check_number(value);
    values[k] = value.midpoint();
  }
  std::ranges::sort(values);
}

double Bootstrap::p_value(const Certified& observed, std::uint64_t count, const Stream& stream) {
  check_at_least("Bootstrap::p_value", "count", static_cast<long long>(count), 1);
  check_finite("Bootstrap::p_value", "observed", observed.lower);
  const double threshold = observed.lower - kRounding * std::max(1.0, std::abs(observed.lower));
  std::uint64_t as_large = 0;
  for (std::uint64_t k = 0; k < count; ++k) {
    const Certified value = draw(stream.purpose("resample", k));
    check_number(value);
    as_large += value.upper >= threshold;
  }
  return static_cast<double>(1 + as_large) / static_cast<double>(1 + count);
}

}  // namespace mongecarlo
