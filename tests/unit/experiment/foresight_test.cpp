#include "mongecarlo/experiment/foresight.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace mongecarlo;

namespace {

/// Keeps what it is told.
class Ledger final : public TaskSource {
 public:
  std::optional<Task> next(std::optional<std::size_t>) override { return std::nullopt; }
  void deposit(const Task& task, Block block, double) override { records[task.cell] += block.records.size(); }
  void note_decided(std::size_t cell) override { decided.push_back({cell, records[cell]}); }
  void stop() override {}
  bool is_stopped() const override { return false; }

  std::vector<std::size_t> records = std::vector<std::size_t>(2);
  std::vector<std::pair<std::size_t, std::size_t>> decided = {};  // cells, and the records that had come by then
};

Block block_of(double value) { return {{Certified(value), Certified(value)}, {}}; }

/// Two cells of 16 replicates of which none may be negative, and what is noted of blocks of two of their replicates.
struct Watch {
  Cell cell{{{"n", 1}},
            [] { return Replicate([](const Stream&) -> Certified { return 0.5; }); },
            [](const ErrorBudget& budget, std::uint64_t horizon) { return violation_judge({0.5}, budget, horizon); },
            16};
  CellRun first{cell, "claim/0", {}, {}}, second{cell, "claim/1", {}, {}};
  std::vector<const CellRun*> cells{&first, &second};
  Ledger ledger;
  Foresight foresight{ledger, cells};

  void deposit(std::size_t cell_number, std::uint64_t block, double value) {
    foresight.deposit({cell_number, block}, block_of(value), 0);
  }
};

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a decision is known with the block that brings it, once") {
    Watch watch;
    watch.deposit(0, 0, 1);
    watch.deposit(0, 1, 1);
    CHECK(watch.ledger.decided.empty());
    watch.deposit(0, 2, -1);
    REQUIRE(watch.ledger.decided.size() == 1);
    CHECK(watch.ledger.decided[0] == std::pair<std::size_t, std::size_t>{0, 6});
    watch.deposit(0, 3, -1);
    CHECK(watch.ledger.decided.size() == 1);
    CHECK(watch.ledger.records[0] == 8);
  }

  TEST_CASE("nothing is known of a cell of which a block is missing") {
    Watch gap, late;
    gap.deposit(0, 0, 1);
    gap.deposit(0, 2, -1);
    gap.deposit(0, 3, -1);
    CHECK(gap.ledger.decided.empty());
    CHECK(gap.ledger.records[0] == 6);
    late.deposit(0, 1, -1);
    CHECK(late.ledger.decided.empty());
  }

  TEST_CASE("the next cell is judged by its own blocks") {
    Watch watch;
    watch.deposit(0, 0, 1);
    watch.deposit(1, 0, 1);
    watch.deposit(0, 1, -1);  // of a cell that was left
    CHECK(watch.ledger.decided.empty());
    watch.deposit(1, 1, -1);
    REQUIRE(watch.ledger.decided.size() == 1);
    CHECK(watch.ledger.decided[0] == std::pair<std::size_t, std::size_t>{1, 4});
  }
}
