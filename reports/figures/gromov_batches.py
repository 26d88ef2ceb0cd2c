"""Minibatch Gromov-Wasserstein: what batches of two see, and that turning one side changes nothing."""

import math

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_gromov",)
ONLY_WITH_CLAIM = "batch_of_two.expectation"
TITLE = "What batches see of a shape"
CAPTION = (
    "(a) Mean of the minibatch Gromov-Wasserstein estimator for batches of two, between uniform laws on intervals of length 1 "
    "and L, with confidence intervals. Line: E_h = (1 + L²)/12 − L/9, which is 1/18 for equal laws; dashed: half of it, another "
    "convention, which is refuted. (b) Complete estimators on two spirals, one of them turned by an angle and moved: the "
    "Gromov-Wasserstein loss stays, the transport cost does not. Both are relative to their value at angle 0. Source: fatras:21."
)
MOMENTS, ROTATION = "batch_of_two.expectation", "spirals.rotation"


def expectation(length):
    return (1 + length**2) / 12 - length / 9


def draw_moments(axes, results):
    length, cells = style.by_parameter(results.claim(MOMENTS).arm, "length")
    if not cells:
        raise MissingData(f"claim '{MOMENTS}' has no cells with length and an estimate")
    line = [max(length) * i / 100 for i in range(101)]
    axes.plot(line, [expectation(x) for x in line], color=style.BLACK, linewidth=0.8, label="$E_h$")
    axes.plot(line, [expectation(x) / 2 for x in line], color=style.GREY, linewidth=0.8, linestyle="--", label="$E_h/2$")
    style.errorbar(axes, length, cells, color=style.BLUE, marker="o", markersize=3.2, label="incomplete, $m = 2$")
    axes.set(xlabel="length $L$ of the second interval", ylabel="mean of the estimator", xlim=(0, None), ylim=(0, None))


def draw_rotation(axes, results):
    claim = results.claim(ROTATION)
    for arm, name, look in ((claim.arm, "Gromov-Wasserstein", style.CURVES[0]), (claim.false_twin, "transport cost", style.CURVES[1])):
        angle, cells = style.by_parameter(arm, "angle") if arm else ([], [])
        if not cells or cells[0].estimate == 0:
            raise MissingData(f"claim '{ROTATION}' has no cells with angle and an estimate")
        axes.plot(angle, [c.estimate / cells[0].estimate for c in cells], **look, markersize=3.2, label=name)
    axes.set(xlabel="angle (rad)", ylabel="loss / loss at angle 0", ylim=(0, None))
    axes.set_xticks([0, math.pi / 4, math.pi / 2, 3 * math.pi / 4, math.pi], ["0", "π/4", "π/2", "3π/4", "π"])


def draw(results):
    figure, (left, right) = style.new_figure(style.PAGE_INCHES, 2.4, ncols=2)
    draw_moments(left, results)
    draw_rotation(right, results)
    for axes, letter in ((left, "a"), (right, "b")):
        style.legend_above(axes, ncol=3, handlelength=1.4)
        axes.text(-0.1, 1.03, f"({letter})", transform=axes.transAxes, ha="right")
    return figure
