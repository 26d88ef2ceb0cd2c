"""What random directions cost over the dimension, and the rate of sliced and unsliced distances."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("sliced",)
ONLY_WITH_CLAIM = "directions.variance"
TITLE = "Sliced distances over the dimension"
CAPTION = (
    "(a) Variance of SW₂² of a unit translation by one random direction, over the dimension d, with confidence intervals, both axes "
    "logarithmic; line: 2 (d − 1) / (d² (d + 2)). (b) The same relative to the squared mean, 1/d²: it grows, so that the dimension "
    "helps absolute errors only; line: 2 (d − 1)/(d + 2), dotted: the plane. (c) √n times the distance of n = 100 points and their "
    "law, uniform on the ends of the axes of the unit ball: sliced (circles) below the bound 1 in every dimension (line), unsliced "
    "(crosses) above it. Source: nietert:22."
)


def cells_of(results, claim_id):
    d, cells = style.by_parameter(results.claim(claim_id).arm, "d")
    if not d:
        raise MissingData(f"claim '{claim_id}' has no cells with d and an estimate")
    return d, cells


def truth(d):
    return 2 * (d - 1) / (d + 2)


def draw_scaled(axes, d, cells, scale):
    for dimension, cell in zip(d, cells):
        factor = scale(dimension)
        low, high = cell.interval if cell.interval else (cell.estimate, cell.estimate)
        axes.errorbar([dimension], [factor * cell.estimate],
                      yerr=[[factor * max(0.0, cell.estimate - low)], [factor * max(0.0, high - cell.estimate)]],
                      color=style.BLACK, marker="o", markersize=3.5, elinewidth=0.9, zorder=3)
    grid = [min(d) * (max(d) / min(d)) ** (k / 60) for k in range(61)]
    axes.plot(grid, [scale(x) * truth(x) for x in grid], color=style.BLUE)
    axes.set(xscale="log", xlabel="dimension $d$")
    style.integer_ticks(axes, d)


def draw_rate(axes, results):
    d, cells = style.by_parameter(results.claim("rate.dimension_free").arm, "d")
    here = [(x, cell) for x, cell in zip(d, cells) if cell.parameters.get("n") == 100]
    style.errorbar(axes, [x for x, _ in here], [cell for _, cell in here], color=style.BLACK, marker="o", markersize=3.5,
                   label="sliced")
    unsliced, far = cells_of(results, "rate.unsliced_as_sliced")
    style.errorbar(axes, unsliced, far, color=style.VERMILLION, marker="x", markersize=4.5, label="unsliced")
    axes.axhline(1, color=style.BLUE)
    axes.set(xscale="log", yscale="log", xlabel="dimension $d$", ylabel="$\\sqrt{n}$ × distance")
    style.integer_ticks(axes, sorted({x for x, _ in here} | set(unsliced)))
    style.plain_log_ticks(axes.yaxis, *axes.get_ylim())
    axes.legend(loc="upper left", bbox_to_anchor=(0, 0.93))


def draw(results):
    figure, (absolute, relative, rate) = style.new_figure(style.PAGE_INCHES, 2.3, ncols=3)
    d, cells = cells_of(results, "directions.variance")
    draw_scaled(absolute, d, cells, lambda x: 1 / x**2)
    absolute.set(yscale="log", ylabel="variance of one direction")
    style.plain_log_ticks(absolute.yaxis, *absolute.get_ylim())
    draw_scaled(relative, d, cells, lambda x: 1)
    relative.axhline(truth(2), color=style.GREY, linestyle=":", linewidth=0.9)
    relative.set(ylabel="$d^2$ × variance", ylim=(0, None))
    draw_rate(rate, results)
    for letter, axes in zip("abc", (absolute, relative, rate)):
        style.panel_letter(axes, letter)
    return figure
