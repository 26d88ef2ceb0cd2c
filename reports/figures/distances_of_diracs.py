"""Divergences and distances of two Diracs over how far apart they are, and losses that break the axioms of a metric."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("divergences",)
ONLY_WITH_CLAIM = "diracs.w1"
TITLE = "Divergences and distances of two Diracs"
CAPTION = (
    "(a) Values between δ₀ and δₜ: Jensen-Shannon, total variation and squared Hellinger do not see t (KL and χ² are infinite), the "
    "Wasserstein distance is t, energy distance, MMD and the unbalanced loss lie between. (b) Loss of a fair coin and itself by "
    "minibatches of m, positive where a distance vanishes; line: the law of two binomials. (c) Excess of one long step over two "
    "short ones on three Diracs: unbalanced transport with a squared cost violates the triangle inequality for short steps "
    "(above 0), its square root does not. Sources: fatras:20, fatras:21b, villani:09."
)
CURVES = (
    ("diracs.w1", "$W_1$"),
    ("diracs.energy", "energy"),
    ("diracs.mmd", "MMD"),
    ("diracs.unbalanced", "unbalanced"),
    ("diracs.total_variation", "TV, $H^2$"),
    ("diracs.jensen_shannon", "JS"),
)


def cells_of(results, claim_id, name):
    x, cells = style.by_parameter(results.claim(claim_id).arm, name)
    if not x:
        raise MissingData(f"claim '{claim_id}' has no cells with {name} and an estimate")
    return x, [cell.estimate for cell in cells], [cell.truth for cell in cells]


def draw_values(axes, results):
    for (claim_id, label), look in zip(CURVES, style.CURVES * 2):
        t, values, _ = cells_of(results, claim_id, "t")
        axes.plot(t, values, label=label, color=look["color"], linestyle=look["linestyle"], marker=look["marker"], markersize=3)
    axes.set(xlabel="$t$", ylabel="value", ylim=(0, 5.6))
    axes.legend(loc="upper left", ncols=2, columnspacing=0.9)


def draw_equality(axes, results):
    m, values, truths = cells_of(results, "minibatch.positive_at_equality", "m")
    axes.plot(m, truths, color=style.BLUE)
    axes.plot(m, values, color=style.BLACK, linestyle="none", marker="o", markersize=3.5)
    axes.axhline(0, color=style.VERMILLION, linestyle="--", linewidth=0.9)
    axes.set(xscale="log", xlabel="batch size $m$", ylabel="loss of a law and itself", ylim=(-0.02, None))
    style.integer_ticks(axes, m)


def draw_triangle(axes, results):
    for claim_id, label, color, marker in (("unbalanced.triangle", "squared cost", style.VERMILLION, "x"),
                                           ("unbalanced.rooted_triangle", "its root", style.BLACK, "o")):
        t, values, _ = cells_of(results, claim_id, "t")
        axes.plot(t, values, label=label, color=color, marker=marker, markersize=3.5)
    axes.axhline(0, color=style.GREY, linewidth=0.7)
    axes.set(xlabel="step $t$", ylabel="excess over two steps")
    axes.legend(loc="lower left")


def draw(results):
    figure, (values, equality, triangle) = style.new_figure(style.PAGE_INCHES, 2.4, ncols=3)
    draw_values(values, results)
    draw_equality(equality, results)
    draw_triangle(triangle, results)
    for letter, axes in zip("abc", (values, equality, triangle)):
        style.panel_letter(axes, letter)
    return figure
