#include <algorithm>
#include <cmath>
#include <memory>

#include "models/maximal_deviation.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "unbalanced_minibatch/parts.hpp"
#include "unbalanced_minibatch/penalties.hpp"

namespace mongecarlo::unbalanced_minibatch {
namespace {

using models::MaximalDeviation;

// ---- the range ----

/// M = (epsilon + 2 tau)(1 - exp(-c_max/(epsilon + 2 tau))), with or without epsilon.
double largest_value(double epsilon, double tau, double largest_cost) {
  return Penalties::equal(epsilon, tau).unit_value(largest_cost);
}

struct Segment {
  double length = 1.5, epsilon = 0.3, tau = 0.5;
  int m = 3;
  CellParameters parameters() const { return {{"length", length}, {"m", m}, {"epsilon", epsilon}, {"tau", tau}}; }
  double largest_cost() const { return length * length; }
};

/// Batches on a segment; one in four has its sides at opposite ends, where M is attained.
auto range_slack(bool has_epsilon) {
  return [has_epsilon](const Segment& s) {
    const double top = largest_value(has_epsilon ? s.epsilon : 0, s.tau, s.largest_cost());
    return [s, top, kernel = make_kernel(s.epsilon, s.tau), x = Points(s.m, 1),
            y = Points(s.m, 1)](const Stream& stream) mutable {
      Stream source = stream.purpose("source"), target = stream.purpose("target");
      const bool is_extreme = source.below(4) == 0;
      for (Index i = 0; i < s.m; ++i) {
        x(i, 0) = is_extreme ? 0 : s.length * source.uniform();
        y(i, 0) = is_extreme ? s.length : s.length * target.uniform();
      }
      const Certified value = kernel->value(view(x), view(y));
      const double open = kernel->traits().certificate_width;
      return Certified(std::min(value.lower, top - value.upper) + open, std::min(value.upper, top - value.lower) + open,
                       value.termination);
    };
  };
}

Claim range_holds(const Design& design) {
  return holds_always<Segment>({
      .id = "deviation.range",
      .statement = "0 <= h <= (epsilon + 2 tau)(1 - exp(-c_max/(epsilon + 2 tau))) on batches, attained by Diracs",
      .source = "derived here",
      .design = {{}, {.epsilon = 0}, {.length = 4, .epsilon = 0.05, .tau = 0.1}, {.length = 0.3, .epsilon = 2}},
      .replicate = range_slack(true),
      .replicates = design.count("draws"),
      .control =
          Control<Segment>::wrong_procedure("epsilon left out: 2 tau (1 - exp(-c_max/(2 tau)))", range_slack(false))
              .in({{}, {.length = 4, .epsilon = 0.05, .tau = 0.1}}),
      .kind = ClaimKind::bound,
  });
}

// ---- the deviation ----

/// X is 0 or 4 with equal chances, Y = 0, cost |x - y|^2, batches of one: h is M times the flip of a coin, and the
/// bound, which rests on Hoeffding's inequality, is as near to tight as it can be.
struct CoinFlips {
  int n = 4, k = 250;
  double epsilon = 2, tau = 0.5;
  CellParameters parameters() const { return {{"n", n}, {"m", 1}, {"k", k}, {"epsilon", epsilon}, {"tau", tau}}; }
  double largest_cost() const { return 16; }
  double largest() const { return largest_value(epsilon, tau, largest_cost()); }
  MaximalDeviation bound() const {
    return {.range = largest(), .blocks = static_cast<double>(n), .k = static_cast<double>(k)};
  }
};

auto coin_deviation() {
  return [](const CoinFlips& s) {
    return [half = s.largest() / 2, x = Points(s.n, 1), y = Points(Points::Zero(s.n, 1)),
            kernel = make_kernel(s.epsilon, s.tau),
            estimator = IncompleteMinibatch({.m = 1, .k = s.k})](const Stream& stream) mutable {
      Stream coins = stream.purpose("source");
      for (Index i = 0; i < x.rows(); ++i) x(i, 0) = 4 * static_cast<double>(coins.below(2));
      return absolute(estimator(*kernel, view(x), view(y), stream.purpose("batches")) - Certified(half));
    };
  };
}

Claim witness(const Design& design) {
  const int k = design.integer("tail_k");
  return tail_below<CoinFlips>({
      .id = "deviation.witness",
      .statement = "P(|h_k - E_h| > M(sqrt(log(2/d)/(2 floor(n/m))) + sqrt(2 log(2/d)/k))) <= d for every d, M = "
                   "(epsilon + 2 tau)(1 - exp(-c_max/(epsilon + 2 tau))), where it is nearly tight",
      .source = "fatras:20, Theorem 1; fatras:21b",
      .design = {{.k = k}, {.k = k, .epsilon = 0}},
      .bound = [](const CoinFlips& s, double delta) { return s.bound()(delta); },
      .replicate = coin_deviation(),
      .margin = design.real("tail_margin"),
      .replicates = design.count("tail_replicates"),
      .control = Control<CoinFlips>::wrong_bound("M without epsilon: 2 tau (1 - exp(-c_max/(2 tau)))",
                                                 [](const CoinFlips& s, double delta) {
                                                   MaximalDeviation bound = s.bound();
                                                   bound.range = largest_value(0, s.tau, s.largest_cost());
                                                   return bound(delta);
                                                 })
                     .in({{.k = k}}),
  });
}

// ---- unbounded costs ----

/// Cost 0 with probability 1/2, else 8 2^j with probability 2^-j, j >= 1; batches of one. The mean cost is infinite;
/// that of unbalanced transport is not, and is again nearly the flip of a coin.
struct Petersburg {
  int n = 4, k = 250;
  double epsilon = 0.3, tau = 0.5;
  CellParameters parameters() const { return {{"n", n}, {"m", 1}, {"k", k}, {"epsilon", epsilon}, {"tau", tau}}; }
  Penalties penalties() const { return Penalties::equal(epsilon, tau); }
  /// 1/2 sum_j 2^-j (epsilon + 2 tau)(1 - exp(-8 2^j/(epsilon + 2 tau)))
  double expectation() const {
    double sum = 0;
    for (int j = 1; j < 60; ++j) sum += std::ldexp(penalties().unit_value(std::ldexp(8.0, j)), -j);
    return sum / 2;
  }
  double bound(double delta) const {
    return MaximalDeviation{
        .range = penalties().strength(), .blocks = static_cast<double>(n), .k = static_cast<double>(k)}(delta);
  }
};

auto petersburg_deviation(bool is_balanced) {
  return [is_balanced](const Petersburg& s) {
    return [mean = s.expectation(), x = Points(s.n, 1), y = Points(Points::Zero(s.n, 1)),
            kernel = is_balanced ? balanced_kernel() : make_kernel(s.epsilon, s.tau),
            estimator = IncompleteMinibatch({.m = 1, .k = s.k})](const Stream& stream) mutable {
      Stream coins = stream.purpose("source");
      for (Index i = 0; i < x.rows(); ++i) {
        double cost = coins.below(2) == 0 ? 0 : 16;
        while (cost > 0 && coins.below(2) == 0) cost *= 2;
        x(i, 0) = std::sqrt(cost);
      }
      return absolute(estimator(*kernel, view(x), view(y), stream.purpose("batches")) - Certified(mean));
    };
  };
}

Claim infinite_mean_cost(const Design& design) {
  return tail_below<Petersburg>({
      .id = "deviation.unbounded_cost",
      .statement = "the deviation bound with M = epsilon + 2 tau holds for laws whose mean cost is infinite",
      .source = "fatras:21b; derived here",
      .design = {{.k = design.integer("tail_k")}},
      .bound = [](const Petersburg& s, double delta) { return s.bound(delta); },
      .replicate = petersburg_deviation(false),
      .margin = design.real("tail_margin"),
      .replicates = design.count("tail_replicates"),
      .control = Control<Petersburg>::wrong_procedure("balanced transport, which no such bound holds for",
                                                      petersburg_deviation(true)),
  });
}

Certified far_value(Kernel& kernel, const Segment& s, const Stream& stream) {
  Stream source = stream.purpose("source"), target = stream.purpose("target");
  Points x(s.m, 1), y(s.m, 1);
  for (double& point : x.reshaped()) point = source.uniform();
  for (double& point : y.reshaped()) point = s.length + target.uniform();
  return kernel.value(view(x), view(y));
}

Claim saturates() {
  std::vector<Segment> cells;
  for (double epsilon : {0.0, 0.3})
    for (double length : {10.0, 1e2, 1e3}) cells.push_back({.length = length, .epsilon = epsilon});
  return identity<Segment>({
      .id = "deviation.saturates",
      .statement = "as batches move apart, UOT tends to epsilon + 2 tau, where OT has no limit",
      .source = "fatras:21b; derived here",
      .design = std::move(cells),
      .truth = [](const Segment& s) { return Certified(Penalties::equal(s.epsilon, s.tau).strength()); },
      .replicate = [](const Segment& s,
                      const Stream& stream) { return far_value(*make_kernel(s.epsilon, s.tau), s, stream); },
      .tolerance = 1e-6,
      .control = Control<Segment>::wrong_procedure(
          "balanced transport",
          [](const Segment& s, const Stream& stream) { return far_value(*balanced_kernel(), s, stream); }),
      .plot = "length",
  });
}

}  // namespace

std::vector<Claim> deviation_claims(const Design& design) {
  return {range_holds(design), witness(design), infinite_mean_cost(design), saturates()};
}

}  // namespace mongecarlo::unbalanced_minibatch
