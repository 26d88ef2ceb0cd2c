#include <algorithm>
#include <cmath>

#include "minibatch_gromov/parts.hpp"
#include "minibatch_gromov/spirals.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/complete.hpp"

namespace mongecarlo::minibatch_gromov {
namespace {

using models::make_kernel;

constexpr double kOpen = 1e-8;  // rounding of moved points, and what enclosures leave open

/// Clouds of m points in the unit square.
struct Clouds {
  int m = 6;
  CellParameters parameters() const { return {{"m", m}}; }
  static void refill(Points& points, Stream stream) {
    for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  }
};

/// Turned by a random angle, mirrored every other time, moved; and scaled.
void move(const Points& from, double scale, Stream stream, Points& to) {
  const double angle = 2 * std::numbers::pi * stream.uniform(), flip = stream.below(2) == 0 ? 1 : -1;
  const double dx = 2 * stream.uniform(), dy = 2 * stream.uniform();
  to.resize(from.rows(), 2);
  for (Index i = 0; i < from.rows(); ++i)
    to.row(i) << scale * (std::cos(angle) * from(i, 0) - std::sin(angle) * from(i, 1)) + dx,
        scale * flip * (std::sin(angle) * from(i, 0) + std::cos(angle) * from(i, 1)) + dy;
}

/// tolerance - |h(moved X, moved Y) - scale^power h(X, Y)|; the target alone is scaled by `uneven`.
auto movement_slack(const char* name, double scale, double power, double uneven) {
  return [=](const Clouds& s) {
    return [=, kernel = make_kernel(name), x = Points(s.m, 2), y = Points(s.m, 2), moved_x = Points(),
            moved_y = Points()](const Stream& stream) mutable {
      Clouds::refill(x, stream.purpose("source"));
      Clouds::refill(y, stream.purpose("target"));
      move(x, scale, stream.purpose("movement of the source"), moved_x);
      move(y, scale * uneven, stream.purpose("movement of the target"), moved_y);
      const Certified before = kernel->value(view(x), view(y)), after = kernel->value(view(moved_x), view(moved_y));
      return Certified(kOpen) - absolute(after - std::pow(scale, power) * before);
    };
  };
}

Claim invariance(const Design& design) {
  return holds_always<Clouds>({
      .id = "isometry.invariance",
      .statement = "h(phi X, psi Y) = h(X, Y) for isometries phi, psi of either side, batch by batch",
      .source = "fatras:21",
      .design = {{.m = 3}, {.m = 6}},
      .replicate = movement_slack("gromov_wasserstein", 1, 2, 1),
      .replicates = design.count("instances"),
      .control = Control<Clouds>::wrong_procedure("psi makes distances one per cent larger",
                                                  movement_slack("gromov_wasserstein", 1, 2, 1.01)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

Claim transport_is_not_invariant(const Design& design) {
  return holds_always<Clouds>({
      .id = "isometry.transport_cost",
      .statement = "the optimal transport cost of batches does not change under isometries of either side",
      .source = "a misreading of fatras:21; derived here",
      .design = {{.m = 6}},
      .replicate = movement_slack("transport_cost", 1, 2, 1),
      .replicates = design.count("instances"),
      .control = CorrectedBy{"isometry.invariance"},
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

Claim scaling(const Design& design) {
  return holds_always<Clouds>({
      .id = "isometry.scaling",
      .statement = "h(s X, s Y) = s^2 h(X, Y)",
      .source = "derived here",
      .design = {{.m = 6}},
      .replicate = movement_slack("gromov_wasserstein", 3, 2, 1),
      .replicates = design.count("instances"),
      .control =
          Control<Clouds>::wrong_procedure("h(s X, s Y) = s h(X, Y)", movement_slack("gromov_wasserstein", 3, 1, 1)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

/// h(X, phi X), with the points of the copy in reverse order and each moved by up to `shift`.
auto copy_slack(double shift) {
  return [shift](const Clouds& s) {
    return [shift, kernel = make_kernel("gromov_wasserstein"), x = Points(s.m, 2), noise = Points(s.m, 2),
            moved = Points(), copy = Points()](const Stream& stream) mutable {
      Clouds::refill(x, stream.purpose("source"));
      Clouds::refill(noise, stream.purpose("noise"));
      move(x, 1, stream.purpose("movement"), moved);
      copy = moved.colwise().reverse() + shift * noise;
      return Certified(kOpen) - kernel->value(view(x), view(copy));
    };
  };
}

Claim copies_cost_nothing(const Design& design) {
  return holds_always<Clouds>({
      .id = "isometry.copy",
      .statement = "h(X, phi X) = 0 for an isometry phi and any numbering of the points",
      .source = "fatras:21",
      .design = {{.m = 4}, {.m = 8}},
      .replicate = copy_slack(0),
      .replicates = design.count("instances"),
      .control =
          Control<Clouds>::wrong_procedure("each point of the copy displaced by up to 1 per cent", copy_slack(0.01)),
      .kind = ClaimKind::identity,
      .estimate_label = "share above 0",
  });
}

Certified complete(const char* name, const Spirals& s) {
  return complete_minibatch(*make_kernel(name), view(s.source()), view(s.target()), s.m);
}

/// The spirals of the literature: turning and moving one of them leaves the loss as it is, over all pairs of batches.
Claim spirals() {
  std::vector<Spirals> angles;
  for (int step = 0; step <= 8; ++step) angles.push_back({.angle = std::numbers::pi * step / 8, .n = 7, .m = 4});
  return identity<Spirals>({
      .id = "spirals.rotation",
      .statement =
          "the complete minibatch Gromov-Wasserstein loss of two spirals does not change when one is turned and moved",
      .source = "fatras:21",
      .design = angles,
      .truth =
          [](const Spirals& s) {
            Spirals still = s;
            still.angle = 0;
            return complete("gromov_wasserstein", still);
          },
      .replicate = [](const Spirals& s, const Stream&) { return complete("gromov_wasserstein", s); },
      .tolerance = kOpen,
      .control = Control<Spirals>::wrong_procedure(
          "the optimal transport cost instead",
          [](const Spirals& s, const Stream&) { return complete("transport_cost", s); }),
      .plot = "angle",
  });
}

}  // namespace

std::vector<Claim> isometry_claims(const Design& design) {
  return {invariance(design), transport_is_not_invariant(design), scaling(design), copies_cost_nothing(design),
          spirals()};
}

}  // namespace mongecarlo::minibatch_gromov
