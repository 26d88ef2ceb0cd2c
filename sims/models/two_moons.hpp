#pragma once
#include <array>
#include <cstdint>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::models {

/// A point of one of two interleaved moons: (cos t - 1/2, sin t - 1/4) for class 0 and (1/2 - cos t, 1/4 - sin t) for
/// class 1, t uniform in (0, pi), plus a point uniform in the disc of `radius`. The arcs are 1/2 apart, so that for
/// radius 0.2 the classes stay 0.1 apart and lie in a compact set. Three uniforms. Other labels are taken modulo 2.
std::array<double, 2> moon_point(std::uint32_t label, Stream& stream, double radius = 0.2);

}  // namespace mongecarlo::models
