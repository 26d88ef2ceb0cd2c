"""Stochastic ascent on the dual: averages close in like k^-1/2, last iterates like k^-1/4, and wrong draws not at all."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("stochastic_dual",)
ONLY_WITH_CLAIM = "average.rate"
TITLE = "How far stochastic ascent is from the optimum"
CAPTION = (
    "Mean root √(V − H) of the distance of the semi-dual (of the dual, for the ascent on pairs) from the optimal value over the "
    "number of draws k, two points a side, both axes logarithmic, with confidence intervals. Hollow: drawn uniformly whatever the "
    "weights, which stays away from the optimum. Grey lines have slopes −1/4 (the published bound, and the last iterate) and −1/2 "
    "(the average). Sources: genevay:16, polyak:92."
)
CURVES = {"average.rate": "average", "last.rate": "last iterate", "average.published_rate": "average, skewed weights",
          "dual_ascent.rate": "average, ascent on pairs"}
TWINS = {"average.published_rate", "dual_ascent.rate"}


def positive(arm):
    steps, cells = style.by_parameter(arm, "steps") if arm else ([], [])
    kept = [(k, c) for k, c in zip(steps, cells) if c.estimate > 0]
    return [k for k, _ in kept], [c for _, c in kept]


def draw_curve(axes, arm, label=None, line="-", **look):
    steps, cells = positive(arm)
    if not cells:
        return []
    style.errorbar(axes, steps, cells, **{"markersize": 3.4, **look}, label=label)
    axes.plot(steps, [c.estimate for c in cells], color=look["color"], linewidth=0.9, zorder=2, linestyle=line)
    return [c.estimate for c in cells]


def draw_slopes(axes, first, last, top):
    for slope, name in ((-0.25, "−1/4"), (-0.5, "−1/2")):
        end = top * (last / first) ** slope
        axes.plot([first, last], [top, end], color=style.GREY, linewidth=0.8, linestyle=":", zorder=1)
        axes.text(last * 1.08, end, name, color=style.GREY, va="center")


def draw(results):
    figure, axes = style.new_figure(style.COLUMN_INCHES, 3.0)
    axes.set(xscale="log", yscale="log", xlabel="draws $k$", ylabel="mean root of the distance\nfrom the optimal value")
    present = {claim.id: claim for claim in results.claims() if claim.id in CURVES}
    values, steps = [], []
    for look, (claim_id, name) in zip(style.CURVES, CURVES.items()):
        if claim_id not in present:
            continue
        claim = present[claim_id]
        marks = {"color": look["color"], "marker": look["marker"]}
        values += draw_curve(axes, claim.arm, name, **marks)
        steps += positive(claim.arm)[0]
        if claim_id in TWINS:
            draw_curve(axes, claim.false_twin, line=":", **{**marks, "markerfacecolor": "white", "markersize": 5})
    if not values:
        raise MissingData(f"none of the claims {', '.join(CURVES)} has cells with steps and a positive estimate")
    draw_slopes(axes, min(steps), max(steps), 1.5 * max(values))
    axes.set_xlim(min(steps) / 1.3, max(steps) * 2.2)
    style.legend_above(axes, ncol=2, handlelength=1.4)
    return figure
