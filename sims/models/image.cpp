#include "models/image.hpp"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/read_file.hpp"

namespace mongecarlo::models {
namespace {

void check_size(double width, double height, const std::string& file) {
  if (width < 1 || height < 1) throw DataError(file, fmt::format("is an image of {} x {} pixels", width, height));
  if (width * height > static_cast<double>(kMostPixels))
    throw DataError(file, fmt::format("has {} x {} pixels, and at most {} are read", width, height, kMostPixels));
}

Image image_of_samples(Index width, Index height, const std::vector<std::uint8_t>& samples, double largest) {
  Image image{width, height, Points(width * height, 3)};
  for (Index k = 0; k < image.pixels.size(); ++k)
    image.pixels.data()[k] = std::min(static_cast<double>(samples[static_cast<std::size_t>(k)]) / largest, 1.0);
  return image;
}

Image parse_png(const std::string& bytes, const std::string& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()))
    throw DataError(file, fmt::format("is no PNG image: {}", png.message));
  const png_uint_32 width = png.width, height = png.height;
  try {
    check_size(width, height, file);
  } catch (...) {
    png_image_free(&png);
    throw;
  }
  png.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> samples(PNG_IMAGE_SIZE(png));
  const png_color black{0, 0, 0};
  if (!png_image_finish_read(&png, &black, samples.data(), 0, nullptr))
    throw DataError(file, fmt::format("is a broken PNG image: {}", png.message));
  return image_of_samples(width, height, samples, 255);
}

/// Words of a PPM: numbers between white space, with comments from # to the end of the line.
class PpmWords {
 public:
  PpmWords(std::string_view bytes, const std::string& file) : rest_(bytes), file_(file) {}

  int number(const char* what, int largest) {
    skip_space();
    int value = -1;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || value < 0 || value > largest)
      throw DataError(file_, fmt::format("PPM: {} is no number from 0 to {}", what, largest));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  /// What follows the single white space after the header.
  std::string_view raster() const { return rest_.empty() ? rest_ : rest_.substr(1); }

 private:
  void skip_space() {
    while (!rest_.empty()) {
      if (rest_[0] == '#')
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      else if (std::isspace(static_cast<unsigned char>(rest_[0])))
        rest_.remove_prefix(1);
      else
        return;
    }
  }
  std::string_view rest_;
  const std::string& file_;
};

Image parse_ppm(std::string_view bytes, const std::string& file) {
  const bool is_binary = bytes[1] == '6';
  PpmWords words(bytes.substr(2), file);
  const int width = words.number("the width", 1 << 30), height = words.number("the height", 1 << 30);
  check_size(width, height, file);
  const int largest = words.number("the largest sample", 65535);
  if (largest < 1 || largest > 255)
    throw DataError(file, fmt::format("PPM: the largest sample is {}, and 1 to 255 are read", largest));
  const std::size_t count = 3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  std::vector<std::uint8_t> samples;
  if (is_binary) {
    const std::string_view raster = words.raster();
    if (raster.size() < count)
      throw DataError(file, fmt::format("PPM: {} bytes of pixels, but {} are needed", raster.size(), count));
    samples.assign(raster.begin(), raster.begin() + static_cast<std::ptrdiff_t>(count));
  } else {
    if (bytes.size() < 2 * count - 1) throw DataError(file, fmt::format("PPM: fewer than {} samples", count));
    samples.reserve(count);
    while (samples.size() < count) samples.push_back(static_cast<std::uint8_t>(words.number("a sample", largest)));
  }
  return image_of_samples(width, height, samples, largest);
}

/// A picture by a formula: colour(u, v) over the unit square, v downwards.
template <class Colour>
Image painted(Index side, Colour colour) {
  Image image{side, side, Points(side * side, 3)};
  for (Index i = 0; i < side; ++i)
    for (Index j = 0; j < side; ++j)
      image.pixels.row(i * side + j) = colour((static_cast<double>(j) + 0.5) / static_cast<double>(side),
                                              (static_cast<double>(i) + 0.5) / static_cast<double>(side));
  return image;
}

Eigen::RowVector3d between(const Eigen::RowVector3d& a, const Eigen::RowVector3d& b, double share) {
  return a + std::clamp(share, 0.0, 1.0) * (b - a);
}

}  // namespace

Image parse_image(const std::string& bytes, const std::string& file) {
  if (bytes.size() > 8 && bytes.compare(1, 3, "PNG") == 0) return parse_png(bytes, file);
  if (bytes.size() > 2 && bytes[0] == 'P' && (bytes[1] == '6' || bytes[1] == '3')) return parse_ppm(bytes, file);
  throw DataError(file, "is neither a PNG nor a PPM (P3, P6) image");
}

Image read_image(const std::string& file) { return parse_image(read_file(file), file); }

Image shrunk(const Image& image, Index side) {
  const Index block = (std::max(image.width, image.height) + side - 1) / side;
  if (block <= 1) return image;
  // Rounded up: the last block of a row or column holds what is left.
  Image small{(image.width + block - 1) / block, (image.height + block - 1) / block, {}};
  small.pixels = Points::Zero(small.width * small.height, 3);
  Vector count = Vector::Zero(small.pixels.rows());
  for (Index i = 0; i < image.height; ++i)
    for (Index j = 0; j < image.width; ++j) {
      const Index at = i / block * small.width + j / block;
      small.pixels.row(at) += image.pixels.row(i * image.width + j);
      count[at] += 1;
    }
  small.pixels.array().colwise() /= count.array();
  return small;
}

Image dunes(Index side) {
  return painted(side, [](double u, double v) -> Eigen::RowVector3d {
    const double ridge = 0.55 + 0.08 * std::sin(7 * u) + 0.04 * std::sin(17 * u + 1);
    if (v < ridge) return between({0.25, 0.1, 0.3}, {0.98, 0.6, 0.3}, v / ridge);
    return between({0.85, 0.5, 0.2}, {0.35, 0.15, 0.1}, 0.5 + 0.5 * std::sin(20 * v + 6 * std::sin(5 * u)));
  });
}

Image lagoon(Index side) {
  return painted(side, [](double u, double v) -> Eigen::RowVector3d {
    const double shore = 0.3 + 0.05 * std::sin(5 * u + 2);
    if (v < shore) return between({0.35, 0.65, 0.95}, {0.8, 0.92, 0.98}, v / shore);
    const double depth = std::hypot(u - 0.6, v - 0.75) + 0.03 * std::sin(30 * v);
    return between({0.1, 0.75, 0.65}, {0.02, 0.2, 0.45}, 2 * depth);
  });
}

}  // namespace mongecarlo::models
