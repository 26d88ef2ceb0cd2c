"""What each method makes of one sample with wrong labels: regions of the predicted classes."""

import re

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("noisy_labels",)
ONLY_WITH_CLAIM = "table.vat_beats_cross_entropy"
TITLE = "Decision boundaries under label noise"
CAPTION = (
    "Training samples with 40 % wrong labels (markers) and the classes that each method predicts (shades), with its accuracy on "
    "clean test labels. Above: two moons. Below: two pairs of moons, the noise confuses the classes of a pair; WAR with the "
    "debiased divergence, high costs between close or between far classes. A high cost between two classes smooths the "
    "boundary between them. Source: fatras:22, miyato:19."
)
CLAIM = "table.vat_beats_cross_entropy"
METHODS = {"cross_entropy": "cross-entropy", "vat": "VAT", "random": "random direction", "war": "WAR",
           "war_published": "WAR as published", "total_variation": "total variation", "war_close": "WAR, high if close",
           "war_far": "WAR, high if far"}
LOOKS = ((style.BLUE, "o"), (style.ORANGE, "^"), (style.GREEN, "s"), (style.PURPLE, "D"))
NAME = re.compile(r"(?P<task>[^,]+), (?P<method>\w+), (?P<columns>\d+) columns, (?P<width>[\d.]+) by (?P<height>[\d.]+), "
                  r"accuracy (?P<accuracy>[\d.]+)$")


def draw_regions(axes, series, match):
    columns, width, height = int(match["columns"]), float(match["width"]), float(match["height"])
    rows = [series.y[i:i + columns] for i in range(0, len(series.y), columns)]
    x = [width * (2 * j / (columns - 1) - 1) for j in range(columns)]
    y = [height * (2 * i / (len(rows) - 1) - 1) for i in range(len(rows))]
    for label, (color, _) in enumerate(LOOKS):
        inside = [[1.0 if cell == label else 0.0 for cell in row] for row in rows]
        if any(map(any, inside)):
            axes.contourf(x, y, inside, levels=[0.5, 1.5], colors=[color], alpha=0.3)
            if not all(map(all, inside)):
                axes.contour(x, y, inside, levels=[0.5], colors=[style.BLACK], linewidths=0.5)


def draw(results):
    pictures = [(s, match) for s in results.series_of(CLAIM, "") if (match := NAME.match(s.name[len(CLAIM) + 1:]))]
    tasks = list(dict.fromkeys(match["task"] for _, match in pictures))
    if not pictures:
        raise MissingData(f"no series '{CLAIM}/..., accuracy ...'")
    rows = [[(s, match) for s, match in pictures if match["task"] == task] for task in tasks]
    figure = style.new_figure(style.PAGE_INCHES, 1.35 * len(rows) + 0.2, nrows=1, ncols=1)[0]
    figure.clear()
    for line, (subfigure, row) in enumerate(zip(figure.subfigures(len(rows), 1, squeeze=False).flat, rows)):
        grid = subfigure.subplots(1, len(row), squeeze=False)[0]
        for axes, (series, match) in zip(grid, row):
            draw_regions(axes, series, match)
            for label, (color, marker) in enumerate(LOOKS):
                for sample in (s for s in results.series_of(CLAIM, tasks[line]) if s.name.endswith(f", labelled {label}")):
                    axes.plot(sample.x, sample.y, color=color, marker=marker, linestyle="none", markersize=0.9)
            axes.set_title(f"{METHODS.get(match['method'], match['method'])}\n{float(match['accuracy']):.0f} %")
            axes.set(xticks=[], yticks=[], aspect="equal", xlim=(-float(match["width"]), float(match["width"])),
                     ylim=(-float(match["height"]), float(match["height"])))
    return figure
