#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "misclassified_generation/parts.hpp"
#include "misclassified_generation/two_laws.hpp"
#include "models/memo.hpp"
#include "models/seed.hpp"
#include "models/seed_claims.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::misclassified_generation {
namespace {

constexpr double kRounding = 1e-9;

// ---- on the line ----

/// Random weights on random points of the line.
struct Line {
  int n = 30, m = 40;
  CellParameters parameters() const { return {{"n", n}, {"m", m}}; }
};

/// sum over gaps of power(|F - G|) length, for laws on points of the line.
double area_between(const Points& x, const Vector& a, const Points& y, const Vector& b, double power) {
  std::vector<std::pair<double, double>> jumps;
  for (Index i = 0; i < a.size(); ++i) jumps.emplace_back(x(i, 0), a[i]);
  for (Index j = 0; j < b.size(); ++j) jumps.emplace_back(y(j, 0), -b[j]);
  std::sort(jumps.begin(), jumps.end());
  double area = 0, difference = 0;
  for (std::size_t k = 0; k + 1 < jumps.size(); ++k) {
    difference += jumps[k].second;
    area += std::pow(std::abs(difference), power) * (jumps[k + 1].first - jumps[k].first);
  }
  return area;
}

auto area_is_w1(double power) {
  return [power](const Line& s, const Stream& stream) {
    Stream draws = stream.purpose("laws");
    const auto place = [&](Index n) { return Points(Points::NullaryExpr(n, 1, [&] { return draws.uniform(); })); };
    const auto weigh = [&](Index n) {
      const Vector masses = Vector::NullaryExpr(n, [&] { return draws.uniform(); });
      return Vector(masses / masses.sum());
    };
    const Points x = place(s.n), y = place(s.m);
    const Vector a = weigh(s.n), b = weigh(s.m);
    return Certified(kRounding) - absolute(exact_w1(x, a, y, b) - Certified(area_between(x, a, y, b, power)));
  };
}

Claim weighted_line(const Design& design) {
  return holds_always<Line>({
      .id = "duality.line",
      .statement = "between weighted points of the line W_1 is the area between both distribution functions",
      .source = "villani:09",
      .design = {{}, {.n = 5, .m = 80}},
      .replicate = area_is_w1(1),
      .replicates = design.count("draws"),
      .control = Control<Line>::wrong_procedure("the integral of (F - G)^2", area_is_w1(2)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

// ---- critics that have learnt nothing ----

/// Random networks as critics between a weighted moon and a square, times a factor that makes them steep.
struct RandomCritic {
  int n = 40;
  double factor = 1;
  CellParameters parameters() const { return {{"n", n}, {"factor", factor}}; }
};

enum class Repair { none, division, lower_envelope };

/// W_1 less the gain of the critic, repaired to be 1-Lipschitz on the points.
auto room_below_w1(Repair repair) {
  return [repair](const RandomCritic& s, const Stream& stream) {
    const TwoLaws laws = TwoLaws::moon_and_square(s.n, stream.purpose("laws"));
    std::vector<double> f = train_critic(laws, {}, 0, stream.purpose("network"));
    for (double& value : f) value *= s.factor;
    double gain = laws.gain(f);
    if (repair == Repair::division) gain /= laws.steepness(f);
    if (repair == Repair::lower_envelope) gain = laws.gain(laws.repaired(f));
    return laws.w1() + Certified(kRounding - gain);
  };
}

Claim repaired_critics(const Design& design, Repair repair, const char* id, const char* statement) {
  return holds_always<RandomCritic>({
      .id = id,
      .statement = statement,
      .source = "villani:09; arjovsky:17",
      .design = {{.factor = 1}, {.factor = 10}},
      .replicate = room_below_w1(repair),
      .replicates = design.count("draws"),
      .control = Control<RandomCritic>::wrong_procedure("as it is", room_below_w1(Repair::none)).in({{.factor = 10}}),
      .kind = ClaimKind::bound,
  });
}

// ---- critics that are trained ----

/// A critic between a softly weighted moon and a square, 200 points each, whose steps see all of them.
struct Trained {
  CriticSettings critic;
  int steps = 1500;
  CellParameters parameters() const {
    const bool is_clipped = critic.constraint == Constraint::clipping;
    return {{"constraint", static_cast<double>(critic.constraint)},
            {"lambda", is_clipped ? 0 : critic.lambda},
            {"box", is_clipped ? critic.box : 0},
            {"steps", steps}};
  }
};

/// What a critic came to, beside the exact W_1.
struct Worth {
  double gain = 0, steepness = 0, repaired = 0;
  Certified w1;
};

class Critics {
 public:
  Worth of(const Trained& s, const Stream& stream) {
    const CriticSettings& c = s.critic;
    return memo_.get({static_cast<int>(c.constraint), c.lambda, c.box, s.steps, models::seed_of(stream)}, [&] {
      const TwoLaws laws = TwoLaws::moon_and_square(200, stream.purpose("laws"));
      const std::vector<double> f = train_critic(laws, c, s.steps, stream.purpose("training"));
      return Worth{laws.gain(f), laws.steepness(f), laws.gain(laws.repaired(f)), laws.w1()};
    });
  }

 private:
  models::Memo<std::tuple<int, double, double, int, models::Seed>, Worth> memo_;
};

using Statistic = std::function<Certified(const Trained&, const Worth&)>;

Certified ratio(const Trained&, const Worth& w) {
  const double a = w.gain / w.w1.lower, b = w.gain / w.w1.upper;
  return {std::min(a, b), std::max(a, b), w.w1.termination};
}
Certified divided(const Trained& s, const Worth& w) { return 1 / w.steepness * ratio(s, w); }
Certified envelope(const Trained& s, const Worth& w) { return w.repaired / w.gain * ratio(s, w); }
/// | value / W_1 - (1 + share W_1 / lambda) |.
Statistic off_the_law(double share) {
  return [share](const Trained& s, const Worth& w) {
    return absolute(ratio(s, w) - Certified(1) - share / s.critic.lambda * w.w1);
  };
}
Certified room_divided(const Trained&, const Worth& w) {
  return w.w1 + Certified(kRounding - std::max(w.gain / w.steepness, w.repaired));
}
Certified room_raw(const Trained&, const Worth& w) { return w.w1 + Certified(kRounding - w.gain); }

class Claims : public models::SeedClaims<Trained, Statistic> {
 public:
  explicit Claims(const Design& design)
      : SeedClaims("critics", design.count("seeds"), measure(), "value / W_1", "gulrajani:17; derived here"),
        preset_(design.preset()),
        steps_(design.integer("critic_steps")) {}

  Preset preset() const { return preset_; }
  Trained penalised(double lambda) const { return {{.lambda = lambda}, steps_}; }
  Trained two_sided() const { return {{.constraint = Constraint::two_sided_penalty}, steps_}; }
  Trained clipped(double box) const { return {{.constraint = Constraint::clipping, .box = box, .rate = 1e-3}, steps_}; }

 private:
  static Measure measure() {
    return [critics = std::make_shared<Critics>()](const Statistic& statistic) -> ReplicateOf<Trained> {
      return
          [critics, statistic](const Trained& s, const Stream& stream) { return statistic(s, critics->of(s, stream)); };
    };
  }

  Preset preset_;
  int steps_;
};

Claim below_w1(const Claims& c) {
  return c.at_most({
      .id = "printed.critic_below_w1",
      .statement =
          "the value of a critic with gradient penalty is a lower bound of W_1, as that of any critic of slope 1",
      .design = c.preset() == Preset::smoke ? std::vector{c.penalised(1)}
                                            : std::vector{c.penalised(1), c.penalised(3), c.penalised(10)},
      .statistic = ratio,
      .truth = 1,
      .margin = 0.01,
      .control = CorrectedBy{"critics.divided_below_w1"},
      .source = "gulrajani:17",
  });
}

Claim divided_below_w1(const Claims& c) {
  std::vector<Trained> design{c.penalised(1), c.penalised(10)};
  if (c.preset() != Preset::smoke) design.insert(design.end(), {c.two_sided(), c.penalised(100), c.clipped(0.1)});
  return c.always({
      .id = "critics.divided_below_w1",
      .statement =
          "divided by its largest slope between two points of the data, or replaced by min over q of f(q) + |p - "
          "q|, a trained critic's value is at most W_1",
      .design = std::move(design),
      .statistic = room_divided,
      .control = c.instead("as it is", room_raw).in({c.penalised(1)}),
      .source = "villani:09",
  });
}

Claim penalty_law(const Claims& c) {
  return c.at_most({
      .id = "critics.penalty_law",
      .statement =
          "a critic with penalty lambda settles at slope 1 + W_1/(2 lambda): its value over W_1 is off that by .02 "
          "at most",
      .design = {c.penalised(10), c.penalised(3), c.penalised(1)},
      .statistic = off_the_law(0.5),
      .truth = 0.02,
      .margin = 0.015,
      .control = c.instead("1 + W_1/lambda", off_the_law(1)),
      .label = "|value / W_1 - law|",
  });
}

Claim penalty_witness(const Claims& c) {
  return c.at_least({
      .id = "critics.penalty_is_tight",
      .statement =
          "the valid bounds are worth something: the value divided by the largest slope is at least .8 of W_1, "
          "whatever lambda",
      .design = {c.penalised(1), c.penalised(3), c.penalised(10), c.penalised(100)},
      .statistic = divided,
      .truth = 0.8,
      .margin = 0.1,
      .control = c.instead("clipped to .1 as well", divided).in({c.clipped(0.1)}),
      .label = "divided value / W_1",
  });
}

Claim envelope_witness(const Claims& c) {
  return c.at_least({
      .id = "critics.envelope_is_tight",
      .statement = "the lower envelope of a critic with lambda >= 10 is worth at least .9 of W_1",
      .design = {c.penalised(10), c.penalised(100)},
      .statistic = envelope,
      .truth = 0.9,
      .margin = 0.05,
      .control = c.instead("with lambda = 1 as well, and clipped to .1", envelope).in({c.penalised(1), c.clipped(0.1)}),
      .label = "value of the envelope / W_1",
  });
}

Claim clipped_is_w1(const Claims& c) {
  std::vector<Trained> design{c.clipped(0.1)};
  if (c.preset() == Preset::full) design.push_back(c.clipped(0.01));
  return c.at_least({
      .id = "printed.clipped_value",
      .statement = "the value of a critic with clipped weights is W_1, at least within a factor of 2",
      .design = std::move(design),
      .statistic = ratio,
      .truth = 0.5,
      .margin = 0.01,
      .control = CorrectedBy{"critics.clipped_divided"},
      .source = "arjovsky:17",
  });
}

Claim clipped_divided(const Claims& c) {
  return c.at_least({
      .id = "critics.clipped_divided",
      .statement =
          "divided by its largest slope, the value of a critic with weights clipped to .1 is at least .45 of W_1: "
          "clipping leaves W_1 up to a constant that must be measured",
      .design = {c.clipped(0.1)},
      .statistic = divided,
      .truth = 0.45,
      .margin = 0.1,
      .control = c.instead("not divided", ratio),
      .label = "divided value / W_1",
      .source = "arjovsky:17; derived here",
  });
}

}  // namespace

std::vector<Claim> critic_claims(const Design& design) {
  const Claims c(design);
  std::vector<Claim> claims{
      weighted_line(design),
      repaired_critics(design, Repair::division, "duality.divided",
                       "any function, divided by its largest slope between points of the data, bounds W_1 from below"),
      repaired_critics(design, Repair::lower_envelope, "duality.envelope",
                       "any function f, replaced by min over q of f(q) + |p - q|, bounds W_1 from below"),
      below_w1(c), divided_below_w1(c)};
  if (design.preset() == Preset::smoke) return claims;
  for (auto claim : {penalty_law, penalty_witness, envelope_witness, clipped_is_w1, clipped_divided})
    claims.push_back(claim(c));
  return claims;
}

}  // namespace mongecarlo::misclassified_generation
