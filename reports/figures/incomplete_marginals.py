"""How fast the marginals of the incomplete plan become uniform: measured against its exact mean."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_plan",)
ONLY_WITH_CLAIM = "marginals.l1_error"
TITLE = "Marginals of the incomplete minibatch plan"
CAPTION = (
    "L1 error of both marginals of the plan averaged over k random pairs of batches of m points, with confidence intervals, "
    "both axes logarithmic. Lines: the exact mean, 2n/(km) times the mean absolute deviation of a binomial law; their slope "
    "tends to −1/2. Source: fatras:20."
)
CLAIM = "marginals.l1_error"


def draw(results):
    claim = results.claim(CLAIM)
    k, cells = style.by_parameter(claim.arm, "k")
    if not k:
        raise MissingData(f"the claim '{CLAIM}' has no cells with k and an estimate")
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.6)
    axes.set(xscale="log", yscale="log", xlabel="number of pairs of batches $k$", ylabel="L1 error of both marginals")
    sizes = sorted({cell.parameters["m"] for cell in cells})
    for look, m in zip(style.CURVES, sizes):
        own = [cell for cell in cells if cell.parameters["m"] == m]
        at = [cell.parameters["k"] for cell in own]
        for exact in results.series_of(CLAIM, f"exact mean, m = {m:g}"):
            if exact.name.endswith(f"= {m:g}"):
                axes.plot(exact.x, exact.y, color=look["color"], linestyle=look["linestyle"])
        style.errorbar(axes, at, own, color=look["color"], marker=look["marker"], label=f"$m = {m:g}$")
    style.legend_above(axes, ncols=len(sizes))
    return figure
