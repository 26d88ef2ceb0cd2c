#include "mongecarlo/transport/vector_loops.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "mongecarlo/base/cache_line_vector.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

// Everything the loops over eight problems compute on blocks of one input.
std::vector<double> lane_answers(const LaneLoops& loops, std::int64_t n) {
  constexpr std::int64_t kLanes = LaneLoops::kLanes;
  Numbers numbers(static_cast<std::uint64_t>(n));
  const std::int64_t m = 1 + n / 3, count = 3;
  const Vector kernel = numbers.matrix(kLanes * n * m, 1), a = numbers.matrix(kLanes * n, 1);
  const Vector b = numbers.matrix(kLanes * m, 1), v = numbers.matrix(kLanes * m, 1);
  const Vector columns = numbers.matrix(count * kLanes * m, 1), keeps{{0, 1, 1, 0, 1, 0, 0, 1}};
  Vector r(kLanes * n), c(kLanes * m), y = numbers.matrix(count * kLanes, 1), dots(count * kLanes), sum = keeps;
  Vector matrix(count * count * kLanes), x = b, safe = v, mixed(kLanes * m);
  Vector residual(kLanes * m), last = b, last_image = v, residual_step(kLanes * m), image_step(kLanes * m);
  loops.sweep(kernel.data(), a.data(), v.data(), n, m, r.data(), c.data());
  loops.add_errors(v.data(), c.data(), b.data(), m, sum.data());
  loops.add_products(v.data(), b.data(), m, sum.data());
  loops.weighted_dots(columns.data(), v.data(), b.data(), count, m, dots.data());
  for (std::int64_t k = 0; k < count * count; ++k)
    for (std::int64_t l = 0; l < kLanes; ++l) matrix[kLanes * k + l] = (k % (count + 1) == 0 ? 2 : 0.1) * v[l];
  loops.solve(matrix.data(), y.data(), count);
  loops.remember(c.data(), v.data(), keeps.data(),
                 {residual.data(), last.data(), last_image.data(), residual_step.data(), image_step.data()}, m);
  loops.advance(x.data(), safe.data(), c.data(), columns.data(), y.data(), count, m, keeps.data(), sum.data());
  const double* rows[kLanes];
  for (std::int64_t l = 0; l < kLanes; ++l) rows[l] = kernel.data() + l * m;
  loops.interleave(rows, mixed.data(), m);
  std::vector<double> result;
  for (const Vector* vector :
       {&r, &c, &y, &dots, &sum, &x, &safe, &mixed, &residual, &last, &last_image, &residual_step, &image_step})
    result.insert(result.end(), vector->data(), vector->data() + vector->size());
  return result;
}

// Bids of one row after another, each at the prices the last one left, and a search that closes every column.
std::vector<double> search_answers(const VectorLoops& loops, const Vector& c, const Vector& v) {
  const std::int64_t n = c.size();
  Vector prices = v, distance = Vector::Constant(n, std::numeric_limits<double>::infinity());
  std::vector<std::int64_t> predecessor(static_cast<std::size_t>(n), -1);
  std::vector<double> result;
  for (int k = 0; k < 5; ++k) {
    double step;
    const auto j = loops.bid(c.data(), prices.data(), n, 0.7, 1e-3, &step);
    result.insert(result.end(), {static_cast<double>(j), step});
  }
  std::int64_t closed = -1;
  for (std::int64_t k = 0; k < n; ++k) {
    double least;
    closed = loops.close_and_relax(c.data(), prices.data(), 0.1 * static_cast<double>(n - k), k, closed,
                                   distance.data(), predecessor.data(), n, &least);
    result.insert(result.end(), {static_cast<double>(closed), least});
  }
  result.insert(result.end(), prices.data(), prices.data() + n);
  for (std::int64_t row : predecessor) result.push_back(static_cast<double>(row));
  return result;
}

// Everything the loops compute on one input, as one vector of numbers.
std::vector<double> answers(const VectorLoops& loops, std::int64_t n) {
  Numbers numbers(static_cast<std::uint64_t>(n));
  const Vector c = 5 * numbers.matrix(n, 1), v = numbers.matrix(n, 1), w = numbers.matrix(n, 1);
  Vector distance = 3 * numbers.matrix(n, 1), lowered = c, sum = c, product = c, exponential(n), summed(n), plan(n), squares(n);
  Vector single_sum = c, both = c, other = v;
  std::vector<std::int64_t> predecessor(static_cast<std::size_t>(n), -1);
  double first, second, objective = 0, cost = 0;
  const double least = loops.least_difference(c.data(), v.data(), n);
  loops.two_least_differences(c.data(), v.data(), n, &first, &second);
  std::vector<double> result{least,
                             first,
                             second,
                             loops.dot(c.data(), v.data(), n),
                             static_cast<double>(loops.find_difference(c.data(), v.data(), least, n)),
                             static_cast<double>(loops.find_at_most(c.data(), c.minCoeff(), n)),
                             loops.relax(c.data(), v.data(), -0.5, 7, distance.data(), predecessor.data(), n)};
  for (double answer : search_answers(loops, c, v)) result.push_back(answer);
  std::vector<float> single(static_cast<std::size_t>(n));
  result.push_back(loops.exponentiate_to_single(c.data(), v.data(), 0.2, 1 / 0.07, w.data(), single.data(), n));
  result.push_back(loops.dot_single(single.data(), v.data(), n));
  loops.add_single(single_sum.data(), single.data(), 0.7, n);
  std::vector<float> rough(static_cast<std::size_t>(n)), rough_sum = single;
  result.push_back(loops.exponentiate_roughly(c.data(), v.data(), 0.2, 1 / 0.07, rough.data(), n));
  loops.add_scaled_single(rough_sum.data(), rough.data(), 0.7f, n);
  result.insert(result.end(), rough.begin(), rough.end());
  result.insert(result.end(), rough_sum.begin(), rough_sum.end());
  const auto sums = loops.plan_row(c.data(), v.data(), 0.2, 1 / 0.07, 0.3, w.data(), plan.data(), n);
  result.insert(result.end(), {sums.mass, sums.cost, sums.least_c, sums.greatest_c});
  loops.add_to_both(both.data(), other.data(), w.data(), 0.3, n);
  const Matrix cloud = numbers.matrix(3, n);
  loops.squared_distances(v.data(), cloud.data(), std::min<std::int64_t>(3, n), n, squares.data(), n);
  Vector projected(n), sorted = squares;
  loops.products(v.data(), cloud.data(), std::min<std::int64_t>(3, n), n, projected.data(), n);
  CacheLineVector<double> scratch(512);
  loops.sort(sorted.data(), n, scratch.data());
  for (std::int64_t count : {0, 3, 31}) {
    const double bound = loops.bound_differences(c.data(), v.data(), n, count);
    std::vector<std::int32_t> listed(static_cast<std::size_t>(n));
    listed.resize(static_cast<std::size_t>(loops.list_differences(c.data(), v.data(), bound, n, listed.data())));
    result.push_back(bound);
    result.insert(result.end(), listed.begin(), listed.end());
  }
  Vector logarithm(n);
  loops.logarithm(w.data(), logarithm.data(), n);
  for (double lane : lane_answers(*loops.lanes, n)) result.push_back(lane);
  loops.lower_to(lowered.data(), distance.data(), n);
  loops.add_scaled(sum.data(), v.data(), 0.3, n);
  loops.multiply(product.data(), v.data(), 0.3, n);
  loops.exponentiate(c.data(), v.data(), 0.2, 1 / 0.07, exponential.data(), n);
  result.push_back(loops.exponentiate_and_dot(c.data(), v.data(), 0.2, 1 / 0.07, w.data(), summed.data(), n));
  loops.price_rounded_row(v.data(), c.data(), {0.9, 0.4, 0.1, 0.2, 0.05}, {w.data(), v.data(), c.data(), w.data()}, n,
                          &objective, &cost);
  result.insert(result.end(), {objective, cost});
  for (const Vector* vector : {&distance, &lowered, &sum, &product, &exponential, &summed, &plan, &squares,
                               &single_sum, &both, &other, &logarithm, &projected, &sorted})
    result.insert(result.end(), vector->data(), vector->data() + n);
  for (std::int64_t row : predecessor) result.push_back(static_cast<double>(row));
  return result;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("every instruction set gives the same bits") {
    int compared = 0;
    for (const char* name : {"avx2", "avx512"}) {
      const VectorLoops* loops = find_vector_loops(name);
      if (!loops) continue;
      for (std::int64_t n : {1, 2, 3, 7, 8, 9, 31, 32, 33, 64, 100, 257})
        CHECK(answers(*loops, n) == answers(*find_vector_loops("baseline"), n));
      ++compared;
    }
    MESSAGE("compared with the baseline: " << compared);
    CHECK(find_vector_loops("nonsense") == nullptr);
    CHECK(find_vector_loops(vector_loops().name) == &vector_loops());
    CHECK(&choose_vector_loops("baseline") == find_vector_loops("baseline"));
    CHECK(&choose_vector_loops(nullptr) == &choose_vector_loops(""));
    CHECK(mentions(complaint([] { choose_vector_loops("AVX2"); }), "MONGECARLO_SIMD is 'AVX2', but must be one that"));
  }

  TEST_CASE("the loops agree with plain code") {
    const auto& loops = vector_loops();
    for (std::int64_t n : {1, 5, 40, 101}) {
      Numbers numbers(static_cast<std::uint64_t>(n));
      const Vector c = numbers.matrix(n, 1), v = numbers.matrix(n, 1);
      Eigen::Index at;
      const double least = (c - v).minCoeff(&at);
      CHECK(loops.least_difference(c.data(), v.data(), n) == least);
      CHECK(loops.find_difference(c.data(), v.data(), least, n) == at);
      CHECK(loops.find_difference(c.data(), v.data(), -9, n) == n);
      CHECK(loops.find_at_most(c.data(), -9, n) == n);
      Vector out(n), alone(n);
      const double weighed = loops.exponentiate_and_dot(c.data(), v.data(), 0.1, 3, c.data(), out.data(), n);
      loops.exponentiate(c.data(), v.data(), 0.1, 3, alone.data(), n);
      CHECK(out == alone);
      CHECK(weighed == loops.dot(out.data(), c.data(), n));
      CHECK(loops.dot(c.data(), v.data(), n) == doctest::Approx(c.dot(v)).epsilon(1e-14));
      double first, second;
      loops.two_least_differences(c.data(), v.data(), n, &first, &second);
      CHECK(first == least);
      CHECK(second >= first);
      if (n == 1) CHECK(std::isinf(second));
      for (std::int64_t count : {0, 2, 8, 31}) {
        const double bound = loops.bound_differences(c.data(), v.data(), n, count);
        std::vector<std::int32_t> listed(static_cast<std::size_t>(n));
        const auto found = loops.list_differences(c.data(), v.data(), bound, n, listed.data());
        CHECK(found == ((c - v).array() <= bound).count());
        CHECK((count >= std::min<std::int64_t>(n, 32) ? found == n : found > count));
        CHECK(std::is_sorted(listed.begin(), listed.begin() + found));
        for (std::int64_t k = 0; k < found; ++k) CHECK(c[listed[k]] - v[listed[k]] <= bound);
      }
      CHECK(std::isinf(loops.bound_differences(c.data(), v.data(), n, 32)));
    }
  }

  TEST_CASE("a bid lowers the price of the best column until the second best is as good") {
    for (const char* name : {"baseline", "avx2", "avx512"}) {
      const VectorLoops* loops = find_vector_loops(name);
      if (!loops) continue;
      for (std::int64_t n : {2, 3, 8, 17, 64, 101}) {
        Numbers numbers(static_cast<std::uint64_t>(n));
        const Vector c = numbers.matrix(n, 1);
        const Vector v = numbers.matrix(n, 1);
        Vector apart = c - v, prices = v;
        Eigen::Index best;
        const double least = apart.minCoeff(&best);
        apart[best] = std::numeric_limits<double>::infinity();
        const double second = apart.minCoeff();
        double step = -1;
        CHECK(loops->bid(c.data(), prices.data(), n, 1e9, 0, &step) == best);
        CHECK(step == second - least);
        CHECK(prices[best] == v[best] - step);
        prices[best] = v[best];
        CHECK(prices == v);
        loops->bid(c.data(), prices.data(), n, step / 2, 0, &step);
        CHECK(step == (second - least) / 2);
        prices = v;
        loops->bid(c.data(), prices.data(), n, 1e9, second - least, &step);
        CHECK(step == 0);
        CHECK(prices == v);
      }
      double alone = 3, cost = 5, step;
      CHECK(loops->bid(&cost, &alone, 1, 0.25, 0, &step) == 0);
      CHECK(alone == 2.75);
    }
  }

  TEST_CASE("closed columns stay closed and keep the row that reached them") {
    for (const char* name : {"baseline", "avx2", "avx512"}) {
      const VectorLoops* loops = find_vector_loops(name);
      if (!loops) continue;
      for (std::int64_t n : {1, 3, 8, 17, 64, 101}) {
        Numbers numbers(static_cast<std::uint64_t>(n));
        const Vector c = numbers.matrix(n, 1), v = numbers.matrix(n, 1);
        Vector distance = Vector::Constant(n, std::numeric_limits<double>::infinity());
        std::vector<std::int64_t> predecessor(static_cast<std::size_t>(n), -1), visited;
        std::int64_t closed = -1;
        double last = -1e9;
        for (std::int64_t k = 0; k < n; ++k) {  // later rows would be nearer, but open columns alone are theirs
          double least;
          closed = loops->close_and_relax(c.data(), v.data(), k == 0 ? 0 : 1e3, k, closed, distance.data(),
                                          predecessor.data(), n, &least);
          CHECK(least == c[closed] - v[closed]);
          CHECK(least >= last);
          last = least;
          visited.push_back(closed);
        }
        std::sort(visited.begin(), visited.end());
        for (std::int64_t j = 0; j < n; ++j) CHECK(visited[static_cast<std::size_t>(j)] == j);
        double least;
        loops->close_and_relax(c.data(), v.data(), -1e3, n, closed, distance.data(), predecessor.data(), n, &least);
        CHECK(std::isinf(least));
        for (std::int64_t row : predecessor) CHECK(row == 0);
      }
    }
  }

  TEST_CASE("rows of plans and of costs are what their formulas say") {
    const auto& loops = vector_loops();
    for (std::int64_t n : {1, 9, 40, 75}) {
      Numbers numbers(static_cast<std::uint64_t>(n));
      const Vector c = numbers.matrix(n, 1), g = numbers.matrix(n, 1), b = numbers.weights(n);
      Vector plan(n), squares(n);
      const auto row = loops.plan_row(c.data(), g.data(), 0.3, 1 / 0.2, 0.7, b.data(), plan.data(), n);
      const Vector expected = 0.7 * b.array() * ((0.3 + g.array() - c.array()) / 0.2).exp();
      CHECK((plan - expected).cwiseAbs().maxCoeff() <= 1e-15 * expected.maxCoeff());
      CHECK(row.mass == doctest::Approx(plan.sum()).epsilon(1e-14));
      CHECK(row.cost == doctest::Approx(plan.dot(c)).epsilon(1e-14));
      CHECK(row.least_c == c.minCoeff());
      CHECK(row.greatest_c == c.maxCoeff());
      const Matrix cloud = numbers.matrix(3, n);
      const Vector point = numbers.matrix(3, 1);
      loops.squared_distances(point.data(), cloud.data(), 3, n, squares.data(), n);
      for (Index j = 0; j < n; ++j)
        CHECK(squares[j] == doctest::Approx((point - cloud.col(j)).squaredNorm()).epsilon(1e-14));
      loops.products(point.data(), cloud.data(), 3, n, squares.data(), n);
      for (Index j = 0; j < n; ++j) CHECK(squares[j] == doctest::Approx(point.dot(cloud.col(j))).epsilon(1e-14));
      std::vector<float> single(static_cast<std::size_t>(n));
      const double sum = loops.exponentiate_to_single(c.data(), g.data(), 0.3, 1 / 0.2, b.data(), single.data(), n);
      CHECK(sum == doctest::Approx(plan.sum() / 0.7).epsilon(1e-7));
      CHECK(sum == loops.dot_single(single.data(), b.data(), n));
      Vector total = g;
      loops.add_single(total.data(), single.data(), 2, n);
      for (Index j = 0; j < n; ++j) CHECK(total[j] == g[j] + 2 * static_cast<double>(single[static_cast<std::size_t>(j)]));
    }
  }

  TEST_CASE("rough exponentials are right to a few digits and sum up what they write") {
    Numbers numbers(6);
    for (const char* name : {"baseline", "avx2", "avx512"}) {
      const VectorLoops* loops = find_vector_loops(name);
      if (!loops) continue;
      const Index n = 133;
      const Vector c = 3 * numbers.matrix(n, 1), g = numbers.matrix(n, 1);
      std::vector<float> rough(static_cast<std::size_t>(n)), total(static_cast<std::size_t>(n), 1.0f);
      const double sum = loops->exponentiate_roughly(c.data(), g.data(), 0.3, 1 / 0.05, rough.data(), n);
      loops->add_scaled_single(total.data(), rough.data(), 0.5f, n);
      double expected = 0;
      for (Index j = 0; j < n; ++j) {
        const double exact = std::exp((0.3 + g[j] - c[j]) / 0.05), found = rough[static_cast<std::size_t>(j)];
        CHECK(found == doctest::Approx(exact).epsilon(1e-5));
        CHECK(total[static_cast<std::size_t>(j)] == 1.0f + static_cast<float>(found) * 0.5f);
        expected += found;
      }
      CHECK(sum == doctest::Approx(expected).epsilon(1e-6));
    }
    const double c[] = {1e300, -1e300, 0}, g[] = {0, 0, 0};
    float out[3];
    vector_loops().exponentiate_roughly(c, g, 0, 1, out, 3);
    CHECK(out[0] > 0);
    CHECK(out[0] < 1e-34f);
    CHECK(out[1] > 1e34f);
    CHECK(out[2] == 1.0f);
  }

  TEST_CASE("the logarithm is right to an ulp or two") {
    double worst = 0;
    for (double exponent = -307.5; exponent < 308; exponent += 0.173)
      for (double x : {std::pow(10.0, exponent), 1 + std::pow(10.0, -std::abs(exponent) / 20)}) {
        double value;
        vector_loops().logarithm(&x, &value, 1);
        worst = std::max(worst, std::abs(value - std::log(x)) / std::max(std::abs(std::log(x)), 1e-300));
      }
    CHECK(worst < 5e-16);
    const double one = 1;
    double zero = 7;
    vector_loops().logarithm(&one, &zero, 1);
    CHECK(zero == 0);
  }

  TEST_CASE("single precision drops what it cannot hold and stops below its largest number") {
    const double c = 0;
    for (double exponent : {-300.0, -88.0, 200.0}) {
      const double weight = 1;
      float out = -1;
      vector_loops().exponentiate_to_single(&c, &exponent, 0, 1, &weight, &out, 1);
      CHECK((exponent < 0 ? out == 0 : std::isfinite(out) && out > 1e37f));
    }
  }

  TEST_CASE("the exponential is right to an ulp or two and stays in range") {
    const auto& loops = vector_loops();
    const double zero = 0;
    double worst = 0;
    for (double x = -700; x < 690; x += 0.37) {
      double value;
      loops.exponentiate(&zero, &x, 0, 1, &value, 1);
      worst = std::max(worst, std::abs(value / std::exp(x) - 1));
    }
    CHECK(worst < 5e-16);
    for (double x : {-1e300, -1e4, 1e4, 1e300}) {
      double value;
      loops.exponentiate(&zero, &x, 0, 1, &value, 1);
      CHECK(std::isfinite(value));
      CHECK((x < 0 ? value < 1e-300 : value > 1e300));
    }
  }
}
