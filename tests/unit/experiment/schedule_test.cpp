#include "mongecarlo/experiment/schedule.hpp"

#include <doctest/doctest.h>

using namespace mongecarlo;

namespace {

Cell cell_of(const std::string& stream) {
  return {.parameters = {{"n", 1}},
          .make_replicate = [] { return Replicate([](const Stream&) -> Certified { return 0.5; }); },
          .make_judge = [](const ErrorBudget& budget,
                           std::uint64_t horizon) { return violation_judge({0.5}, budget, horizon); },
          .replicates = 16,
          .stream = stream};
}

/// Cells of two replicates a block, eight blocks each.
class Cells {
 public:
  explicit Cells(const std::vector<std::string>& streams) {
    for (const std::string& stream : streams) cells_.push_back(cell_of(stream));
  }
  std::vector<Schedule::Entry> entries() const {
    std::vector<Schedule::Entry> entries;
    for (const Cell& cell : cells_) entries.push_back({CellRun(cell, stream_label(cell, "claim", 0), {}, {}), "claim"});
    return entries;
  }

 private:
  std::vector<Cell> cells_;
};

Block block_of(double value) { return {{Certified(value), Certified(value)}, {}}; }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a task that is given back is the next to be handed out") {
    const Cells cells({""});
    Schedule schedule(cells.entries(), 8);
    for (std::uint64_t block = 0; block < 4; ++block) CHECK(schedule.try_next(0)->block == block);
    schedule.give_back({0, 3});
    schedule.give_back({0, 1});
    CHECK(schedule.try_next(0)->block == 1);
    CHECK(schedule.try_next(0)->block == 3);
    CHECK(schedule.try_next(0)->block == 4);
  }

  TEST_CASE("a task that is given back can be had although the judge is far behind") {
    const Cells cells({""});
    Schedule schedule(cells.entries(), 1);  // three blocks ahead of the judge
    for (int i = 0; i < 3; ++i) REQUIRE(schedule.try_next(0));
    CHECK(!schedule.has_more(0));
    CHECK(!schedule.try_next(0));
    schedule.give_back({0, 0});
    CHECK(schedule.has_more(0));
    CHECK(schedule.try_next(0)->block == 0);
    CHECK(!schedule.has_more(0));
  }

  TEST_CASE("a task of a cell that is decided is not handed out again") {
    const Cells cells({""});
    Schedule schedule(cells.entries(), 8);
    const Task first = *schedule.try_next({}), second = *schedule.try_next({});
    CHECK(schedule.open() == 1);
    schedule.deposit(first, block_of(-1), 0);
    CHECK(schedule.is_decided(0));
    CHECK(schedule.open() == 0);
    schedule.give_back(second);
    CHECK(!schedule.try_next({}));
    CHECK(schedule.is_over());
  }

  TEST_CASE("to open a cell is to take one that nobody has and that shares no stream with an open one") {
    const Cells cells({"shared", "shared", "", "other", "other"});
    Schedule schedule(cells.entries(), 8);
    REQUIRE(schedule.try_next({})->cell == 0);
    CHECK(schedule.try_open()->cell == 2);
    CHECK(schedule.try_open()->cell == 3);
    CHECK(!schedule.try_open());
    CHECK(schedule.try_next(1)->cell == 1);  // nothing forbids it
  }
}
