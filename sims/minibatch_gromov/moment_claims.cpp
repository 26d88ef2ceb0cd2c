#include <algorithm>
#include <cmath>

#include "minibatch_gromov/parts.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/transport/gromov_gradient.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::minibatch_gromov {
namespace {

using models::IntervalSample;
using models::make_kernel;
using models::UniformIntervals;

constexpr double kOpen = 1e-9;  // what enclosures of batches of two leave open

// Two independent points of an interval of length L are D apart with E D = L / 3 and E D^2 = L^2 / 6.
double mean_square(double length) { return length * length / 6; }
double mean_product(double length) { return length / 9; }

/// E (D - D')^2 / 2 for U[0, 1] against an interval of length L: (1 + L^2) / 12 - L / 9, for L = 1: 1 / 18.
double two_point_expectation(const UniformIntervals& s) {
  return 0.5 * (mean_square(1) + mean_square(s.length)) - mean_product(s.length);
}

std::vector<UniformIntervals> over_lengths(int m) {
  std::vector<UniformIntervals> cells;
  for (double length : {0.25, 0.5, 1.0, 1.5, 2.0})
    cells.push_back({.shift = 0.3, .length = length, .n = 8, .m = m, .k = 5});
  return cells;
}

auto estimate(int more) {
  return [more](const UniformIntervals& s) {
    return [sample = IntervalSample(s), kernel = make_kernel("gromov_wasserstein"),
            estimator = IncompleteMinibatch({.m = s.m + more, .k = s.k})](const Stream& stream) mutable {
      sample.refill(stream);
      return estimator(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"));
    };
  };
}

Range half_squared_range(const UniformIntervals& s) {
  const double longest = std::max(1.0, s.length);
  return {-kOpen, 0.5 * longest * longest + kOpen};
}

/// A batch of one has no distances: the loss is 0 whatever the laws, and says nothing of them.
Claim batch_of_one(const Design& design) {
  const auto no_more_than_nothing = [](int more) {
    return [more](const UniformIntervals& s) {
      return [draw = estimate(more)(s)](const Stream& stream) mutable {
        const Certified value = draw(stream);
        return Certified{kOpen - value.upper, kOpen - value.lower, value.termination};
      };
    };
  };
  return holds_always<UniformIntervals>({
      .id = "batch_of_one.degenerate",
      .statement = "m = 1: the minibatch Gromov-Wasserstein loss is 0 for any two laws",
      .source = "derived here",
      .design = {{.shift = 0.3, .length = 2, .n = 8, .m = 1, .k = 5}},
      .replicate = no_more_than_nothing(0),
      .replicates = design.count("instances"),
      .control = Control<UniformIntervals>::wrong_procedure("batches of two", no_more_than_nothing(1)),
      .kind = ClaimKind::identity,
      .estimate_label = "share above 0",
  });
}

Claim two_points(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "batch_of_two.expectation",
      .statement =
          "m = 2: E[h_k] = E (D - D')^2 / 2 = (1 + L^2) / 12 - L / 9 for intervals of length 1 and L, 1/18 for L = 1",
      .source = "derived here",
      .design = over_lengths(2),
      .truth = [](const UniformIntervals& s) { return Certified(two_point_expectation(s)); },
      .replicate = estimate(0),
      .range = half_squared_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_truth(
          "half as much: the loss |d - d'|^2 / 2 of another convention",
          [](const UniformIntervals& s) { return Certified(0.5 * two_point_expectation(s)); }),
      .plot = "length",
  });
}

/// h - (d - d')^p / 2 on batches of two.
auto two_point_slack(double power) {
  return [power](const UniformIntervals& s) {
    UniformIntervals pair = s;
    pair.n = 2;
    return [power, sample = IntervalSample(pair),
            kernel = make_kernel("gromov_wasserstein")](const Stream& stream) mutable {
      sample.refill(stream);
      const double d = std::abs(sample.x(0, 0) - sample.x(1, 0)), e = std::abs(sample.y(0, 0) - sample.y(1, 0));
      const double expected = 0.5 * std::pow(std::pow(d, power) - std::pow(e, power), 2);
      return Certified(kOpen) - absolute(kernel->value(view(sample.x), view(sample.y)) - Certified(expected));
    };
  };
}

Claim two_points_each(const Design& design) {
  return holds_always<UniformIntervals>({
      .id = "batch_of_two.value",
      .statement = "m = 2: h = (d - d')^2 / 2 on every pair of batches",
      .source = "derived here",
      .design = {{.shift = 0.3, .length = 1.5, .n = 2, .m = 2, .k = 1}},
      .replicate = two_point_slack(1),
      .replicates = design.count("instances"),
      .control = Control<UniformIntervals>::wrong_procedure("squared distances compared", two_point_slack(2)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

/// d h / d L on a pair of batches: y_j = shift + L u_j moves by u_j, and the gradient in y is that of the plan found.
auto slope_in_length(double scale) {
  return [scale](const UniformIntervals& s) {
    UniformIntervals batch = s;
    batch.n = s.m;
    return [s, scale, sample = IntervalSample(batch), solver = find_solver("gromov_wasserstein")->make({}),
            result = Result(), by_x = Matrix(), by_y = Matrix()](const Stream& stream) mutable {
      sample.refill(stream);
      const VectorView uniform{nullptr, 0};
      const Problem problem{
          .a = uniform, .b = uniform, .x = view(sample.x), .y = view(sample.y), .ground_cost = GroundCost::euclidean()};
      solver->solve(problem, result);
      gromov_gradient(problem, result, by_x, by_y);
      const double slope = scale * ((sample.y.array() - s.shift) / s.length * by_y.array()).sum();
      return Certified{slope, slope, result.termination};
    };
  };
}

/// The mean gradient of h is the gradient of E_h.
Claim exchange(const Design& design) {
  std::vector<UniformIntervals> cells = over_lengths(2);
  cells.erase(cells.begin() + 1, cells.begin() + 3);  // near L = 2 / 3 the gradient is too small to be known relatively
  return mean_equals<UniformIntervals>({
      .id = "batch_of_two.gradient",
      .statement = "m = 2: the mean over batches of d h / d L is d E_h / d L = L / 6 - 1 / 9",
      .source = "fatras:21; derived here",
      .design = cells,
      .truth = [](const UniformIntervals& s) { return Certified(s.length / 6 - 1.0 / 9); },
      .replicate = slope_in_length(1),
      // (d - d') d' / L on two points a side, d at most 1 and d' at most L
      .range =
          [](const UniformIntervals& s) {
            const double most = std::max(1.0, s.length);
            return Range{-most - kOpen, most + kOpen};
          },
      .margin = Margin::relative(2 * design.real("margin")),
      .replicates = 4 * design.count("replicates"),
      .control = Control<UniformIntervals>::wrong_procedure("half the gradient: each pair of points counted once",
                                                            slope_in_length(0.5)),
      .plot = "length",
      .estimate_label = "mean gradient",
  });
}

/// Distances divided by the largest of their batch, as a published experiment has it for a whole shape.
Claim normalised_in_the_batch(const Design& design) {
  return mean_equals<UniformIntervals>({
      .id = "batch_of_two.normalised",
      .statement =
          "m = 2, distances divided by their largest in each batch: E[h] = (1 + L^2) / 12 - L / 9 up to a factor, "
          "at least a tenth of it",
      .source = "a misreading of fatras:21; derived here",
      .design = {{.shift = 0.3, .length = 2, .n = 2, .m = 2, .k = 1}},
      .truth =
          [](const UniformIntervals& s) {
            return Certified{0.1 * two_point_expectation(s), two_point_expectation(s)};
          },
      .replicate =
          [](const UniformIntervals& s) {
            return [sample = IntervalSample(s), solver = find_solver("gromov_wasserstein")->make({}), result = Result(),
                    d = Matrix(2, 2), e = Matrix(2, 2)](const Stream& stream) mutable {
              sample.refill(stream);
              const auto ground = GroundCost::euclidean();
              ground.fill(view(sample.x), view(sample.x), d);
              ground.fill(view(sample.y), view(sample.y), e);
              d /= d.maxCoeff();
              e /= e.maxCoeff();
              const VectorView uniform{nullptr, 0};
              solver->solve({.a = uniform, .b = uniform, .source_distances = view(d), .target_distances = view(e)},
                            result);
              return result.certified_objective;
            };
          },
      .range = half_squared_range,
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control = CorrectedBy{"batch_of_two.expectation"},
  });
}

}  // namespace

std::vector<Claim> moment_claims(const Design& design) {
  return {batch_of_one(design), two_points(design), two_points_each(design), exchange(design),
          normalised_in_the_batch(design)};
}

}  // namespace mongecarlo::minibatch_gromov
