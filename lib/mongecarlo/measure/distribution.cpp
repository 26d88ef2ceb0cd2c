#include "mongecarlo/measure/distribution.hpp"

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

Points Distribution::sample(Index n, Stream stream) const {
  check_at_least("Distribution::sample", "n", n, 1);
  Points points(n, dimension());
  sample_into(points, std::move(stream));
  return points;
}

void Distribution::sample_into(Points& points, Stream stream) const {
  check_equal_size("Distribution::sample_into", "columns of points", points.cols(), "dimension", dimension());
  for (Index i = 0; i < points.rows(); ++i)
    draw(stream, {points.data() + i * points.cols(), static_cast<std::size_t>(points.cols())});
}

}  // namespace mongecarlo
