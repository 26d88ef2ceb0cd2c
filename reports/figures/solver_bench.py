"""Every measured row of tools/bench against its goals."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("bench",)
OPTIONAL = True
TITLE = "Speed and memory against the goals"
CAPTION = (
    "Each row of tools/bench: what was measured over what is to be reached at least (line at 1; for times and memory the other "
    "way round, so that more is always better), logarithmic. Points are medians over rounds in which our solver and its peers "
    "ran in turn on identical problems, bars the quartiles, the vertical tick what is aimed at. The number is the measured one in "
    "the row's own unit, the name the peer that a ratio is of (≥ where a limit of iterations stopped the peer before it had converged). What is more than thirty times off its goal is drawn at thirty."
)
LOOKS = {
    "aim": {"color": style.BLUE, "marker": "o", "markerfacecolor": style.BLUE},
    "reach": {"color": style.GREEN, "marker": "^", "markerfacecolor": style.GREEN},
    "short": {"color": style.VERMILLION, "marker": "s", "markerfacecolor": "white"},
}
MEANINGS = {"aim": "what is aimed at", "reach": "at least what is to be reached", "short": "falls short"}
UNITS = {"ratio": "× {}", "per_second": "/ s", "seconds": "s", "ns_per_entry": "ns an entry", "matrices": "matrices",
         "bytes": "MiB", "bytes_per_replicate": "bytes a replicate"}
ROW_INCHES = 0.2
FARTHEST = 30  # what lies farther from the goal is drawn at the edge, with its number beside it


def over_goal(row, value):
    value = max(value, row.reach / 1e6)
    return min(max(value / row.reach if row.more_is_better else row.reach / value, 1 / FARTHEST), FARTHEST)


def said(row):
    value = row.measured.median / 2**20 if row.unit == "bytes" else row.measured.median
    shown = f"{value:,.0f}" if value >= 1000 else style.number(value)
    unit = UNITS.get(row.unit, row.unit).format(row.goal_peer)
    return f"{'≥ ' if row.is_lower_bound else ''}{shown} {unit}"


def mark(axes, row, y):
    look = LOOKS[row.status]
    ends = sorted(over_goal(row, value) for value in (row.measured.lower, row.measured.upper))
    axes.plot(ends, [y, y], color=look["color"], linewidth=1.4, solid_capstyle="butt", zorder=3)
    axes.plot([over_goal(row, row.measured.median)], [y], linestyle="none", markersize=4, zorder=4, **look)
    aim = over_goal(row, row.aim)
    axes.plot([aim, aim], [y - 0.35, y + 0.35], color=style.BLACK, linewidth=1, zorder=2)
    axes.text(1.01, y, said(row), transform=axes.get_yaxis_transform(), va="center", fontsize=6.5)


def legend(axes, rows):
    for status, look in LOOKS.items():
        if any(row.status == status for row in rows):
            axes.plot([], [], linestyle="none", markersize=4, label=MEANINGS[status], **look)
    axes.plot([], [], linestyle="none", marker="|", markersize=7, color=style.BLACK, label="aim")
    style.legend_above(axes, ncol=4, handletextpad=0.3)


def draw(results):
    rows = [row for bench in results.benches for row in bench.rows if row.measured]
    if not rows:
        raise MissingData("no measured row in the bench files given")
    figure, axes = style.new_figure(style.PAGE_INCHES, 0.8 + ROW_INCHES * len(rows))
    axes.axvline(1, color=style.GREY, linewidth=0.8, zorder=1)
    for y, row in enumerate(rows):
        mark(axes, row, y)
    axes.set(xscale="log", ylim=(len(rows) - 0.4, -0.6), xlabel="measured / to be reached at least")
    axes.set_yticks(range(len(rows)), [row.name.replace("_", " ") for row in rows])
    axes.tick_params(axis="y", length=0)
    low, high = axes.get_xlim()
    style.plain_log_ticks(axes.xaxis, low, high)
    legend(axes, rows)
    return figure
