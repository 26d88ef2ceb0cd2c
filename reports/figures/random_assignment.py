"""Known laws of random assignments and matchings, against the exact solver."""

import math

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("random_assignment",)
ONLY_WITH_CLAIM = "exponential.mean"
TITLE = "Random assignments and matchings"
CAPTION = (
    "(a) Mean of the least sum of n × n exponential costs over permutations, with confidence intervals, against Parisi's formula "
    "1 + 1/4 + … + 1/n² (line); open squares: rows that choose in turn, the false twin. (b) Difference of the least sums of "
    "exponential and uniform costs times n: that it levels off is the rate 1/n; dotted: 2 ζ(3). (c) Torus: n E W₂²(n) − 8 E W₂²(8) "
    "for two samples, against log(n / 8)/(2π) (line) and against the constant of a sample and its law, 1/(4π) (dashed, refuted). "
    "Sources: linusson:04, nair:05, aldous:01, ambrosio:19, caracciolo:14."
)


def cells_of(results, claim_id, arm="arm"):
    claim = results.claim(claim_id)
    n, cells = style.by_parameter(getattr(claim, arm), "n") if getattr(claim, arm) else ([], [])
    if not n and arm == "arm":
        raise MissingData(f"claim '{claim_id}' has no cells with n and an estimate")
    return n, cells


def draw_means(axes, results):
    n, cells = cells_of(results, "exponential.mean")
    top = int(max(n))
    sums = [sum(1 / k**2 for k in range(1, m + 1)) for m in range(1, top + 1)]
    axes.plot(range(1, top + 1), sums, color=style.BLUE, label="Parisi's formula")
    style.errorbar(axes, n, cells, color=style.BLACK, marker="o", markersize=3.5, label="exact solver")
    at, twins = cells_of(results, "exponential.mean", "false_twin")
    if at:
        style.errorbar(axes, at, twins, marker="s", label="false twin: rows in turn", **style.TWIN)
    axes.set(xscale="log", xlabel="$n$", ylabel="mean of the least sum")
    style.integer_ticks(axes, n)
    axes.legend(loc="upper left")


def draw_difference(axes, results):
    n, cells = cells_of(results, "uniform.same_limit")
    for size, cell in zip(n, cells):
        below, above = (cell.estimate - cell.interval[0], cell.interval[1] - cell.estimate) if cell.interval else (0, 0)
        axes.errorbar([size], [size * cell.estimate], yerr=[[size * below], [size * above]], color=style.BLACK, marker="o",
                      markersize=3.5, elinewidth=0.9)
    axes.axhline(2 * 1.2020569031595942, color=style.GREY, linestyle=":", linewidth=0.9)
    axes.set(xscale="log", xlabel="$n$", ylabel="$n$ × difference of the means", ylim=(0, None))
    style.integer_ticks(axes, n)


def draw_torus(axes, results):
    n, cells = cells_of(results, "matching.torus")
    line = [8, max(n) * 1.15]
    for constant, look in ((2, {"color": style.BLUE}), (4, {"color": style.VERMILLION, "linestyle": "--"})):
        axes.plot(line, [math.log(x / 8) / (constant * math.pi) for x in line], label=f"log(n / 8)/({constant}π)", **look)
    style.errorbar(axes, n, cells, color=style.BLACK, marker="o", markersize=3.5, label="exact solver")
    axes.set(xscale="log", xlabel="$n$", ylabel="difference of $n$ E $W_2^2$")
    style.integer_ticks(axes, [8, *n])
    axes.legend(loc="upper left")


def draw(results):
    figure, panels = style.new_figure(style.PAGE_INCHES, 2.4, ncols=3)
    for axes, letter, part in zip(panels, "abc", (draw_means, draw_difference, draw_torus)):
        part(axes, results)
        style.panel_letter(axes, letter)
    return figure
