#include "mongecarlo/io/labelled_images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/errors.hpp"

namespace mongecarlo {
namespace {

void check_images(const IdxArray& images, const std::string& file) {
  if (images.type() != IdxArray::Type::ubyte) throw DataError(file, "holds numbers that are not unsigned bytes (08)");
  const auto& sizes = images.sizes();
  const bool is_grey = sizes.size() == 3, is_colour = sizes.size() == 4 && (sizes[1] == 1 || sizes[1] == 3);
  if (!is_grey && !is_colour)
    throw DataError(
        file, fmt::format("is {}; images are count x height x width or count x 3 x height x width", images.shape()));
}

void check_labels(const IdxArray& labels, const std::string& file, std::size_t count, const std::string& images_file) {
  if (labels.type() != IdxArray::Type::ubyte) throw DataError(file, "holds labels that are not unsigned bytes (08)");
  if (labels.sizes().size() != 1) throw DataError(file, fmt::format("is {}; labels have one size", labels.shape()));
  if (labels.size() != count)
    throw DataError(file, fmt::format("has {} labels, but {} has {} images", labels.size(), images_file, count));
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] >= LabelledImages::kClasses)
      throw DataError(file, fmt::format("label {} is {}, but labels are 0 to 9", i, labels[i]));
}

/// Where between two pixels of a line the centre of pixel `i` of the resized line lies.
struct Between {
  Index first, second;
  double share;  ///< of the second

  Between(Index i, Index size, Index side) {
    const double at = (static_cast<double>(i) + 0.5) * static_cast<double>(size) / static_cast<double>(side) - 0.5;
    const double inside = std::clamp(at, 0.0, static_cast<double>(size - 1));
    first = static_cast<Index>(std::floor(inside));
    second = std::min(first + 1, size - 1);
    share = inside - static_cast<double>(first);
  }
  double of(double at_first, double at_second) const { return (1 - share) * at_first + share * at_second; }
};

}  // namespace

double LabelledImages::pixel(Index image, Index channel, Index row, Index column) const {
  return pixels_[static_cast<std::size_t>(((image * channels_ + channel) * height_ + row) * width_ + column)] / 255;
}

void LabelledImages::prepare(Index i, Index side, Index channels, std::span<double> out) const {
  constexpr const char* kFunction = "prepare";
  check_at_least(kFunction, "image", i, 0);
  check_at_most(kFunction, "image", i, count() - 1);
  check_at_least(kFunction, "side", side, 1);
  check_at_least(kFunction, "channels", channels, channels_);
  check_at_most(kFunction, "channels", channels, 3);
  check_equal_size(kFunction, "out", static_cast<long long>(out.size()), "channels * side^2", channels * side * side);
  auto next = out.begin();
  for (Index channel = 0; channel < channels; ++channel)
    for (Index row = 0; row < side; ++row) {
      const Between rows(row, height_, side);
      for (Index column = 0; column < side; ++column) {
        const Between columns(column, width_, side);
        const auto on = [&](Index r) {
          const Index from = std::min(channel, channels_ - 1);
          return columns.of(pixel(i, from, r, columns.first), pixel(i, from, r, columns.second));
        };
        *next++ = (rows.of(on(rows.first), on(rows.second)) - 0.5) / 0.5;
      }
    }
}

Points LabelledImages::prepared(Index side, Index channels) const {
  Points points(count(), channels * side * side);
  for (Index i = 0; i < count(); ++i)
    prepare(i, side, channels, {points.data() + i * points.cols(), static_cast<std::size_t>(points.cols())});
  return points;
}

LabelledImages label_images(IdxArray images, const std::string& images_file, const IdxArray& labels,
                            const std::string& labels_file) {
  check_images(images, images_file);
  const std::vector<std::size_t> sizes = images.sizes();
  check_labels(labels, labels_file, sizes[0], images_file);
  LabelledImages result(std::move(images));
  result.channels_ = sizes.size() == 4 ? static_cast<Index>(sizes[1]) : 1;
  result.height_ = static_cast<Index>(sizes[sizes.size() - 2]);
  result.width_ = static_cast<Index>(sizes.back());
  result.labels_.reserve(sizes[0]);
  for (std::size_t i = 0; i < sizes[0]; ++i) result.labels_.push_back(static_cast<std::uint8_t>(labels[i]));
  return result;
}

LabelledImages read_labelled_images(const std::string& images_file, const std::string& labels_file) {
  return label_images(read_idx(images_file), images_file, read_idx(labels_file), labels_file);
}

}  // namespace mongecarlo
