"""What weighted Wasserstein GANs generate: samples, their density, and how the share of misclassified samples follows the weights."""

import math

import figure_style as style

SIMULATIONS = ("misclassified_generation",)
ONLY_WITH_CLAIM = "generation.near_boundary"
TITLE = "Generating what a classifier gets wrong"
CAPTION = (
    "(a) A moon of class 0 (circles, larger for a larger soft weight) and one of class 1 (crosses): the linear classifier (dashed) takes "
    "for class 1 what lies above it. (b)–(d) 300 samples of generators trained on class 0 without weights, with soft weights (w = 20) and "
    "with hard ones, over the data (grey), and (f)–(h) the density of 20000 of them, darker for more, each on its own scale. (e) The "
    "misclassified share of the samples over w (circles), and what the misclassified points weigh (line). Source: burnel:21; arjovsky:17."
)
CLAIM = "generation.finds_errors"
WEIGHTINGS = ("uniform", "soft", "hard")
TITLES = {"uniform": "without weights", "soft": "soft weights", "hard": "hard weights"}
REACH = 1.75  # of the grid of densities, and of all panels


def picture(results, name):
    return results.series(f"{CLAIM}/{name}")


def draw_plane(axes, results):
    boundary = picture(results, "boundary")
    axes.plot(boundary.x, boundary.y, color=style.BLACK, linestyle="--", linewidth=0.8)
    axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xticks=[], yticks=[])


def draw_data(axes, results):
    own, other, weights = (picture(results, name) for name in ("class 0", "class 1", "weights, soft"))
    axes.plot(other.x, other.y, "x", color=style.GREY, markersize=1.6, markeredgewidth=0.4)
    axes.scatter(own.x, own.y, s=[1 + 3 * w for w in weights.y], marker="o", color=style.BLUE, linewidth=0, alpha=0.6)
    draw_plane(axes, results)


def draw_samples(axes, results, weighting):
    own, samples = picture(results, "class 0"), picture(results, f"samples, {weighting}")
    axes.plot(own.x, own.y, "o", color=style.GREY, markersize=1.5, markeredgewidth=0, alpha=0.5)
    axes.plot(samples.x, samples.y, "^", color=style.ORANGE, markersize=2.2, markeredgewidth=0, alpha=0.8)
    draw_plane(axes, results)


def draw_density(axes, results, weighting):
    density = picture(results, f"density, {weighting}").y
    n = math.isqrt(len(density))
    style.cell_grid(axes, [density[i * n:(i + 1) * n] for i in range(n)], cmap="Greys", vmin=0, vmax=max(density))
    boundary = picture(results, "boundary")
    axes.plot([n * (x + REACH) / (2 * REACH) for x in boundary.x], [n * (REACH - y) / (2 * REACH) for y in boundary.y],
              color=style.VERMILLION, linestyle="--", linewidth=0.8)
    axes.set(xlim=(0, n), ylim=(n, 0), xticks=[], yticks=[])


def draw_dose(axes, results):
    share, weight = picture(results, "misclassified share"), picture(results, "misclassified weight")
    axes.plot(weight.x, weight.y, color=style.GREEN, label="weight")
    axes.plot(share.x, share.y, color=style.BLUE, marker="o", linestyle="none", label="samples")
    axes.set(xlabel="w", ylabel="misclassified share", ylim=(0, 1))
    axes.legend(loc="lower right")


def draw(results):
    figure, ((data, *samples), (dose, *densities)) = style.new_figure(style.PAGE_INCHES, 3.7, nrows=2, ncols=4)
    draw_data(data, results)
    draw_dose(dose, results)
    style.panel_letter(data, "a", "data")
    style.panel_letter(dose, "e")
    for axes, below, weighting, letters in zip(samples, densities, WEIGHTINGS, ("bf", "cg", "dh")):
        draw_samples(axes, results, weighting)
        draw_density(below, results, weighting)
        style.panel_letter(axes, letters[0], TITLES[weighting])
        style.panel_letter(below, letters[1], "density")
    return figure
