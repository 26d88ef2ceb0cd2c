#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mongecarlo/io/read_idx.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Images of digits with their labels: bytes, count x height x width (grey) or count x 3 x height x width (colours).
class LabelledImages {
 public:
  static constexpr int kClasses = 10;

  Index count() const { return static_cast<Index>(labels_.size()); }
  Index channels() const { return channels_; }
  Index height() const { return height_; }
  Index width() const { return width_; }
  int label(Index i) const { return labels_[static_cast<std::size_t>(i)]; }

  /// Image i as channels x side x side numbers in [-1, 1], channel by channel: bytes are divided by 255, resized by
  /// bilinear interpolation between the centres of pixels (the value of the nearest pixel beyond the outermost centres)
  /// and mapped by (v - 0.5) / 0.5. A grey image is repeated in each channel. `out` must have that many numbers,
  /// `channels` be 1 or 3 and not fewer than the image has (std::domain_error, std::invalid_argument). This is the
  /// published preprocessing of JUMBOT at side = 32, channels = 3; shrinking takes no more than four pixels into
  /// account. O(out).
  void prepare(Index i, Index side, Index channels, std::span<double> out) const;
  /// All images prepared, one a row.
  Points prepared(Index side, Index channels) const;

 private:
  friend LabelledImages label_images(IdxArray images, const std::string& images_file, const IdxArray& labels,
                                     const std::string& labels_file);
  explicit LabelledImages(IdxArray pixels) : pixels_(std::move(pixels)) {}
  double pixel(Index image, Index channel, Index row, Index column) const;

  IdxArray pixels_;
  std::vector<std::uint8_t> labels_;
  Index channels_ = 1, height_ = 0, width_ = 0;
};

/// Reads both files. Throws what read_idx throws, and DataError naming the file for images that are no bytes or have
/// other sizes, labels that are no bytes or above 9, or as many labels as there are no images.
LabelledImages read_labelled_images(const std::string& images_file, const std::string& labels_file);
/// The same from arrays that came from these files.
LabelledImages label_images(IdxArray images, const std::string& images_file, const IdxArray& labels,
                            const std::string& labels_file);

}  // namespace mongecarlo
