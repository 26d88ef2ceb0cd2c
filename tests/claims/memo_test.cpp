#include "models/memo.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace mongecarlo::models;

TEST_SUITE("thread") {
  TEST_CASE("a value is made once however many threads ask for it") {
    Memo<int, int> memo;
    std::atomic<int> made{0};
    std::vector<int> seen(8);
    {
      std::vector<std::jthread> threads;
      for (int& value : seen)
        threads.emplace_back([&] {
          for (int key = 0; key < 20; ++key)
            value += memo.get(key, [&] {
              ++made;
              std::this_thread::sleep_for(std::chrono::microseconds(200));
              return key;
            });
        });
    }
    CHECK(made == 20);
    for (const int value : seen) CHECK(value == 190);
  }

  TEST_CASE("an exception is kept in place of the value") {
    Memo<int, int> memo;
    int asked = 0;
    const auto fail = [&]() -> int {
      ++asked;
      throw std::domain_error("no value");
    };
    CHECK_THROWS_AS(memo.get(1, fail), std::domain_error);
    CHECK_THROWS_AS(memo.get(1, fail), std::domain_error);
    CHECK(asked == 1);
    CHECK(memo.get(2, [&] { return memo.get(3, [] { return 5; }) + 1; }) == 6);
  }
}
