"""Gradients of the minibatch loss are right, and what descent along them finds is too small: the debiased loss cures it."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("gradient_exchange",)
ONLY_WITH_CLAIM = "fit.length"
TITLE = "Gradients and what they fit"
CAPTION = (
    "An interval fitted to data uniform on [0, 1], h = W₂² on batches of m. (a) Mean gradient in the length L at L = 1.7, with "
    "confidence intervals; line: the gradient of E_h, dashed: that of optimal transport itself. (b) Length found by stochastic "
    "gradient descent with confidence intervals; line: (m−1)/(m+1), where E_h is least, dashed: the length of the data, which the "
    "debiased loss finds. (c) Length along one descent each, m = 5. Source: fatras:20, fatras:21."
)
LOSSES = (("fit.length", "minibatch loss", "-"), ("fit.length.debiased", "debiased loss", "--"))


def draw_gradient(axes, results):
    claim = results.claim("scale.gradient")
    m, cells = style.by_parameter(claim.arm, "m")
    if not m:
        raise MissingData("claim 'scale.gradient' has no cells with m and an estimate")
    look = style.CURVES[0]
    axes.plot(m, [cell.truth for cell in cells], color=look["color"])
    style.errorbar(axes, m, cells, color=look["color"], marker=look["marker"])
    _, twins = style.by_parameter(claim.false_twin, "m") if claim.false_twin else ([], [])
    if twins and twins[0].truth is not None:
        axes.axhline(twins[0].truth, color=style.GREY, linestyle="--")
    axes.set(xscale="log", xlabel="batch size $m$", ylabel="mean gradient in $L$")
    style.integer_ticks(axes, m)


def draw_lengths(axes, results):
    ticks = []
    for look, (name, label, linestyle) in zip(style.CURVES, LOSSES):
        m, cells = style.by_parameter(results.claim(name).arm, "m")
        axes.plot(m, [cell.truth for cell in cells], color=look["color"], linestyle=linestyle)
        style.errorbar(axes, m, cells, color=look["color"], marker=look["marker"], label=label)
        ticks += m
    axes.set(xscale="log", xlabel="batch size $m$", ylabel="fitted length", ylim=(0, 1.15))
    style.integer_ticks(axes, ticks)
    axes.legend(loc="lower right")


def draw_descents(axes, results):
    for look, series in zip(style.CURVES, results.series_of("fit.length", "descent, ")):
        axes.plot(series.x, series.y, color=look["color"], linewidth=0.7)
        axes.plot(series.x, series.reference, color=look["color"], linestyle="--", linewidth=0.9)
    axes.set(xlabel="step", ylabel="length", ylim=(0, 1.55))


def draw(results):
    figure, (left, middle, right) = style.new_figure(style.PAGE_INCHES, 2.3, ncols=3)
    for axes, letter, panel in ((left, "a", draw_gradient), (middle, "b", draw_lengths), (right, "c", draw_descents)):
        panel(axes, results)
        style.panel_letter(axes, letter)
    return figure
