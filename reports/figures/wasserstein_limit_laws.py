"""Limit laws of Wasserstein distances: distribution functions against their limits, and what bootstrap tests do."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("wasserstein_limit_laws",)
ONLY_WITH_CLAIM = "bootstrap.naive_size"
TITLE = "Limit laws of Wasserstein distances on finite spaces"
CAPTION = (
    "(a) r = s on three points of the line, n = 4m: distribution functions of $ρ^{1/p} W_p$ with simultaneous (DKW) bands and the "
    "limit laws (black), which are not normal. (b) r ≠ s: $ρ(W_2 − W_2(r, s))$ is normal where the potentials are unique; where r "
    "and s agree on one side of a gap, $ρ(W_1 − W_1(r, s))$ is not, and its mean is not zero. (c) Exact size of the test of r = s "
    "at level 5 % with three bootstrap laws, two points, p = 1, over n (logarithmic): the naive bootstrap ends at twice its level. "
    "Sources: sommerfeld:18, fang:19."
)
LEVEL = 0.05


def law_of(results, claim_id, **wanted):
    """The distribution function of the claim's cell with these parameters; the last one where several have them."""
    cells = results.claim(claim_id).arm.cells
    curves = results.series_of(claim_id, "distribution function")
    fitting = [series for series in curves
               if all(cells[series.cell].parameters.get(name) == value for name, value in wanted.items())]
    if not fitting:
        raise MissingData(f"claim '{claim_id}' has no distribution function with {wanted}")
    return fitting[-1]


def draw_law(axes, series, label, look):
    axes.fill_between(series.x, series.lower, series.upper, color=look["color"], alpha=0.2, linewidth=0)
    axes.plot(series.x, series.y, color=look["color"], linestyle="none", marker=look["marker"], markersize=2.2, label=label)
    axes.plot(series.x, series.reference, color=style.BLACK, linewidth=0.8)


def draw_null(axes, results):
    for p, look in zip((1, 2), style.CURVES):
        draw_law(axes, law_of(results, "null.line", p=p), f"p = {p}", look)
    axes.set(xlabel="$ρ^{1/p} W_p(r_n, r'_m)$", ylabel="distribution function", ylim=(0, 1), xlim=(0, None))
    axes.legend(loc="lower right")


def draw_alternative(axes, results):
    draw_law(axes, law_of(results, "alternative.line"), "unique, p = 2", style.CURVES[0])
    draw_law(axes, law_of(results, "alternative.tied"), "tied, p = 1", style.CURVES[1])
    axes.set(xlabel="$ρ(W_p − W_p(r, s))$", ylim=(0, 1))
    axes.legend(loc="upper left")


def draw_sizes(axes, results):
    for name, look in zip(("recentred", "m out of n, m = sqrt(n)"), style.CURVES):
        (curve,) = results.series_of("bootstrap.naive_size", name)
        axes.plot(curve.x, curve.y, color=look["color"], linestyle=look["linestyle"], marker=look["marker"], markersize=2.5, label=name)
    (naive,) = results.series_of("bootstrap.naive_size", "naive")
    axes.plot(naive.x, naive.y, marker="s", label="naive", **style.TWIN)
    axes.axhline(LEVEL, color=style.GREY, linewidth=0.6, linestyle=":")
    axes.set(xscale="log", xlabel="$n$", ylabel="size of the test", ylim=(0, None))
    axes.legend(loc="upper right")


def draw(results):
    figure, panels = style.new_figure(style.PAGE_INCHES, 2.5, ncols=3)
    for axes, letter, part in zip(panels, "abc", (draw_null, draw_alternative, draw_sizes)):
        part(axes, results)
        style.panel_letter(axes, letter)
    return figure
