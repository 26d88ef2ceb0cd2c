#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <tuple>

#include "gradient_exchange/parts.hpp"
#include "gradient_exchange/scaled_intervals.hpp"

namespace mongecarlo::gradient_exchange {
namespace {

const VectorView kUniform{nullptr, 0};

// ---- the line: shift and length of an interval -------------------------------------------------

/// Descent in (centre, length) of the interval, which do not mix in E_h, with the steps of Robbins and Monro on the box
/// [0, 1] x [0, 1.5], from a corner; fresh batches of m at every step. The estimate is the mean of the second half of
/// the iterates.
struct IntervalDescent {
  int m = 5;
  int steps = 600;

  CellParameters parameters() const { return {{"m", m}, {"steps", steps}}; }
  double fitted_length() const { return (m - 1.0) / (m + 1.0); }
};

constexpr double kLargestLength = 1.5;

double rate(int step) { return 1 / (1 + step / 10.0); }

enum class Loss { minibatch, debiased };

struct Fitted {
  double centre = 0, length = 0;
};

class IntervalFit {
 public:
  IntervalFit(const IntervalDescent& setting, Loss loss, double direction)
      : setting_(setting), loss_(loss), direction_(direction), batch_(setting.m) {}

  /// Visits the length after each step; returns the averaged iterate.
  template <class Visit>
  Fitted run(const Stream& stream, Visit&& visit) {
    Fitted now{0.9, 0.2}, mean;
    const int first = setting_.steps / 2;
    for (int t = 0; t < setting_.steps; ++t) {
      const IntervalGradient g = gradient(now, stream.purpose("step", static_cast<std::uint64_t>(t)));
      now.centre = std::clamp(now.centre - direction_ * 0.4 * rate(t) * g.shift, 0.0, 1.0);
      now.length = std::clamp(now.length - direction_ * 3 * rate(t) * (g.length - 0.5 * g.shift), 0.0, kLargestLength);
      visit(now.length);
      if (t < first) continue;
      mean.centre += now.centre / (setting_.steps - first);
      mean.length += now.length / (setting_.steps - first);
    }
    return mean;
  }

 private:
  IntervalGradient gradient(const Fitted& now, const Stream& stream) {
    const double shift = now.centre - 0.5 * now.length;
    IntervalGradient g = batch_.draw(shift, now.length, stream);
    if (loss_ == Loss::minibatch) return g;
    const IntervalGradient self = batch_.draw_self(shift, now.length, stream);
    return {g.shift - 0.5 * self.shift, g.length - 0.5 * self.length};
  }

  IntervalDescent setting_;
  Loss loss_;
  double direction_;
  IntervalBatch batch_;
};

auto fitted(double Fitted::*part, Loss loss, double direction) {
  return [part, loss, direction](const IntervalDescent& s) {
    return [part, fit = IntervalFit(s, loss, direction)](const Stream& stream) mutable -> Certified {
      return {fit.run(stream, [](double) {}).*part};
    };
  };
}

/// Lengths along one descent each of the minibatch loss and of the debiased one: what a user would see.
std::vector<Curve> descents_to_look_at() {
  std::vector<Curve> curves;
  for (Loss loss : {Loss::minibatch, Loss::debiased}) {
    const IntervalDescent setting{.m = 5, .steps = 600};
    IntervalFit fit(setting, loss, 1);
    Curve curve{.name = loss == Loss::minibatch ? "descent, minibatch loss" : "descent, debiased loss",
                .x_label = "step",
                .y_label = "length"};
    fit.run(Stream(stream_key(0, "gradient_exchange", "descent to look at"), 0), [&](double length) {
      curve.x.push_back(static_cast<double>(curve.x.size() + 1));
      curve.y.push_back(length);
    });
    curve.reference.assign(curve.x.size(), loss == Loss::minibatch ? setting.fitted_length() : 1);
    curves.push_back(std::move(curve));
  }
  return curves;
}

std::vector<IntervalDescent> over_m() { return {{.m = 2}, {.m = 5}, {.m = 9}}; }

Claim fits_length(const Design& design) {
  Claim claim = mean_equals<IntervalDescent>({
      .id = "fit.length",
      .statement = "stochastic gradient descent on h = W_2^2 fits the length (m-1)/(m+1) to data of length 1",
      .source = "fatras:20; bellemare:17; derived here",
      .design = over_m(),
      .truth = [](const IntervalDescent& s) { return Certified(s.fitted_length()); },
      .replicate = fitted(&Fitted::length, Loss::minibatch, 1),
      .range =
          [](const IntervalDescent&) {
            return Range{0, kLargestLength};
          },
      .margin = Margin::absolute(design.real("fit_margin")),
      .replicates = design.count("descents"),
      .control = Control<IntervalDescent>::wrong_truth("the length of the data",
                                                       [](const IntervalDescent&) { return Certified(1); })
                     .in({{.m = 2}}),
      .plot = "m",
      .estimate_label = "fitted length",
  });
  claim.picture = descents_to_look_at;
  return claim;
}

Claim fits_location(const Design& design) {
  return mean_equals<IntervalDescent>({
      .id = "fit.location",
      .statement = "stochastic gradient descent on h = W_2^2 fits the centre of the data, 1/2, whatever m is",
      .source = "fatras:20; derived here",
      .design = over_m(),
      .truth = [](const IntervalDescent&) { return Certified(0.5); },
      .replicate = fitted(&Fitted::centre, Loss::minibatch, 1),
      .range =
          [](const IntervalDescent&) {
            return Range{-1, 2};
          },
      .margin = Margin::absolute(design.real("fit_margin")),
      .replicates = design.count("descents"),
      .control = Control<IntervalDescent>::wrong_procedure("the printed step, ascent",
                                                           fitted(&Fitted::centre, Loss::minibatch, -1)),
      .plot = "m",
      .estimate_label = "fitted centre",
  });
}

Claim fits_length_debiased(const Design& design) {
  return mean_equals<IntervalDescent>({
      .id = "fit.length.debiased",
      .statement = "stochastic gradient descent on the debiased loss fits the length of the data",
      .source = "fatras:21; derived here",
      .design = {{.m = 5}, {.m = 9}, {.m = 17}},
      .truth = [](const IntervalDescent&) { return Certified(1); },
      .replicate = fitted(&Fitted::length, Loss::debiased, 1),
      .range =
          [](const IntervalDescent&) {
            return Range{0, kLargestLength};
          },
      .margin = Margin::absolute(design.real("fit_margin")),
      .replicates = design.count("descents"),
      .control = Control<IntervalDescent>::wrong_procedure("without the self-term",
                                                           fitted(&Fitted::length, Loss::minibatch, 1))
                     .in({{.m = 5}}),
      .plot = "m",
      .estimate_label = "fitted length",
  });
}

/// 2.5 / sqrt(steps) less the distance of the averaged length from the limit of the minibatch loss.
auto closeness(Loss loss, double direction) {
  return [loss, direction](const IntervalDescent& s) {
    return [s, fit = IntervalFit(s, loss, direction)](const Stream& stream) mutable -> Certified {
      const double distance = std::abs(fit.run(stream, [](double) {}).length - s.fitted_length());
      return {2.5 / std::sqrt(s.steps) - distance};
    };
  };
}

/// Almost sure convergence, as far as finitely many steps can show it: twice as near after four times the steps, on
/// every run.
Claim converges(const Design& design) {
  return holds_always<IntervalDescent>({
      .id = "fit.converges",
      .statement = "the averaged iterate converges to the minimiser of E_h: within 2.5 / sqrt(steps) on every run",
      .source = "fatras:21; derived here",
      .design = {{.m = 5, .steps = 150}, {.m = 5, .steps = 600}},
      .replicate = closeness(Loss::minibatch, 1),
      .replicates = design.count("descents"),
      .control = Control<IntervalDescent>::wrong_procedure("the debiased loss, which has another minimiser",
                                                           closeness(Loss::debiased, 1))
                     .in({{.m = 5, .steps = 600}}),
      .margin = 0.05,
      .plot = "steps",
      .estimate_label = "share of runs farther off",
  });
}

/// The step as printed, theta + rate g, runs away from the minimiser until the box stops it.
Claim ascent_as_printed(const Design& design) {
  return holds_always<IntervalDescent>({
      .id = "fit.ascent",
      .statement = "the printed step theta + rate dh/dtheta converges to the minimiser of E_h",
      .source = "a misprint of the update rule in talks on fatras:20",
      .design = {{.m = 5}},
      .replicate = closeness(Loss::minibatch, -1),
      .replicates = design.count("descents"),
      .control = CorrectedBy{"fit.converges"},
      .margin = 0.05,
      .estimate_label = "share of runs farther off",
  });
}

// ---- the plane ---------------------------------------------------------------------------------

/// Data: the unit square. Model: centre + spread (V - 1/2), V on the unit square. Parameters (centre, spread).
struct PlaneDescent {
  std::string kernel;
  int m = 8;
  CellParameters parameters() const { return {{"m", m}}; }
};

enum class PlaneNumber { centre, spread };

constexpr double kLargestSpread = 1.2;

class PlaneFit {
 public:
  explicit PlaneFit(const PlaneDescent& setting)
      : x_(setting.m, 2),
        v_(setting.m, 2),
        y_(setting.m, 2),
        kernel_(find_kernel(setting.kernel)->make({.epsilon = 0.1, .tolerance = 1e-7})) {}

  Certified run(const Stream& stream, PlaneNumber number, double direction) {
    constexpr int kSteps = 80;
    constexpr double kStep = 0.25;
    Eigen::RowVector2d centre(1.1, 0.1);
    double spread = 0.7, mean = 0;
    Termination end = Termination::converged;
    for (int t = 0; t < kSteps; ++t) {
      Stream step = stream.purpose("step", static_cast<std::uint64_t>(t));
      for (Points* points : {&x_, &v_})
        for (Index i = 0; i < points->size(); ++i) points->data()[i] = step.uniform();
      v_.array() -= 0.5;
      y_ = spread * v_;
      y_.rowwise() += centre;
      const Certified value = kernel_->gradient(view(x_), view(y_), kUniform, kUniform, gradient_);
      end = std::max(end, value.termination);
      centre -= direction * kStep * gradient_.y.colwise().sum();
      spread = std::clamp(spread - direction * 4 * kStep * gradient_.y.cwiseProduct(v_).sum(), 0.0, kLargestSpread);
      centre = centre.cwiseMax(0.0).cwiseMin(1.2);
      if (2 * t >= kSteps) mean += (number == PlaneNumber::centre ? centre[0] : spread) / (kSteps / 2);
    }
    return {mean, mean, end};
  }

 private:
  Points x_, v_, y_;
  KernelPtr kernel_;
  KernelGradient gradient_;
};

auto fitted_in_plane(PlaneNumber number, double direction) {
  return [number, direction](const PlaneDescent& s) {
    return [number, direction, fit = PlaneFit(s)](const Stream& stream) mutable {
      return fit.run(stream, number, direction);
    };
  };
}

Claim fits_centre(const std::string& kernel, const Design& design) {
  return mean_equals<PlaneDescent>({
      .id = "fit.plane.centre." + kernel,
      .statement =
          "descent in the plane fits the centre of the data with h: " + std::string(find_kernel(kernel)->summary),
      .source = "fatras:21; derived here",
      .design = {{kernel}},
      .truth = [](const PlaneDescent&) { return Certified(0.5); },
      .replicate = fitted_in_plane(PlaneNumber::centre, 1),
      .range =
          [](const PlaneDescent&) {
            return Range{-1, 2};
          },
      .margin = Margin::absolute(0.04 + design.real("fit_margin")),
      .replicates = design.count("plane_descents"),
      .control =
          Control<PlaneDescent>::wrong_procedure("the printed step, ascent", fitted_in_plane(PlaneNumber::centre, -1)),
      .estimate_label = "fitted centre",
  });
}

/// The batch bias shrinks a model in the plane as it does on the line, and entropy shrinks it further.
Claim shrinks_in_plane(const std::string& kernel, double most, double too_little, const Design& design) {
  const auto spread_at_most = [](double value) {
    return "descent in the plane fits a spread of at most 0." + std::to_string(std::lround(100 * value));
  };
  return mean_below<PlaneDescent>({
      .id = "fit.plane.shrinks." + kernel,
      .statement = spread_at_most(most) + " to data of spread 1 with h: " + std::string(find_kernel(kernel)->summary),
      .source = "derived here",
      .design = {{kernel}},
      .truth = [most](const PlaneDescent&) { return Certified(most); },
      .replicate = fitted_in_plane(PlaneNumber::spread, 1),
      .range =
          [](const PlaneDescent&) {
            return Range{0, kLargestSpread};
          },
      .margin = Margin::absolute(0.05),
      .replicates = design.count("plane_descents"),
      .control = Control<PlaneDescent>::wrong_truth(
          spread_at_most(too_little), [too_little](const PlaneDescent&) { return Certified(too_little); }),
      .kind = ClaimKind::order,
      .estimate_label = "fitted spread",
  });
}

// ---- eight modes -------------------------------------------------------------------------------

/// Data: discs of radius 0.1 about eight points of the unit circle. Model: particles, each of which moves.
struct EightModes {
  int particles = 48, m = 24, steps = 150;
  bool has_one_sample = false;  ///< the data are m points, the same at every step
  CellParameters parameters() const { return {{"particles", particles}, {"m", m}, {"steps", steps}}; }
};

constexpr double kReach = 0.3;

class ParticleFit {
 public:
  explicit ParticleFit(const EightModes& setting)
      : setting_(setting),
        data_(setting.m, 2),
        estimator_({.m = setting.m, .k = 1}),
        kernel_(find_kernel("transport_cost")->make({})) {}

  /// Particles from a small disc about the origin along `direction` times the gradient.
  const Points& run(const Stream& stream, double direction) {
    Stream start = stream.purpose("start");
    particles_.resize(setting_.particles, 2);
    for (Index i = 0; i < particles_.size(); ++i) particles_.data()[i] = 0.2 * (start.uniform() - 0.5);
    for (int t = 0; t < setting_.steps; ++t) {
      const Stream step = stream.purpose("step", static_cast<std::uint64_t>(t));
      if (!setting_.has_one_sample)
        draw(step.purpose("data"));
      else if (t == 0)
        draw(stream.purpose("sample"));
      estimator_.gradient(*kernel_, view(data_), view(particles_), step, gradient_);
      // A particle in the batch has a gradient of size 1 / m.
      particles_ -= direction * 0.15 * setting_.m * gradient_.y;
      particles_ = particles_.cwiseMax(-3.0).cwiseMin(3.0);
    }
    return particles_;
  }
  void draw(Stream stream) {
    for (Index i = 0; i < data_.rows(); ++i) {
      const double mode = 0.25 * std::numbers::pi * static_cast<double>(stream.below(8));
      const double angle = 2 * std::numbers::pi * stream.uniform(), radius = 0.1 * std::sqrt(stream.uniform());
      data_(i, 0) = std::cos(mode) + radius * std::cos(angle);
      data_(i, 1) = std::sin(mode) + radius * std::sin(angle);
    }
  }
  const Points& data() const { return data_; }

 private:
  EightModes setting_;
  Points data_, particles_;
  IncompleteMinibatch estimator_;
  KernelPtr kernel_;
  KernelGradient gradient_;
};

/// Share of the eight modes with a particle in reach.
double covered(const Points& particles) {
  std::array<bool, 8> has_particle{};
  for (Index i = 0; i < particles.rows(); ++i)
    for (int k = 0; k < 8; ++k) {
      const Eigen::RowVector2d mode(std::cos(0.25 * std::numbers::pi * k), std::sin(0.25 * std::numbers::pi * k));
      has_particle[static_cast<std::size_t>(k)] |= (particles.row(i) - mode).norm() < kReach;
    }
  return static_cast<double>(std::count(has_particle.begin(), has_particle.end(), true)) / 8;
}

auto covered_modes(double direction) {
  return [direction](const EightModes& s) {
    return [direction, fit = ParticleFit(s)](const Stream& stream) mutable -> Certified {
      return {covered(fit.run(stream, direction))};
    };
  };
}

Curve cloud(std::string name, const Points& points) {
  Curve curve{.name = std::move(name), .x_label = "x", .y_label = "y"};
  for (Index i = 0; i < points.rows(); ++i) {
    curve.x.push_back(points(i, 0));
    curve.y.push_back(points(i, 1));
  }
  return curve;
}

/// The minimum Wasserstein estimator, all particles against all of one sample, and the minibatch one.
std::vector<Curve> particles_to_look_at() {
  std::vector<Curve> curves;
  const Stream stream(stream_key(0, "gradient_exchange", "particles to look at"), 0);
  for (const auto& [name, m, has_one_sample] :
       {std::tuple{"all particles after ", 64, true}, {"particles after ", 32, false}})
    for (int steps : {0, 10, 40, 150}) {
      ParticleFit fit({.particles = 64, .m = m, .steps = steps, .has_one_sample = has_one_sample});
      const Points particles = fit.run(stream, 1);
      curves.push_back(cloud(name + std::to_string(steps) + " steps", particles));
    }
  for (const auto& [name, m, purpose] : {std::tuple{"sample", 64, "sample"}, {"data", 400, "picture"}}) {
    ParticleFit data({.particles = 64, .m = m});
    data.draw(stream.purpose(purpose));
    curves.push_back(cloud(name, data.data()));
  }
  return curves;
}

Claim finds_all_modes(const Design& design) {
  Claim claim = mean_above<EightModes>({
      .id = "fit.modes",
      .statement = "descent on h = W_2^2 moves particles to all eight modes of a mixture",
      .source = "fatras:20",
      .design = {{}},
      .truth = [](const EightModes&) { return Certified(0.95); },
      .replicate = covered_modes(1),
      .range =
          [](const EightModes&) {
            return Range{0, 1};
          },
      .margin = Margin::absolute(0.1),
      .replicates = design.count("plane_descents"),
      .control = Control<EightModes>::wrong_procedure("the printed step, ascent", covered_modes(-1)),
      .kind = ClaimKind::order,
      .estimate_label = "share of modes found",
  });
  claim.picture = particles_to_look_at;
  return claim;
}

}  // namespace

std::vector<Claim> fitting_claims(const Design& design) {
  std::vector<Claim> claims{fits_length(design), fits_location(design), fits_length_debiased(design), converges(design),
                            ascent_as_printed(design)};
  for (const char* kernel : {"transport_cost", "entropic", "sinkhorn_divergence"})
    claims.push_back(fits_centre(kernel, design));
  claims.push_back(shrinks_in_plane("transport_cost", 0.85, 0.45, design));
  claims.push_back(shrinks_in_plane("entropic", 0.55, 0.12, design));
  claims.push_back(finds_all_modes(design));
  return claims;
}

}  // namespace mongecarlo::gradient_exchange
