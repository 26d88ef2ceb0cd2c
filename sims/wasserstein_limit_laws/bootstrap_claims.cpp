#include <algorithm>
#include <cmath>

#include "models/binomial_law.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/limit/wasserstein_derivatives.hpp"
#include "wasserstein_limit_laws/parts.hpp"
#include "wasserstein_limit_laws/space.hpp"

namespace mongecarlo::wasserstein_limit_laws {
namespace {

using models::BinomialLaw;

constexpr const char* kSource = "sommerfeld:18; fang:19; finite n by enumeration, derived here";
constexpr double kLevel = 0.05;

/// Two points at distance one: W_p^p = |r_1 - s_1|, fair coins unless said otherwise. One sample of n points.
struct Coin {
  int n = 2000;
  double mass = 0.5;   ///< r_1
  double known = 0.5;  ///< s_1
  double p = 1;
  CellParameters parameters() const { return {{"n", n}, {"p", p}}; }
};

/// What is drawn from an empirical measure.
enum class Resample : std::uint8_t { naive, m_out_of_n, recentred };
int size_of(Resample kind, int n) {
  return kind == Resample::m_out_of_n ? static_cast<int>(std::lround(std::sqrt(n))) : n;
}

/// Mean of value(j) over the binomial law of n r_n.
template <class Value>
double mean_over_samples(const Coin& coin, Value&& value) {
  const BinomialLaw law(coin.n, coin.mass);
  CompensatedSum sum;
  for (int j = law.first(); j <= law.last(); ++j)
    if (law.mass(j) > 1e-12) sum.add(law.mass(j) * value(j));
  return sum.value();
}

/// Largest t with P(|K / k - centre| >= t) > level: a test with this bootstrap law rejects what is larger.
double critical_deviation(const BinomialLaw& law, int k, double centre) {
  int low = law.first(), high = law.last();
  double tail = 0;
  for (;;) {
    const double below = centre - static_cast<double>(low) / k, above = static_cast<double>(high) / k - centre;
    const double farther = std::max(below, above);
    // Both ends are taken together where they are equally far.
    if (below >= farther - 1e-12) tail += law.mass(low++);
    if (above >= farther - 1e-12) tail += law.mass(high--);
    if (tail > kLevel || low > high) return farther;
  }
}

/// P(sqrt(n) W_1(r_n, s) is above the critical value of its bootstrap law): the exact size of the test of r = s.
double exact_size(const Coin& coin, Resample kind) {
  const int k = size_of(kind, coin.n);
  return mean_over_samples(coin, [&](int j) {
    const double share = static_cast<double>(j) / coin.n, seen = std::abs(share - coin.known);
    const BinomialLaw resampled(k, share);
    const double critical = kind == Resample::recentred ? critical_deviation(resampled, k, share)
                                                        : std::sqrt(static_cast<double>(k) / coin.n) *
                                                              (critical_deviation(resampled, k, coin.known) - seen);
    return seen > critical + 1e-12 ? 1.0 : 0.0;
  });
}

/// Limit of the naive size: reject where |Z| > z, P(Z* > z) + P(Z* < -3 z) = 5 %, and so P(|Z| > z).
double limit_of_naive_size() {
  const auto upper = [](double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); };
  double low = 1, high = 3;
  for (int i = 0; i < 60; ++i) {
    const double z = 0.5 * (low + high);
    (upper(z) + upper(3 * z) > kLevel ? low : high) = z;
  }
  return 2 * upper(low);
}

Claim size(std::string id, std::string statement, Resample kind, int n, double truth, double tolerance,
           std::string wrong, double wrong_truth) {
  return identity<Coin>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = kSource,
      .design = {{n}},
      .truth = [truth](const Coin&) -> Certified { return truth; },
      .replicate = [kind](const Coin& coin, const Stream&) -> Certified { return exact_size(coin, kind); },
      .tolerance = tolerance,
      .control =
          Control<Coin>::wrong_truth(std::move(wrong), [wrong_truth](const Coin&) -> Certified { return wrong_truth; }),
      .estimate_label = "size",
  });
}

Curve size_curve(std::string name, Resample kind, int last) {
  Curve curve{std::move(name), "n", "size of the test at level 5 %", {}, {}, {}, {}, {}};
  for (int n = 50; n <= last; n *= 2) {
    curve.x.push_back(n);
    curve.y.push_back(exact_size({n}, kind));
  }
  return curve;
}

std::vector<Claim> sizes() {
  Claim naive =
      size("bootstrap.naive_size",
           "r = s on two points, p = 1: the test with the naive bootstrap law of sqrt(n) (W_1(r*_n, s) - W_1(r_n, s)) "
           "has the exact size P(|Z| > z) = 10 % in the limit, not its level of 5 %",
           Resample::naive, 20000, limit_of_naive_size(), 0.004, "its size tends to its level", kLevel);
  naive.picture = [] {
    return std::vector{size_curve("naive", Resample::naive, 51200), size_curve("recentred", Resample::recentred, 51200),
                       size_curve("m out of n, m = sqrt(n)", Resample::m_out_of_n, 819200)};
  };
  return {
      std::move(naive),
      size("bootstrap.recentred_size",
           "r = s on two points, p = 1: the test with the law of sqrt(n) W_1(r*_n, r_n) has its level in the limit",
           Resample::recentred, 20000, kLevel, 0.004, "it has the size of the naive bootstrap", limit_of_naive_size()),
      size("bootstrap.m_out_of_n_size",
           "r = s on two points, p = 1: the test with resamples of n^1/2 points has its level in the limit",
           Resample::m_out_of_n, 1000000, kLevel, 0.015, "it has the size of the naive bootstrap",
           limit_of_naive_size())};
}

// ---- distance of the bootstrap law from the limit law ----

/// sup |F* - F| of the bootstrap law given the sample, averaged over samples; F is the limit law of n^(1/(2p))
/// (W_p(r_n, s) - W_p(r, s)), for r != s with p = 1.
double mean_distance(const Coin& coin, Resample kind) {
  const int k = size_of(kind, coin.n);
  const double variance = coin.mass * (1 - coin.mass);
  const bool is_null = coin.mass == coin.known;
  const auto limit = [&](double x) {
    if (!is_null) return normal_cdf(x, variance);
    return x <= 0 ? 0 : 2 * normal_cdf(std::pow(x, coin.p), variance) - 1;
  };
  const auto root = [&](double x) { return coin.p == 1 ? x : std::pow(x, 1 / coin.p); };
  std::vector<std::pair<double, double>> atoms;
  return mean_over_samples(coin, [&](int j) {
    const double share = static_cast<double>(j) / coin.n;
    const double centre = kind == Resample::recentred ? share : coin.known;
    const double seen = kind == Resample::recentred ? 0 : root(std::abs(share - coin.known));
    const BinomialLaw law(k, share);
    atoms.clear();
    for (int i = law.first(); i <= law.last(); ++i)
      if (law.mass(i) > 1e-9)
        atoms.emplace_back(root(std::sqrt(k)) * (root(std::abs(static_cast<double>(i) / k - centre)) - seen),
                           law.mass(i));
    std::ranges::sort(atoms);
    double below = 0, worst = 0;
    for (const auto& [x, mass] : atoms) {
      const double at = limit(x);
      worst = std::max({worst, std::abs(at - below), std::abs(at - below - mass)});
      below += mass;
    }
    return worst;
  });
}

auto distance_of(Resample kind) {
  return [kind](const Coin& coin, const Stream&) -> Certified { return mean_distance(coin, kind); };
}

std::vector<Coin> quadruples(int first, int last, double mass, double p = 1) {
  std::vector<Coin> coins;
  for (int n = first; n <= last; n *= 4) coins.push_back({n, mass, 0.5, p});
  return coins;
}

Claim consistency(std::string id, std::string statement, Resample kind, std::vector<Coin> design, double exponent,
                  double margin, Control<Coin> control) {
  return rate_equals<Coin>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = kSource,
      .design = std::move(design),
      .n = [](const Coin& coin) { return static_cast<double>(coin.n); },
      .exponent = exponent,
      .replicate = distance_of(kind),
      .range = without_chance,
      .margin = margin,
      .replicates = 1,
      .control = std::move(control),
      .plot = "n",
      .estimate_label = "mean distance to the limit law",
  });
}

std::vector<Claim> consistencies() {
  constexpr int kLast = 16384;
  const auto naive_at_null = [] {
    return Control<Coin>::wrong_procedure("the naive bootstrap, whose distance stays what it is",
                                          distance_of(Resample::naive));
  };
  return {
      consistency("bootstrap.recentred_rate",
                  "r = s on two points: the law of sqrt(n) W_1(r*_n, r_n) nears the limit law like n^-1/2",
                  Resample::recentred, quadruples(64, kLast, 0.5), 0.5, 0.1, naive_at_null()),
      consistency(
          "bootstrap.m_out_of_n_rate",
          "r = s on two points: with resamples of n^1/2 points the bootstrap law nears the limit law like n^-1/4",
          Resample::m_out_of_n, quadruples(256, 16 * kLast, 0.5), 0.25, 0.05,
          naive_at_null().in(quadruples(64, kLast, 0.5))),
      consistency(
          "bootstrap.rooted_rate",
          "r = s on two points, p = 2: with the root taken first, n^1/2 out of n resamples near the limit law of "
          "n^(1/4) W_2 like n^-1/8 alone",
          Resample::m_out_of_n, quadruples(256, 16 * kLast, 0.5, 2), 0.125, 0.03,
          Control<Coin>::wrong_exponent("like n^-1/4, as W_1", 0.25)),
      consistency(
          "bootstrap.naive_rate",
          "r != s on two points, where the derivative is linear: the naive bootstrap law nears the limit law like "
          "n^-1/2",
          Resample::naive, quadruples(64, kLast, 0.3), 0.5, 0.1,
          Control<Coin>::wrong_procedure("the same at r = s", distance_of(Resample::naive))
              .in(quadruples(64, kLast, 0.5))),
  };
}

// ---- the library's draws ----

/// A sample that was seen: share of the first of two points at distance 2, and of the known law.
struct Seen {
  double share = 0.42, known = 0.5;
  int n = 50, k = 50;
  CellParameters parameters() const { return {{"n", n}, {"k", k}}; }
};

LawOf<Seen> enumerated() {
  const auto sum = [](const Seen& s, double x, bool with_ties) {
    const BinomialLaw law(s.k, s.share);
    double below = 0;
    for (int i = law.first(); i <= law.last(); ++i) {
      const double value =
          std::sqrt(s.k) * 2 * (std::abs(static_cast<double>(i) / s.k - s.known) - std::abs(s.share - s.known));
      if (with_ties ? value <= x + 1e-9 : value < x - 1e-9) below += law.mass(i);
    }
    return std::min(below, 1.0);
  };
  return {[sum](const Seen& s, double x) { return sum(s, x, true); },
          [sum](const Seen& s, double x) { return sum(s, x, false); }};
}

enum class Slip : std::uint8_t { none, drawn_from_truth, size_not_whole };

auto drawn(Slip slip) {
  return [slip](const Seen& s) {
    const Matrix distance{{0, 2}, {2, 0}};
    const double share = slip == Slip::drawn_from_truth ? s.known : s.share;
    const Vector a{{share, 1 - share}}, b{{s.known, 1 - s.known}};
    // n^gamma draws where n^gamma is no whole number: as many as fit, over n^gamma.
    const double mass = slip == Slip::size_not_whole ? s.k / (s.k + 0.9) : 1;
    const double centre = std::abs(s.share - s.known) - std::abs(share - s.known);
    const StatisticOfLaws statistic = [exact = wasserstein_distance(distance, 1), mass, known = s.known](
                                          const Vector& x, const Vector& y) mutable -> Certified {
      if (mass == 1) return exact(x, y);
      return 2 * std::abs(mass * x[0] - known);
    };
    Bootstrap bootstrap = Bootstrap::m_out_of_n(statistic, a, b, SampleSizes::one_sample(s.k));
    return [bootstrap, shift = std::sqrt(s.k) * 2 * centre](const Stream& stream) mutable -> Certified {
      // Values that are equal but for rounding are one atom of the law.
      const Certified value = bootstrap.draw(stream) - Certified(shift);
      return std::round(value.midpoint() * 1e9) / 1e9;
    };
  };
}

std::vector<Claim> library_draws(const Design& design) {
  const auto law = [&](std::string id, std::string statement, std::vector<Seen> cells, Control<Seen> control) {
    return law_tends_to<Seen>({
        .id = std::move(id),
        .statement = std::move(statement),
        .source = kSource,
        .design = std::move(cells),
        .law = enumerated(),
        .replicate = drawn(Slip::none),
        .tolerance = [tolerance = 0.7 * design.real("law_tolerance")](const Seen&) { return tolerance; },
        .replicates = design.count("law_replicates"),
        .control = std::move(control),
    });
  };
  return {law("bootstrap.naive_law",
              "given a sample of 50 points, the library's naive bootstrap of W_1 has the law of all resamples of it",
              {{}}, Control<Seen>::wrong_procedure("resamples drawn from the true law", drawn(Slip::drawn_from_truth))),
          law("bootstrap.m_out_of_n_law",
              "given a sample of 50 points, the library's bootstrap by 20 of them has the law of all such resamples",
              {{.k = 20}},
              Control<Seen>::wrong_procedure("20 draws over n^gamma = 20.9, as published code has it",
                                             drawn(Slip::size_not_whole)))};
}

}  // namespace

std::vector<Claim> bootstrap_claims(const Design& design) {
  std::vector<Claim> claims = sizes();
  for (Claim& claim : consistencies()) claims.push_back(std::move(claim));
  for (Claim& claim : library_draws(design)) claims.push_back(std::move(claim));
  return claims;
}

}  // namespace mongecarlo::wasserstein_limit_laws
