"""The faults that results planted, and what it took to see them: false twins, and misprints that must be refuted.

Arithmetic on what a result says; nothing is estimated here.
"""

import math
from dataclasses import dataclass

POWER_MISS = 0.01  # resolutions in a result are departures that are seen with probability .99


@dataclass(frozen=True)
class Fault:
    """`statement` is what was planted, `inference` what was concluded of it."""

    claim: object
    statement: str
    inference: object

    @property
    def is_caught(self):
        return self.inference.verdict == "refuted"

    @property
    def size(self):
        """What it is off by, in units of the claim."""
        estimate, truth = self.inference.estimate, self.inference.truth
        return None if estimate is None or truth is None else abs(estimate - truth)

    @property
    def ran(self):
        """Replicates after which it was refuted; sampling stops at the ends of blocks."""
        return self.inference.replicates

    @property
    def needed(self):
        """Replicates for which the size would be the resolution, the departure that is refuted with probability .99; None
        where the result does not say enough: for a bound at every level, where the level that is broken first is another.

        For what must never happen, log .01 / log(1 - share); for means ran (resolution / size)^2, which is too few where
        the range of the replicates, not their spread, holds the bets back.
        """
        size, ran, resolution = self.size, self.ran, self.inference.resolution
        if not size or not ran or self.inference.slack is not None:
            return None
        if ran == 1 or resolution is None:
            return 1 if ran == 1 else None
        if math.isclose(resolution, 1 - POWER_MISS ** (1 / ran), rel_tol=1e-9):
            return 1 if size >= 1 else math.ceil(math.log(POWER_MISS) / math.log1p(-size))
        return math.ceil(ran * (resolution / size) ** 2)


def faults(claims):
    """Every fault of these claims, in their order."""
    for claim in claims:
        if claim.expected == "refuted":
            yield Fault(claim, f"as stated: {claim.arm.statement}", claim.arm.summary)
        elif claim.false_twin:
            yield Fault(claim, claim.false_twin.statement, claim.false_twin.summary)


# The mistakes that code and papers of this field are known for, and the claims whose fault each is: simulation, then ids; an
# id that ends in a dot stands for all whose ids begin so, one for each kernel.
CLASSICS = {
    "values": (
        ("a root taken, or not: W_p for W_p^p", {"divergences": ("axioms.triangle", "diracs.w2"), "sliced": ("translation.squared",),
                                                 "gradient_exchange": ("exchange.wasserstein", "envelope.wasserstein"),
                                                 "minibatch_unbiasedness": ("order.rooted_kernel",)}),
        ("the transport part T for the objective V", {"sinkhorn_convergence": ("limit.large_epsilon",),
                                                      "entropic_limit_laws": ("two_points.transport_variance", "enumeration.transport_variance"),
                                                      "sinkhorn_divergence": ("value.two_points", "null.transport_parts"),
                                                      "gradient_exchange": ("envelope.entropic_transport_cost",)}),
        ("the objective V for the cost of its plan", {"minibatch_plan": ("complete.cost_identity",)}),
        ("the entropy form E for V", {"sinkhorn_convergence": ("convention.entropy",),
                                        "entropic_limit_laws": ("two_points.entropy_objective",)}),
        ("+ epsilon lost in the dual", {"stochastic_dual": ("dual.as_printed", "dual.drawn_value")}),
        ("epsilon for lambda or 2 lambda; |x-y|^2 for half of it", {"sinkhorn_convergence": ("convention.scaling",),
                                                                    "entropic_sample_complexity": ("divergence.constant",)}),
        ("the cost transposed", {"sinkhorn_convergence": ("convention.transposed",)}),
        ("debiased by whole self-terms, or on one side", {"gradient_exchange": ("minimiser.debiased",),
                                                          "sinkhorn_divergence": ("symmetric",)}),
        ("self-terms on batches that share points", {"minibatch_unbiasedness": ("self_term.disjoint", "self_term.overlapping",
                                                                                "debiased.intervals")}),
        ("unbalanced transport without the mass terms", {"unbalanced_minibatch": ("mass.identity", "limit.small_tau_rate")}),
        ("one tau for two", {"unbalanced_minibatch": ("dirac.unit_masses", "mass.entries_below_dirac", "unbiased.batches_of_one"),
                             "outlier_robustness": ("lemma.factor_tau",)}),
        ("the cost of the plan for the value of unbalanced transport", {"unbalanced_minibatch": ("dirac.transport_part_as_value",)}),
        ("1/(3m) for 1/(3(m+1))", {"minibatch_unbiasedness": ("loss.value_at_equality",)}),
    ),
    "sampling": (
        ("batches with replacement for without", {
            "minibatch_unbiasedness": ("incomplete.unbiased", "incomplete.unbiased.", "given_data.unbiased."),
            "minibatch_plan": ("row_mass.law", "row_mass.variance", "marginals.l1_error", "closed_form.incomplete_unbiased",
                               "two_class.cross_mass"),
            "minibatch_gromov": ("spirals.unbiased",), "unbalanced_minibatch": ("unbiased.value",)}),
        ("one index set for both sides", {"minibatch_unbiasedness": ("complete.same_indices",),
                                          "unbalanced_minibatch": ("order.nonincreasing_in_m",)}),
        ("m-tuples under the normaliser of subsets", {"minibatch_unbiasedness": ("complete.subsets", "complete.tuples_as_printed")}),
        ("weights drawn without replacement, batch weights 1/m", {
            "minibatch_plan": ("weighted.with_replacement", "weighted.without_replacement", "weighted.successive_as_practised",
                               "weighted.sampler")}),
        ("one stream for both samples", {"minibatch_unbiasedness": ("complete.unbiased",)}),
        ("a set of pairs for independent pairs", {"minibatch_deviation": ("variance.set_of_pairs", "variance.set_as_printed")}),
        ("sources drawn uniformly whatever their weights", {"stochastic_dual": ("average.constant", "average_gradient.rate")}),
        ("a multinomial sample of n - 1 draws", {"wasserstein_limit_laws": ("enumeration.two_points", "enumeration.tree",
                                                                            "enumeration.ultrametric")}),
        ("a bootstrap from the truth", {"wasserstein_limit_laws": ("bootstrap.naive_law",)}),
        ("m out of n where n^gamma is no whole number", {"wasserstein_limit_laws": ("bootstrap.m_out_of_n_law",)}),
    ),
    "bounds": (
        ("half of the range for M", {"minibatch_deviation": ("deviation.witness", "deviation.range_as_printed")}),
        ("2n for n, 2k for k", {"minibatch_deviation": ("deviation.hoeffding_u_statistic",), "minibatch_plan": ("row_mass.range_bound",)}),
        ("the larger sample counted", {"minibatch_deviation": ("deviation.two_sample_sizes",)}),
        ("the term in k left out", {"minibatch_deviation": ("deviation.batch_term",)}),
        ("the square root left out", {"minibatch_plan": ("row_mass.published_bound",)}),
        ("log(2/d) for log(4/d)", {"minibatch_deviation": ("deviation.proof_budget", "deviation.proof_budget_as_printed")}),
        ("the bound of one row for all of them", {"minibatch_plan": ("row_mass.every_row",)}),
        ("epsilon left out of the range of unbalanced transport", {"unbalanced_minibatch": ("deviation.range", "deviation.witness")}),
        ("exp(-m/tau) or exp(-m/(4 tau)) in the robustness lemma", {"outlier_robustness": ("lemma.attained", "lemma.exponent_of_4_tau")}),
        ("the nearest point for the mean cost of an outlier", {"outlier_robustness": ("lemma.constant_one",)}),
        ("potentials that are not centred", {"outlier_robustness": ("balanced.lower_bound", "balanced.lower_bound_attained")}),
        ("a bound read as the size of what it bounds", {"minibatch_deviation": ("fluctuation.square_root_of_m_over_n",),
                                                        "entropic_sample_complexity": ("approximation.as_equality",
                                                                                       "constant.large_epsilon")}),
        ("the constant of densities for all measures", {"entropic_sample_complexity": ("approximation.constant_of_densities",)}),
    ),
    "statistics": (
        ("n for nm/(n+m)", {"entropic_limit_laws": ("two_points.plan", "three_points.transport_cost", "bootstrap.objective",
                                                    "bootstrap.transport_cost", "bootstrap.plan"),
                             "wasserstein_limit_laws": ("null.two_points", "null.grid", "size.limit_law", "alternative.two_points")}),
        ("1/p for 1/(2p)", {"wasserstein_limit_laws": ("null.tree", "enumeration.mean_rate_1", "enumeration.mean_rate_2")}),
        ("the weights of two samples swapped", {"entropic_limit_laws": (
            "two_points.transport_cost", "two_points.objective", "three_points.plan", "enumeration.objective_variance",
            "enumeration.entropy_variance"), "wasserstein_limit_laws": ("alternative.line", "enumeration.alternative_variance")}),
        ("a variance half as large", {"entropic_limit_laws": ("two_points.objective_variance", "grid.spread")}),
        ("a centre that is not the population's value", {"entropic_limit_laws": ("two_points.approach", "grid.law", "grid.centre",
                                                                                 "grid.approach_L3", "grid.approach_L5", "grid.approach_L10")}),
        ("a variance that is not centred", {"entropic_limit_laws": ("three_points.objective",),
                                            "wasserstein_limit_laws": ("alternative.grid",)}),
        ("batch values taken for independent of the data", {"minibatch_deviation": ("variance.decomposition", "deviation.bound.")}),
        ("sqrt(n) where the first order vanishes", {"entropic_limit_laws": ("degenerate.rate",),
                                                   "entropic_sample_complexity": ("torus.rate_d1", "torus.rate_d3", "torus.rate_d5"),
                                                   "sinkhorn_divergence": ("null.rate",)}),
        ("the naive bootstrap where the first order vanishes", {
            "entropic_limit_laws": ("bootstrap.degenerate",),
            "wasserstein_limit_laws": ("size.naive", "size.recentred", "size.directional", "size.m_out_of_n")}),
        ("no bias of order 1/n, or half of it", {"entropic_limit_laws": ("enumeration.bias",),
                                                 "entropic_sample_complexity": ("hypercube.bias", "torus.bias"),
                                                 "minibatch_unbiasedness": ("plug_in.bias",)}),
        ("1/2 lost in the null law", {"sinkhorn_divergence": ("null.law",)}),
    ),
    "rates": (
        ("the rate of W_p^p for the root", {"curse_of_dimension": ("root.atoms", "cube.as_equality")}),
        ("another growth with the dimension", {"entropic_sample_complexity": ("hypercube.constant", "torus.bias_by_dimension",
                                                                              "hypercube.rate_d5", "hypercube.rate_d10")}),
        ("another dimension, or the logarithm between two regimes", {"curse_of_dimension": ("tree.rate_s1", "tree.rate_s2", "tree.rate_s3",
                                                                                            "tree.rate_s4")}),
        ("a correction left out at the n that are run", {"curse_of_dimension": ("tree.rate_s3_uncorrected",)}),
        ("lambda or sigma for its square", {"sinkhorn_convergence": ("rate.two_points", "rate.random")}),
        ("ascent for descent", {"gradient_exchange": ("fit.ascent", "fit.location", "translation.gradient")}),
    ),
    "solvers": (
        ("Sinkhorn stopped after some iterations", {"domain_adaptation": ("training.entropic_residual",)}),
        ("one optimum taken for all where there are ties", {"wasserstein_limit_laws": ("alternative.tied",),
                                                            "gradient_exchange": ("clarke.tie",)}),
        ("the cost d for d^p, or a dual of another cost", {"wasserstein_limit_laws": ("enumeration.line", "null.closed_forms")}),
    ),
}


def classics(claims):
    """(theme, mistake, its faults) for every classic mistake that the claims speak of."""
    found = list(faults(claims))
    for theme, mistakes in CLASSICS.items():
        for mistake, places in mistakes:
            own = [f for f in found if _is_named(f.claim, places.get(f.claim.simulation, ()))]
            if own:
                yield theme, mistake, own


def _is_named(claim, names):
    return any(claim.id.startswith(name) if name.endswith(".") else claim.id == name for name in names)
