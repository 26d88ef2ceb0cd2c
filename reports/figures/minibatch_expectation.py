"""The minibatch estimators estimate E_h, not the transport cost: their means over the batch size m."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_unbiasedness",)
ONLY_WITH_CLAIM = "incomplete.unbiased"
TITLE = "What a minibatch loss estimates"
CAPTION = (
    "(a) Means of the minibatch estimators with kernel W₂² between uniform laws on two intervals, over the batch size m, with "
    "confidence intervals. Line: the minibatch expectation E_h = W₂² + L/(3(m+1)), L the length of the second interval; dotted: "
    "W₂² itself, which no minibatch estimates. (b) The same relative to E_h; the grey band is the declared margin. Hollow: false "
    "twins (batches drawn with replacement; one random stream for both samples), which must be off. Sources: fatras:20, "
    "bellemare:17."
)
# Points of one claim lie a little beside those of the others, so that none hides another.
ESTIMATORS = {"incomplete.unbiased": ("incomplete", 1.0), "complete.unbiased": ("complete", 1.07),
              "plug_in.bias": ("plug-in, m = n", 0.93)}


def squared_wasserstein(parameters):
    """W_2^2(U[0, 1], U[a, a + L]) = (1 - L)^2 / 3 - a (1 - L) + a^2."""
    a, length = parameters["shift"], parameters["length"]
    return (1 - length) ** 2 / 3 - a * (1 - length) + a**2


def expectation(parameters):
    return squared_wasserstein(parameters) + parameters["length"] / (3 * (parameters["m"] + 1))


def laws(cell):
    return cell.parameters["shift"], cell.parameters["length"]


def usable(arm):
    """Cells in this setting that are held against E_h (a twin may be held against something else)."""
    cells = [c for c in arm.cells if {"m", "shift", "length"} <= c.parameters.keys() and c.estimate is not None and c.truth]
    return [c for c in cells if abs(c.truth - expectation(c.parameters)) <= 1e-9 * abs(c.truth)]


def points(axes, cells, beside, value, **look):
    """Estimates with intervals, mapped by value(cell, number)."""
    y = [value(c, c.estimate) for c in cells]
    ends = [[value(c, end) for end in c.interval or (c.estimate, c.estimate)] for c in cells]
    spread = [[max(0, v - e[0]) for v, e in zip(y, ends)], [max(0, e[1] - v) for v, e in zip(y, ends)]]
    axes.errorbar([c.parameters["m"] * beside for c in cells], y, yerr=spread, linestyle="none", elinewidth=0.9, zorder=3,
                  **look)


def relative(cell, number):
    return 100 * (number - cell.truth) / abs(cell.truth)


def draw_departures(axes, cells, beside, limit, **look):
    """Departures in percent; what lies beyond the axis becomes an arrow with its value."""
    near = [c for c in cells if abs(relative(c, c.estimate)) <= limit]
    points(axes, near, beside, relative, **look)
    for cell in cells:
        departure = relative(cell, cell.estimate)
        if abs(departure) > limit:
            up = 1 if departure > 0 else -1
            at = cell.parameters["m"] * beside
            axes.plot([at], [0.8 * up * limit], linestyle="none", **look)
            axes.annotate("", (at, up * limit), (at, 0.83 * up * limit),
                          arrowprops={"arrowstyle": "-|>", "color": look["color"], "lw": 1, "mutation_scale": 7, "shrinkA": 0,
                                      "shrinkB": 0})
            axes.annotate(f"{departure:+.0f} %".replace("-", "−"), (at, 0.8 * up * limit), (-4, 0), textcoords="offset points",
                          ha="right", va="center", color=look["color"])


def draw_reference(axes, cells):
    first, last = cells[0].parameters["m"], cells[-1].parameters["m"]
    m = [first * (last / first) ** (i / 60) for i in range(61)]
    axes.plot(m, [expectation({**cells[0].parameters, "m": at}) for at in m], color=style.BLACK, linewidth=0.8, label="$E_h$")
    axes.axhline(squared_wasserstein(cells[0].parameters), color=style.BLACK, linewidth=0.8, linestyle=":", label="$W_2^2$")


def draw(results):
    main = usable(results.claim("incomplete.unbiased").arm)
    if not main:
        raise MissingData("claim 'incomplete.unbiased' has no cells with shift, length, m, an estimate and a truth")
    figure, (left, right) = style.new_figure(style.PAGE_INCHES, 2.5, ncols=2)
    margin = max(100 * c.margin / abs(c.truth) for c in main)
    limit = 4 * margin
    present = [claim for claim in results.claims() if claim.id in ESTIMATORS]
    shown = []
    for look, claim in zip(style.CURVES, present):
        name, beside = ESTIMATORS[claim.id]
        full = {"color": look["color"], "marker": look["marker"]}
        for arm, marks, label in ((claim.arm, full, name), (claim.false_twin, {**style.TWIN, "marker": look["marker"]}, None)):
            cells = usable(arm) if arm else []
            here = [c for c in cells if laws(c) == laws(main[0])]
            points(left, here, beside, lambda cell, number: number, label=label, **marks)
            draw_departures(right, cells, beside, limit, **marks)
            shown += cells
    draw_reference(left, sorted((c for c in shown if laws(c) == laws(main[0])), key=lambda c: c.parameters["m"]))
    right.axhspan(-margin, margin, color="#E4E4E4", linewidth=0, zorder=0)
    right.axhline(0, color=style.GREY, linewidth=0.7, zorder=1)
    left.set_ylabel("mean of the estimator")
    right.set(ylabel="departure from $E_h$ (%)", ylim=(-limit, limit))
    for axes, letter in ((left, "a"), (right, "b")):
        axes.set_xscale("log", base=2)
        axes.set_xlabel("batch size $m$")
        style.integer_ticks(axes, [c.parameters["m"] for c in main + shown])
        axes.text(-0.11, 1.03, f"({letter})", transform=axes.transAxes, ha="right")
    style.legend_above(left, ncol=5, handlelength=1.2)
    return figure
