"""Forest plot of every claim of the results given: how far from the truth, in units of the declared margin."""

from matplotlib.lines import Line2D

import figure_style as style
from result_file import MissingData

SIMULATIONS = None
TITLE = "Every claim, in units of its margin"
CAPTION = (
    "Estimate minus truth over the declared margin, with the confidence interval of the deciding cell on the same scale; where the "
    "truth is an interval (the shares that a bound allows), the distance to it. "
    "The shaded band is what counts as the truth; for one-sided claims (bounds, orders) the allowed side does too. "
    "Hollow markers: the false twin of the claim, which must be refuted. An arrow carries the value of what lies beyond "
    "the axis. Colour and marker give the verdict; a cross stands for a claim that gave no estimate on this scale."
)
LIMIT = 3.0
ROW_INCHES, DENSE_INCHES = 0.21, 0.16


def scaled(inference, kind):
    """(value, lower, upper) in units of the margin, or None where the scale is missing."""
    # A share of violations is held against zero.
    truth = 0.0 if inference.truth is None and kind in ("order", "bound") else inference.truth
    if inference.estimate is None or truth is None or not inference.margin:
        return None
    ends = inference.interval or (inference.estimate, inference.estimate)
    low, high = inference.truth_interval or (truth, truth)
    beyond = (value - min(max(value, low), high) for value in (inference.estimate, *ends))
    return tuple(distance / inference.margin for distance in beyond)


def arrow(axes, value, y, look, hollow):
    side = 1 if value > 0 else -1
    axes.annotate("", (side * LIMIT, y), (side * (LIMIT - 0.35), y), annotation_clip=False,
                  arrowprops={"arrowstyle": "-|>", "color": look["color"], "lw": 1, "shrinkA": 0, "shrinkB": 0,
                              "mutation_scale": 7, "fc": "white" if hollow else look["color"]})
    axes.text(side * (LIMIT - 0.42), y, style.number(value), color=look["color"], fontsize=6, va="center",
              ha="right" if side > 0 else "left", zorder=5,
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})


def mark(axes, inference, kind, y, hollow):
    look = style.VERDICTS[inference.verdict]
    point = scaled(inference, kind)
    if point is None:
        axes.plot([0], [y], marker="x", color=look["color"], markersize=4, linestyle="none")
        return
    value, lower, upper = point
    clipped = [min(max(end, -LIMIT), LIMIT) for end in (lower, upper)]
    if clipped[0] < clipped[1]:
        axes.plot(clipped, [y, y], color=look["color"], linewidth=1.2 if not hollow else 0.8, solid_capstyle="butt")
    if abs(value) > LIMIT:
        arrow(axes, value, y, look, hollow)
    else:
        axes.plot([value], [y], marker=look["marker"], color=look["color"], markersize=4, linestyle="none",
                  markerfacecolor="white" if hollow else look["color"], zorder=4)


def rows(results):
    """(label, claim) from top to bottom; claim is None on the line that names a simulation."""
    lines = []
    for result in results.all:
        if result.claims:
            lines.append((result.simulation, None))
            lines += [(claim.id, claim) for claim in result.claims]
    return lines


def label_rows(axes, lines):
    notes = [text + (" (to be refuted)" if claim and claim.expected == "refuted" else "") for text, claim in lines]
    axes.set_yticks(range(len(lines)), notes)
    for tick, (_, claim) in zip(axes.get_yticklabels(), lines):
        tick.set_weight("normal" if claim else "bold")
    axes.tick_params(axis="y", length=0)


def legend(axes):
    handles = [Line2D([], [], linestyle="none", markersize=4, label=verdict, **look)
               for verdict, look in style.VERDICTS.items()]
    handles.append(Line2D([], [], linestyle="none", marker="s", markersize=4, color=style.BLACK,
                          markerfacecolor="white", label="false twin (hollow)"))
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncol=4, handletextpad=0.2,
                columnspacing=1.2, borderaxespad=0.2)


def draw(results):
    lines = rows(results)
    if not lines:
        raise MissingData("no claim in the result files given")
    figure, axes = style.new_figure(style.PAGE_INCHES, 0.75 + (ROW_INCHES if len(lines) < 40 else DENSE_INCHES) * len(lines))
    axes.axvspan(-1, 1, color="#E8E8E8", linewidth=0, zorder=0)
    axes.axvline(0, color=style.GREY, linewidth=0.7, zorder=1)
    for y, (_, claim) in enumerate(lines):
        if claim is None:
            continue
        twin = claim.false_twin
        mark(axes, claim.arm.summary, claim.kind, y - (0.17 if twin else 0), hollow=False)
        if twin:
            mark(axes, twin.summary, claim.kind, y + 0.2, hollow=True)
    axes.set(xlim=(-LIMIT, LIMIT), ylim=(len(lines) - 0.4, -0.6), xlabel="(estimate − truth) / margin")
    label_rows(axes, lines)
    axes.spines["left"].set_visible(False)
    legend(axes)
    return figure
