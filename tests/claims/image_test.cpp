#include "models/image.hpp"

#include <doctest/doctest.h>
#include <png.h>

#include <cstdint>
#include <string>
#include <vector>

#include "mongecarlo/base/errors.hpp"

using namespace mongecarlo;
using namespace mongecarlo::models;

namespace {

std::string png_of(Index width, Index height, std::vector<std::uint8_t> samples) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(width);
  png.height = static_cast<png_uint_32>(height);
  png.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  REQUIRE(png_image_write_to_memory(&png, nullptr, &size, 0, samples.data(), 0, nullptr));
  std::string bytes(size, '\0');
  REQUIRE(png_image_write_to_memory(&png, bytes.data(), &size, 0, samples.data(), 0, nullptr));
  bytes.resize(size);
  return bytes;
}

std::string refusal(const std::string& bytes) {
  try {
    parse_image(bytes, "picture");
  } catch (const DataError& error) {
    return error.what();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the same pixels come from png and from both forms of ppm") {
    const std::string plain = "P3\n# a comment\n2 1 255\n255 0 51  0 102 255\n";
    const std::string binary = "P6 2 1 255\n" + std::string("\xff\x00\x33\x00\x66\xff", 6);
    for (const std::string& bytes : {plain, binary, png_of(2, 1, {255, 0, 51, 0, 102, 255})}) {
      const Image image = parse_image(bytes, "picture");
      CHECK(image.width == 2);
      CHECK(image.height == 1);
      CHECK(image.pixels.isApprox(Points{{1, 0, 0.2}, {0, 0.4, 1}}));
    }
  }

  TEST_CASE("a largest sample below 255 scales the levels") {
    CHECK(parse_image("P3 1 1 4 1 2 4", "picture").pixels.isApprox(Points{{0.25, 0.5, 1}}));
  }

  TEST_CASE("an image that is cut short anywhere is refused by name") {
    const std::string png = png_of(2, 2, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    const std::string ppm = "P6 2 1 255\n" + std::string("\xff\x00\x33\x00\x66\xff", 6);
    for (const std::string& whole : {png, ppm})
      for (std::size_t length = 0; length < whole.size(); ++length) {
        const std::string text = refusal(whole.substr(0, length));
        // The last chunk of a PNG holds no pixels: a reader may do without its checksum.
        if (text.empty()) CHECK(length + 12 >= png.size());
        if (!text.empty()) CHECK(contains(text, "picture: "));
      }
  }

  TEST_CASE("hostile headers are refused with the number that is wrong") {
    CHECK(contains(refusal("P6 0 5 255\n"), "0 x 5"));
    CHECK(contains(refusal("P6 100000 100000 255\n"), "at most"));
    CHECK(contains(refusal("P6 -1 5 255\n"), "the width"));
    CHECK(contains(refusal("P6 1 1 70000\n"), "the largest sample"));
    CHECK(contains(refusal("P6 1 1 300\n"), "300"));
    CHECK(contains(refusal("P3 1 1 255 1 2 256"), "a sample"));
    CHECK(contains(refusal("P3 30000 3000 255 1 2"), "fewer"));
    CHECK(contains(refusal("GIF89a..."), "neither"));
  }

  TEST_CASE("shrinking keeps the shape and the mean of whole blocks") {
    Image image{4, 2, Points::Zero(8, 3)};
    image.pixels.col(0) << 0, 1, 0, 0, 1, 0, 0.5, 0.5;
    const Image small = shrunk(image, 2);
    CHECK(small.width == 2);
    CHECK(small.height == 1);
    CHECK(small.pixels(0, 0) == doctest::Approx(0.5));
    CHECK(small.pixels(1, 0) == doctest::Approx(0.25));
    CHECK(shrunk(image, 4).pixels == image.pixels);
    CHECK(shrunk(dunes(7), 3).pixels.rows() == 9);
  }

  TEST_CASE("the images of our own are colours") {
    for (const Image& image : {dunes(9), lagoon(9)}) {
      CHECK(image.pixels.rows() == 81);
      CHECK(image.pixels.minCoeff() >= 0);
      CHECK(image.pixels.maxCoeff() <= 1);
    }
  }
}
