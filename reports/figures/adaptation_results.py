"""What training with plans between batches comes to on a target without labels: by method, by penalty and by batch size."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("domain_adaptation",)
ONLY_WITH_CLAIM = "training.jumbot_gains"
TITLE = "Domain adaptation: accuracy on the target"
CAPTION = (
    "Synthetic sets of eight classes on compact supports, paired seeds, the last iterate; means with Student's 95 % intervals. "
    "(a) Accuracy in % at the batch size of the design; below it the worst seed, the share of seeds that ended worse than they were "
    "before adaptation, and the share in % of the plans' mass between different classes. C: closed set, mild shift of "
    "proportions; R: proportions from 1 to 3; P: every other class is missing "
    "in the target; P4: the second half is missing; B: large translation; D8: eight dimensions. (b) JUMBOT's accuracy over its "
    "marginal penalty tau. (c) Accuracy over the batch size on C. The published tables are of other data: order and mechanism "
    "are tested here, never those values. Source: fatras:21b, damodaran:18."
)
CLAIM = "training.jumbot_gains"
METHODS = ("source only", "DeepJDOT", "entropic DeepJDOT", "Sinkhorn stopped early", "JUMBOT")
SETS = ("C", "R", "P", "P4", "B", "D8")


def by_name(results, what):
    """{(set, method): series} of the curves "<what>, <set>, <method>"."""
    found = {}
    for series in results.series_of(CLAIM, f"{what}, "):
        name, method = series.name.split(f"{what}, ")[-1].split(", ")
        found[name, method] = series
    return found


def at(series, m):
    """Index of the point at m, or None."""
    return series.x.index(m) if series is not None and m in series.x else None


def cell_text(curves, key, m):
    """Mean with its half-width; what the worst seeds and the plans do."""
    accuracy, least, fallen, wrong = (curve.get(key) for curve in curves)
    k = at(accuracy, m)
    if k is None:
        return "–", ""
    details = f"worst {100 * least.y[k]:.1f}, worse {100 * fallen.y[k]:.0f} %"
    if at(wrong, m) is not None:
        details += f"\nwrong {100 * wrong.y[k]:.1f}"
    return f"{100 * accuracy.y[k]:.1f} ± {50 * (accuracy.upper[k] - accuracy.lower[k]):.1f}", details


def draw_table(axes, results, m):
    curves = [by_name(results, what) for what in ("accuracy", "least accuracy", "share below start", "wrong share")]
    accuracy = curves[0]
    sets = [name for name in SETS if any(at(accuracy.get((name, method)), m) is not None for method in METHODS)]
    methods = [method for method in METHODS if any(at(accuracy.get((name, method)), m) is not None for name in SETS)]
    if not sets:
        raise MissingData(f"the claim '{CLAIM}' has no accuracies at m = {m}")
    for column, method in enumerate(methods):
        axes.text(column + 1, 0.35, method, ha="center", va="center", weight="bold")
    for row, name in enumerate(sets, start=1):
        axes.text(0.3, row + 0.5, name, ha="center", va="center", weight="bold")
        axes.axhline(row, color=style.GREY, linewidth=0.4)
        for column, method in enumerate(methods):
            mean, details = cell_text(curves, (name, method), m)
            axes.text(column + 1, row + 0.24, mean, ha="center", va="center")
            axes.text(column + 1, row + 0.7, details, ha="center", va="center", color=style.GREY, fontsize=6)
    axes.set(xlim=(0, len(methods) + 0.6), ylim=(len(sets) + 1, -0.1), xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set_visible(False)


def curves_over_tau(results):
    """None in results of the smallest preset."""
    return [s for s in results.series_of(CLAIM, "accuracy") if s.name.startswith(f"{CLAIM}/accuracy over tau, ")]


def draw_curve(axes, series, look, label):
    axes.plot(series.x, series.y, label=label, **look)
    axes.fill_between(series.x, series.lower, series.upper, color=look["color"], alpha=0.15, linewidth=0)


def draw(results):
    figure = style.Figure(figsize=(style.PAGE_INCHES, 5.0), layout="constrained")
    upper, lower = figure.subfigures(2, 1, height_ratios=(1.25, 1))
    table, (over_tau, over_m) = upper.subplots(), lower.subplots(1, 2)
    draw_table(table, results, results.all[0].parameters["m"])
    for look, series in zip(style.CURVES[1:], curves_over_tau(results)):
        draw_curve(over_tau, series, look, f"set {series.name.split('over tau, ')[-1]}")
    over_tau.set(xscale="log", xlabel="penalty $\\tau$", ylabel="accuracy of JUMBOT")
    for look, method in zip(style.CURVES, ("DeepJDOT", "JUMBOT", "entropic DeepJDOT")):
        series = by_name(results, "accuracy").get(("C", method))
        if series is not None:
            draw_curve(over_m, series, look, method)
    over_m.set(xscale="log", xlabel="batch size $m$", ylabel="accuracy on C")
    style.integer_ticks(over_m, [m for line in over_m.lines for m in line.get_xdata()])
    for axes, letter in ((table, "a"), (over_tau, "b"), (over_m, "c")):
        style.panel_letter(axes, letter)
    for axes in (over_tau, over_m):
        if axes.lines:
            axes.legend(loc="best")
    return figure
