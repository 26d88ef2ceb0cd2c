// A simulation without transport, for the tests of the driver: small, quick, and with knobs that make it go wrong.
#include <chrono>
#include <stdexcept>
#include <thread>

#include "mongecarlo/experiment/simulation.hpp"
#include "mongecarlo/experiment/statement.hpp"

namespace mongecarlo::simulations {
namespace {

struct Scaled {
  double scale, shift, pause_milliseconds, fault, failing;
  CellParameters parameters() const { return {{"scale", scale}, {"shift", shift}}; }
};

Certified draw(const Scaled& setting, const Stream& stream) {
  if (setting.fault > 0) throw std::logic_error("a fault that a test asked for");
  if (setting.failing > 0 && stream.purpose("failing").uniform() < setting.failing)
    throw std::domain_error("a replicate that a test asked to fail");
  if (setting.pause_milliseconds > 0)
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(setting.pause_milliseconds));
  return setting.scale * stream.purpose("point").uniform();
}

Certified half(const Scaled& setting) { return setting.scale * (0.5 + setting.shift); }
Certified third(const Scaled& setting) { return setting.scale / 3; }

std::vector<Scaled> settings(const Design& design) {
  std::vector<Scaled> all;
  for (double scale : {1.0, 2.0, 4.0})
    all.push_back({scale, design.real("shift"), design.real("pause_milliseconds"), design.real("fault"),
                   design.real("failing")});
  return all;
}

MeanStatement<Scaled> statement(const Design& design, std::string id, std::string what,
                                std::function<Certified(const Scaled&)> truth, Control<Scaled> control) {
  return {.id = std::move(id),
          .statement = std::move(what),
          .source = "first course",
          .design = settings(design),
          .truth = std::move(truth),
          .replicate = draw,
          .range =
              [](const Scaled& setting) {
                return Range{0, setting.scale};
              },
          .margin = Margin::relative(0.05),
          .replicates = design.count("replicates"),
          .control = std::move(control),
          .plot = "scale"};
}

std::vector<Claim> claims(const Design& design) {
  return {mean_equals(statement(design, "mean.half", "E[s U] = s / 2", half,
                                Control<Scaled>::wrong_truth("E[s U] = s / 3", third))),
          mean_equals(statement(design, "mean.third_as_printed", "E[s U] = s / 3", third, CorrectedBy{"mean.half"}))};
}

}  // namespace

extern const Simulation uniform_mean;
const Simulation uniform_mean{
    .name = "uniform_mean",
    .title = "Means of uniform numbers.",
    .parameters = {{"replicates", "most replicates of a cell", 20000, 40000, 100000, 1, 1e9},
                   {"shift", "what is wrongly added to the mean", 0, 0, 0, -1, 1, false},
                   {"pause_milliseconds", "how long a replicate sleeps", 0, 0, 0, 0, 1000, false},
                   {"fault", "1: every replicate ends the run", 0, 0, 0, 0, 1},
                   {"failing", "share of replicates that throw what is recorded", 0, 0, 0, 0, 1, false}},
    .claims = claims,
};

}  // namespace mongecarlo::simulations
