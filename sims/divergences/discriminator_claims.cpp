#include <cmath>
#include <numbers>

#include "divergences/parts.hpp"
#include "divergences/random_measures.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/phi_divergence.hpp"

namespace mongecarlo::divergences {
namespace {

constexpr double kRounding = 1e-12;

/// Data alpha and generated beta on a finite space, and a discriminator D.
struct Game {
  int atoms = 6;
  CellParameters parameters() const { return {{"atoms", atoms}}; }
};

/// The best discriminator is alpha / (alpha + beta); this one weighs alpha by another factor at each atom. D and 1 - D
/// are kept apart, since either may be small.
struct Round {
  Vector alpha, beta, d, one_less_d;

  Round(const Game& s, const Stream& stream, double largest_tilt)
      : alpha(random_weights(s.atoms, stream.purpose("alpha"))), beta(random_weights(s.atoms, stream.purpose("beta"))) {
    Stream draws = stream.purpose("discriminator");
    const Vector tilted =
        alpha.unaryExpr([&](double mass) { return mass * std::exp(largest_tilt * (2 * draws.uniform() - 1)); });
    d = tilted.array() / (tilted + beta).array();
    one_less_d = beta.array() / (tilted + beta).array();
  }
  double mean_log_of_data() const { return alpha.dot(d.array().log().matrix()); }
  double mean_log_of_generated() const { return beta.dot(one_less_d.array().log().matrix()); }
  double jensen_shannon() const {
    return phi_divergence(PhiDivergence::jensen_shannon, as_span(view(alpha)), as_span(view(beta)));
  }
};

double loss(const Round& round) { return round.mean_log_of_data() + round.mean_log_of_generated(); }
double printed_loss(const Round& round) { return round.mean_log_of_data() * round.mean_log_of_generated(); }
double best_loss(const Round& round) { return 2 * round.jensen_shannon() - 2 * std::numbers::ln2; }

Claim attained(const Design& design) {
  const auto departure = [](double factor) {
    return [factor](const Game& s, const Stream& stream) {
      const Round round(s, stream, 0);
      return Certified(kRounding - std::abs(loss(round) - best_loss(round) * factor));
    };
  };
  return holds_always<Game>({
      .id = "discriminator.attained",
      .statement = "E log D(x) + E log(1 - D(y)) = 2 JS(alpha, beta) - 2 log 2 for D = alpha / (alpha + beta)",
      .source = "goodfellow:14",
      .design = {{2}, {6}, {20}},
      .replicate = departure(1),
      .replicates = design.count("orders"),
      .control = Control<Game>::wrong_procedure("JS(alpha, beta) - log 2", departure(0.5)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

/// factor (2 JS - 2 log 2) - what the game pays.
auto slack_below_best(double (*of)(const Round&), double factor = 1) {
  return [of, factor](const Game& s, const Stream& stream) {
    const Round round(s, stream, 1);
    return Certified(factor * best_loss(round) - of(round) + kRounding);
  };
}

Claim largest(const Design& design) {
  return holds_always<Game>({
      .id = "discriminator.largest",
      .statement =
          "for every D the loss of the game is at most 2 JS - 2 log 2: its maximum is a Jensen-Shannon divergence",
      .source = "goodfellow:14",
      .design = {{2}, {6}, {20}},
      .replicate = slack_below_best(loss),
      .replicates = design.count("orders"),
      .control = Control<Game>::wrong_procedure("at most 4 JS - 4 log 2", slack_below_best(loss, 2)),
      .estimate_label = "share of violations",
  });
}

Claim as_printed(const Design& design) {
  return holds_always<Game>({
      .id = "discriminator.as_printed",
      .statement = "as printed, without the + and a -: E log D(x) times E log(1 - D(y)) is at most 2 JS - 2 log 2",
      .source = "Fatras 2021, thesis defence (misprint)",
      .design = {{6}},
      .replicate = slack_below_best(printed_loss),
      .replicates = design.count("orders"),
      .control = CorrectedBy{"discriminator.largest"},
      .estimate_label = "share of violations",
  });
}

}  // namespace

std::vector<Claim> discriminator_claims(const Design& design) {
  return {attained(design), largest(design), as_printed(design)};
}

}  // namespace mongecarlo::divergences
