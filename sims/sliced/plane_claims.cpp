#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/transport/planar_slices.hpp"
#include "sliced/parts.hpp"
#include "sliced/translation.hpp"

namespace mongecarlo::sliced {
namespace {

/// Two clouds of n points of the plane, drawn once (moved by `drift` along the diagonal), and cost |t|^power.
struct PlanarClouds {
  int n = 6;
  double power = 2, drift = 0;
  CellParameters parameters() const { return {{"n", n}, {"p", power}, {"drift", drift}}; }
};

struct CloudPair {
  Points x, y;
  CloudPair(const PlanarClouds& s, Stream stream) : x(s.n, 2), y(s.n, 2) {
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = stream.uniform();
    for (Index i = 0; i < y.size(); ++i) y.data()[i] = stream.uniform() + s.drift;
  }
  Problem problem(double power) const {
    return {.x = view(x), .y = view(y), .ground_cost = GroundCost::euclidean(power)};
  }
};

/// The clouds of the claims that need fixed ones.
CloudPair fixed_clouds(const PlanarClouds& s) {
  return CloudPair(s, Stream(stream_key(20, "sliced", "fixed clouds"), static_cast<std::uint64_t>(s.n)));
}

/// Cost between the projections on one direction, equal weights: sort and add.
double cost_along(const CloudPair& clouds, double power, double angle) {
  std::vector<double> x, y;
  for (Index i = 0; i < clouds.x.rows(); ++i) {
    x.push_back(std::cos(angle) * clouds.x(i, 0) + std::sin(angle) * clouds.x(i, 1));
    y.push_back(std::cos(angle) * clouds.y(i, 0) + std::sin(angle) * clouds.y(i, 1));
  }
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) sum += std::pow(std::abs(x[k] - y[k]), power);
  return sum / static_cast<double>(x.size());
}

/// The integral over directions by the midpoint rule with 20 000 angles. W_p^p of a direction is Lipschitz in the angle
/// with a constant below 8 here: the rule is off by less than 8 (pi / 20000) / 4 = 3.2e-4; in fact its corners are few
/// and it is off by some 1e-8. The enclosure takes a hundred times that.
Certified by_midpoint_rule(const PlanarClouds& s) {
  constexpr int kAngles = 20000;
  const CloudPair clouds = fixed_clouds(s);
  double sum = 0;
  for (int k = 0; k < kAngles; ++k) sum += cost_along(clouds, s.power, std::numbers::pi * (k + 0.5) / kAngles);
  return {sum / kAngles - 1e-6, sum / kAngles + 1e-6};
}

Claim integral() {
  return identity<PlanarClouds>({
      .id = "plane.integral",
      .statement =
          "SW_p^p in the plane, integrated exactly between the angles at which plans change, is the mean over a "
          "fine grid of directions, to 1e-5",
      .source = "bonneel:15; derived here",
      .design = {{.n = 6, .power = 1}, {.n = 6, .power = 2}, {.n = 20, .power = 2}},
      .truth = by_midpoint_rule,
      .replicate = [](const PlanarClouds& s, const Stream&) -> Certified {
        return PlanarSlices().integral(fixed_clouds(s).problem(s.power));
      },
      .tolerance = 1e-5,
      .control = Control<PlanarClouds>::wrong_procedure("half a turn counted as a whole one",
                                                        [](const PlanarClouds& s, const Stream&) -> Certified {
                                                          return 0.5 * PlanarSlices().integral(
                                                                           fixed_clouds(s).problem(s.power));
                                                        }),
      .estimate_label = "SW_p^p",
  });
}

auto by_directions(DirectionLaw law) {
  return [law](const PlanarClouds& s) {
    return [s, law, clouds = std::make_shared<CloudPair>(fixed_clouds(s)),
            slices = SlicedTransport()](const Stream& stream) mutable {
      Stream draws = stream.purpose("directions");
      if (law == DirectionLaw::sphere) {
        slices.draw_directions(2, 4, draws);
      } else {
        Matrix axes = Matrix::Zero(4, 2);
        for (Index l = 0; l < 4; ++l) axes(l, static_cast<Index>(draws.below(2))) = 1;
        slices.set_directions(axes);
      }
      return slices.mean(clouds->problem(s.power));
    };
  };
}

Claim unbiased(const Design& design) {
  return mean_equals<PlanarClouds>({
      .id = "plane.unbiased",
      .statement = "the mean over random directions is an unbiased estimate of the integral over all directions",
      .source = "bonneel:15",
      .design = {{.n = 6, .power = 1, .drift = 0.5}, {.n = 6, .power = 2, .drift = 0.5}},
      .truth = [](const PlanarClouds& s) { return PlanarSlices().integral(fixed_clouds(s).problem(s.power)); },
      .replicate = by_directions(DirectionLaw::sphere),
      .range =
          [](const PlanarClouds& s) {
            return Range{0, std::pow(1.5 * std::numbers::sqrt2, s.power)};
          },
      .margin = Margin::relative(2 * design.real("margin")),
      .replicates = design.count("replicates"),
      .control = Control<PlanarClouds>::wrong_procedure("directions along the axes", by_directions(DirectionLaw::axes))
                     .in({{.n = 6, .power = 1, .drift = 0.5}}),
      .estimate_label = "SW_p^p",
  });
}

/// share W_2^2 - SW_2^2 on random clouds of the plane.
auto slack(double share) {
  return [share](const PlanarClouds& s) {
    return [s, share, plane = std::make_unique<PlanarSlices>(),
            kernel = find_kernel("transport_cost")->make({})](const Stream& stream) mutable {
      const CloudPair clouds(s, stream.purpose("clouds"));
      const Certified unsliced = kernel->value(view(clouds.x), view(clouds.y));
      return share * unsliced - plane->integral(clouds.problem(2)) + Certified(1e-12);
    };
  };
}

Claim below_unsliced(const Design& design) {
  return holds_always<PlanarClouds>({
      .id = "plane.below_unsliced",
      .statement = "SW_2^2 <= W_2^2 / d: the best plan serves every direction, and directions have second moment 1/d",
      .source = "bonneel:15; derived here",
      .design = {{.n = 5}, {.n = 5, .drift = 2}},
      .replicate = slack(0.5),
      .replicates = design.count("orders"),
      .control = Control<PlanarClouds>::wrong_procedure("W_2^2 / (d + 1)", slack(1.0 / 3)),
      .estimate_label = "share of violations",
  });
}

}  // namespace

std::vector<Claim> plane_claims(const Design& design) { return {integral(), unbiased(design), below_unsliced(design)}; }

}  // namespace mongecarlo::sliced
