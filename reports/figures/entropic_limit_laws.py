"""Limit laws of entropic transport: distribution functions against their limits, and how the distance falls."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("entropic_limit_laws",)
ONLY_WITH_CLAIM = "enumeration.law_rate"
TITLE = "Limit laws of entropic transport"
CAPTION = (
    "(a) Distribution functions of ρ(T − T₀) and ρ(V − V₀) between three points, n = 4m, with simultaneous bands, and their "
    "normal limits (black). (b) The same of ρ²(V − V₀) on a circle, where the potentials are constant: the limit is a weighted "
    "chi-square law with weights of both signs. (c) Largest distance to the limit law over n, both axes logarithmic: two samples of "
    "two points by simulation, with confidence intervals, and one sample exactly; dotted: slope −1/2. (d) The same for random laws on L × L "
    "grids, ρ (√T − √T₀), with confidence intervals (ε over the median cost in brackets). (e) What keeps the law of V between two points from "
    "its limit, exactly: its mean over the standard deviation, its variance ratio less 1, its skewness. (f) Distribution function of the "
    "rank of what was seen among 39 resamples: T, and V where its potentials are constant (vermillion); black: the uniform law. "
    "Sources: klatt:20, bigot:19."
)


def draw_law(axes, results, claim_id, label, look):
    series = results.series_of(claim_id, "distribution function")[0]
    axes.fill_between(series.x, series.lower, series.upper, color=look["color"], alpha=0.2, linewidth=0)
    axes.plot(series.x, series.y, color=look["color"], linestyle="none", marker=look["marker"], markersize=2.2, label=label)
    axes.plot(series.x, series.reference, color=style.BLACK, linewidth=0.8)


def draw_three_points(axes, results):
    for (claim_id, label), look in zip((("three_points.transport_cost", "$T$"), ("three_points.objective", "$V$")), style.CURVES):
        draw_law(axes, results, claim_id, label, look)
    axes.set(xlabel="$ρ(S − S_0)$", ylabel="distribution function", ylim=(0, 1))
    axes.legend(loc="upper left")


def draw_circle(axes, results):
    draw_law(axes, results, "circle.law", "$V$", style.CURVES[1])
    axes.set(xlabel="$ρ^2(V − V_0)$", ylim=(0, 1))
    axes.legend(loc="upper left")


def draw_distance(axes, results):
    ticks = []
    for (claim_id, label), look in zip((("two_points.approach", "two samples"), ("enumeration.law_rate", "one sample, exact")),
                                       style.CURVES):
        n, cells = style.by_parameter(results.claim(claim_id).arm, "n")
        if not n:
            raise MissingData(f"claim '{claim_id}' has no cells with n and an estimate")
        if claim_id.startswith("enumeration"):
            axes.plot(n, [cells[0].estimate * (n[0] / x) ** 0.5 for x in n], color=style.GREY, linestyle=":", linewidth=0.8)
        style.errorbar(axes, n, cells, color=look["color"], marker=look["marker"], markersize=3, label=label)
        ticks += n
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="distance to the limit law")
    # Intervals that reach zero must not stretch the axis; room for the legend above.
    lowest = min(cell.estimate for claim in ("two_points.approach", "enumeration.law_rate") for cell in results.claim(claim).arm.cells)
    axes.set_ylim(bottom=lowest / 3, top=axes.get_ylim()[1] * 3)
    axes.legend(loc="upper right")


def draw_grids(axes, results):
    for side, look in zip((3, 5, 10), style.CURVES):
        claim_id = f"grid.approach_L{side}"
        n, cells = style.by_parameter(results.claim(claim_id).arm, "n")
        if not n:
            raise MissingData(f"claim '{claim_id}' has no cells with n and an estimate")
        strength = cells[0].parameters["epsilon_over_median"]
        style.errorbar(axes, n, cells, color=look["color"], marker=look["marker"], markersize=3, label=f"$L$ = {side} ({strength:g})")
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="distance to the limit law")
    axes.set_ylim(bottom=0.004, top=2)
    axes.legend(loc="upper right")


def draw_blame(axes, results):
    for (part, label), look in zip((("centre", "mean"), ("spread", "variance"), ("shape", "skewness")), style.CURVES):
        claim_id = f"blame.{part}"
        n, cells = style.by_parameter(results.claim(claim_id).arm, "n")
        if not n:
            raise MissingData(f"claim '{claim_id}' has no cells with n and an estimate")
        axes.plot(n, [cell.estimate for cell in cells], markersize=3, label=label, **look)
    axes.set(xscale="log", yscale="log", xlabel="$n$ = 4$m$", ylabel="departure from the limit")
    style.integer_ticks(axes, n)
    axes.set_ylim(top=axes.get_ylim()[1] * 8)
    axes.legend(loc="upper right")


def draw_ranks(axes, results):
    for (claim_id, label, color), look in zip((("bootstrap.transport_cost", "$T$", style.BLUE),
                                               ("bootstrap.degenerate", "$V$, uniform laws", style.VERMILLION)), style.CURVES):
        series = results.series_of(claim_id, "distribution function")[0]
        axes.plot(series.x, series.y, color=color, linestyle="none", marker=look["marker"], markersize=2.2, label=label)
        axes.plot(series.x, series.reference, color=style.BLACK, linewidth=0.8)
    axes.set(xlabel="rank / 40", ylabel="distribution function", ylim=(0, 1))
    axes.legend(loc="upper left")


def draw(results):
    figure, panels = style.new_figure(style.PAGE_INCHES, 4.6, ncols=3, nrows=2)
    parts = (draw_three_points, draw_circle, draw_distance, draw_grids, draw_blame, draw_ranks)
    for axes, letter, part in zip(panels.flat, "abcdef", parts):
        part(axes, results)
        style.panel_letter(axes, letter)
    return figure
