#include "random_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mongecarlo::testing {
namespace {

double between(Stream& stream, double low, double high) { return low + (high - low) * stream.uniform(); }

/// 10^u, u uniform.
double power_of_ten(Stream& stream, double low, double high) { return std::pow(10.0, between(stream, low, high)); }

Index draw_size(Index largest, Stream& stream) {
  const double size = std::exp(std::log(static_cast<double>(largest) + 1) * stream.uniform());
  return std::clamp(static_cast<Index>(size), Index{1}, largest);
}

template <class Entry>
Matrix filled(Index rows, Index columns, Entry&& entry) {
  Matrix result(rows, columns);
  for (Index i = 0; i < result.size(); ++i) result.data()[i] = entry();
  return result;
}

struct Draw {
  RandomProblem& result;
  Stream stream;
  Index n, m;

  void say(std::string_view words) { fmt::format_to(std::back_inserter(result.words), ", {}", words); }

  void matrix() {
    static constexpr const char* kKinds[] = {"random costs",   "tied costs",    "one cost",
                                             "negative costs", "twelve orders", "1e32 beside 1",
                                             "tiny costs",     "huge costs",    "rows and columns alike"};
    const auto kind = stream.below(std::size(kKinds));
    say(kKinds[kind]);
    const double constant = between(stream, -2, 2);
    result.cost = filled(n, m, [&]() -> double {
      switch (kind) {
        case 0:
          return stream.uniform();
        case 1:
          return static_cast<double>(stream.below(4));
        case 2:
          return constant;
        case 3:
          return between(stream, -1, 0.5);
        case 4:
          return power_of_ten(stream, -6, 6);
        case 5:
          return stream.below(3) == 0 ? 1e32 : stream.uniform();
        case 6:
          return 1e-30 * stream.uniform();
        case 7:
          return 1e30 * between(stream, -1, 1);
        default:
          return 0;
      }
    });
    if (kind != 8) return;
    // Every plan is optimal.
    const Matrix row = filled(n, 1, [&] { return stream.uniform(); }),
                 column = filled(1, m, [&] { return stream.uniform(); });
    result.cost = row.replicate(1, m) + column.replicate(n, 1);
  }

  void points(const SolverFamily& family) {
    const PointDomain domain = family.domain;
    static constexpr const char* kKinds[] = {"points", "points on a grid", "one point", "points far off",
                                             "repeated points"};
    const auto kind = stream.below(std::size(kKinds));
    const Index d = domain == PointDomain::anywhere ? 1 + static_cast<Index>(stream.below(5)) : 1;
    say(fmt::format("{} in {} dimensions", kKinds[kind], d));
    const double offset = kind == 3 ? 1e6 : 0;
    const auto coordinate = [&] {
      if (kind == 2) return 0.25;
      return offset + (kind == 1 ? static_cast<double>(stream.below(4)) : stream.uniform());
    };
    result.x = filled(n, d, coordinate);
    result.y = filled(m, d, coordinate);
    if (kind == 4)
      for (Index j = 0; j < m; ++j)
        if (stream.below(2) == 0)
          result.y.row(j) = result.x.row(static_cast<Index>(stream.below(static_cast<std::uint64_t>(n))));
    result.ground_cost = ground(domain, family.is_sliced || domain != PointDomain::anywhere);
    say(result.ground_cost->name());
  }

  GroundCost ground(PointDomain domain, bool needs_convexity) {
    static constexpr double kPowers[] = {1, 1.5, 3, 0.5};  // the last is not convex
    const auto kind = stream.below(needs_convexity ? 4 : 5);
    if (domain == PointDomain::circle) return GroundCost::circular(1.5, kind == 0 ? 2 : kPowers[kind - 1]);
    if (domain == PointDomain::line && stream.below(3) == 0)
      return stream.below(2) == 0 ? GroundCost::huber(0.3) : GroundCost::asymmetric(1, 3, 1 + stream.uniform());
    return kind == 0 ? GroundCost::squared_euclidean() : GroundCost::euclidean(kPowers[kind - 1]);
  }

  Vector weights(Index size, std::uint64_t kind) {
    Vector drawn = filled(size, 1, [&]() -> double {
      switch (kind) {
        case 1:
          return stream.uniform();
        case 2:
          return stream.below(3) == 0 ? 0 : stream.uniform();
        case 3:
          return power_of_ten(stream, -12, 0);
        default:
          return static_cast<double>(1 + stream.below(3));
      }
    });
    if (!(drawn.sum() > 0)) drawn[static_cast<Index>(stream.below(static_cast<std::uint64_t>(size)))] = 1;
    return drawn / drawn.sum();
  }

  void masses(bool needs_balance) {
    static constexpr const char* kKinds[] = {"uniform", "random weights", "weights with zeros",
                                             "weights over twelve orders", "weights with ties"};
    const auto kind = stream.below(std::size(kKinds));
    say(kKinds[kind]);
    if (kind == 0) return;
    const double mass = stream.below(2) == 0 ? 1 : power_of_ten(stream, -3, 3);
    result.a = mass * weights(n, kind);
    result.b = (needs_balance ? mass : mass * power_of_ten(stream, -1, 1)) * weights(m, kind);
  }

  double largest_cost() const {
    if (result.cost.size() > 0) return result.cost.cwiseAbs().maxCoeff();
    Matrix cost;
    result.ground_cost->fill(view(result.x), view(result.y), cost);
    return cost.maxCoeff();
  }

  void options(const SolverFamily& family) {
    SolverOptions& options = result.options;
    const double scale = std::max(largest_cost(), 1e-30);
    const bool is_regularised = !family.allows_zero_epsilon || stream.below(4) != 0;
    options.epsilon = is_regularised ? scale * power_of_ten(stream, -4, 3) : 0;
    options.tau_source = scale * power_of_ten(stream, -2, 2);
    options.tau_target = scale * power_of_ten(stream, -2, 2);
    options.directions = 20;
    options.tolerance = stream.below(2) == 0 ? 1e-9 : 1e-6;
    options.max_iterations = family.is_stochastic   ? 2000
                             : stream.below(8) == 0 ? 1 + static_cast<long long>(stream.below(20))
                                                    : 100000;
    if (family.uses_epsilon) say(fmt::format("epsilon {:.3g} of the largest cost", options.epsilon / scale));
    if (family.uses_tau)
      say(fmt::format("tau {:.3g} and {:.3g}", options.tau_source / scale, options.tau_target / scale));
    say(fmt::format("at most {} iterations", options.max_iterations));
  }
};

}  // namespace

Problem RandomProblem::problem() const {
  return ground_cost ? problem_from_points(x, y, *ground_cost, a, b) : problem_from_matrix(cost, a, b);
}

RandomProblem draw_problem(const SolverFamily& family, Index largest, Stream stream) {
  RandomProblem result;
  Stream shape = stream.purpose("shape");
  // Comparing distances takes O(n^3) a step and many starts.
  if (family.compares_distances) largest = std::min(largest, Index{24});
  const Index n = draw_size(largest, shape);
  const Index m = shape.below(2) == 0 ? n : draw_size(largest, shape);
  result.words = fmt::format("{} x {}", n, m);
  Draw draw{result, stream.purpose("numbers"), n, m};
  if (family.needs_points || draw.stream.below(3) == 0)
    draw.points(family);
  else
    draw.matrix();
  draw.masses(family.needs_balance);
  draw.options(family);
  return result;
}

}  // namespace mongecarlo::testing
