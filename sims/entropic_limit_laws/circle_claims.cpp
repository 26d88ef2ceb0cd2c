#include <memory>
#include <numbers>

#include "entropic_limit_laws/empirical_problem.hpp"
#include "entropic_limit_laws/parts.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

constexpr int kPoints = 8;
constexpr double kEpsilon = 0.5;

/// Equally spaced points of the unit circle, half the squared distance, uniform weights on both sides: both potentials
/// are constant, and V = -epsilon log of the mean of exp(-c/epsilon).
struct Circle {
  Matrix cost{kPoints, kPoints};
  Vector weights = Vector::Constant(kPoints, 1.0 / kPoints);

  Circle() {
    for (Index i = 0; i < kPoints; ++i)
      for (Index j = 0; j < kPoints; ++j) cost(i, j) = 1 - std::cos(angle(i - j));
  }
  static double angle(Index k) { return 2 * std::numbers::pi * static_cast<double>(k) / kPoints; }
  double objective() const { return -kEpsilon * std::log((-cost.row(0) / kEpsilon).array().exp().mean()); }
  EmpiricalProblem empirical(const Samples& s) const { return {cost, weights, weights, kEpsilon, s}; }
};

/// n m / (n + m) (V(a_n, b_m) - V).
auto scaled(const Samples& s) {
  return [s, problem = std::make_shared<EmpiricalProblem>(Circle().empirical(s)),
          centre = Circle().objective()](const Stream& stream) -> Certified {
    return s.rate() * s.rate() * (objective_of(problem->solve(stream)) - Certified(centre));
  };
}

/// A continuous distribution function by its values at equally spaced points, the error of straight lines between them
/// below 1e-4.
class TabulatedLaw {
 public:
  explicit TabulatedLaw(const WeightedChiSquare& law) : first_(law.quantile(1e-5)) {
    step_ = (law.quantile(1 - 1e-5) - first_) / kSteps;
    for (int k = 0; k <= kSteps; ++k) values_.push_back(law.cdf(first_ + k * step_));
  }
  double cdf(double x) const {
    const double place = (x - first_) / step_;
    if (!(place > 0)) return values_.front();
    if (place >= kSteps) return values_.back();
    const auto k = static_cast<std::size_t>(place);
    return values_[k] + (place - static_cast<double>(k)) * (values_[k + 1] - values_[k]);
  }

 private:
  static constexpr int kSteps = 400;
  double first_, step_ = 1;
  std::vector<double> values_;
};

Claim law(const Design& design) {
  const Samples samples{800, 200};
  const Circle circle;
  const EntropicLimit limit(circle.cost, circle.weights, circle.weights, kEpsilon);
  const WeightedChiSquare chi_square = limit.degenerate_law(SampleSizes::two_samples(samples.n, samples.m));
  const auto law_less = [table = TabulatedLaw(chi_square)](double mean) {
    return LawOf<Samples>{[table, mean](const Samples&, double x) { return table.cdf(x + mean); }};
  };
  return law_tends_to<Samples>({
      .id = "circle.law",
      .statement = "uniform laws on eight points of a circle: (nm/(n+m)) (V(a_n, b_m) - V) tends to a weighted "
                   "chi-square law with weights of both signs",
      .source = "derived here",
      .design = {samples},
      .law = law_less(0),
      .replicate = scaled,
      .tolerance = [tolerance = design.real("solved_tolerance")](const Samples&) { return tolerance; },
      .replicates = design.count("solved_replicates"),
      .control =
          Control<Samples>::wrong_law("the same law with its mean taken off: no bias", law_less(chi_square.mean())),
      .plot = "n",
  });
}

}  // namespace

std::vector<Claim> circle_claims(const Design& design) { return {law(design)}; }

}  // namespace mongecarlo::entropic_limit_laws
