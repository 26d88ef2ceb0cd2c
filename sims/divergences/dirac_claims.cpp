#include <cmath>
#include <numbers>

#include "divergences/parts.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/measure/pairwise_discrepancy.hpp"
#include "mongecarlo/measure/phi_divergence.hpp"

namespace mongecarlo::divergences {
namespace {

using models::make_kernel;

/// delta_0 against delta_t on the line.
struct Diracs {
  double t = 1;
  CellParameters parameters() const { return {{"t", t}}; }
  Points source() const { return Points::Zero(1, 1); }
  Points target() const { return Points::Constant(1, 1, t); }
};

std::vector<Diracs> over_distances() { return {{0.001}, {0.1}, {0.25}, {0.5}, {1}, {1.5}, {2}, {3}, {4}}; }
const VectorView kEqual{nullptr, 0};

double divergence(PhiDivergence which, const Diracs& s) {
  const Points x = s.source(), y = s.target();
  const JointSupport joint = joint_support(view(x), kEqual, view(y), kEqual);
  return phi_divergence(which, as_span(view(joint.a)), as_span(view(joint.b)));
}

auto of(PhiDivergence which) {
  return [which](const Diracs& s, const Stream&) { return Certified(divergence(which, s)); };
}

Claim constant(std::string id, std::string name, PhiDivergence which, double value, std::string meaning) {
  return identity<Diracs>({
      .id = "diracs." + id,
      .statement = name + "(delta_0, delta_t) = " + meaning + " for every t > 0: how far apart they are does not show",
      .source = "Fatras 2021, thesis defence; derived here",
      .design = over_distances(),
      .truth = [value](const Diracs&) { return Certified(value); },
      .replicate = of(which),
      .tolerance = 1e-14,
      .control =
          Control<Diracs>::wrong_truth("it grows like the distance, min(t, 1) of its largest value",
                                       [value](const Diracs& s) { return Certified(std::min(s.t, 0.99) * value); }),
      .plot = "t",
      .estimate_label = name,
  });
}

/// exp(-KL): zero where KL is infinite. A result file holds no infinity.
Claim infinite(std::string id, std::string name, PhiDivergence which) {
  return identity<Diracs>({
      .id = "diracs." + id,
      .statement =
          name + "(delta_0 | delta_t) is infinite for every t > 0, and zero at t = 0: exp(-" + name + ") is 0 and 1",
      .source = "Fatras 2021, thesis defence; derived here",
      .design = {{0}, {0.001}, {0.1}, {1}, {4}},
      .truth = [](const Diracs& s) { return Certified(s.t == 0 ? 1 : 0); },
      .replicate = [which](const Diracs& s, const Stream&) { return Certified(std::exp(-divergence(which, s))); },
      .tolerance = 0,
      .control = Control<Diracs>::wrong_truth("t^2 / 2, as between two normal laws of variance one",
                                              [](const Diracs& s) { return Certified(std::exp(-0.5 * s.t * s.t)); }),
      .plot = "t",
      .estimate_label = "exp(-" + name + ")",
  });
}

Claim continuous() {
  return identity<Diracs>({
      .id = "diracs.jensen_shannon_continuous",
      .statement = "JS(delta_0, delta_t) tends to 0 with t: it is at most t",
      .source = "what a loss for learning should do; derived here",
      .design = {{0.5}, {0.1}, {0.001}},
      .truth = [](const Diracs& s) { return Certified(s.t); },
      .replicate = of(PhiDivergence::jensen_shannon),
      .tolerance = 1e-12,
      .control = CorrectedBy{"diracs.jensen_shannon"},
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::order,
      .plot = "t",
      .estimate_label = "JS",
  });
}

Claim wasserstein(std::string id, double power) {
  return identity<Diracs>({
      .id = "diracs." + id,
      .statement = (power == 1 ? std::string("W_1") : std::string("W_2")) + "(delta_0, delta_t) = t",
      .source = "villani:09; derived here",
      .design = over_distances(),
      .truth = [](const Diracs& s) { return Certified(s.t); },
      .replicate = [power](const Diracs& s, const Stream&) -> Certified {
        const Points x = s.source(), y = s.target();
        return make_kernel("wasserstein", {.ground_cost = GroundCost::euclidean(power)})->value(view(x), view(y));
      },
      .tolerance = 1e-12,
      .control = Control<Diracs>::wrong_truth("t^2: the root is not taken",
                                              [](const Diracs& s) { return Certified(s.t * s.t); }),
      .plot = "t",
      .estimate_label = "W",
  });
}

Claim discrepancy() {
  return identity<Diracs>({
      .id = "diracs.mmd",
      .statement = "MMD(delta_0, delta_t) = sqrt(2 - 2 exp(-t^2 / (2 s^2))) for a Gaussian kernel of bandwidth s = 1/2",
      .source = "derived here",
      .design = over_distances(),
      .truth = [](const Diracs& s) { return Certified(std::sqrt(-2 * std::expm1(-2 * s.t * s.t))); },
      .replicate = [](const Diracs& s, const Stream&) -> Certified {
        const Points x = s.source(), y = s.target();
        return std::sqrt(squared_mmd(view(x), kEqual, view(y), kEqual, gaussian_kernel(0.5)));
      },
      .tolerance = 1e-9,
      .control = Control<Diracs>::wrong_truth(
          "exp(-t^2 / s^2), twice the exponent",
          [](const Diracs& s) { return Certified(std::sqrt(-2 * std::expm1(-4 * s.t * s.t))); }),
      .plot = "t",
      .estimate_label = "MMD",
  });
}

Claim energy() {
  return identity<Diracs>({
      .id = "diracs.energy",
      .statement = "the energy distance of delta_0 and delta_t is sqrt(2 t)",
      .source = "derived here",
      .design = over_distances(),
      .truth = [](const Diracs& s) { return Certified(std::sqrt(2 * s.t)); },
      .replicate = [](const Diracs& s, const Stream&) -> Certified {
        const Points x = s.source(), y = s.target();
        return std::sqrt(squared_energy_distance(view(x), kEqual, view(y), kEqual));
      },
      .tolerance = 1e-12,
      .control = Control<Diracs>::wrong_truth("sqrt(t): the cross term counted once",
                                              [](const Diracs& s) { return Certified(std::sqrt(s.t)); }),
      .plot = "t",
      .estimate_label = "energy distance",
  });
}

/// Masses one on both sides at cost c = t^2: min over m of c m + (epsilon + 2 tau) (m log m - m + 1).
Claim unbalanced() {
  const KernelOptions options{.epsilon = 0.2, .tau = 0.5};
  const auto closed = [](double strength, const Diracs& s) { return -strength * std::expm1(-s.t * s.t / strength); };
  return identity<Diracs>({
      .id = "diracs.unbalanced",
      .statement = "UOT(delta_0, delta_t) = (epsilon + 2 tau) (1 - exp(-t^2 / (epsilon + 2 tau))): it levels off",
      .source = "fatras:21b; derived here",
      .design = over_distances(),
      .truth = [closed](const Diracs& s) { return Certified(closed(1.2, s)); },
      .replicate = [options](const Diracs& s, const Stream&) -> Certified {
        const Points x = s.source(), y = s.target();
        return make_kernel("unbalanced", options)->value(view(x), view(y));
      },
      .tolerance = 1e-6,
      .control = Control<Diracs>::wrong_truth("2 tau in place of epsilon + 2 tau",
                                              [closed](const Diracs& s) { return Certified(closed(1, s)); }),
      .plot = "t",
      .estimate_label = "UOT",
  });
}

}  // namespace

std::vector<Claim> dirac_claims(const Design&) {
  return {infinite("kl", "KL", PhiDivergence::kl),
          infinite("reverse_kl", "reverse KL", PhiDivergence::reverse_kl),
          infinite("chi_square", "chi^2", PhiDivergence::chi_square),
          constant("jensen_shannon", "JS", PhiDivergence::jensen_shannon, std::numbers::ln2, "log 2"),
          constant("total_variation", "TV", PhiDivergence::total_variation, 1, "1"),
          constant("hellinger", "H^2", PhiDivergence::squared_hellinger, 1, "1"),
          continuous(),
          wasserstein("w1", 1),
          wasserstein("w2", 2),
          discrepancy(),
          energy(),
          unbalanced()};
}

}  // namespace mongecarlo::divergences
