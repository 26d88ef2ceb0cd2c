"""The curse of dimension: where it is, where it is weaker, and how its exponents are read off."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("curse_of_dimension",)
ONLY_WITH_CLAIM = "cube.d3"
TITLE = "The curse of dimension"
CAPTION = (
    "(a) Exact means of W₁ between n draws and the uniform law on a regular tree of dimension s, over n; dotted: slopes −1/s from "
    "the last point (s = 2: with log n), which the means bend towards slowly. (b) E W₂² between two samples of n points of the torus "
    "in d dimensions, with simultaneous intervals. (c) Exponents read off, with their intervals, against the theorem (vertical bar) "
    "and the exponent of the false twin (cross): two samples of the torus, cubes, atoms and separated laws. (d) Distribution function of "
    "√n (W₂²(μₙ, ν) − W₂²(μ, ν)) for few and for many draws in the plane against two atoms, with bands, and its normal limit. Sources: fournier:15, "
    "weed:19, goldman:21, ambrosio:19, manole:24, hundrieser:24."
)
TREES = (("tree.rate_s1", 1), ("tree.rate_s2", 2), ("tree.rate_s3", 3), ("tree.rate_s4", 4))
TORUS = (("cube.d2", 2), ("cube.d3", 3), ("cube.d5", 5), ("cube.d8", 8))
LAW = "adaptation.limit_law"
EXPONENTS = (
    ("cube.d2", "torus, d = 2, W₂²"), ("cube.d3", "d = 3"), ("cube.d5", "d = 5"), ("cube.d8", "d = 8"),
    ("cube.bound_d3", "cube, d = 3, W₁ (bound)"), ("cube.bound_d5", "d = 5 (bound)"), ("root.atoms", "two atoms, W₂"),
    ("root.density", "interval, W₂"), ("adaptation.two_atoms", "d = 20 against atoms"), ("smooth.separated", "apart, d = 6 (bound)"),
)


def cells_of(results, claim_id):
    n, cells = style.by_parameter(results.claim(claim_id).arm, "n")
    if not n:
        raise MissingData(f"claim '{claim_id}' has no cells with n and an estimate")
    return n, cells


def draw_trees(axes, results):
    for (claim_id, dimension), look in zip(TREES, style.CURVES):
        n, cells = cells_of(results, claim_id)
        axes.plot(n, [cell.estimate for cell in cells], markersize=3, label=f"$s$ = {dimension}", **look)
        slope = -1 / max(dimension, 2)
        axes.plot(n, [cells[-1].estimate * (x / n[-1]) ** slope for x in n], color=style.GREY, linestyle=":", linewidth=0.7)
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="E $W_1$")
    axes.legend(loc="upper right")


def draw_torus(axes, results):
    for (claim_id, dimension), look in zip(TORUS, style.CURVES):
        n, cells = cells_of(results, claim_id)
        axes.plot(n, [cell.estimate for cell in cells], linewidth=0.8, **{**look, "marker": "none"})
        style.errorbar(axes, n, cells, color=look["color"], marker=look["marker"], markersize=3, label=f"$d$ = {dimension}")
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="E $W_2^2$")
    style.integer_ticks(axes, n)
    axes.set_ylim(bottom=axes.get_ylim()[0] * 0.3)
    axes.legend(loc="lower left", ncols=2)


def draw_exponents(axes, results):
    for row, (claim_id, label) in enumerate(EXPONENTS):
        claim = results.claim(claim_id)
        arm = claim.arm.summary
        if arm.estimate is None:
            raise MissingData(f"claim '{claim_id}' has no estimate")
        low, high = arm.interval or (arm.estimate, arm.estimate)
        axes.errorbar([arm.estimate], [row], xerr=[[arm.estimate - low], [high - arm.estimate]], color=style.BLUE, marker="o",
                      markersize=3.5, elinewidth=0.9)
        if arm.truth is not None:
            axes.plot([arm.truth], [row], color=style.BLACK, marker="|", markersize=10, linestyle="none")
        twin = claim.false_twin.summary if claim.false_twin else None
        if twin and twin.truth is not None and twin.truth != arm.truth:
            axes.plot([twin.truth], [row], color=style.VERMILLION, marker="x", markersize=4, linestyle="none")
    axes.set_yticks(range(len(EXPONENTS)), [label for _, label in EXPONENTS])
    axes.invert_yaxis()
    axes.set(xlabel="exponent of $1/n$", xlim=(0, 1.1))


def draw_limit_law(axes, results):
    claim = results.claim(LAW)
    curves = sorted((s for s in results.series_of(LAW, "distribution function") if s.x), key=lambda s: s.cell or 0)
    if not curves:
        raise MissingData(f"series '{LAW}/distribution function' has no values")
    for series, look in zip((curves[0], curves[-1]), style.CURVES[1:]):
        n = claim.arm.cells[series.cell or 0].parameters.get("n")
        axes.plot(series.x, series.y, color=look["color"], linestyle=look["linestyle"], label=f"$n$ = {n:g}")
        if series.lower and series.upper:
            axes.fill_between(series.x, series.lower, series.upper, color=look["color"], alpha=0.2, linewidth=0)
    axes.plot(curves[-1].x, curves[-1].reference, color=style.BLACK, linewidth=0.8, label="normal limit")
    axes.set(xlabel="√n (W₂² of the sample − W₂² of the law)", ylabel="probability")
    axes.legend(loc="upper left")


def draw(results):
    figure, panels = style.new_figure(style.PAGE_INCHES, 5.2, ncols=2, nrows=2)
    for axes, letter, part in zip(panels.flat, "abcd", (draw_trees, draw_torus, draw_exponents, draw_limit_law)):
        part(axes, results)
        style.panel_letter(axes, letter)
    return figure
