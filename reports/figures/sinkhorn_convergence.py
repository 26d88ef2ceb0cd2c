"""How fast Sinkhorn's iteration converges, against its bounds."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("sinkhorn_convergence",)
ONLY_WITH_CLAIM = "rate.over_cycles"
TITLE = "Convergence of Sinkhorn's iteration"
CAPTION = (
    "(a) Error of the plain iteration in Hilbert's metric after k cycles, two points: below the contraction bound λ²ᵏ (line); open "
    "squares: the symmetric problem of the false twin, which attains the bound and so breaks λ³ᵏ (dashed). (b) Factor by which a "
    "cycle shrinks the error over ε, against σ₁² of the optimal plan (line) and σ₁, the rate of half a cycle (dashed, refuted). "
    "(c) Dual gap V − D after k cycles of the problem that nearly attains the bound R²/(2ε(2k − 1) + R) (line); dashed: half of it, "
    "refuted. Nothing here is random but the starts of (b). Sources: franklin:89, peyre:19, dvurechensky:18."
)


def cells_of(arm, claim_id, parameter):
    at, cells = style.by_parameter(arm, parameter) if arm else ([], [])
    if not at:
        raise MissingData(f"claim '{claim_id}' has no cells with {parameter} and an estimate")
    return at, cells


def draw_claim(axes, results, claim_id, parameter, labels):
    """Estimates, the truth as a line, and the twin's truth dashed."""
    claim = results.claim(claim_id)
    at, cells = cells_of(claim.arm, claim_id, parameter)
    axes.plot(at, [cell.truth for cell in cells], color=style.BLUE, label=labels[0])
    axes.plot(at, [cell.estimate for cell in cells], color=style.BLACK, marker="o", markersize=3.5, linestyle="none",
              label="plain Sinkhorn")
    if claim.false_twin:
        x, twins = cells_of(claim.false_twin, claim_id, parameter)
        axes.plot(x, [cell.truth for cell in twins], color=style.VERMILLION, linestyle="--", label=labels[1])
    return claim


def draw_cycles(axes, results):
    claim = draw_claim(axes, results, "rate.over_cycles", "k", ("bound $λ^{2k}$", "false twin: $λ^{3k}$"))
    if claim.false_twin:
        k, twins = cells_of(claim.false_twin, claim.id, "k")
        axes.plot(k, [cell.estimate for cell in twins], marker="s", linestyle="none", label="symmetric problem", **style.TWIN)
    axes.set(yscale="log", xlabel="cycles $k$", ylabel="error in Hilbert's metric")
    axes.legend(loc="lower left")


def draw_rate(axes, results):
    draw_claim(axes, results, "rate.two_points", "epsilon", ("$σ_1^2$", "false twin: $σ_1$"))
    axes.set(xscale="log", xlabel="$ε$", ylabel="error over the one before", ylim=(0, 0.8))
    style.integer_ticks(axes, [0.2, 0.5, 1, 2])
    axes.legend(loc="upper right")


def draw_gap(axes, results):
    draw_claim(axes, results, "gap.over_cycles", "k", ("bound", "false twin: half"))
    axes.set(xlabel="cycles $k$", ylabel="dual gap V − D", ylim=(0, 1.15))
    axes.legend(loc="upper right")


def draw(results):
    figure, panels = style.new_figure(style.PAGE_INCHES, 2.5, ncols=3)
    for axes, letter, part in zip(panels, "abc", (draw_cycles, draw_rate, draw_gap)):
        part(axes, results)
        style.panel_letter(axes, letter)
    return figure
