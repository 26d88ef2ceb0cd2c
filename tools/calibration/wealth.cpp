#include "calibration/wealth.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "calibration/law.hpp"
#include "mongecarlo/stats/betting.hpp"
#include "mongecarlo/stats/tail_evidence.hpp"

namespace mongecarlo::calibration {
namespace {

constexpr double kGrid[] = {0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005};
constexpr std::uint64_t kRecords = 200;

/// Takes a record and says the log of the wealth after it.
using Process = std::function<double(Stream&)>;

/// Bets both ways against the mean of the law, of four sizes, as mean_judge places them.
Process bets_against_mean(const Law& law) {
  auto log = std::make_shared<BoundedLog>(law.lower, law.upper);
  const double value = log->scaled(law.mean);
  std::vector<Bet> bets;
  for (const auto sign : {Bet::Sign::above, Bet::Sign::below}) {
    bets.push_back({sign, value, BetSize::for_horizon(std::log(8 / 0.05), kRecords)});
    for (const double scale : {0.5, 1.0, 2.0}) bets.push_back({sign, value, BetSize::for_departure(0.1, scale)});
  }
  auto mixture = std::make_shared<BetMixture>(bets);
  return [log, mixture, draw = law.draw](Stream& stream) {
    log->add(draw(stream));
    mixture->play(*log);
    return mixture->log_wealth();
  };
}

Process bets_against_super_uniformity() {
  auto evidence = std::make_shared<SuperUniformity>(std::vector<double>{0.2, 0.1});
  return [evidence](Stream& stream) {
    evidence->add(stream.uniform());
    return evidence->log_wealth();
  };
}

struct Kind {
  std::string id, process, law;
  std::function<Process()> start;
};

std::vector<Kind> kinds() {
  std::vector<Kind> all;
  const auto mean = [&](const std::string& id, const Law& law) {
    all.push_back({"wealth." + id, "bets against the mean", law.name, [law] { return bets_against_mean(law); }});
  };
  mean("coin_half", coin(0.5));
  mean("coin_rare", coin(0.05));
  mean("uniform", uniform());
  mean("line_w2_squared", squared_line_distance(4));
  mean("gap_above", with_gap_above(coin(0.5), 0.2));
  mean("gap_below", with_gap_below(coin(0.5), 0.2));
  all.push_back({"wealth.tail", "bets against super-uniformity", "uniform on [0, 1]", bets_against_super_uniformity});
  return all;
}

}  // namespace

std::vector<WealthRow> wealth_rows(std::uint64_t seeds) {
  std::vector<WealthRow> rows;
  for (const Kind& kind : kinds()) {
    rows.push_back({kind.id, kind.process, kind.law, seeds, kRecords});
    for (const double u : kGrid) rows.back().counts.push_back({u});
  }
  return rows;
}

void add_wealth(std::vector<WealthRow>& rows, std::uint64_t seed, Workload& workload) {
  const std::vector<Kind> all = kinds();
  for (WealthRow& row : rows) {
    const Kind& kind = *std::find_if(all.begin(), all.end(), [&](const Kind& one) { return one.id == row.id; });
    workload.add(row.id, 3.0 * kRecords * static_cast<double>(row.seeds), [&row, seed, start = kind.start] {
      for (std::uint64_t index = 0; index < row.seeds; ++index) {
        const Process process = start();
        Stream stream(stream_key(seed, "calibration", row.id), index);
        double now = 0, largest = 0;
        for (std::uint64_t i = 0; i < row.records; ++i) largest = std::max(largest, now = process(stream));
        for (WealthCount& count : row.counts) {
          count.at_end += now >= -std::log(count.u);
          count.at_any_time += largest >= -std::log(count.u);
        }
      }
    });
  }
}

}  // namespace mongecarlo::calibration
