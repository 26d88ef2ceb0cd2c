#include "mongecarlo/measure/finite_law.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "mongecarlo/measure/distributions/bernoulli.hpp"
#include "mongecarlo/measure/distributions/dirac.hpp"
#include "mongecarlo/measure/distributions/finite_support.hpp"
#include "mongecarlo/measure/distributions/grid.hpp"
#include "mongecarlo/measure/distributions/resampled.hpp"
#include "mongecarlo/measure/distributions/tree_leaves.hpp"

using namespace mongecarlo;

namespace {

Points column(const std::vector<double>& values) {
  return Eigen::Map<const Points>(values.data(), static_cast<Index>(values.size()), 1);
}

Vector vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("weights are divided by their sum and atoms may come in any order") {
    const auto law = make_finite_support(column({3, 1, 2}), vector_of({2, 1, 1}));
    CHECK(law->atoms()->weights == vector_of({0.5, 0.25, 0.25}));
    CHECK((*law->mean())[0] == 2.25);
    CHECK((*law->covariance())(0, 0) == 0.6875);
    CHECK(law->marginal_cdf(0, 0.99) == 0);
    CHECK(law->marginal_cdf(0, 1) == 0.25);
    CHECK(law->marginal_cdf(0, 2.5) == 0.5);
    CHECK(law->marginal_cdf(0, 3) == 1);
    CHECK(law->quantile(0.25) == 1);
    CHECK(law->quantile(0.26) == 2);
    CHECK(law->quantile(0.9) == 3);
  }

  TEST_CASE("an atom without weight is never drawn and does not count for the diameter") {
    const auto law = make_finite_support(column({-9, 0, 1, 5, 2, 9}), vector_of({0, 1, 2, 0, 1, 0}));
    CHECK(law->diameter() == 2);
    CHECK(law->quantile(1e-12) == 0);
    CHECK(law->quantile(1 - 1e-12) == 2);
    const Points points = law->sample(5000, Stream(StreamKey{1}, 0));
    CHECK(points.minCoeff() == 0);
    CHECK(points.maxCoeff() == 2);
    CHECK((points.array() != 5).all());
  }

  TEST_CASE("weights of very different size keep their atoms reachable") {
    std::vector<double> weights(1000, 1e-12);
    weights[700] = 1;
    std::vector<double> values(1000);
    for (std::size_t i = 0; i < 1000; ++i) values[i] = static_cast<double>(i);
    const Points points =
        make_finite_support(column(values), vector_of(weights))->sample(2000, Stream(StreamKey{2}, 0));
    CHECK((points.array() == 700).all());
  }

  TEST_CASE("a uniform number that rounding carries over a cell of the guide table keeps its atom") {
    // u < 12/13, but 13 u rounds to 12. Philox is a bijection: run backwards, it tells which counter gives this u.
    const double u = 0x1.d89d89d89d89dp-1, next = 0x1.d89d89d89d89ep-1;
    REQUIRE(u * 13 == 12);
    Stream stream = Stream(StreamKey{0}, 7987756355145907558).purpose("u", 86939987);
    stream.discard(4 * 2084101868ull);
    Stream copy = stream;
    REQUIRE(copy.uniform() == u);
    Vector weights = Vector::Zero(13);
    weights[0] = next;
    weights[1] = 1 - next;
    Points points = Points::Ones(13, 1);
    points(0, 0) = 0;
    double drawn = -1;
    make_finite_support(points, weights)->draw(stream, std::span(&drawn, 1));
    CHECK(drawn == 0);
  }

  TEST_CASE("diameters are exact for few atoms and for grids and bounded otherwise") {
    Points triangle(3, 2);
    triangle << 0, 0, 4, 0, 0, 3;
    const auto few = make_resampled(triangle);
    CHECK(few->diameter() == 5);
    CHECK(few->diameter_is_exact());
    const auto grid = make_grid(2, 100, 0, 3);
    CHECK(grid->diameter() == doctest::Approx(std::sqrt(18.0)).epsilon(1e-15));
    CHECK(grid->diameter_is_exact());
    Points circle(5000, 2);
    for (Index i = 0; i < 5000; ++i)
      circle.row(i) << std::cos(static_cast<double>(i)), std::sin(static_cast<double>(i));
    const auto many = make_resampled(circle);
    CHECK_FALSE(many->diameter_is_exact());
    CHECK(many->diameter() == doctest::Approx(std::sqrt(8.0)).epsilon(1e-5));
  }

  TEST_CASE("the diameter is the largest distance of any two atoms") {
    for (std::uint64_t r = 0; r < 50; ++r) {
      Stream stream(StreamKey{3}, r);
      Points points(12, 3);
      for (double& x : points.reshaped()) x = stream.uniform();
      double largest = 0;
      for (Index i = 0; i < 12; ++i)
        for (Index j = 0; j < i; ++j) largest = std::max(largest, (points.row(i) - points.row(j)).norm());
      CHECK(make_resampled(points)->diameter() == largest);
    }
  }

  TEST_CASE("a certain coin is a point mass that still lists both atoms") {
    for (const double p : {0.0, 1.0}) {
      const auto coin = make_bernoulli(p, 1, -1, 1);
      CHECK(coin->diameter() == 0);
      CHECK(coin->atoms()->points.rows() == 2);
      CHECK((coin->sample(100, Stream(StreamKey{4}, 0)).array() == 2 * p - 1).all());
    }
  }

  TEST_CASE("grids run through the last coordinate first and reach both ends") {
    const Points points = make_grid(2, 3, -1, 1)->atoms()->points;
    Points expected(9, 2);
    expected << -1, -1, -1, 0, -1, 1, 0, -1, 0, 0, 0, 1, 1, -1, 1, 0, 1, 1;
    CHECK(points == expected);
  }

  TEST_CASE("bad atoms and weights are refused by name") {
    CHECK_THROWS_WITH_AS(make_finite_support(Points(0, 1), Vector(0)), doctest::Contains("points is empty"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_finite_support(column({1, 2}), vector_of({1})), doctest::Contains("weights has size 1"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_finite_support(column({1, std::nan("")}), vector_of({1, 1})),
                         doctest::Contains("points[1]"), std::domain_error);
    CHECK_THROWS_WITH_AS(make_finite_support(column({1, 2}), vector_of({1, -1})), doctest::Contains("weights[1]"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(make_resampled(column({1, 2}), vector_of({0, 0})), doctest::Contains("weights"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(make_dirac(Vector(0)), doctest::Contains("points is empty"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_grid(1, 3, 0, 1, vector_of({1, 1})), doctest::Contains("weights has size 2"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_finite_support(column({1, 2}), vector_of({1, 1}))->marginal_cdf(1, 0),
                         doctest::Contains("coordinate is 1"), std::domain_error);
  }

  TEST_CASE("a sample needs at least one row and as many columns as coordinates") {
    const auto law = make_bernoulli(0.5, 2);
    CHECK_THROWS_WITH_AS(law->sample(0, Stream(StreamKey{5}, 0)), doctest::Contains("n is 0"), std::domain_error);
    Points points(3, 1);
    CHECK_THROWS_WITH_AS(law->sample_into(points, Stream(StreamKey{5}, 0)), doctest::Contains("columns of points"),
                         std::invalid_argument);
  }

  TEST_CASE("the distance of two leaves is the diameter of their last common ancestor") {
    const TreeShape tree{.branching = 3, .depth = 3, .ratio = 0.5};
    CHECK(tree.leaves() == 27);
    CHECK(tree.distance(4, 4) == 0);
    CHECK(tree.distance(0, 2) == 0.25);
    CHECK(tree.distance(0, 3) == 0.5);
    CHECK(tree.distance(8, 9) == 1);
    for (Index i = 0; i < 27; ++i)
      for (Index j = 0; j < 27; ++j)
        for (Index k = 0; k < 27; ++k)
          REQUIRE(tree.distance(i, k) <= std::max(tree.distance(i, j), tree.distance(j, k)));
  }

  TEST_CASE("bad trees and leaves are refused by name") {
    const TreeShape tree{.branching = 2, .depth = 3};
    CHECK_THROWS_WITH_AS(tree.distance(8, 0), doctest::Contains("leaf is 8"), std::domain_error);
    CHECK_THROWS_WITH_AS(tree.distance(0, -1), doctest::Contains("other is -1"), std::domain_error);
    CHECK_THROWS_WITH_AS(tree.node_diameter(4), doctest::Contains("level is 4"), std::domain_error);
    CHECK_THROWS_WITH_AS(make_tree_leaves({.ratio = 1.5}), doctest::Contains("ratio is 1.5"), std::domain_error);
    CHECK_THROWS_WITH_AS(make_tree_leaves({.branching = 10, .depth = 9}), doctest::Contains("branching^depth"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(make_tree_leaves(tree, Vector::Ones(7)), doctest::Contains("weights has size 7"),
                         std::invalid_argument);
  }
}
