#include "domain_adaptation/domains.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <numbers>

#include "mongecarlo/measure/distributions/uniform_ball.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

constexpr double kCircle = 3;
constexpr int kClasses = 8;
constexpr double kQuarterStep = 0.25 * 2 * std::numbers::pi / kClasses;  // of the way to the next class

constexpr Proportions kMild{6.3 / 56, 6.5 / 56, 6.7 / 56, 6.9 / 56, 7.1 / 56, 7.3 / 56, 7.5 / 56, 7.7 / 56};
constexpr Proportions kStrong{3.5 / 56, 4.5 / 56, 5.5 / 56, 6.5 / 56, 7.5 / 56, 8.5 / 56, 9.5 / 56, 10.5 / 56};
constexpr Proportions kEveryOther{0.25, 0, 0.25, 0, 0.25, 0, 0.25, 0}, kFirstHalf{0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0};

constexpr DomainShift kShifts[] = {
    {"C", 2, 0.6, kQuarterStep, 1.1, {0.6, -0.4}, kMild, "closed set, mild shift of proportions"},
    {"R", 2, 0.6, kQuarterStep, 1.1, {0.6, -0.4}, kStrong, "closed set, proportions from 1 to 3"},
    {"P", 2, 0.6, kQuarterStep, 1.1, {0.6, -0.4}, kEveryOther, "every other class is missing"},
    {"P4", 2, 0.6, kQuarterStep, 1.1, {0.6, -0.4}, kFirstHalf, "the second half is missing"},
    {"B", 2, 0.5, 0, 1.0, {1.5, -1.0}, kMild, "closed set, large translation"},
    {"D8", 8, 2.2, 0.6, 1.2, {1, -0.6}, kMild, "closed set in eight dimensions"},
};

Eigen::RowVectorXd centre(const DomainShift& set, std::uint32_t label) {
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(set.dimension);
  const double angle = 2 * std::numbers::pi * label / kClasses;
  if (set.dimension == 2)
    mean << kCircle * std::cos(angle), kCircle * std::sin(angle);
  else
    mean[label] = kCircle;
  return mean;
}

void place(const DomainShift& set, const Stream& stream, Labelled& sample) {
  sample.x.resize(static_cast<Index>(sample.y.size()), set.dimension);
  make_uniform_ball(set.dimension, set.radius)->sample_into(sample.x, stream);
  for (Index i = 0; i < sample.x.rows(); ++i) sample.x.row(i) += centre(set, sample.y[static_cast<std::size_t>(i)]);
}

void draw_labels(const DomainShift& set, std::size_t count, Stream stream, std::vector<std::uint32_t>& labels) {
  for (std::size_t i = 0; i < count; ++i) {
    double rest = stream.uniform();
    std::uint32_t label = 0;
    // Rounding may leave a little: the last class that occurs has it.
    for (std::uint32_t k = 0; k < kClasses && rest >= 0; ++k)
      if (set.proportions[k] > 0) {
        label = k;
        rest -= set.proportions[k];
      }
    labels.push_back(label);
  }
}

void move(const DomainShift& set, Points& x) {
  const double c = set.scale * std::cos(set.angle), s = set.scale * std::sin(set.angle);
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index k = 0; k + 1 < x.cols(); k += 2) {
      const double u = x(i, k), v = x(i, k + 1);
      x(i, k) = c * u - s * v;
      x(i, k + 1) = s * u + c * v;
    }
    x(i, 0) += set.shift[0];
    x(i, 1) += set.shift[1];
  }
}

Labelled draw_target(const DomainShift& set, std::size_t count, const Stream& stream) {
  Labelled sample;
  draw_labels(set, count, stream.purpose("labels"), sample.y);
  place(set, stream.purpose("points"), sample);
  move(set, sample.x);
  return sample;
}

}  // namespace

const DomainShift& domain_shift(DomainSet set) { return kShifts[static_cast<std::size_t>(set)]; }

Domains draw_domains(DomainSet set, int per_class, const Stream& stream) {
  const DomainShift& shift = domain_shift(set);
  Domains domains;
  domains.classes = kClasses;
  for (std::uint32_t k = 0; k < kClasses; ++k)
    domains.source.y.insert(domains.source.y.end(), static_cast<std::size_t>(per_class), k);
  place(shift, stream.purpose("source"), domains.source);
  domains.target = draw_target(shift, domains.source.y.size(), stream.purpose("target"));
  domains.test = draw_target(shift, domains.source.y.size(), stream.purpose("test"));
  return domains;
}

double expected_floor(DomainSet set, int m) {
  double sum = 0;
  for (const double p : domain_shift(set).proportions) {
    const boost::math::binomial law(m, p);
    for (int count = 0; count <= m; ++count)
      sum += 0.5 * boost::math::pdf(law, count) * std::abs(static_cast<double>(count) / m - 1.0 / kClasses);
  }
  return sum;
}

double batch_floor(std::span<const std::uint32_t> target_labels, std::uint32_t classes) {
  double sum = 0;
  for (std::uint32_t k = 0; k < classes; ++k) {
    const auto count = static_cast<double>(std::count(target_labels.begin(), target_labels.end(), k));
    sum += 0.5 * std::abs(count / static_cast<double>(target_labels.size()) - 1.0 / classes);
  }
  return sum;
}

}  // namespace mongecarlo::domain_adaptation
