"""Batches link classes that belong apart: plans of two classes, and the mass between them against its exact value."""

import math

import figure_style as style
from class_links import draw_links
from result_file import MissingData

SIMULATIONS = ("minibatch_plan",)
ONLY_WITH_CLAIM = "two_class.cross_mass"
TITLE = "Mass between two classes"
CAPTION = (
    "Two classes (left and right clouds) on both sides. First panels: the averaged plan of many batches of m points; circles "
    "are sources, triangles targets, a line is darker for more mass, and dashed where it joins different classes. Last panel: "
    "mass between the classes over m, with confidence intervals, and its exact value E|K_s − K_t|/m for hypergeometric counts "
    "(line). Source: fatras:21b."
)
CLAIM = "two_class.cross_mass"


def draw(results):
    plans = results.series_of(CLAIM, "plan, ")
    (sources,), (targets,) = results.series_of(CLAIM, "source points"), results.series_of(CLAIM, "target points")
    m, cells = style.by_parameter(results.claim(CLAIM).arm, "m")
    if not m:
        raise MissingData(f"the claim '{CLAIM}' has no cells with m and an estimate")
    figure, grid = style.new_figure(style.PAGE_INCHES, 2.1, ncols=len(plans) + 1)
    for axes, plan in zip(grid, plans):
        draw_links(axes, sources, targets, plan)
        axes.set_title(plan.name.split("plan, ")[-1])
    last = grid[-1]
    last.plot(m, [cell.truth for cell in cells], color=style.BLUE)
    style.errorbar(last, m, cells, color=style.BLUE, marker="o")
    last.set(xscale="log", xlabel="batch size $m$", ylabel="mass between the classes", ylim=(0, None))
    style.integer_ticks(last, [value for value in m if math.isfinite(value)])
    return figure
