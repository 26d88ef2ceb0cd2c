#include <algorithm>
#include <memory>

#include "entropic_limit_laws/parts.hpp"
#include "entropic_limit_laws/two_points.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/limit/entropic_limit.hpp"
#include "mongecarlo/random/multinomial.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

/// Two samples of n points of random laws on the L x L grid of the unit square: as in the literature, L = 3, 5, 10,
/// epsilon a multiple of the median cost, n from 25 to 10 000.
struct Grid {
  int side = 3;
  double strength = 1;
  int n = 25;
  CellParameters parameters() const { return {{"L", side}, {"epsilon_over_median", strength}, {"n", n}}; }
  double rate() const { return std::sqrt(0.5 * n); }  ///< rho
};

constexpr int kLargest = 10000;  // points of a sample

Matrix squared_distances(int side) {
  const Index points = Index{side} * side;
  const double step = 1.0 / (side - 1);
  Matrix cost(points, points);
  for (Index i = 0; i < points; ++i)
    for (Index j = 0; j < points; ++j) {
      const auto across = static_cast<double>(i % side - j % side), along = static_cast<double>(i / side - j / side);
      cost(i, j) = step * step * (across * across + along * along);
    }
  return cost;
}

double median(const Matrix& matrix) {
  std::vector<double> entries(matrix.data(), matrix.data() + matrix.size());
  const auto middle = entries.begin() + matrix.size() / 2;
  std::nth_element(entries.begin(), middle, entries.end());
  return *middle;
}

/// Uniform on the simplex (Dirichlet with all parameters 1), drawn once for each size of the grid.
Vector random_law(int side, const char* name) {
  Stream stream = Stream(stream_key(1, "entropic_limit_laws", "grid"), static_cast<std::uint64_t>(side)).purpose(name);
  Vector weights(Index{side} * side);
  for (double& weight : weights) weight = stream.exponential();
  return weights / weights.sum();
}

/// The laws of a grid, their statistic S = T^(1/2) and its limit.
struct Truth {
  Matrix cost;
  Vector a, b;
  double epsilon, rooted_cost, unregularised_rooted_cost, variance;

  explicit Truth(const Grid& grid)
      : cost(squared_distances(grid.side)),
        a(random_law(grid.side, "a")),
        b(random_law(grid.side, "b")),
        epsilon(grid.strength * median(cost)) {
    EntropicLimit limit(cost, a, b, epsilon);
    const SampleSizes sizes = SampleSizes::two_samples(1, 1);
    rooted_cost = std::sqrt(limit.value(EntropicStatistic::transport_cost));
    variance = limit.variance(limit.rooted_influence(2)).of(sizes);
    Result exact;
    ExactSolver({}).solve(problem_from_matrix(cost, a, b), exact);
    unregularised_rooted_cost = std::sqrt(exact.transport_cost);
  }
};

/// rho (S(a_n, b_n) - S) over the standard deviation of its limit.
class Standardised {
 public:
  explicit Standardised(const Grid& grid)
      : truth_(grid),
        scale_(grid.rate() / std::sqrt(truth_.variance)),
        n_(static_cast<std::uint64_t>(grid.n)),
        a_(truth_.a.size()),
        b_(truth_.b.size()),
        counts_(static_cast<std::size_t>(truth_.a.size())),
        solver_({.epsilon = truth_.epsilon, .tolerance = 1e-9, .want_plan = false, .want_potentials = false}) {
    source_.prepare(as_span(view(truth_.a)));
    target_.prepare(as_span(view(truth_.b)));
  }

  Certified operator()(const Stream& stream) {
    refill(source_, stream.purpose("source"), a_);
    refill(target_, stream.purpose("target"), b_);
    solver_.solve_unchecked({.cost = view(truth_.cost), .a = view(a_), .b = view(b_)}, result_);
    const double value = scale_ * (std::sqrt(result_.transport_cost) - truth_.rooted_cost);
    return {value, value, result_.termination};
  }
  const Truth& truth() const { return truth_; }
  double scale() const { return scale_; }

 private:
  void refill(const Multinomial& law, Stream stream, Vector& weights) {
    law.draw(n_, stream, counts_);
    for (std::size_t i = 0; i < counts_.size(); ++i)
      weights[static_cast<Index>(i)] = static_cast<double>(counts_[i]) / static_cast<double>(n_);
  }

  Truth truth_;
  double scale_;
  std::uint64_t n_;
  Multinomial source_, target_;
  Vector a_, b_;
  std::vector<std::uint64_t> counts_;
  EntropicSolver solver_;
  Result result_;
};

auto standardised(const Grid& grid) { return Standardised(grid); }

auto centred_off(const Grid& grid) {
  return [draw = Standardised(grid)](const Stream& stream) mutable {
    return draw(stream) + Certified(draw.scale() * (draw.truth().rooted_cost - draw.truth().unregularised_rooted_cost));
  };
}
/// Off by a twentieth of the standard deviation that one pair of points brings.
auto centred_nearby(const Grid& grid) {
  return [shift = 0.05 * grid.rate(), draw = Standardised(grid)](const Stream& stream) mutable {
    return draw(stream) + Certified(shift);
  };
}

Control<Grid> wrong_centre() {
  return Control<Grid>::wrong_procedure("centred at the root of the cost without regularisation", centred_off);
}

LawOf<Grid> standard_normal() {
  return {[](const Grid&, double x) { return normal_cdf(x, 1); }};
}

std::vector<Grid> spaces(int n) { return {{3, 0.1, n}, {3, 1, n}, {3, 2, n}, {5, 1, n}, {10, 1, n}}; }

LawStatement<Grid> statement(const Design& design, std::vector<Grid> cells, Control<Grid> control) {
  return {
      .id = {},
      .statement = {},
      .source = "klatt:20",
      .design = std::move(cells),
      .law = standard_normal(),
      .replicate = standardised,
      .tolerance = [tolerance = design.real("grid_tolerance")](
                       const Grid& grid) { return tolerance + grid.side * grid.side / (25 * std::sqrt(grid.n)); },
      .replicates = design.count("grid_replicates"),
      .control = std::move(control),
      .n = [](const Grid& grid) { return static_cast<double>(grid.n); },
      .plot = "n",
  };
}

Claim law(const Design& design) {
  auto claim = statement(design, spaces(kLargest), wrong_centre().in({{3, 1, kLargest}, {10, 1, kLargest}}));
  claim.id = "grid.law";
  claim.statement =
      "random laws on L x L grids, two samples of 10 000: rho (T^(1/2)(a_n, b_n) - T^(1/2)) is normal with the "
      "variance of T "
      "over 4 T, to within L^2/(25 sqrt(n)) and the tolerance of the design";
  claim.plot = "L";
  return law_tends_to(claim);
}

Claim approach(const Design& design, int side, double strength) {
  std::vector<Grid> cells;
  for (int n : {25, 100, 1000, kLargest}) cells.push_back({side, strength, n});
  auto claim =
      statement(design, cells,
                Control<Grid>::wrong_procedure(
                    "centred off by a twentieth of the deviation that one pair of points brings", centred_nearby));
  claim.id = "grid.approach_L" + std::to_string(side);
  claim.statement =
      "L = " + std::to_string(side) + ": that law is nearer to its limit for samples of 10 000 points than of 25";
  return law_approaches(claim);
}

// ---- its moments ----

std::vector<Grid> for_moments() { return {{3, 1, kLargest}, {5, 1, kLargest}}; }

Claim centre(const Design& design) {
  return mean_equals<Grid>({
      .id = "grid.centre",
      .statement = "... its mean is that of the limit, 0, to within a tenth of the standard deviation",
      .source = "klatt:20",
      .design = for_moments(),
      .truth = [](const Grid&) { return Certified(-0.1, 0.1); },
      .replicate = standardised,
      .range = unbounded,
      .margin = Margin::absolute(0.3),
      .replicates = std::max<std::uint64_t>(5000, design.count("grid_replicates")),
      .control = wrong_centre(),
      .plot = "L",
  });
}

constexpr int kDraws = 16;  // behind one sample variance, whose mean is the variance

auto sample_variance(const Grid& grid) {
  return [draw = Standardised(grid)](const Stream& stream) mutable -> Certified {
    double sum = 0, squares = 0;
    Termination end = Termination::converged;
    for (std::uint64_t k = 0; k < kDraws; ++k) {
      const Certified value = draw(stream.purpose("draw", k));
      sum += value.midpoint();
      squares += value.midpoint() * value.midpoint();
      end = std::max(end, value.termination);
    }
    const double variance = (squares - sum * sum / kDraws) / (kDraws - 1);
    return {variance, variance, end};
  };
}

Claim spread() {
  return mean_equals<Grid>({
      .id = "grid.spread",
      .statement = "... and its variance is that of the limit",
      .source = "klatt:20",
      .design = {{3, 1, kLargest}},
      .truth = [](const Grid&) -> Certified { return 1; },
      .replicate = sample_variance,
      .range = unbounded,
      .margin = Margin::relative(0.1),
      .replicates = 5000,
      .control = Control<Grid>::wrong_truth("half of it, as a published script has it",
                                            [](const Grid&) -> Certified { return 0.5; }),
      .plot = "L",
      .estimate_label = "variance over that of the limit",
  });
}

}  // namespace

std::vector<Claim> grid_claims(const Design& design) {
  return {law(design), approach(design, 3, 0.1), approach(design, 5, 1), approach(design, 10, 1), centre(design),
          spread()};
}

}  // namespace mongecarlo::entropic_limit_laws
