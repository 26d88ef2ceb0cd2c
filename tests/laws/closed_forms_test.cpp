#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>

#include "unit/transport/problems.hpp"

// Values that are known without solving anything, against every solver that they speak of: closed forms from the
// literature, brute force over permutations, and how values answer to a change of all costs.

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct FixedSeed {
  FixedSeed() { setenv("RC_PARAMS", "seed=20261121 max_success=60", 0); }
} const fixed_seed;

template <class Property>
void holds(const char* what, Property property) {
  CHECK_MESSAGE(rc::check(what, property), what);
}

const Vector kUniform;

Result solve_points(const char* solver, const Points& x, const Points& y, const GroundCost& ground,
                    const SolverOptions& options = {}, const Vector& a = kUniform, const Vector& b = kUniform) {
  return solve(solver, problem_from_points(x, y, ground, a, b), options);
}

bool encloses(const Certified& value, double truth, double noise) {
  return value.lower <= truth + noise && value.upper >= truth - noise && value.gap() <= 1e-7 + noise;
}

/// Solvers that take any cost matrix and find an optimum; of the stochastic ones nothing sharp can be asked.
std::vector<const SolverFamily*> solvers_of_matrices() {
  std::vector<const SolverFamily*> found;
  for (const SolverFamily* family : solver_table())
    if (!family->needs_points && !family->compares_distances && !family->is_sliced && !family->is_stochastic)
      found.push_back(family);
  return found;
}

SolverOptions ordinary() { return {.epsilon = 0.3, .tau_source = 0.7, .tau_target = 1.5, .tolerance = 1e-11}; }

Matrix costs_on_a_grid(Index n, Index m) {
  Matrix cost(n, m);
  for (Index i = 0; i < cost.size(); ++i) cost.data()[i] = *rc::gen::inRange(-8, 9) / 4.0;
  return cost;
}

Vector masses_on_a_grid(Index n) {
  Vector masses(n);
  for (Index i = 0; i < n; ++i) masses[i] = *rc::gen::inRange(0, 5);
  masses[*rc::gen::inRange(0, static_cast<int>(n))] += 1;
  return masses / masses.sum();
}

/// tr(A + B - 2 (A^{1/2} B A^{1/2})^{1/2})
double bures(const Matrix& a, const Matrix& b) {
  using Eigen::SelfAdjointEigenSolver;
  const Eigen::MatrixXd root = SelfAdjointEigenSolver<Eigen::MatrixXd>(a).operatorSqrt();
  const Eigen::MatrixXd middle = SelfAdjointEigenSolver<Eigen::MatrixXd>(root * b * root).operatorSqrt();
  return a.trace() + b.trace() - 2 * middle.trace();
}

Matrix covariance(const Points& x) {
  const Points centred = x.rowwise() - x.colwise().mean();
  return centred.transpose() * centred / static_cast<double>(x.rows());
}

/// Leaves 0..2^levels - 1 of a binary tree whose node heights fall from `heights[0]` at the root to 0 at the leaves:
/// the distance of two leaves is the height of their lowest common ancestor.
struct UltrametricTree {
  std::vector<double> heights;  // heights[l]: of the nodes l levels below the root
  Index leaves() const { return Index{1} << heights.size(); }

  Matrix cost() const {
    Matrix result = Matrix::Zero(leaves(), leaves());
    for (Index i = 0; i < leaves(); ++i)
      for (Index j = 0; j < leaves(); ++j)
        for (std::size_t level = heights.size(); level-- > 0;)
          if (i >> (heights.size() - level) == j >> (heights.size() - level) && i != j) {
            result(i, j) = heights[level];
            break;
          }
    return result;
  }
  /// Sum over edges of length times flow; the edge above a node has half the difference of heights.
  double value(const Vector& a, const Vector& b) const {
    double total = 0;
    for (std::size_t level = 1; level <= heights.size(); ++level) {
      const double below = level < heights.size() ? heights[level] : 0;
      const Index size = leaves() >> level;
      for (Index node = 0; node < (Index{1} << level); ++node)
        total += (heights[level - 1] - below) / 2 * std::abs((a - b).segment(node * size, size).sum());
    }
    return total;
  }
};

}  // namespace

TEST_SUITE("law") {
  TEST_CASE("uniform problems of up to seven points agree with brute force") {
    holds("brute force", [] {
      const Index n = *rc::gen::inRange(1, 8);
      const Matrix cost = costs_on_a_grid(n, n);
      const Result result = solve("exact", problem_from_matrix(cost, {}, {}));
      RC_ASSERT(std::abs(result.objective - least_over_permutations(cost)) <= 1e-14);
      RC_ASSERT(result.termination == Termination::converged);
    });
  }

  TEST_CASE("no value falls when a cost rises") {
    for (const SolverFamily* family : solvers_of_matrices()) {
      CAPTURE(family->name);
      holds("monotone in the cost", [&] {
        const Index n = *rc::gen::inRange(1, 7), m = *rc::gen::inRange(1, 7);
        const Vector a = masses_on_a_grid(n), b = masses_on_a_grid(m);
        const Matrix cost = costs_on_a_grid(n, m);
        const Matrix dearer = cost + costs_on_a_grid(n, m).cwiseMax(0);
        const auto value = [&](const Matrix& c) {
          return solve(family->name.data(), problem_from_matrix(c, a, b), ordinary()).certified_objective;
        };
        RC_ASSERT(value(dearer).upper >= value(cost).lower - 1e-13);
      });
    }
  }

  TEST_CASE("a constant added to all costs is added to balanced values") {
    for (const SolverFamily* family : solvers_of_matrices()) {
      if (family->uses_tau) continue;
      CAPTURE(family->name);
      holds("constant", [&] {
        const Index n = *rc::gen::inRange(1, 7), m = *rc::gen::inRange(1, 7);
        const Vector a = masses_on_a_grid(n), b = masses_on_a_grid(m);
        const Matrix cost = costs_on_a_grid(n, m);
        const double constant = *rc::gen::inRange(-20, 21) / 2.0;
        const auto value = [&](const Matrix& c) {
          return solve(family->name.data(), problem_from_matrix(c, a, b), ordinary()).certified_objective;
        };
        const Certified before = value(cost), after = value((cost.array() + constant).matrix());
        RC_ASSERT(before.lower + constant <= after.upper + 1e-12);
        RC_ASSERT(after.lower <= before.upper + constant + 1e-12);
      });
    }
  }

  TEST_CASE("from one point everything goes by the product plan") {
    Numbers numbers(21);
    for (const SolverFamily* family : solver_table()) {
      if (family->compares_distances || family->is_sliced || family->uses_tau) continue;
      if (family->uses_epsilon && family->needs_points) continue;  // self-terms do not vanish
      CAPTURE(family->name);
      const bool on_circle = family->domain == PointDomain::circle;
      const auto ground = on_circle ? GroundCost::circular(3, 2) : GroundCost::squared_euclidean();
      const Matrix x = numbers.matrix(1, 1), y = numbers.matrix(6, 1);
      const Vector a = Vector::Constant(1, 1), b = numbers.weights(6);
      Matrix cost;
      ground.fill(view(x), view(y), cost);
      const Result result = solve_points(family->name.data(), x, y, ground, {.epsilon = 0.2}, a, b);
      const double truth = cost.row(0).dot(b);
      CHECK(result.certified_objective.lower <= truth + 1e-14);
      CHECK(result.certified_objective.upper >= truth - 1e-14);
      if (family->is_stochastic) continue;
      CHECK(result.transport_cost == doctest::Approx(truth).epsilon(1e-9));
      CHECK(result.objective == doctest::Approx(truth).epsilon(1e-9));
    }
  }

  TEST_CASE("between two Diracs with penalties a share exp of minus c over the strengths moves") {
    for (double c : {0.0, 0.3, 2.0, 25.0}) {
      const Matrix cost = Matrix::Constant(1, 1, c);
      const double strength = 0.3 + 0.7 + 1.5;
      const Result result = solve("unbalanced", problem_from_matrix(cost, {}, {}), ordinary());
      CHECK(encloses(result.certified_objective, -strength * std::expm1(-c / strength), 1e-13));
    }
  }

  TEST_CASE("between two points the difference of the weights crosses") {
    const Matrix cost = (Matrix(2, 2) << 0, 1.75, 1.75, 0).finished();
    for (double p : {0.0, 0.25, 0.9})
      for (double q : {0.0, 0.5, 1.0}) {
        const Vector a = Eigen::Vector2d(p, 1 - p), b = Eigen::Vector2d(q, 1 - q);
        CHECK(solve("exact", problem_from_matrix(cost, a, b)).objective ==
              doctest::Approx(1.75 * std::abs(p - q)).epsilon(1e-14));
      }
  }

  TEST_CASE("entropic transport between two equal halves is logistic") {
    const double d = 1.75;
    const Matrix cost = (Matrix(2, 2) << 0, d, d, 0).finished();
    for (double epsilon : {0.2, 1.0, 30.0}) {
      const double stay = 1 / (1 + std::exp(-d / epsilon)), go = 1 - stay;
      const double value = d * go + epsilon * (stay * std::log(2 * stay) + go * std::log(2 * go));
      const Result result =
          solve("entropic", problem_from_matrix(cost, {}, {}), {.epsilon = epsilon, .tolerance = 1e-12});
      CHECK(encloses(result.certified_objective, value, 1e-12));
      CHECK(result.transport_cost == doctest::Approx(d * go).epsilon(1e-9));
    }
  }

  TEST_CASE("a linear image of a cloud is matched point by point and costs what Gelbrich says") {
    Numbers numbers(22);
    for (Index d : {1, 2, 3, 5}) {
      const Points x = numbers.matrix(40, d);
      const Matrix factor = numbers.matrix(d, d);
      const Matrix map = factor * factor.transpose() + 0.2 * Matrix::Identity(d, d);  // symmetric, positive: optimal
      const Eigen::RowVectorXd shift = Eigen::RowVectorXd::Constant(d, 0.5);
      const Points y = (x * map).rowwise() + shift;
      const double truth =
          (x.colwise().mean() - y.colwise().mean()).squaredNorm() + bures(covariance(x), covariance(y));
      const Points mixed = y.colwise().reverse();
      CHECK(solve_points("exact", x, mixed, GroundCost::squared_euclidean()).objective ==
            doctest::Approx(truth).epsilon(1e-11));
    }
  }

  TEST_CASE("boxes are matched side by side") {
    // Midpoints of k by k cells of two boxes: per side, the squared shift plus (L - L')^2 / 12 (1 - 1 / k^2).
    const Index k = 7;
    const double lengths[2][2] = {{1, 2}, {0.5, 3}}, corners[2][2] = {{0, 0}, {2, -1}};
    Points clouds[2];
    for (int side : {0, 1}) {
      clouds[side].resize(k * k, 2);
      for (Index i = 0; i < k * k; ++i)
        for (int axis : {0, 1}) {
          const double step = static_cast<double>(axis == 0 ? i / k : i % k) + 0.5;
          clouds[side](i, axis) = corners[side][axis] + lengths[side][axis] * step / static_cast<double>(k);
        }
    }
    double truth = 0;
    for (int axis : {0, 1}) {
      const double growth = lengths[1][axis] - lengths[0][axis];
      const double shift = corners[1][axis] - corners[0][axis] + growth / 2;
      truth += shift * shift + growth * growth / 12 * (1 - 1.0 / static_cast<double>(k * k));
    }
    CHECK(solve_points("exact", clouds[0], clouds[1], GroundCost::squared_euclidean()).objective ==
          doctest::Approx(truth).epsilon(1e-12));
  }

  TEST_CASE("a regular polygon turned by less than half a step costs that turn") {
    const Index n = 12;
    const double turn = 0.2;  // half a step is pi / 12
    Points x(n, 2), y(n, 2), angle(n, 1), turned(n, 1);
    for (Index i = 0; i < n; ++i) {
      const double t = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
      x.row(i) << std::cos(t), std::sin(t);
      y.row(i) << std::cos(t + turn), std::sin(t + turn);
      angle(i, 0) = t;
      turned(i, 0) = t + turn;
    }
    const double chord = 2 * std::sin(turn / 2);
    CHECK(solve_points("exact", x, y, GroundCost::squared_euclidean()).objective ==
          doctest::Approx(chord * chord).epsilon(1e-12));
    for (double power : {1.0, 2.0, 3.0})
      CHECK(solve_points("circle", angle, turned, GroundCost::circular(2 * std::numbers::pi, power)).objective ==
            doctest::Approx(std::pow(turn, power)).epsilon(1e-12));
  }

  TEST_CASE("on an ultrametric tree every edge pays for the difference of mass below it") {
    Numbers numbers(23);
    for (int round = 0; round < 20; ++round) {
      UltrametricTree tree{{1 + numbers.next(), 0.5 + 0.4 * numbers.next(), 0.3 * numbers.next(), 0.0}};
      tree.heights[3] = 0.5 * tree.heights[2];
      const Vector a = numbers.weights(tree.leaves()), b = numbers.weights(tree.leaves());
      const Matrix cost = tree.cost();
      CHECK(solve("exact", problem_from_matrix(cost, a, b)).objective ==
            doctest::Approx(tree.value(a, b)).epsilon(1e-12));
    }
  }

  TEST_CASE("entropic transport between two normal laws has its closed form") {
    // On a fine grid sums of smooth functions are integrals; the tails beyond eight deviations are below rounding.
    const Index n = 161;
    const double deviations[2] = {1, 1.5}, shift = 0.5;
    Points points[2];
    Vector weights[2];
    for (int side : {0, 1}) {
      points[side].resize(n, 1);
      weights[side].resize(n);
      for (Index i = 0; i < n; ++i) {
        const double z = -8 + 0.1 * static_cast<double>(i);
        points[side](i, 0) = deviations[side] * z + (side == 1 ? shift : 0);
        weights[side][i] = std::exp(-z * z / 2);
      }
      weights[side] /= weights[side].sum();
    }
    for (double epsilon : {0.5, 2.0}) {
      const double sigma = deviations[0] * deviations[1];
      const double s = (std::sqrt(epsilon * epsilon + 16 * sigma * sigma) - epsilon) / (4 * sigma);
      const double truth = shift * shift + deviations[0] * deviations[0] + deviations[1] * deviations[1] -
                           2 * sigma * s - epsilon / 2 * std::log1p(-s * s);
      const Result result = solve_points("entropic", points[0], points[1], GroundCost::squared_euclidean(),
                                         {.epsilon = epsilon, .tolerance = 1e-11}, weights[0], weights[1]);
      CHECK(encloses(result.certified_objective, truth, 1e-8));
    }
  }
}
