#include "mongecarlo/minibatch/batches.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace mongecarlo;

namespace {

std::vector<std::vector<std::uint32_t>> all_batches(Index n, Index m, SubsetLaw law) {
  std::vector<std::vector<std::uint32_t>> batches;
  for_each_batch(n, m, law, [&](Batch batch) { batches.emplace_back(batch.begin(), batch.end()); });
  return batches;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("subsets are all different and as many as the binomial coefficient") {
    for (Index n = 1; n <= 7; ++n)
      for (Index m = 1; m <= n; ++m) {
        const auto batches = all_batches(n, m, SubsetLaw::without_replacement);
        CHECK(static_cast<double>(batches.size()) == number_of_batches(n, m, SubsetLaw::without_replacement));
        CHECK(std::set(batches.begin(), batches.end()).size() == batches.size());
        for (const auto& batch : batches) CHECK(std::set(batch.begin(), batch.end()).size() == batch.size());
      }
    CHECK(number_of_batches(10, 3, SubsetLaw::without_replacement) == 120);
  }

  TEST_CASE("tuples with replacement number n to the power m") {
    const auto batches = all_batches(3, 4, SubsetLaw::with_replacement);
    CHECK(batches.size() == 81);
    CHECK(std::set(batches.begin(), batches.end()).size() == 81);
  }

  TEST_CASE("a batch larger than the sample is refused by name") {
    CHECK_THROWS_WITH_AS(all_batches(3, 4, SubsetLaw::without_replacement), "minibatch: m is 4, but must be at most 3",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(all_batches(3, 0, SubsetLaw::without_replacement), "minibatch: m is 0, but must be at least 1",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(number_of_batches(0, 1, SubsetLaw::with_replacement),
                         "minibatch: n is 0, but must be at least 1", std::domain_error);
  }

  TEST_CASE("gather copies the rows of a batch in their order") {
    Points points(3, 2);
    points << 1, 2, 3, 4, 5, 6;
    Matrix rows;
    const std::vector<std::uint32_t> batch{2, 0};
    gather(view(points), batch, rows);
    CHECK(rows(0, 0) == 5);
    CHECK(rows(1, 1) == 2);
  }
}
