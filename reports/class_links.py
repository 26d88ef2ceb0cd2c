"""Plans between two classes as links between points, for the figures that show them."""

import figure_style as style

LEAST_SHOWN = 1e-3  # of the largest mass


def draw_links(axes, sources, targets, plan, target_in_first=None):
    """Circles are sources, triangles targets; a link is darker for more mass, dashed and red where it joins different classes,
    the first half of the points (or of the targets the first `target_in_first`) and the others; one of less than a thousandth of
    the largest is left out. `plan` is a series of entries, row by row, and their masses."""
    columns, largest = len(targets.x), max(plan.y)
    if target_in_first is None:
        target_in_first = (columns + 1) // 2
    for entry, mass in zip(plan.x, plan.y):
        if mass < LEAST_SHOWN * largest:
            continue
        i, j = divmod(int(entry), columns)
        crosses = (2 * i < len(sources.x)) != (j < target_in_first)
        axes.plot([sources.x[i], targets.x[j]], [sources.y[i], targets.y[j]], linewidth=0.7,
                  color=style.VERMILLION if crosses else style.BLUE, linestyle="--" if crosses else "-",
                  alpha=min(1.0, 0.08 + 0.92 * mass / largest), zorder=1)
    axes.plot(sources.x, sources.y, "o", color=style.BLACK, markersize=2.6)
    axes.plot(targets.x, targets.y, "^", color=style.ORANGE, markersize=2.8)
    axes.set(xticks=[], yticks=[])
