"""Accuracy over training with wrong labels: learning them by heart costs what had been learnt."""

import figure_style as style

SIMULATIONS = ("noisy_labels",)
ONLY_WITH_CLAIM = "overfitting.test_accuracy_falls"
TITLE = "Accuracy over training with noisy labels"
CAPTION = (
    "Two moons with eight coordinates of no use, 600 training samples, 20 % and 40 % of the labels wrong; median of five seeds, "
    "bands from the least to the greatest. Left of each pair: accuracy on clean test labels. Right: accuracy on the noisy labels "
    "of the training; the dotted line is the share of right ones, and what lies above is learnt by heart. The regulariser "
    "starts at one eighth. VAT: KL. WAR: transport part, lambda 0.5 and, as published, 0.05. Source: fatras:22, miyato:19."
)
CLAIM = "overfitting.test_accuracy_falls"
METHODS = {"cross_entropy": "cross-entropy", "vat": "VAT", "war": "WAR", "war_published": "WAR as published"}
KINDS = ("clean test labels", "noisy training labels")
RATES = ("0.2", "0.4")


def draw(results):
    figure, row = style.new_figure(style.PAGE_INCHES, 2.1, ncols=4, sharey=True)
    panels = [(rate, kind) for rate in RATES for kind in KINDS]
    for axes, (rate, kind) in zip(row, panels):
        for (method, label), look in zip(METHODS.items(), style.CURVES):
            (series,) = (s for s in results.series_of(CLAIM, f"{method}, noise {rate}, {kind}"))
            axes.fill_between(series.x, series.lower, series.upper, color=look["color"], alpha=0.15, linewidth=0)
            axes.plot(series.x, series.y, label=label, markevery=4, markersize=3, **{k: look[k] for k in ("color", "marker", "linestyle")})
        if kind == KINDS[1]:
            axes.axhline(100 * (1 - float(rate)), color=style.GREY, linestyle=":", linewidth=0.8)
        axes.set_title(f"{100 * float(rate):.0f} % noise,\n{kind}")
        axes.set(xlabel="share of the training", xlim=(0, 1))
    row[0].set_ylabel("accuracy, %")
    row[1].legend(loc="lower right")
    return figure
