"""The exact variance of the incomplete estimator over the number of batches k."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_deviation",)
TITLE = "Variance of the incomplete estimator"
CAPTION = (
    "Variance of the incomplete minibatch estimator over the number of batches k, with confidence intervals. Solid: the exact "
    "decomposition (1 − 1/k) Var(h̄) + Var(h)/k, which levels off at the variance of the complete estimator; dashed: the "
    "prediction of the false twin, which counts the batches as independent of the data. Sources: fatras:20, clemencon:16."
)
CLAIMS = "variance"


def draw(results):
    for claim in results.claims_under(CLAIMS):
        k, cells = style.by_parameter(claim.arm, "k")
        if k and all(cell.truth for cell in cells):
            break
    else:
        raise MissingData(f"no claim '{CLAIMS}...' has cells with k, an estimate and a truth")
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.4)
    axes.set(xscale="log", yscale="log", xlabel="number of batches $k$", ylabel="variance of the estimator")
    axes.plot(k, [cell.truth for cell in cells], color=style.BLUE, label="exact decomposition")
    if claim.false_twin:
        twin_k, twin_cells = style.by_parameter(claim.false_twin, "k")
        twin = [(at, cell.truth) for at, cell in zip(twin_k, twin_cells) if cell.truth]
        axes.plot(*zip(*twin) if twin else ([], []), color=style.VERMILLION, linestyle="--", marker="s",
                  markersize=3.5, markerfacecolor="white", label="false twin")
    style.errorbar(axes, k, cells, color=style.BLACK, marker="o", markersize=3.5, label="simulated")
    style.integer_ticks(axes, k)
    axes.legend(loc="upper right")
    return figure
