#pragma once
#include <algorithm>

#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"

namespace mongecarlo::minibatch_plan {

/// Plans of k pairs of batches of m among n points a side.
struct Batches {
  int n = 20, m = 5, k = 50;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}}; }
};

/// Two fixed samples of U[0, 1], sorted, so that the plan of a batch matches ranks.
inline models::IntervalSample sorted_sample(int n) {
  models::IntervalSample sample({.shift = 0, .length = 1, .n = n});
  sample.refill(Stream(stream_key(0, "minibatch_plan", "sorted sample"), 0));
  for (Points* points : {&sample.x, &sample.y}) std::sort(points->data(), points->data() + points->size());
  return sample;
}

/// A number read off the incomplete plan: `read(setting, plan)` over random batches of fixed points.
template <class Read>
auto of_incomplete_plan(Read read, SubsetLaw law = SubsetLaw::without_replacement) {
  return [read, law](const Batches& s) {
    return [s, read, sample = sorted_sample(s.n), kernel = models::make_kernel("transport_cost"), plan = Matrix(),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k, .law = law})](const Stream& stream) mutable {
      estimator.plan(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"), plan);
      return Certified(read(s, plan));
    };
  };
}

/// A number read off the marginals of that plan: `read(setting, source, target)`.
template <class Read>
auto of_incomplete_marginals(Read read) {
  return [read](const Batches& s) {
    return [s, read, sample = sorted_sample(s.n), kernel = models::make_kernel("transport_cost"), source = Vector(),
            target = Vector(), estimator = IncompleteMinibatch({.m = s.m, .k = s.k})](const Stream& stream) mutable {
      estimator.marginals(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"), source, target);
      return Certified(read(s, source, target));
    };
  };
}

}  // namespace mongecarlo::minibatch_plan
