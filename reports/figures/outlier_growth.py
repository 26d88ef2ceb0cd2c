"""What one outlier does to balanced and to unbalanced transport as it moves away."""

import figure_style as style

SIMULATIONS = ("outlier_robustness",)
ONLY_WITH_CLAIM = "growth.balanced"
TITLE = "One outlier, balanced and unbalanced"
CAPTION = (
    "Loss between a measure with one outlier of weight 0.2 and a clean measure, over the distance of the outlier, both axes "
    "logarithmic; squared Euclidean cost, tau = 0.3. Balanced transport grows like the squared distance; unbalanced transport "
    "stays below the bound of the robustness lemma, which saturates. Source: fatras:21b."
)
CLAIM = "growth.balanced"


def draw(results):
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.5)
    axes.set(xscale="log", yscale="log", xlabel="distance of the outlier", ylabel="loss")
    for look, name in zip(style.CURVES, ("balanced", "unbalanced", "the bound")):
        (curve,) = results.series_of(CLAIM, name)
        axes.plot(curve.x, curve.y, color=look["color"], linestyle=look["linestyle"], label=name)
    style.legend_above(axes, ncols=2)
    return figure
