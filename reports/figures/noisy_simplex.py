"""What a regulariser counts as far: divergences from one prediction over the simplex of three classes."""

import math

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("noisy_labels",)
ONLY_WITH_CLAIM = "simplex.values"
TITLE = "Regularisers on the simplex of three classes"
CAPTION = (
    "Divergence from the prediction (.7, .2, .1), the cross, to every other prediction of three classes; lines of equal value, "
    "darker for more, each panel from 0 to its own largest value. Classes 1 and 2 are far apart (cost 1), class 3 is near "
    "both (cost 0.4). KL and transport with equal costs do not see that; transport with these costs is flatter towards class "
    "3. The transport part of the entropic plan (lambda 0.5) has its least value (point) elsewhere than at the prediction. "
    "Source: fatras:22."
)
CLAIM = "simplex.values"
PANELS = ("KL", "transport, equal costs", "transport, class costs", "transport part, lambda 0.5")
CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.5, math.sqrt(3) / 2))
REFERENCE = (0.7, 0.2, 0.1)
INSIDE = 0.01  # the grid is drawn in a little: KL is infinite on the border


def place(shares):
    return tuple(sum(share * corner[k] for share, corner in zip(shares, CORNERS)) for k in (0, 1))


def grid_points(count):
    side = round((math.sqrt(8 * count + 1) - 3) / 2)
    if (side + 1) * (side + 2) != 2 * count:
        raise MissingData(f"{count} values are no triangular grid")
    for i in range(side + 1):
        for j in range(side + 1 - i):
            yield [(1 - 3 * INSIDE) * k / side + INSIDE for k in (i, j, side - i - j)]


def draw(results):
    figure, row = style.new_figure(style.PAGE_INCHES, 1.9, ncols=len(PANELS))
    for axes, name in zip(row, PANELS):
        (series,) = (s for s in results.series_of(CLAIM, name) if s.name == f"{CLAIM}/{name}")
        x, y = zip(*map(place, grid_points(len(series.y))))
        levels = [max(series.y) * k / 10 for k in range(11)]
        axes.tricontourf(x, y, series.y, levels=levels, cmap="Blues")
        axes.tricontour(x, y, series.y, levels=levels, colors=style.BLACK, linewidths=0.3)
        axes.plot(*zip(*CORNERS, CORNERS[0]), color=style.BLACK, linewidth=0.6)
        axes.plot(*place(REFERENCE), marker="+", color=style.VERMILLION, markersize=7, markeredgewidth=1.4)
        least = min(range(len(series.y)), key=series.y.__getitem__)
        axes.plot(x[least], y[least], marker="o", color=style.VERMILLION, markersize=2.5)
        axes.set_title(name.replace("lambda", "$\\lambda$ ="))
        axes.set(aspect="equal", xlim=(-0.12, 1.12), ylim=(-0.14, 1.0))
        axes.set_axis_off()
        for label, corner, shift in zip("123", CORNERS, (-0.07, -0.07, 0.03)):
            axes.text(corner[0], corner[1] + shift, label, ha="center", va="center" if shift < 0 else "bottom")
    return figure
