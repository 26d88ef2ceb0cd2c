#pragma once
#include <cstdint>
#include <tuple>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::models {

/// Tells streams of replicates apart, for trainings that are kept by seed.
using Seed = std::tuple<std::uint64_t, std::uint64_t>;

inline Seed seed_of(const Stream& stream) { return {stream.replicate(), stream.purpose("seed").bits64()}; }

}  // namespace mongecarlo::models
