#include "mongecarlo/io/read_idx.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/labelled_images.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace mongecarlo;

namespace {

std::string bytes(const std::vector<int>& values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

std::string zero_to(int count) {
  std::string text;
  for (int value = 0; value < count; ++value) text += static_cast<char>(value);
  return text;
}

const std::string kImages = bytes({0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3}) + zero_to(12);
const std::string kLabels = bytes({0, 0, 8, 1, 0, 0, 0, 2, 7, 0});

std::string complaint_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const DataError& error) {
    return error.what();
  }
  return "none";
}
std::string complaint(const std::string& file_bytes) {
  return complaint_of([&] { parse_idx(file_bytes, "x.idx"); });
}
std::string complaint(const std::string& images, const std::string& labels) {
  return complaint_of([&] { label_images(parse_idx(images, "i.idx"), "i.idx", parse_idx(labels, "l.idx"), "l.idx"); });
}

LabelledImages digits(const std::string& images, const std::string& labels) {
  return label_images(parse_idx(images, "i.idx"), "i.idx", parse_idx(labels, "l.idx"), "l.idx");
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// One grey image of bytes with label 3.
LabelledImages one_image(int height, int width, const std::vector<int>& pixels) {
  return digits(bytes({0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, height, 0, 0, 0, width}) + bytes(pixels),
                bytes({0, 0, 8, 1, 0, 0, 0, 1, 3}));
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("an array of bytes has its sizes and its entries row by row") {
    const IdxArray array = parse_idx(kImages, "x.idx");
    CHECK(array.sizes() == std::vector<std::size_t>{2, 2, 3});
    CHECK(array.shape() == "2 x 2 x 3");
    CHECK(array.size() == 12);
    CHECK(array[1 * 6 + 0 * 3 + 2] == 8);
    const IdxArray labels = parse_idx(kLabels, "x.idx");
    CHECK(labels.sizes() == std::vector<std::size_t>{2});
    CHECK(labels[0] == 7);
    CHECK(labels[1] == 0);
  }

  TEST_CASE("numbers of every type are big endian") {
    const auto numbers = [](int type, int count, const std::vector<int>& data) {
      return parse_idx(bytes({0, 0, type, 1, 0, 0, 0, count}) + bytes(data), "x.idx");
    };
    CHECK(numbers(0x08, 1, {0xFE})[0] == 254);
    CHECK(numbers(0x09, 1, {0xFE})[0] == -2);
    CHECK(numbers(0x0B, 2, {0x01, 0x02, 0xFF, 0xFE})[0] == 258);
    CHECK(numbers(0x0B, 2, {0x01, 0x02, 0xFF, 0xFE})[1] == -2);
    CHECK(numbers(0x0C, 1, {0xFF, 0xFF, 0xFF, 0x00})[0] == -256);
    CHECK(numbers(0x0D, 1, {0xC0, 0x20, 0x00, 0x00})[0] == -2.5);
    CHECK(numbers(0x0E, 1, {0x3F, 0xF8, 0, 0, 0, 0, 0, 0})[0] == 1.5);
  }

  TEST_CASE("idx bytes cut off anywhere or followed by more are refused by name") {
    REQUIRE(complaint(kImages) == "none");
    for (std::size_t size = 0; size < kImages.size(); ++size)
      CHECK(holds(complaint(kImages.substr(0, size)), "x.idx: "));
    CHECK(holds(complaint(kImages + "x"), "claims 2 x 2 x 3 numbers of 1 bytes, but 13 bytes follow the header"));
    CHECK(holds(complaint(kImages.substr(0, 20)), "but 4 bytes follow"));
    CHECK(holds(complaint(bytes({0, 0, 0x0B, 1, 0, 0, 0, 1, 5, 6, 7})), "of 2 bytes, but 3 bytes follow"));
  }

  TEST_CASE("what is no idx header is refused with the reason") {
    CHECK(holds(complaint("\x1f\x8b\x08 and so on"), "compressed by gzip: unpack it first"));
    CHECK(holds(complaint(bytes({0, 1, 8, 1, 0, 0, 0, 1, 7})), "it begins with 00 01 08 01"));
    CHECK(holds(complaint(bytes({3, 8, 0, 0, 2, 0, 0, 0})), "it begins with 03 08 00 00"));
    CHECK(holds(complaint(bytes({0, 0, 0x0A, 1, 0, 0, 0, 1, 7})), "type 0A"));
    CHECK(holds(complaint(bytes({0, 0, 8, 0, 7})), "has no sizes"));
    CHECK(holds(complaint(bytes({0, 0, 8})), "has 3 bytes"));
    CHECK(holds(complaint(bytes({0, 0, 8, 255, 0, 0, 0, 1})), "which has 255 sizes"));
  }

  TEST_CASE("sizes whose product overflows are refused before anything is made of them") {
    const std::string huge = bytes({0xFF, 0xFF, 0xFF, 0xFF});
    CHECK(holds(complaint(bytes({0, 0, 8, 2}) + huge + huge + "12345"), "claims 4294967295 x 4294967295"));
    CHECK(holds(complaint(bytes({0, 0, 8, 3}) + huge + huge + huge + "12345"), "but 5 bytes follow"));
    // 2^32 - 1 numbers of 8 bytes, and 65536^4 numbers: the products are 0 or small modulo 2^64.
    CHECK(complaint(bytes({0, 0, 0x0E, 1}) + huge) != "none");
    const std::string step = bytes({0, 1, 0, 0});
    CHECK(complaint(bytes({0, 0, 8, 4}) + step + step + step + step) != "none");
    // 2^31 x 2^30 numbers of 8 bytes, which are 2^64, and 2^64 + 10 bytes.
    const std::string power31 = bytes({0x80, 0, 0, 0}), power30 = bytes({0x40, 0, 0, 0});
    CHECK(holds(complaint(bytes({0, 0, 0x0E, 2}) + power31 + power30),
                "2147483648 x 1073741824 numbers of 8 bytes, but 0"));
    const std::string factors = bytes({0, 0x72, 0xDD, 0x4A, 0, 0, 0x03, 0x37, 0xB1, 0x79, 0x53, 0xA7});
    CHECK(holds(complaint(bytes({0, 0, 8, 3}) + factors + zero_to(10)), "claims 7527754 x 823 x 2977518503 numbers"));
    CHECK(holds(complaint(bytes({0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3})), "an empty array, 0 x 3"));
  }

  TEST_CASE("idx numbers that are not finite are refused with their place") {
    const std::string header = bytes({0, 0, 0x0D, 1, 0, 0, 0, 2, 0, 0, 0, 0});
    CHECK(complaint(header + bytes({0x3F, 0x80, 0, 0})) == "none");
    CHECK(holds(complaint(header + bytes({0x7F, 0x80, 0, 0})), "number 1 is not finite"));
    CHECK(holds(complaint(header + bytes({0x7F, 0xC0, 0, 0})), "number 1 is not finite"));
  }

  TEST_CASE("images and labels must belong together") {
    CHECK(complaint(kImages, kLabels) == "none");
    CHECK(holds(complaint(kImages, bytes({0, 0, 8, 1, 0, 0, 0, 1, 7})), "l.idx: has 1 labels, but i.idx has 2 images"));
    CHECK(holds(complaint(kImages, bytes({0, 0, 8, 1, 0, 0, 0, 2, 7, 10})), "l.idx: label 1 is 10"));
    CHECK(
        holds(complaint(kImages, bytes({0, 0, 9, 1, 0, 0, 0, 2, 7, 0})), "l.idx: holds labels that are not unsigned"));
    CHECK(holds(complaint(kImages, bytes({0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 7, 0})), "l.idx: is 1 x 2"));
    CHECK(holds(complaint(kLabels, kLabels), "i.idx: is 2; images are count x height x width"));
    const std::string channels_last = bytes({0, 0, 8, 4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3}) + zero_to(12);
    CHECK(complaint(channels_last, kLabels) == "none");  // one channel
    const std::string two_channels = bytes({0, 0, 8, 4, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3}) + zero_to(12);
    CHECK(holds(complaint(two_channels, kLabels), "i.idx: is 2 x 2 x 1 x 3"));
  }

  TEST_CASE("bytes become numbers from minus one to one") {
    std::vector<double> out(3);
    one_image(1, 3, {0, 255, 51}).prepare(0, 1, 3, out);
    CHECK(out == std::vector<double>{1, 1, 1});  // the middle pixel in each of three channels
    out.assign(1, 0);
    one_image(1, 1, {51}).prepare(0, 1, 1, out);
    CHECK(std::abs(out[0] + 0.6) < 1e-15);
    one_image(1, 1, {0}).prepare(0, 1, 1, out);
    CHECK(out[0] == -1);
  }

  TEST_CASE("resizing keeps corners and the mean and any linear picture") {
    const LabelledImages image = one_image(2, 2, {0, 1, 2, 3});
    std::vector<double> out(16);
    image.prepare(0, 4, 1, out);
    const auto level = [&](int at) { return (out[static_cast<std::size_t>(at)] + 1) / 2 * 255; };
    CHECK(std::abs(level(0)) < 1e-12);
    CHECK(std::abs(level(3) - 1) < 1e-12);
    CHECK(std::abs(level(12) - 2) < 1e-12);
    CHECK(std::abs(level(15) - 3) < 1e-12);
    CHECK(std::abs(level(5) - 0.75) < 1e-12);  // a quarter of the way along both sides
    double mean = 0;
    for (int at = 0; at < 16; ++at) mean += level(at) / 16;
    CHECK(std::abs(mean - 1.5) < 1e-12);
  }

  TEST_CASE("halving averages four pixels and the same size copies") {
    const LabelledImages image = one_image(2, 2, {0, 255, 0, 51});
    std::vector<double> out(1);
    image.prepare(0, 1, 1, out);
    CHECK(std::abs(out[0] - (2 * (306.0 / 4 / 255) - 1)) < 1e-15);
    CHECK((image.prepared(2, 1) - Points{{-1, 1, -1, -0.6}}).cwiseAbs().maxCoeff() < 1e-15);
  }

  TEST_CASE("colours keep their channels") {
    const std::string colours = bytes({0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 255, 51});
    const LabelledImages image = digits(colours, bytes({0, 0, 8, 1, 0, 0, 0, 1, 9}));
    CHECK(image.label(0) == 9);
    CHECK((image.prepared(1, 3) - Points{{-1, 1, -0.6}}).cwiseAbs().maxCoeff() < 1e-15);
    std::vector<double> out(1);
    CHECK_THROWS_AS(image.prepare(0, 1, 1, out), std::domain_error);
    CHECK_THROWS_AS(image.prepare(1, 1, 3, out), std::domain_error);
    CHECK_THROWS_AS(image.prepare(0, 1, 3, out), std::invalid_argument);
  }

  TEST_CASE("digits come from files") {
    const testing::TemporaryFolder folder;
    const std::string images = folder.write("images.idx", kImages), labels = folder.write("labels.idx", kLabels);
    const LabelledImages read = read_labelled_images(images, labels);
    CHECK(read.count() == 2);
    CHECK(read.height() == 2);
    CHECK(read.width() == 3);
    CHECK(read.label(0) == 7);
    CHECK_THROWS_AS(read_labelled_images(folder.path("none.idx"), labels), IoError);
  }
}
