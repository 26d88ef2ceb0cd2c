"""The worked example: the minibatch estimator on two clouds of the user's own, against the mean over all subsets."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_unbiasedness",)
ONLY_WITH_CLAIM = "data.unbiased"
TITLE = "The minibatch estimator on given clouds"
CAPTION = (
    "Mean of the incomplete estimator over random batches of two given clouds, over the batch size m, with confidence intervals. "
    "Line: the mean over all pairs of m-subsets, by enumeration; the band is the declared margin. Hollow: the false twin "
    "(a sum over k batches divided by k + 1), which must be off. Source: fatras:20."
)


def draw(results):
    claim = results.claim("data.unbiased")
    m, cells = style.by_parameter(claim.arm, "m")
    if not m:
        raise MissingData("claim 'data.unbiased' has no cells with m and an estimate")
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.4)
    truths = [cell.truth for cell in cells]
    axes.plot(m, truths, color=style.BLACK, linewidth=0.8, label="all subsets")
    axes.fill_between(m, [c.truth - c.margin for c in cells], [c.truth + c.margin for c in cells], color="#E4E4E4", linewidth=0)
    style.errorbar(axes, m, cells, color=style.BLUE, marker="o", label="random batches")
    if claim.false_twin:
        at, twins = style.by_parameter(claim.false_twin, "m")
        style.errorbar(axes, at, twins, label="false twin", marker="s", **style.TWIN)
    axes.set_xlabel("batch size $m$")
    axes.set_ylabel("mean (units of the cost)")
    axes.set_xticks([int(size) for size in m])
    style.legend_above(axes, ncol=3, handlelength=1.4)
    return figure
