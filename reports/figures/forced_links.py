"""What constraints on both marginals force between classes when batches hold different numbers of them, and which penalty ends it."""

import figure_style as style
from class_links import draw_links
from result_file import MissingData

SIMULATIONS = ("domain_adaptation",)
ONLY_WITH_CLAIM = "squares.share_falls_with_tau"
TITLE = "Links that balance forces between classes"
CAPTION = (
    "(a) One pair of batches of 32 in two classes, 16 and 16 source points (circles) against 23 and 9 target points (triangles): "
    "balanced transport (OT) must send 7/32 of the mass to the wrong class, unbalanced transport (UOT) gives it up as its "
    "marginal penalty tau falls. A link is darker for more mass, dashed where it joins different classes. (b) Share of wrong mass of "
    "that pair over tau (line) and under OT (dashed). (c) Two clusters of masses .6 and .4 against .4 and .6 at cost 1: mass to the "
    "wrong cluster (markers), its closed form, and the penalty 2c / log[p(1−q)/(q(1−p))] up to which it is zero (dotted). (d) The "
    "target lacks a class: share of wrong mass, and p under balanced transport (dashed). Source: fatras:21b."
)
CLAIM = "squares.share_falls_with_tau"
TARGET_IN_FIRST = 23
THRESHOLD = 2 / 0.8109302162163288  # 2 c / log[p (1 - q) / (q (1 - p))] at p = .6, q = .4, c = 1


def draw_plans(grid, results):
    (sources,), (targets,) = results.series_of(CLAIM, "source points"), results.series_of(CLAIM, "target points")
    plans = results.series_of(CLAIM, "plan, ")
    if len(plans) != len(grid):
        raise MissingData(f"the claim '{CLAIM}' has {len(plans)} plans, and {len(grid)} are drawn")
    for axes, plan in zip(grid, plans):
        draw_links(axes, sources, targets, plan, TARGET_IN_FIRST)
        axes.set_title(plan.name.split("plan, ")[-1])


def draw_share(axes, results):
    (share,) = results.series_of(CLAIM, "share over tau")
    axes.plot(share.x, share.y, color=style.GREEN, label="UOT")
    axes.plot(share.x, share.reference, color=style.BLUE, linestyle="--", label="OT")
    axes.set(xscale="log", xlabel="penalty $\\tau$", ylabel="share of wrong mass", ylim=(-0.008, 0.25))
    axes.legend(loc="center left")


def cells_over_tau(results, claim_id, keep=lambda cell: True):
    tau, cells = style.by_parameter(results.claim(claim_id).arm, "tau")
    pairs = [(t, cell) for t, cell in zip(tau, cells) if keep(cell)]
    if not pairs:
        raise MissingData(f"the claim '{claim_id}' has no cells with tau and an estimate")
    return zip(*pairs)


def draw_law(axes, results, claim_id, balanced, label, keep=lambda cell: True):
    tau, cells = cells_over_tau(results, claim_id, keep)
    axes.plot(tau, [cell.truth for cell in cells], color=style.GREEN)
    axes.plot(tau, [cell.estimate for cell in cells], "^", color=style.GREEN)
    axes.axhline(balanced, color=style.BLUE, linestyle="--")
    axes.set(xscale="log", xlabel="penalty $\\tau$", ylabel=label, ylim=(-0.04 * balanced, 1.12 * balanced))


def draw(results):
    figure = style.Figure(figsize=(style.PAGE_INCHES, 3.9), layout="constrained")
    upper, lower = figure.subfigures(2, 1)
    plans, (share, law, missing) = upper.subplots(1, 4), lower.subplots(1, 3)
    draw_plans(plans, results)
    draw_share(share, results)
    draw_law(law, results, "clusters.cross_mass", 0.2, "mass to the wrong cluster", lambda cell: cell.parameters["p"] == 0.6)
    law.axvline(THRESHOLD, color=style.GREY, linestyle=":")
    draw_law(missing, results, "clusters.missing_class", 0.6, "share of wrong mass")
    for axes, letter, title in zip((plans[0], share, law, missing), "abcd", ("OT", "", "", "")):
        style.panel_letter(axes, letter, title)
    return figure
