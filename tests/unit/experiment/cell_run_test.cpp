#include "mongecarlo/experiment/cell_run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace mongecarlo;

namespace {

Cell cell_of(std::uint64_t replicates) {
  return {{{"n", 1}},
          [] { return Replicate([](const Stream&) -> Certified { return 0.5; }); },
          [](const ErrorBudget& budget, std::uint64_t horizon) { return violation_judge({0.5}, budget, horizon); },
          replicates};
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("blocks cover the horizon without a gap") {
    for (const std::uint64_t horizon : {1, 7, 10, 63, 64, 65, 500, 513, 5000, 262144, 1000003}) {
      const Cell cell = cell_of(horizon);
      const CellRun run(cell, "claim/0", {}, {});
      std::uint64_t next = 0;
      for (std::uint64_t block = 0; block < run.blocks(); ++block) {
        CHECK(run.extent(block).first == next);
        CHECK(run.extent(block).second > next);
        next = run.extent(block).second;
      }
      CHECK(next == horizon);
      CHECK(run.blocks() >= std::min<std::uint64_t>(horizon, 8));
    }
  }

  TEST_CASE("a few long replicates make blocks of one and many short ones blocks of thousands") {
    const Cell few = cell_of(10), many = cell_of(100000000);
    CHECK(CellRun(few, "claim/0", {}, {}).block_size() == 1);
    CHECK(CellRun(many, "claim/0", {}, {}).block_size() == 4096);
  }

  TEST_CASE("a cell is complete at its horizon and open before") {
    const Cell cell = cell_of(16);
    CellRun run(cell, "claim/0", {}, {});
    const Block block{std::vector<Certified>(run.block_size(), Certified(1.0)), {}};
    for (std::uint64_t i = 0; i < run.blocks(); ++i) {
      CHECK(!run.is_complete());
      CHECK(run.outcome().inference.verdict == Verdict::inconclusive);
      run.judge(block);
    }
    CHECK(run.is_complete());
    CHECK(run.outcome().inference.verdict == Verdict::supported);
    CHECK(run.outcome().inference.replicates == 16);
  }

  TEST_CASE("a decision ends the cell at the end of its block") {
    const Cell cell = cell_of(16);
    CellRun run(cell, "claim/0", {}, {});
    run.judge({{Certified(-1.0), Certified(1.0)}, {}});
    CHECK(run.is_complete());
    CHECK(run.outcome().inference.verdict == Verdict::refuted);
    CHECK(run.outcome().inference.replicates == 2);
  }

  TEST_CASE("a missing record could be any number") {
    CHECK(missing_record().lower == -INFINITY);
    CHECK(missing_record().upper == INFINITY);
    const Cell cell = cell_of(8);
    CellRun run(cell, "claim/0", {}, {});
    for (std::uint64_t i = 0; i < 8; ++i) {
      Block block{{missing_record()}, {{i, "lost"}}};
      if (i != 3) block = {{Certified(1.0)}, {}};
      run.judge(block);
    }
    CHECK(run.outcome().inference.verdict == Verdict::inconclusive);
    REQUIRE(run.outcome().failures.size() == 1);
    CHECK(run.outcome().failures[0].kind == "lost");
    CHECK(run.outcome().failures[0].first_replicate == 3);
  }
}
