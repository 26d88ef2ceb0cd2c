#pragma once
#include <string>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::models {

/// Pixels as points of [0, 1]^3 (red, green, blue), row by row.
struct Image {
  Index width = 0, height = 0;
  Points pixels;  ///< width * height x 3
};

/// Largest number of pixels of a file that is read.
inline constexpr Index kMostPixels = 100'000'000;

/// Reads a PNG (any colour type; alpha over black) or a binary or plain PPM (P6, P3). Throws IoError for files that
/// cannot be read and DataError for anything that is no such image, is cut short or has more than kMostPixels.
Image read_image(const std::string& file);
/// The same from bytes that came from `file`.
Image parse_image(const std::string& bytes, const std::string& file);

/// Shrinks by means over blocks of whole pixels until no side is longer than `side`. Small images stay as they are.
Image shrunk(const Image& image, Index side);

/// Two pictures of our own, side x side, with different palettes: dunes at dusk, and a lagoon.
Image dunes(Index side);
Image lagoon(Index side);

}  // namespace mongecarlo::models
