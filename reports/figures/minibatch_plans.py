"""Averaged minibatch plans on the line beside entropic plans: small batches smooth like a large epsilon."""

import math

from matplotlib.colors import PowerNorm

import figure_style as style

SIMULATIONS = ("minibatch_plan",)
ONLY_WITH_CLAIM = "closed_form.narrows_with_m"
TITLE = "Minibatch plans and entropic plans"
CAPTION = (
    "Transport plans between 20 points of the line and themselves, cost (x − y)². Above: the average of all plans of batches "
    "of m points, by its closed form. Below: entropic plans. Darker: more mass, on one scale for all panels, grey going with the "
    "root of the mass so that spread plans show. Small batches smooth like a large epsilon, but less at the ends. Source: fatras:20."
)
CLAIM = "closed_form.narrows_with_m"
KINDS = ("minibatch plan, ", "entropic plan, ")


def plans(results, kind):
    """(label, masses row by row) of each plan of that kind, in the order of the result, which leaves out empty entries."""
    return [(series.name[len(f"{CLAIM}/{kind}"):], dense(series)) for series in results.series_of(CLAIM, kind)]


def dense(series):
    """All entries of a square; the last holds mass, since the last points of both sides are neighbours."""
    masses = [0.0] * (int(series.x[-1]) + 1)
    for entry, mass in zip(series.x, series.y):
        masses[int(entry)] = mass
    return masses


def draw_scale(axes, norm):
    """Greys and the masses they stand for, as cells: a colour bar of matplotlib would be a bitmap."""
    if axes is None:
        return
    levels = 60
    style.cell_grid(axes, [[norm.vmax * (1 - i / levels) ** 2] for i in range(levels)], cmap="Greys", norm=norm)
    shown = (1, 0.25, 0.05, 0)
    axes.set(aspect="auto", xticks=[], ylabel="mass of an entry")
    axes.set_yticks([levels * (1 - share ** 0.5) for share in shown], [style.number(norm.vmax * share) for share in shown])
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    for spine in axes.spines.values():
        spine.set_visible(True)


def draw(results):
    rows = [plans(results, kind) for kind in KINDS]
    columns = max(len(row) for row in rows)
    figure, grid = style.new_figure(style.PAGE_INCHES, 3.2, nrows=2, ncols=columns)
    norm = PowerNorm(0.5, 0, max(max(mass) for row in rows for _, mass in row))
    for line, row in zip(grid, rows):
        for axes in line[len(row):]:
            axes.set_axis_off()
        for axes, (label, mass) in zip(line, row):
            n = math.isqrt(len(mass))
            style.cell_grid(axes, [mass[i * n:(i + 1) * n] for i in range(n)], cmap="Greys", norm=norm)
            axes.set_title(label.replace("epsilon", "$\\varepsilon$"))
            axes.set(xticks=[], yticks=[])
            for spine in axes.spines.values():
                spine.set_visible(True)
        line[0].set_ylabel("source point")
    for axes in (*grid[0][:len(rows[0])], *grid[1][:len(rows[1])]):
        axes.set_xlabel("target point")
    draw_scale(grid[1][-1].inset_axes((0, 0, 0.12, 1)) if len(rows[1]) < columns else None, norm)
    return figure
