#include "mongecarlo/experiment/block_store.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "unit/experiment/toy_simulation.hpp"

using namespace mongecarlo;

namespace {

class BlocksInMemory : public BlockStore {
 public:
  std::optional<Block> find(const BlockId& id) override {
    const std::lock_guard lock(mutex_);
    const auto found = blocks.find(id);
    return found == blocks.end() ? std::nullopt : std::optional<Block>(found->second);
  }
  void keep(const BlockId& id, const Block& block) override {
    const std::lock_guard lock(mutex_);
    CHECK(blocks.try_emplace(id, block).second);  // what was found is not sampled again
    ++kept;
  }
  std::map<BlockId, Block> blocks;
  int kept = 0;

 private:
  std::mutex mutex_;
};

std::vector<std::uint64_t> horizons_of(const Simulation& simulation, const Design& design) {
  return cell_horizons(simulation.claims(design));
}

// Throws, and ends early, now and then.
Simulation failing_now_and_then() {
  Simulation simulation = toy::simulation();
  simulation.claims = [](const Design& design) {
    auto statement = toy::mean_statement(design.count("replicates"));
    statement.replicate = ReplicateOf<toy::Setting>([](const toy::Setting& s, const Stream& stream) -> Certified {
      if (stream.replicate() % 1000 == 7) throw std::domain_error("weights a[3] is -0.5");
      if (stream.replicate() % 500 == 11) return {s.shift, s.shift + 1, Termination::iteration_limit};
      return toy::draw(s, stream);
    });
    return std::vector<Claim>{mean_equals(statement)};
  };
  return simulation;
}

}  // namespace

TEST_SUITE("thread") {
  TEST_CASE("a second run finds every block and judges the same") {
    for (const Simulation& simulation : {toy::simulation(), failing_now_and_then()}) {
      const Design design(simulation.parameters, Preset::quick);
      const std::string once = toy::print(run(simulation, design, {.threads = 2}));
      BlocksInMemory store;
      CHECK(toy::print(run(simulation, design, {.threads = 2, .store = &store})) == once);
      const int kept = store.kept;
      CHECK(kept > 0);
      CHECK(toy::print(run(simulation, design, {.threads = 2, .store = &store})) == once);
      CHECK(store.kept <= kept + 40);  // a thread or two may run ahead of a decision
    }
  }

  TEST_CASE("blocks of a run with one claim and another budget serve a run of everything") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::quick);
    BlocksInMemory store;
    run(simulation, design, {.threads = 1, .alpha = 0.2, .claims = {"uniform.positive"}, .store = &store});
    run(simulation, design, {.threads = 1, .alpha = 1e-6, .claims = {"uniform.tail"}, .store = &store});
    CHECK(!store.blocks.empty());
    CHECK(toy::print(run(simulation, design, {.threads = 2, .store = &store})) ==
          toy::print(run(simulation, design, {.threads = 2})));
    for (const auto& [id, block] : store.blocks) CHECK(id.cell < horizons_of(simulation, design).size());
  }

  TEST_CASE("shards together hold what a run asks for") {
    for (const Simulation& simulation : {toy::simulation(), failing_now_and_then()}) {
      const Design design(simulation.parameters, Preset::quick);
      const auto horizons = horizons_of(simulation, design);
      const std::string once = toy::print(run(simulation, design, {.threads = 2}));
      for (const std::uint64_t count : {1, 3, 5, 70}) {
        BlocksInMemory all;
        for (std::uint64_t index = 1; index <= count; ++index) {
          BlocksInMemory one;
          CHECK(sample_shard(simulation, design, {index, count}, {.threads = 2, .store = &one}));
          CHECK(!one.blocks.empty());
          for (auto& [id, block] : one.blocks) {
            const auto [first, last] = BlockLayout(horizons.at(id.cell)).extent(id.block);
            CHECK(block.records.size() == last - first);
            CHECK(all.blocks.try_emplace(id, std::move(block)).second);
          }
        }
        CHECK(toy::print(run(simulation, design, {.threads = 1, .store = &all})) == once);  // one never runs ahead
        CHECK(all.kept == 0);
        all.blocks.erase(all.blocks.begin());
        CHECK(toy::print(run(simulation, design, {.threads = 1, .store = &all})) == once);
        CHECK(all.kept == 1);
      }
    }
  }

  TEST_CASE("a shard that was stopped is not whole") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::quick);
    const std::atomic<bool> interrupt = true;
    BlocksInMemory store;
    CHECK(!sample_shard(simulation, design, {1, 2}, {.threads = 2, .interrupt = &interrupt, .store = &store}));
  }

  TEST_CASE("a shard must be one of those there are") {
    const Simulation simulation = toy::simulation();
    const Design design(simulation.parameters, Preset::smoke);
    BlocksInMemory store;
    for (const Shard& shard : {Shard{0, 2}, Shard{3, 2}, Shard{1, 0}})
      CHECK_THROWS_AS(sample_shard(simulation, design, shard, {.store = &store}), std::domain_error);
  }
}

TEST_SUITE("unit") {
  TEST_CASE("cells of one stream are dealt alike and others in turn") {
    Simulation simulation = toy::simulation();
    simulation.claims = [](const Design&) {
      std::vector<Claim> claims = toy::claims(8);  // eight blocks of one replicate
      claims[0].arm.cells[1].stream = claims[0].false_twin->cells[2].stream = "shared";
      return claims;
    };
    const Design design(simulation.parameters, Preset::smoke);
    for (std::uint64_t index = 1; index <= 3; ++index) {
      BlocksInMemory store;
      sample_shard(simulation, design, {index, 3}, {.threads = 1, .alpha = 1e-6, .store = &store});
      const auto has = [&](std::uint64_t cell, std::uint64_t block) { return store.blocks.contains({cell, block}); };
      for (std::uint64_t block = 0; block < 8; ++block) {
        CHECK(has(0, block) == (block % 3 == index - 1));        // dealt to 1, 2, 3, 1, 2, 3, 1, 2
        CHECK(has(1, block) == ((8 + block) % 3 == index - 1));  // goes on with 3
        CHECK(has(1, block) == has(5, block));
      }
    }
  }

  TEST_CASE("stripes share out every block once") {
    for (const std::uint64_t blocks : {1, 2, 7, 64})
      for (const std::uint64_t step : {1, 2, 5, 100}) {
        std::set<std::uint64_t> seen;
        for (std::uint64_t first = 0; first < step; ++first) {
          const BlockStripe stripe{first, step};
          for (std::uint64_t i = 0; i < stripe.count(blocks); ++i) CHECK(seen.insert(stripe.block(i)).second);
        }
        CHECK(seen.size() == blocks);
        CHECK(*seen.rbegin() == blocks - 1);
      }
  }
}
