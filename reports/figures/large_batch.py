"""The bias of a minibatch value against the limit of large batches, with its exact constant."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_unbiasedness",)
ONLY_WITH_CLAIM = "large_batch.one_sample"
TITLE = "Bias of large batches"
CAPTION = (
    "Bias of the minibatch value, E_h − W₂², for a uniform law against two atoms, over the batch size m, with confidence "
    "intervals, both axes logarithmic. Lines: the exact bias, 1/(m+1) when the atoms are known (one sample) and 2/(m+1) when "
    "both sides are sampled (two samples). Source: boite:26."
)
CLAIMS = "large_batch."


def draw(results):
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.4)
    axes.set(xscale="log", yscale="log", xlabel="batch size $m$", ylabel="bias $E_h - W_2^2$")
    ticks = []
    for look, claim in zip(style.CURVES, results.claims_under(CLAIMS)):
        m, cells = style.by_parameter(claim.arm, "m")
        if not m:
            continue
        axes.plot(m, [cell.truth for cell in cells], color=look["color"], linestyle=look["linestyle"])
        style.errorbar(axes, m, cells, color=look["color"], marker=look["marker"], label=claim.id[len(CLAIMS):].strip("._").replace("_", " "))
        ticks += m
    if not ticks:
        raise MissingData(f"no claim '{CLAIMS}...' has cells with m and an estimate")
    style.integer_ticks(axes, ticks)
    style.plain_log_ticks(axes.yaxis, *axes.get_ylim())
    style.legend_above(axes)
    return figure
