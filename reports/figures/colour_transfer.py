"""Colour transfer by a minibatch plan: the barycentric map beside the published one."""

import re

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_plan",)
ONLY_WITH_CLAIM = "colour.barycentric_in_range"
TITLE = "Colour transfer by a minibatch plan"
CAPTION = (
    "The pixels of the first image take the colours of the second by the plan averaged over k random pairs of batches of "
    "pixels. Barycentric: each row of the plan divided by its own sum. Published: n Π_k Y, which is brighter where a pixel was "
    "drawn often and darker where it was drawn seldom. Any PNG or PPM: --set source_image=FILE --set target_image=FILE. "
    "Source: fatras:20."
)
CLAIM = "colour.barycentric_in_range"
IMAGES = ("source", "target", "barycentric", "published")


def image(results, name):
    """Rows of (red, green, blue) in 0..1."""
    channels = results.series_of(CLAIM, f"image {name}, ")
    if len(channels) != 3:
        raise MissingData(f"the image '{name}' of '{CLAIM}' has {len(channels)} channels, not 3")
    width = int(re.search(r"(\d+) pixels wide", channels[0].name).group(1))
    pixels = list(zip(*([level / 255 for level in channel.y] for channel in channels)))
    return [pixels[i:i + width] for i in range(0, len(pixels), width)]


def draw(results):
    figure, grid = style.new_figure(style.PAGE_INCHES, 2.0, ncols=len(IMAGES))
    for axes, name in zip(grid, IMAGES):
        style.cell_grid(axes, image(results, name))
        axes.set_title(name)
        axes.set_axis_off()
    return figure
