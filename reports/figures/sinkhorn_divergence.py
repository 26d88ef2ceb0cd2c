"""The Sinkhorn divergence over epsilon: where the kernel is not positive definite, it turns negative."""

import figure_style as style

SIMULATIONS = ("sinkhorn_divergence",)
ONLY_WITH_CLAIM = "kernel.line"
TITLE = "Sinkhorn divergence for |x - y|^p"
CAPTION = (
    "S between a Dirac at 0 and the two ends -1 and 1, over epsilon (logarithmic), for the cost |x - y|^p. For p up to 2 the "
    "kernel exp(-C / epsilon) is positive definite and S is positive; for p = 3 and p = 4 it is not, and S is negative for "
    "large epsilon. Source: feydy:19."
)
CLAIM = "kernel.line"


def draw(results):
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.5)
    axes.set(xscale="log", xlabel="epsilon", ylabel="S")
    axes.axhline(0, color="0.6", linewidth=0.6)
    for look, power in zip(style.CURVES, (1, 2, 3, 4)):
        (curve,) = results.series_of(CLAIM, f"p = {power}")
        axes.plot(curve.x, curve.y, color=look["color"], linestyle=look["linestyle"], label=f"p = {power}")
    style.legend_above(axes, ncols=2)
    return figure
