#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::domain_adaptation {

/// Labelled samples: one point a row.
struct Labelled {
  Points x;
  std::vector<std::uint32_t> y;
};

/// A source with labels and a target, whose labels a method never sees: they are for counting errors.
struct Domains {
  Labelled source, target, test;  ///< test: more of the target's law
  std::uint32_t classes = 8;
};

using Proportions = std::array<double, 8>;

/// How the target differs from the source, one row of the table below. Sources: eight classes, each uniform on a ball
/// of radius r about mu_k, equally many points in each. Target: classes by `proportions`, x -> scale rotation(x) +
/// shift. Everything lies in a ball of radius 6.
struct DomainShift {
  std::string_view name;
  int dimension;
  double radius;  ///< r
  double angle;   ///< of the rotation, in the planes (0, 1), (2, 3), ...
  double scale;
  std::array<double, 2> shift;  ///< of the first two coordinates
  Proportions proportions;
  std::string_view meaning;
};

/// mu_k on a circle of radius 3 in the plane, 3 e_k in eight dimensions.
enum class DomainSet : std::uint8_t { closed, ramp, partial, first_half, large_shift, eight_dimensions };
const DomainShift& domain_shift(DomainSet set);

/// Draws the domains of a set: `per_class` source points of each class, as many target and test points in all.
Domains draw_domains(DomainSet set, int per_class, const Stream& stream);

/// 1/2 sum_k E |N_k / m - 1/K| for N_k binomial (m, p_k): what any balanced plan between a class-balanced batch and m
/// random points of the target must send between classes, on average.
double expected_floor(DomainSet set, int m);
/// The same for one batch: 1/2 sum_k |N_k / m - 1/K|.
double batch_floor(std::span<const std::uint32_t> target_labels, std::uint32_t classes);

}  // namespace mongecarlo::domain_adaptation
