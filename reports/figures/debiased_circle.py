"""The debiased minibatch loss is not positive: equispaced points on the circle against their rotation."""

import math

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_unbiasedness",)
ONLY_WITH_CLAIM = "debiased.circle"
TITLE = "The debiased minibatch loss can be negative"
CAPTION = (
    "Debiased minibatch loss Λ_h = E_h(α, β) − ½ E_h(α, α) − ½ E_h(β, β) of equispaced points on the unit circle against "
    "their rotation by φ, by exact enumeration of the batches, for several kernels h. Values are relative to the largest |Λ| "
    "of their kernel, which is given in the legend; below the zero line (shaded) the loss is negative, so that it is no "
    "divergence. Source: fatras:21."
)
CLAIMS = {"debiased.circle": "$h = W_2^2$", "debiased.circle_rooted": "$h = W_2$, rooted in the batch",
          "debiased.circle_w1": "$h = W_1$"}


def points(claim):
    phi, cells = style.by_parameter(claim.arm, "phi")
    return phi, [cell.estimate for cell in cells]


def fraction_of_pi(value, denominator):
    numerator = round(value * denominator / math.pi)
    common = math.gcd(numerator, denominator)
    numerator, denominator = numerator // common, denominator // common
    if numerator == 0:
        return "0"
    top = "π" if numerator == 1 else f"{numerator}π"
    return top if denominator == 1 else f"{top}/{denominator}"


def draw(results):
    curves = [(kernel, *points(results.claim(claim_id))) for claim_id, kernel in CLAIMS.items()]
    curves = [(kernel, x, y) for kernel, x, y in curves if x and any(y)]
    if not curves:
        raise MissingData(f"none of the claims {', '.join(CLAIMS)} has cells with phi and an estimate")
    figure, axes = style.new_figure(style.COLUMN_INCHES, 2.6)
    for look, (kernel, x, y) in zip(style.CURVES, curves):
        largest = max(abs(value) for value in y)
        axes.plot(x, [value / largest for value in y], **look, markersize=3.2,
                  label=f"{kernel}: max |Λ| = {style.number(largest)}")
    lower = min(min(y) / max(abs(v) for v in y) for _, _, y in curves)
    axes.axhspan(min(lower * 1.1, -0.08), 0, color="#E8E8E8", linewidth=0, zorder=0)
    axes.axhline(0, color=style.BLACK, linewidth=0.8, zorder=1)
    axes.set(xlabel="rotation φ (rad)", ylabel="Λ(φ) / max |Λ|", ylim=(min(lower * 1.1, -0.08), 1.08))
    end = max(max(x) for _, x, _ in curves)
    step = math.pi / 16 if end < 0.3 * math.pi else math.pi / 4
    ticks = [k * step for k in range(int(end / step + 1e-9) + 1)]
    axes.set_xticks(ticks, [fraction_of_pi(t, 16) for t in ticks])
    axes.text(0.99, 0.02, "negative", transform=axes.transAxes, ha="right", va="bottom", color=style.GREY)
    style.legend_above(axes)
    return figure
