"""What a penalty on the marginals, in place of their constraints, does to the links that batches put between classes."""

import figure_style as style
from class_links import draw_links
from result_file import MissingData

SIMULATIONS = ("unbalanced_minibatch",)
ONLY_WITH_CLAIM = "classes.share_falls_with_tau"
TITLE = "Links between classes under OT and UOT"
CAPTION = (
    "Averaged plans of 400 pairs of batches of 6 out of 20 points, two classes (left and right clouds) on both sides: balanced "
    "transport (OT), then unbalanced transport (UOT) with its marginal penalty τ falling. Circles are sources, triangles "
    "targets; a link is darker for more mass, dashed where it joins different classes, and left out below a thousandth of the "
    "largest. Last panel: the share of the plan's "
    "mass between the classes over τ, all pairs of batches of 4 out of 8 points (markers), and under OT, where it is exactly "
    "E|K_s − K_t|/m for hypergeometric counts (line). Source: fatras:21b."
)
CLAIM = "classes.share_falls_with_tau"


def draw(results):
    plans = results.series_of(CLAIM, "plan, ")
    (sources,), (targets,) = results.series_of(CLAIM, "source points"), results.series_of(CLAIM, "target points")
    (balanced,) = results.series_of(CLAIM, "share under OT")
    tau, cells = style.by_parameter(results.claim(CLAIM).arm, "tau")
    if not tau:
        raise MissingData(f"the claim '{CLAIM}' has no cells with tau and an estimate")
    figure, grid = style.new_figure(style.PAGE_INCHES, 1.8, ncols=len(plans) + 1,
                                    gridspec_kw={"width_ratios": [1] * len(plans) + [1.35]})
    for axes, plan in zip(grid, plans):
        draw_links(axes, sources, targets, plan)
        axes.set_title(plan.name.split("plan, ")[-1].replace("tau", "$\\tau$"))
    last = grid[-1]
    last.plot(balanced.x, balanced.y, color=style.BLUE, label="OT")
    last.plot(tau, [cell.estimate for cell in cells], color=style.GREEN, marker="^", linestyle="--", label="UOT")
    last.set(xscale="log", xlabel="penalty $\\tau$", ylabel="share between the classes", ylim=(0, None))
    style.legend_above(last, ncols=2)
    return figure
