"""Particles that follow the gradient to the eight modes of a mixture: all against one sample, and batches against fresh ones."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("gradient_exchange",)
ONLY_WITH_CLAIM = "fit.modes"
TITLE = "Eight modes found by descent"
CAPTION = (
    "Sixty-four particles (circles) that start near the origin and follow a gradient, after the number of steps above each "
    "panel. Above, the minimum Wasserstein estimator: W₂² between all particles and a sample of 64 points of a mixture of eight "
    "discs (grey), on which they end. Below, the minimum minibatch estimator: h = W₂² between batches of 32 particles and 32 "
    "fresh points of the mixture (grey: a sample of it); it finds every mode, and leaves particles between them. "
    "Source: fatras:20."
)
CLAIM = "fit.modes"
ROWS = (("all particles after ", "sample", "whole sample"), ("particles after ", "data", "batches"))


def draw(results):
    rows = [(results.series_of(CLAIM, stages), results.series_of(CLAIM, data)[0], len(f"{CLAIM}/{stages}"), name)
            for stages, data, name in ROWS]
    columns = len(rows[0][0])
    if any(len(stages) != columns for stages, *_ in rows):
        raise MissingData(f"claim '{CLAIM}' has not as many pictures of batches as of the whole sample")
    figure, grid = style.new_figure(style.PAGE_INCHES, 3.8, nrows=len(rows), ncols=columns, sharex=True, sharey=True, squeeze=False)
    look = style.CURVES[0]
    for row, (line, (stages, data, named, name)) in enumerate(zip(grid, rows)):
        for axes, stage in zip(line, stages):
            axes.scatter(data.x, data.y, s=2, color=style.GREY, alpha=0.5, linewidths=0)
            axes.scatter(stage.x, stage.y, s=9, facecolors="none", edgecolors=look["color"], linewidths=0.8)
            axes.set(xlim=(-1.35, 1.35), ylim=(-1.35, 1.35))
            axes.set_aspect("equal")
            if row == 0:
                axes.set_title(stage.name[named:])
        line[0].set_ylabel(f"{name}\n$y$")
    for axes in grid[-1]:
        axes.set_xlabel("$x$")
    return figure
