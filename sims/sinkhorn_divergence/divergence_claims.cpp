#include "sinkhorn_divergence/parts.hpp"
#include "sinkhorn_divergence/random_pair.hpp"

namespace mongecarlo::sinkhorn_divergence {
namespace {

std::vector<Pair> universal_kernels(double step) {
  std::vector<Pair> cells;
  for (double power : {1.0, 2.0})
    for (double epsilon : {0.1, 0.5, 5.0}) cells.push_back({.power = power, .epsilon = epsilon, .step = step});
  return cells;
}

Claim always(const Design& design, std::string id, std::string statement, std::string source, std::vector<Pair> cells,
             ReplicateOf<Pair> slack, Control<Pair> control, ClaimKind kind = ClaimKind::order) {
  return holds_always<Pair>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = std::move(source),
      .design = std::move(cells),
      .replicate = std::move(slack),
      .replicates = design.count("draws"),
      .control = std::move(control),
      .margin = 0.02,
      .kind = kind,
  });
}

// ---- positive, and zero at equality alone ----

auto at_least(double least, Loss loss) {
  return of_random_measures([least, loss](Losses& losses, const Measures& measures) {
    return (losses.*loss)(measures.a, measures.b) - Certified(least - kRounding);
  });
}

Claim positive(const Design& design) {
  std::vector<Pair> cells = universal_kernels(1);
  for (const Pair& near : universal_kernels(0.05)) cells.push_back(near);
  return always(design, "positive", "S(a, b) >= 0 for |x - y| and |x - y|^2 on a bounded set, near a = b too",
                "feydy:19, Theorem 1", std::move(cells), at_least(0, &Losses::divergence),
                Control<Pair>::wrong_procedure("for |x - y|^4 too", at_least(0, &Losses::divergence))
                    .in({{.power = 4, .epsilon = 2, .step = 0.5}}));
}

/// The same measure with its points in another order.
Cloud reversed(const Cloud& a) { return {a.points.colwise().reverse(), a.weights.reverse()}; }

Claim zero(const Design& design) {
  const auto smallness = [](Loss loss) {
    return of_random_measures([loss](Losses& losses, const Measures& measures) {
      return Certified(kRounding) - absolute((losses.*loss)(measures.a, reversed(measures.a)));
    });
  };
  return always(design, "zero_at_equality", "S(a, a) = 0 (to 1e-9)", "feydy:19, Theorem 1", universal_kernels(1),
                smallness(&Losses::divergence),
                Control<Pair>::wrong_procedure("V(a, a) = 0", smallness(&Losses::value)), ClaimKind::identity);
}

/// a turned about its mean: another measure with the same mean.
Cloud turned(const Cloud& a) {
  Cloud other = a;
  other.points = (-a.points).rowwise() + 2 * mean(a);
  return other;
}

Claim zero_only_there(const Design& design) {
  const auto divergence = [](Losses& losses, const Measures& measures) {
    return losses.divergence(measures.a, turned(measures.a)) - Certified(kRounding);
  };
  const auto means = [](Losses&, const Measures& measures) -> Certified {
    return (mean(measures.a) - mean(turned(measures.a))).squaredNorm() - kRounding;
  };
  return always(design, "zero_only_there", "S(a, b) > 0 for a measure and its reflection about its mean",
                "feydy:19, Theorem 1", {{.power = 2, .epsilon = 0.1}, {.power = 2, .epsilon = 0.5}, {.power = 1}},
                of_random_measures(divergence),
                Control<Pair>::wrong_procedure("the limit of large epsilon in its place, which sees the means alone",
                                               of_random_measures(means)));
}

Claim symmetric(const Design& design) {
  const auto asymmetry = [](bool is_debiased_twice) {
    return of_random_measures([is_debiased_twice](Losses& losses, const Measures& measures) {
      const auto loss = [&](const Cloud& a, const Cloud& b) {
        return is_debiased_twice ? losses.divergence(a, b) : losses.value(a, b) - losses.value(b, b);
      };
      return Certified(kRounding) - absolute(loss(measures.a, measures.b) - loss(measures.b, measures.a));
    });
  };
  return always(design, "symmetric", "S(a, b) = S(b, a)", "feydy:19", universal_kernels(1), asymmetry(true),
                Control<Pair>::wrong_procedure("V(a, b) - V(b, b), debiased on one side", asymmetry(false)),
                ClaimKind::identity);
}

// ---- convexity ----

auto convexity() {
  return of_random_measures([](Losses& losses, const Measures& measures) {
    const Cloud &a = measures.a, &b = measures.b, &other = measures.other;
    return 0.5 * (losses.divergence(a, b) + losses.divergence(other, b)) - losses.divergence(middle(a, other), b) +
           Certified(kRounding);
  });
}

Claim convex(const Design& design) {
  return always(design, "convex_in_each", "S(., b) is convex", "feydy:19, Theorem 1", universal_kernels(1), convexity(),
                Control<Pair>::wrong_procedure("for |x - y|^4 too", convexity()).in({{.power = 4, .epsilon = 2}}));
}

/// V is convex in each argument, and falls short of it along the diagonal.
Claim jointly_convex(const Design& design) {
  const auto along_the_diagonal = [](Losses& losses, const Measures& measures) {
    const Cloud &a = measures.a, &other = measures.other;
    const Cloud half = middle(a, other);
    return 0.5 * (losses.value(a, a) + losses.value(other, other)) - losses.value(half, half) + Certified(kRounding);
  };
  return always(design, "value.jointly_convex", "V is jointly convex: a -> V(a, a) is convex",
                "a slip; refuted with Diracs, V(delta, delta) = 0", {{.epsilon = 0.1}, {.epsilon = 1}},
                of_random_measures(along_the_diagonal), CorrectedBy{"convex_in_each"});
}

// ---- what V itself does ----

auto excess_over_self(Loss loss) {
  return of_random_measures([loss](Losses& losses, const Measures& measures) {
    return (losses.*loss)(measures.a, measures.b) - (losses.*loss)(measures.b, measures.b) + Certified(kRounding);
  });
}

Claim least_at_equality(const Design& design) {
  return always(design, "value.least_at_equality", "V(a, b) >= V(b, b): V needs no debiasing",
                "a slip; its minimiser is shrunk", {{.epsilon = 0.2, .step = 0.05}}, excess_over_self(&Losses::value),
                CorrectedBy{"value.prefers_a_dirac"});
}

/// V(delta_m, b) = int |x - m|^2 db = E C / 2 for the costs C of b x b, and with log's concavity and exp(-t) <= 1 - t +
/// t^2 / 2, V(b, b) >= -epsilon log E exp(-C / epsilon) >= E C - E C^2 / (2 epsilon) > E C / 2 where epsilon > max C.
Claim prefers_a_dirac(const Design& design) {
  const auto gain = [](Loss loss) {
    return of_random_measures([loss](Losses& losses, const Measures& measures) {
      const Cloud dirac{mean(measures.b), Vector::Ones(1)};
      return (losses.*loss)(measures.b, measures.b) - (losses.*loss)(dirac, measures.b);
    });
  };
  return always(design, "value.prefers_a_dirac",
                "V(delta, b) < V(b, b) for |x - y|^2, the mean of b and epsilon above the largest cost",
                "peyre:19; derived here", {{.epsilon = 2.1}, {.epsilon = 20}}, gain(&Losses::value),
                Control<Pair>::wrong_procedure("S for V", gain(&Losses::divergence)));
}

}  // namespace

std::vector<Claim> divergence_claims(const Design& design) {
  return {positive(design), zero(design),           zero_only_there(design),   symmetric(design),
          convex(design),   jointly_convex(design), least_at_equality(design), prefers_a_dirac(design)};
}

}  // namespace mongecarlo::sinkhorn_divergence
