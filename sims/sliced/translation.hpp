#pragma once
#include <cmath>
#include <numbers>
#include <utility>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/transport/sliced_transport.hpp"

namespace mongecarlo::sliced {

/// A cloud of n points of the cube [0, 1]^d against itself moved by a vector of length one, L random directions, cost
/// |t|^power: every direction gives |<theta, t>|^power whatever the cloud is.
struct Translation {
  int d = 3, n = 2, directions = 1;
  double power = 2;

  CellParameters parameters() const { return {{"d", d}, {"n", n}, {"directions", directions}, {"p", power}}; }

  /// A unit vector along no axis and no diagonal.
  Vector shift() const {
    Vector t(d);
    for (int k = 0; k < d; ++k) t[k] = 1.0 + k % 3;
    return t / t.norm();
  }
  /// E |<theta, t>|^p = Gamma(d/2) Gamma((p+1)/2) / (sqrt(pi) Gamma((d+p)/2)); 1/d for p = 2.
  double value(double p) const {
    return std::tgamma(0.5 * d) * std::tgamma(0.5 * (p + 1)) /
           (std::sqrt(std::numbers::pi) * std::tgamma(0.5 * (d + p)));
  }
  double value() const { return value(power); }
  /// Var <theta, t>^2 = 3 / (d (d + 2)) - 1 / d^2.
  double variance_of_squares() const { return 2.0 * (d - 1) / (1.0 * d * d * (d + 2)); }
};

/// How directions are drawn: rightly, or along one of the axes.
enum class DirectionLaw { sphere, axes };

/// One sample of the setting, sliced anew at every call.
class SlicedTranslation {
 public:
  explicit SlicedTranslation(const Translation& setting, DirectionLaw law = DirectionLaw::sphere)
      : setting_(setting), law_(law), x_(setting.n, setting.d), y_(setting.n, setting.d) {}

  Certified operator()(const Stream& stream) {
    Stream points = stream.purpose("points");
    for (Index i = 0; i < x_.size(); ++i) x_.data()[i] = points.uniform();
    y_ = x_;
    y_.rowwise() += setting_.shift().transpose();
    draw(stream.purpose("directions"));
    return slices_.mean({.x = view(x_), .y = view(y_), .ground_cost = GroundCost::euclidean(setting_.power)});
  }

 private:
  void draw(Stream stream) {
    if (law_ == DirectionLaw::sphere) return slices_.draw_directions(setting_.d, setting_.directions, stream);
    Matrix axes = Matrix::Zero(setting_.directions, setting_.d);
    for (Index l = 0; l < axes.rows(); ++l)
      axes(l, static_cast<Index>(stream.below(static_cast<std::uint64_t>(setting_.d)))) = 1;
    slices_.set_directions(axes);
  }

  Translation setting_;
  DirectionLaw law_;
  Points x_, y_;
  SlicedTransport slices_;
};

}  // namespace mongecarlo::sliced
