"""The exact variance of the incomplete estimator over the number of batches k."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_deviation",)
ONLY_WITH_CLAIM = "variance.decomposition"
TITLE = "Variance of the incomplete estimator"
CAPTION = (
    "Variance of the incomplete minibatch estimator over the number of batches k, with confidence intervals. Solid: the exact "
    "decomposition (1 − 1/k) Var(h̄) + Var(h)/k, which levels off at the variance of the complete estimator; dashed: the "
    "prediction of the false twin, which counts the batches as independent of the data. Sources: fatras:20, clemencon:16."
)
CLAIM = "variance.decomposition"


def curve(k, truths):
    """Both predictions are linear in 1/k: the line between two cells is exact, and bent on logarithmic axes."""
    points = []
    for (a, low), (b, high) in zip(zip(k, truths), zip(k[1:], truths[1:])):
        inverses = [1 / a + (1 / b - 1 / a) * i / 24 for i in range(25)]
        points += [(1 / u, low + (high - low) * (u - 1 / a) / (1 / b - 1 / a)) for u in inverses]
    return zip(*points) if points else ((), ())


def draw_prediction(axes, arm, **look):
    k, cells = style.by_parameter(arm, "k")
    known = [(at, cell.truth) for at, cell in zip(k, cells) if cell.truth]
    axes.plot(*curve([at for at, _ in known], [truth for _, truth in known]), **look)


def draw(results):
    claim = results.claim(CLAIM)
    k, cells = style.by_parameter(claim.arm, "k")
    if not k:
        raise MissingData(f"claim '{CLAIM}' has no cells with k and an estimate")
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.4)
    axes.set(xscale="log", yscale="log", xlabel="number of batches $k$", ylabel="variance of the estimator")
    draw_prediction(axes, claim.arm, color=style.BLUE, label="exact decomposition")
    if claim.false_twin:
        draw_prediction(axes, claim.false_twin, color=style.VERMILLION, linestyle="--", label="false twin: Var(h)/k")
    style.errorbar(axes, k, cells, color=style.BLACK, marker="o", markersize=3.5, label="simulated")
    style.integer_ticks(axes, k)
    axes.legend(loc="lower left")
    return figure
