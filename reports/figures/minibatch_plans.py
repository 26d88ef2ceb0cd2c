"""Averaged minibatch plans on the line beside entropic plans: small batches smooth like a large epsilon."""

import math

import figure_style as style

SIMULATIONS = ("minibatch_plan",)
ONLY_WITH_CLAIM = "closed_form.narrows_with_m"
TITLE = "Minibatch plans and entropic plans"
CAPTION = (
    "Transport plans between 20 points of the line and themselves, cost (x − y)². Above: the average of all plans of batches "
    "of m points, by its closed form. Below: entropic plans. Darker: more mass, each panel on its own scale from 0 to the "
    "largest entry. Small batches smooth like a large epsilon, but less at the ends. Source: fatras:20."
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


def draw(results):
    rows = [plans(results, kind) for kind in KINDS]
    columns = max(len(row) for row in rows)
    figure, grid = style.new_figure(style.PAGE_INCHES, 3.2, nrows=2, ncols=columns)
    for line, row in zip(grid, rows):
        for axes in line[len(row):]:
            axes.set_axis_off()
        for axes, (label, mass) in zip(line, row):
            n = math.isqrt(len(mass))
            style.cell_grid(axes, [mass[i * n:(i + 1) * n] for i in range(n)], cmap="Greys", vmin=0, vmax=max(mass))
            axes.set_title(label.replace("epsilon", "$\\varepsilon$"))
            axes.set(xticks=[], yticks=[])
            for spine in axes.spines.values():
                spine.set_visible(True)
        line[0].set_ylabel("source point")
    for axes in (*grid[0][:len(rows[0])], *grid[1][:len(rows[1])]):
        axes.set_xlabel("target point")
    return figure
