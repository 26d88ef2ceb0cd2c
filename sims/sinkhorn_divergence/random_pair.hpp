#pragma once
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/distributions/uniform_cube.hpp"
#include "sinkhorn_divergence/losses.hpp"

namespace mongecarlo::sinkhorn_divergence {

/// a on n and b on m points of the unit square with random weights, cost |x - y|^power. With step < 1 they share their
/// points, and b is that step of the way from a to other weights.
struct Pair {
  double power = 2, epsilon = 0.3, step = 1;
  int n = 4, m = 5;
  CellParameters parameters() const {
    return {{"power", power}, {"epsilon", epsilon}, {"step", step}, {"n", n}, {"m", m}};
  }
};

/// Random measures of a setting, refilled in place. `other` has the points of a, and weights of its own.
class Measures {
 public:
  explicit Measures(const Pair& s) : s_(s) {
    a = other = {Points(s.n, 2), Vector(s.n)};
    b = s.step < 1 ? a : Cloud{Points(s.m, 2), Vector(s.m)};
  }

  void refill(const Stream& stream) {
    law_->sample_into(a.points, stream.purpose("source"));
    draw_weights(stream.purpose("source weights"), a.weights);
    other.points = a.points;
    draw_weights(stream.purpose("other weights"), other.weights);
    if (s_.step < 1) {
      b.points = a.points;
      b.weights = (1 - s_.step) * a.weights + s_.step * other.weights;
    } else {
      law_->sample_into(b.points, stream.purpose("target"));
      draw_weights(stream.purpose("target weights"), b.weights);
    }
  }

  Cloud a, b, other;

 private:
  static void draw_weights(Stream stream, Vector& weights) {
    for (double& w : weights) w = 0.1 + stream.exponential();
    weights /= weights.sum();
  }
  Pair s_;
  DistributionPtr law_ = make_uniform_cube(2);
};

/// A replicate from a function of (losses, measures).
template <class Slack>
auto of_random_measures(Slack slack) {
  return [slack](const Pair& s) {
    return [slack, measures = Measures(s),
            losses = Losses(GroundCost::euclidean(s.power), s.epsilon)](const Stream& stream) mutable -> Certified {
      measures.refill(stream);
      return slack(losses, measures);
    };
  };
}

inline constexpr double kRounding = 1e-9;  // enclosures are narrower

/// The point in the middle between two measures on the same points.
inline Cloud middle(const Cloud& a, const Cloud& b) { return {a.points, 0.5 * (a.weights + b.weights)}; }

/// sum w x.
inline Eigen::RowVectorXd mean(const Cloud& a) { return a.weights.transpose() * a.points; }

}  // namespace mongecarlo::sinkhorn_divergence
