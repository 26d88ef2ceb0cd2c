#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <string>
#include <utility>

#include "domain_adaptation/batch_squares.hpp"
#include "domain_adaptation/domains.hpp"
#include "domain_adaptation/parts.hpp"
#include "models/two_classes.hpp"
#include "mongecarlo/random/subsets.hpp"

namespace mongecarlo::domain_adaptation {
namespace {

// ---- two classes, batches of m out of n on both sides ----

/// Points on the line, the second half of n far to the right of the first.
struct TwoClassBatches {
  int n = 1000, m = 10;
  CellParameters parameters() const { return {{"n", n}, {"m", m}}; }
};

class CrossMass {
 public:
  CrossMass(const TwoClassBatches& s, SubsetLaw law)
      : s_(s), law_(law), indices_(static_cast<std::size_t>(s.m)), x_(s.m), y_(s.m), cost_(s.m, s.m) {}

  Certified operator()(const Stream& stream) {
    draw(stream.purpose("source"), x_);
    draw(stream.purpose("target"), y_);
    for (Index i = 0; i < s_.m; ++i)
      for (Index j = 0; j < s_.m; ++j) cost_(i, j) = (x_[i] - y_[j]) * (x_[i] - y_[j]);
    solver_->solve(problem_from_matrix(cost_, none_, none_), result_);
    double mass = 0;
    for (const PlanEntry& entry : result_.plan)
      if (is_second(x_[entry.source]) != is_second(y_[entry.target])) mass += entry.mass;
    return {mass, mass, result_.termination};
  }

 private:
  static constexpr double kFar = 10;
  static bool is_second(double point) { return point >= kFar; }

  void draw(const Stream& stream, Vector& points) {
    Stream batch = stream.purpose("batch"), place = stream.purpose("place");
    sampler_.draw(law_, static_cast<std::uint32_t>(s_.n), batch, indices_);
    for (Index i = 0; i < s_.m; ++i)
      points[i] =
          place.uniform() + (2 * indices_[static_cast<std::size_t>(i)] < static_cast<std::uint32_t>(s_.n) ? 0 : kFar);
  }

  TwoClassBatches s_;
  SubsetLaw law_;
  SubsetSampler sampler_;
  std::vector<std::uint32_t> indices_;
  Vector x_, y_, none_{0};
  Matrix cost_;
  SolverPtr solver_ = exact_solver();
  Result result_;
};

auto cross_mass(SubsetLaw law) {
  return [law](const TwoClassBatches& s) { return CrossMass(s, law); };
}

Claim hypergeometric_mass(const Design& design) {
  std::vector<TwoClassBatches> cells{{.m = 10}, {.m = 32}};
  if (design.preset() != Preset::smoke) cells.insert(cells.end(), {{.m = 64}, {.m = 128}});
  return mean_equals<TwoClassBatches>({
      .id = "balanced.cross_mass",
      .statement = "batches of m out of n points in two equal separated classes send E|K_s - K_t|/m between them under "
                   "balanced transport, K hypergeometric(n, n/2, m)",
      .source = "fatras:21b; derived here",
      .design = cells,
      .truth = [](const TwoClassBatches& s) { return Certified(models::hypergeometric_cross_mass(s.n, s.m)); },
      .replicate = cross_mass(SubsetLaw::without_replacement),
      .range =
          [](const TwoClassBatches&) {
            return Range{0, 1};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("batches"),
      .control = Control<TwoClassBatches>::wrong_procedure("batches drawn with replacement",
                                                           cross_mass(SubsetLaw::with_replacement))
                     .in({{.n = 64, .m = 32}}),
      .plot = "m",
      .estimate_label = "mass between the classes",
  });
}

// ---- the floor of any balanced plan ----

/// A class-balanced source batch and m random points of the target, with costs that know nothing of the classes
/// (separation 0) or keep them apart.
struct FloorBatch {
  DomainSet set = DomainSet::closed;
  int m = 32;
  double separation = 0, epsilon = 0;
  CellParameters parameters() const {
    return {{"set", static_cast<double>(set)}, {"m", m}, {"separation", separation}, {"epsilon", epsilon}};
  }
};

enum class SourceBatch { balanced, random };

/// Mass between classes of a balanced plan, and the floor of its batch.
struct CrossAndFloor {
  double cross = 0, floor = 0, marginal_error = 0;
  Termination termination = Termination::converged;
};

class FloorMeasurement {
 public:
  FloorMeasurement(const FloorBatch& s, SourceBatch source)
      : s_(s),
        source_(source),
        x_(static_cast<std::size_t>(s.m)),
        y_(static_cast<std::size_t>(s.m)),
        cost_(s.m, s.m),
        solver_(s.epsilon > 0 ? find_solver("entropic")->make({.epsilon = s.epsilon, .tolerance = 1e-10})
                              : exact_solver()) {}

  CrossAndFloor draw(const Stream& stream) {
    draw_labels(stream);
    Stream costs = stream.purpose("costs");
    for (Index i = 0; i < s_.m; ++i)
      for (Index j = 0; j < s_.m; ++j) cost_(i, j) = costs.uniform() + (is_wrong(i, j) ? s_.separation : 0);
    solver_->solve(problem_from_matrix(cost_, none_, none_), result_);
    return {cross_mass(), batch_floor(y_, kClasses), result_.marginal_error, result_.termination};
  }

 private:
  static constexpr std::uint32_t kClasses = 8;
  bool is_wrong(Index i, Index j) const { return x_[static_cast<std::size_t>(i)] != y_[static_cast<std::size_t>(j)]; }

  std::uint32_t random_label(Stream& stream) const {
    double rest = stream.uniform();
    std::uint32_t label = 0;
    for (std::uint32_t k = 0; k < kClasses && rest >= 0; ++k)
      if (const double p = domain_shift(s_.set).proportions[k]; p > 0) {
        label = k;
        rest -= p;
      }
    return label;
  }

  void draw_labels(const Stream& stream) {
    Stream source = stream.purpose("source"), target = stream.purpose("target");
    for (std::size_t i = 0; i < x_.size(); ++i) {
      x_[i] = source_ == SourceBatch::balanced ? static_cast<std::uint32_t>(i * kClasses / x_.size())
                                               : static_cast<std::uint32_t>(source.below(kClasses));
      y_[i] = random_label(target);
    }
  }

  double cross_mass() const {
    double mass = 0;
    for (const PlanEntry& entry : result_.plan)
      if (is_wrong(entry.source, entry.target)) mass += entry.mass;
    for (Index i = 0; i < result_.dense_plan.rows(); ++i)
      for (Index j = 0; j < result_.dense_plan.cols(); ++j)
        if (is_wrong(i, j)) mass += result_.dense_plan(i, j);
    return mass;
  }

  FloorBatch s_;
  SourceBatch source_;
  std::vector<std::uint32_t> x_, y_;
  Vector none_{0};
  Matrix cost_;
  SolverPtr solver_;
  Result result_;
};

/// What a plan sends between classes beyond `factor` times the floor; a plan whose marginals are off by e in all may
/// stay below the floor by e.
auto above_floor(double factor) {
  return [factor](const FloorBatch& s) {
    return [factor, measurement = FloorMeasurement(s, SourceBatch::balanced)](const Stream& stream) mutable {
      const CrossAndFloor drawn = measurement.draw(stream);
      const double slack = drawn.cross - factor * drawn.floor + drawn.marginal_error + 1e-12;
      return Certified(slack, slack, drawn.termination);
    };
  };
}

Claim floor_holds(const Design& design) {
  return holds_always<FloorBatch>({
      .id = "balanced.floor",
      .statement = "whatever the costs, a plan with both marginals sends at least TV = 1/2 sum |N_k/m - 1/K| between "
                   "classes, N_k the target's counts: less is a plan that has not converged",
      .source = "fatras:21b; derived here",
      .design = {{},
                 {.set = DomainSet::partial},
                 {.separation = 5},
                 {.set = DomainSet::ramp, .m = 64, .separation = 1},
                 {.m = 16, .separation = 0.5, .epsilon = 0.1}},
      .replicate = above_floor(1),
      .replicates = design.count("draws"),
      .control = Control<FloorBatch>::wrong_procedure("the sum without its factor 1/2", above_floor(2))
                     .in({{.separation = 5}}),
      .kind = ClaimKind::bound,
  });
}

auto separated_mass(SourceBatch source) {
  return [source](const FloorBatch& s) {
    return [measurement = FloorMeasurement(s, source)](const Stream& stream) mutable {
      const CrossAndFloor drawn = measurement.draw(stream);
      return Certified(drawn.cross, drawn.cross, drawn.termination);
    };
  };
}

Claim floor_mean(const Design& design) {
  const auto over_m = [](DomainSet set) {
    return std::vector<FloorBatch>{{.set = set, .m = 16, .separation = 5}, {.set = set, .m = 64, .separation = 5}};
  };
  std::vector<FloorBatch> cells = over_m(DomainSet::closed);
  if (design.preset() != Preset::smoke)
    for (const DomainSet set : {DomainSet::ramp, DomainSet::partial})
      for (const FloorBatch& cell : over_m(set)) cells.push_back(cell);
  return mean_equals<FloorBatch>({
      .id = "balanced.floor_mean",
      .statement =
          "between separated classes balanced transport meets that floor: on average 1/2 sum_k E|N_k/m - 1/K|, "
          "N_k binomial(m, p_k), for a class-balanced source batch",
      .source = "fatras:21b; derived here",
      .design = cells,
      .truth = [](const FloorBatch& s) { return Certified(expected_floor(s.set, s.m)); },
      .replicate = separated_mass(SourceBatch::balanced),
      .range =
          [](const FloorBatch&) {
            return Range{0, 1};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("batches"),
      .control =
          Control<FloorBatch>::wrong_procedure("a source batch that is random too", separated_mass(SourceBatch::random))
              .in({{.m = 16, .separation = 5}}),
      .plot = "m",
      .estimate_label = "mass between the classes",
  });
}

}  // namespace

std::vector<Claim> balance_claims(const Design& design) {
  return {hypergeometric_mass(design), floor_holds(design), floor_mean(design)};
}

}  // namespace mongecarlo::domain_adaptation
