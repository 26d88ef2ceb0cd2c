"""How often each kind of verdict is wrong, and how soon it finds what is wrong."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("calibration",)
OPTIONAL = True
TITLE = "Are the verdicts as sure as they say?"
CAPTION = (
    "What `mongecarlo calibrate` counted. (a) True claims that were refuted (circles) and claims off by their margin that were "
    "supported (squares), over at least 2000 seeds at an inflated error rate α (line; dashed: 1.2 α), one mark for each case, "
    "with Clopper–Pearson intervals at .95; open marks are asymptotic guarantees. (b) One over the wealth of bets against what "
    "is true must be a p-value at whichever time one stops: the share of runs in which it fell to u, over u, must be at most 1. "
    "(c) Share of runs in which a planted fault was refuted, over the replicates as a share of those predicted for .99 (cross): "
    "marks are measured, dashed lines predicted where there is a formula. (d) Replicates that refute with probability .99, "
    "measured over predicted: left of the line fewer were enough (a fault of a tail bound breaks every level at once, the prediction "
    "is for one; that of a limit law is for the worst case of its band; the leftmost are upper bounds). (e) Shares of the verdicts as the mean moves away from the "
    "claim, for records W₁ of batches of 16; the margin is marked."
)
ERRORS = {"refuted": {"color": style.BLUE, "marker": "o"}, "supported": {"color": style.ORANGE, "marker": "s"}}
SHARES = {"refuted": style.TWIN["color"], "supported": style.BLUE, "inconclusive": style.GREY}


def names_of(rows):
    return list(dict.fromkeys(row.judge for row in rows))


def small_legend(axes, **options):
    """Inside the axes, where there is room; it does not push them."""
    axes.legend(fontsize=5.6, borderaxespad=0.1, labelspacing=0.25, **options).set_in_layout(False)


def draw_errors(axes, calibration):
    judges = names_of(calibration.errors)
    for y, judge in enumerate(judges):
        rows = [row for row in calibration.errors if row.judge == judge]
        for k, row in enumerate(rows):
            place = y + 0.7 * ((k + 0.5) / len(rows) - 0.5)
            look = ERRORS[row.error]
            axes.plot(row.interval, [place, place], color=look["color"], linewidth=0.6, zorder=2)
            axes.plot([row.rate], [place], linestyle="none", markersize=2.6, zorder=3, markeredgewidth=0.6,
                      markerfacecolor=look["color"] if row.is_exact else "white", **look)
    axes.axvline(calibration.alpha, color=style.BLACK, linewidth=0.8)
    axes.axvline(1.2 * calibration.alpha, color=style.BLACK, linewidth=0.8, linestyle="--")
    axes.set_yticks(range(len(judges)), judges)
    axes.set(ylim=(len(judges) - 0.4, -0.6), xlabel="share of runs with the wrong verdict")
    axes.set_xlim(left=0)
    for y in range(1, len(judges)):
        axes.axhline(y - 0.5, color=style.GREY, linewidth=0.3)
    axes.tick_params(axis="y", length=0)
    for error, look in ERRORS.items():
        axes.plot([], [], linestyle="none", markersize=3, label="true, but refuted" if error == "refuted" else "off by the margin, but supported", **look)
    style.legend_above(axes, ncol=2, handletextpad=0.3)
    axes.set_title("(a)", loc="left", pad=14)


def draw_wealth(axes, calibration):
    for row, look in zip(calibration.wealth, _looks()):
        points = sorted((p for p in row.points if p.at_any_time > 0), key=lambda p: p.u)
        axes.plot([p.u for p in points], [p.at_any_time / p.u for p in points], label=row.id.partition(".")[2].replace("_", " "),
                  markersize=3, **look)
    axes.axhline(1, color=style.BLACK, linewidth=0.8)
    axes.set(xscale="log", ylim=(0, 1.35), xlabel="u", ylabel="P(1 / largest wealth ≤ u) / u")
    small_legend(axes, loc="upper left", ncol=3, handlelength=2.2, columnspacing=0.8)
    style.panel_letter(axes, "b")


def _looks():
    """More of them than curves are drawn together."""
    yield from style.CURVES
    for look in style.CURVES:
        yield {**look, "markerfacecolor": "white"}


def draw_power(axes, calibration):
    looks = dict(zip(names_of(calibration.power), _looks()))
    for judge, look in looks.items():
        for row in (row for row in calibration.power if row.judge == judge):
            shares = [p.replicates / row.predicted for p in row.points]
            axes.plot(shares, [p.refuted for p in row.points], markersize=2.8, zorder=3, **{**look, "linestyle": "none"})
            if all(p.predicted is not None for p in row.points):
                axes.plot(shares, [p.predicted for p in row.points], color=look["color"], linewidth=0.7, linestyle="--", zorder=2)
        axes.plot([], [], markersize=3, label=judge, **{**look, "linestyle": "none"})
    axes.plot([1], [0.99], marker="+", markersize=9, color=style.BLACK, linestyle="none", zorder=4)
    axes.set(xlabel="replicates / predicted for .99", ylabel="share refuted", ylim=(-0.03, 1.05))
    small_legend(axes, loc="lower right", handlelength=1)
    style.panel_letter(axes, "c")


def draw_ratios(axes, calibration):
    rows = calibration.power
    looks = dict(zip(names_of(rows), _looks()))
    for y, row in enumerate(rows):
        if row.measured is None:
            axes.text(1.05, y, "more", fontsize=5.5, va="center")
            continue
        axes.plot([row.measured / row.predicted], [y], markersize=3.4, **{**looks[row.judge], "linestyle": "none"})
    axes.axvline(1, color=style.BLACK, linewidth=0.8)
    axes.set_yticks(range(len(rows)), [f"{row.id}: {style.number(row.predicted, 4)}" for row in rows], fontsize=5.6)
    axes.tick_params(axis="y", length=0)
    axes.set(xscale="log", ylim=(len(rows) - 0.4, -0.6), xlim=(0.15, 2), xlabel="measured / predicted replicates")
    axes.set_xticks([0.2, 0.5, 1, 2], ["0.2", "0.5", "1", "2"])
    axes.minorticks_off()
    style.panel_letter(axes, "d")


def draw_operating(axes, calibration):
    for curve, line in zip(calibration.operating, ("-", "--")):
        biases = [100 * point["bias"] for point in curve.points]
        for verdict, color in SHARES.items():
            axes.plot(biases, [point[verdict] for point in curve.points], color=color, linestyle=line, linewidth=1,
                      marker=style.VERDICTS[verdict]["marker"], markersize=2.8,
                      label=f"{verdict}, {curve.replicates} replicates")
        axes.axvline(100 * curve.margin, color=style.BLACK, linewidth=0.8, linestyle=":")
    axes.set(xlabel="true bias (%)", ylabel="share of runs", ylim=(-0.03, 1.05))
    small_legend(axes, loc="center right", handlelength=2.4)
    style.panel_letter(axes, "e")


def draw(results):
    if not results.calibrations or not results.calibrations[0].errors:
        raise MissingData("no error rate in the calibration given")
    calibration = results.calibrations[0]
    figure = style.Figure(figsize=(style.PAGE_INCHES, 8.2), layout="constrained")
    grid = figure.add_gridspec(3, 2, height_ratios=(1.25, 1, 1.15))
    draw_errors(figure.add_subplot(grid[0, :]), calibration)
    draw_wealth(figure.add_subplot(grid[1, 0]), calibration)
    draw_power(figure.add_subplot(grid[1, 1]), calibration)
    draw_ratios(figure.add_subplot(grid[2, 0]), calibration)
    draw_operating(figure.add_subplot(grid[2, 1]), calibration)
    return figure
