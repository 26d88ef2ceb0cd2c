"""Draws what scaling_model.py found: efficiency over cores."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "reports"))
from figure_style import CURVES, PAGE_INCHES, as_bytes, in_style, new_figure, panel_letter  # noqa: E402


def curve(axes, row, look, label):
    axes.plot([cores for cores, *_ in row], [100 * share for _, share, *_ in row], label=label, **look)


def duration(seconds):
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def one_run(axes, simulation, rows):
    panel_letter(axes, "a", f"{simulation}, one core needs")
    for (settings, row), look in zip(rows.items(), CURVES):
        cores, share, seconds, _ = row[0]
        text = duration(cores * share * seconds)
        curve(axes, row, look, text if settings[1] == 1 else f"{text}, blocks in {settings[1]} parts")


def every_run(axes, rows, times):
    panel_letter(axes, "b", f"quick designs, replicates {times} times as dear")
    for (simulation, of_run), look in zip(rows.items(), CURVES):
        curve(axes, of_run[times, 1], look, simulation)


def draw(rows, file):
    """`rows`: simulation -> {(times, pieces): [(cores, efficiency, seconds, seconds of rank 0)]}."""
    with in_style():
        figure, (left, right) = new_figure(width=PAGE_INCHES, height=2.6, ncols=2, sharey=True)
        simulation, of_run = next(iter(rows.items()))
        one_run(left, simulation, of_run)
        every_run(right, rows, max(times for times, _ in of_run))
        for axes in (left, right):
            axes.set(xscale="log", xlabel="cores (ranks of one thread)", ylim=(0, 105))
            axes.legend(loc="lower left")
        left.set_ylabel("parallel efficiency, %")
        pathlib.Path(file).write_bytes(as_bytes(figure, "svg"))
