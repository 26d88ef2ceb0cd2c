#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include "mongecarlo/learning/batch_sampler.hpp"

using namespace mongecarlo;

namespace {

Stream stream(std::uint64_t replicate) { return Stream(stream_key(3, "batch_sampler_test", ""), replicate); }

const std::vector<std::uint32_t> kLabels{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 1};  // 5, 4 and 3

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("batches of an epoch share no sample and the next epoch has another order") {
    BatchSampler sampler(10, 3, stream(0));
    std::vector<std::vector<std::uint32_t>> epochs;
    for (int epoch = 0; epoch < 4; ++epoch) {
      std::vector<std::uint32_t> seen;
      for (int k = 0; k < 3; ++k)
        for (const std::uint32_t index : sampler.next()) seen.push_back(index);
      CHECK(std::set<std::uint32_t>(seen.begin(), seen.end()).size() == 9);
      CHECK(*std::max_element(seen.begin(), seen.end()) < 10);
      epochs.push_back(seen);
    }
    CHECK(epochs[0] != epochs[1]);
  }

  TEST_CASE("every sample is drawn equally often") {
    BatchSampler sampler(10, 3, stream(1));
    std::vector<int> counts(10, 0);
    for (int k = 0; k < 10000; ++k)
      for (const std::uint32_t index : sampler.next()) ++counts[index];
    for (const int count : counts) CHECK(std::abs(count - 3000) < 200);  // sd below 46
  }

  TEST_CASE("balanced batches hold the classes in equal parts and repeat no sample within an epoch of its class") {
    BalancedBatchSampler sampler(kLabels, 3, 6, stream(2));
    std::vector<std::vector<std::uint32_t>> drawn(3);
    for (int k = 0; k < 20; ++k) {
      const auto batch = sampler.next();
      REQUIRE(batch.size() == 6);
      for (std::size_t i = 0; i < 6; ++i) {
        CHECK(kLabels[batch[i]] == i / 2);
        drawn[i / 2].push_back(batch[i]);
      }
    }
    // Two of five, four and three members at a time: epochs of four, four and two draws.
    const std::size_t epochs[] = {4, 4, 2};
    for (std::size_t label = 0; label < 3; ++label)
      for (std::size_t first = 0; first + epochs[label] <= drawn[label].size(); first += epochs[label])
        CHECK(std::set<std::uint32_t>(&drawn[label][first], &drawn[label][first] + epochs[label]).size() ==
              epochs[label]);
  }

  TEST_CASE("batches are a function of the stream") {
    BatchSampler one(50, 7, stream(3)), same(50, 7, stream(3)), other(50, 7, stream(4));
    const auto copy = [](std::span<const std::uint32_t> batch) { return std::vector(batch.begin(), batch.end()); };
    const auto first = copy(one.next());
    CHECK(first == copy(same.next()));
    CHECK(first != copy(other.next()));
  }

  TEST_CASE("rows are gathered and labels spread out") {
    ColumnMatrix<double> matrix(3, 2), out;
    matrix << 1, 2, 3, 4, 5, 6;
    const std::vector<std::uint32_t> indices{2, 0, 2};
    gather_rows(matrix, indices, out);
    ColumnMatrix<double> expected(3, 2);
    expected << 5, 6, 1, 2, 5, 6;
    CHECK(out == expected);
    const auto spread = one_hot<float>(indices, 3);
    CHECK(spread.rowwise().sum() == Eigen::VectorXf::Ones(3));
    CHECK(spread(0, 2) == 1);
    CHECK(spread(1, 0) == 1);
  }

  TEST_CASE("batches that cannot be drawn are refused by name") {
    CHECK_THROWS_WITH_AS(BatchSampler(5, 6, stream(0)), "BatchSampler: batch size m is 6, but must be at most 5",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(BatchSampler(5, 0, stream(0)), "BatchSampler: batch size m is 0, but must be at least 1",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(
        BalancedBatchSampler(kLabels, 3, 7, stream(0)),
        "BalancedBatchSampler: batch size m is 7, but must be a positive multiple of the number of classes, 3",
        std::domain_error);
    CHECK_THROWS_WITH_AS(BalancedBatchSampler(kLabels, 3, 12, stream(0)),
                         "BalancedBatchSampler: samples of class 2 is 3, but must be at least 4", std::domain_error);
    CHECK_THROWS_WITH_AS(BalancedBatchSampler(kLabels, 2, 2, stream(0)),
                         "BalancedBatchSampler: labels[2] is 2, but must be below the number of classes, 2",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(one_hot<double>(kLabels, 0), "one_hot: classes is 0, but must be at least 1",
                         std::domain_error);
  }
}
