// Compiled by control_required.cmake, once with -DWITH_CONTROL (must compile) and once without (must not).
#include "unit/experiment/toy_simulation.hpp"

mongecarlo::Claim claim() {
  using namespace mongecarlo;
  return mean_equals<toy::Setting>({.id = "uniform.mean",
                                    .statement = "the mean of a uniform draw is one half",
                                    .source = "elementary",
                                    .design = {{0.0}},
                                    .truth = [](const toy::Setting&) -> Certified { return 0.5; },
                                    .replicate = toy::draw,
                                    .range = [](const toy::Setting&) { return Range{0, 1}; },
                                    .margin = Margin::absolute(0.02),
                                    .replicates = 100,
#ifdef WITH_CONTROL
                                    .control = CorrectedBy{"another"},
#endif
                                    .plot = "shift"});
}
