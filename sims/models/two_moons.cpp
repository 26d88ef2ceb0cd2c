#include "models/two_moons.hpp"

#include <cmath>
#include <numbers>

namespace mongecarlo::models {

std::array<double, 2> moon_point(std::uint32_t label, Stream& stream, double radius) {
  const double t = std::numbers::pi * stream.uniform();
  const double sign = label % 2 == 0 ? 1 : -1;
  const double distance = radius * std::sqrt(stream.uniform()), angle = 2 * std::numbers::pi * stream.uniform();
  return {sign * (std::cos(t) - 0.5) + distance * std::cos(angle),
          sign * (std::sin(t) - 0.25) + distance * std::sin(angle)};
}

}  // namespace mongecarlo::models
