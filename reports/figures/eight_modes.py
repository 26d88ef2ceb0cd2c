"""Particles that follow the gradient of the minibatch loss to the eight modes of a mixture."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("gradient_exchange",)
ONLY_WITH_CLAIM = "fit.modes"
TITLE = "Eight modes found by descent"
CAPTION = (
    "Sixty-four particles (circles) that start near the origin and follow the gradient of h = W₂² between batches of 32 of them "
    "and 32 fresh points of a mixture of eight discs (grey: a sample of it), after the number of steps above each panel. "
    "Source: fatras:20."
)
CLAIM = "fit.modes"
PARTICLES = "particles after "


def draw(results):
    stages = results.series_of(CLAIM, PARTICLES)
    data = results.series_of(CLAIM, "data")
    if not stages or not data:
        raise MissingData(f"claim '{CLAIM}' has no pictures of particles and data")
    figure, grid = style.new_figure(style.PAGE_INCHES, 2.2, ncols=len(stages), sharey=True)
    look = style.CURVES[0]
    for axes, stage in zip(grid, stages):
        axes.scatter(data[0].x, data[0].y, s=2, color=style.GREY, alpha=0.5, linewidths=0)
        axes.scatter(stage.x, stage.y, s=9, facecolors="none", edgecolors=look["color"], linewidths=0.8)
        axes.set(title=stage.name[len(f"{CLAIM}/{PARTICLES}"):], xlim=(-1.35, 1.35), ylim=(-1.35, 1.35), xlabel="$x$")
        axes.set_aspect("equal")
    grid[0].set_ylabel("$y$")
    return figure
