"""What the value of a critic is worth beside W_1, and what batches make of weights."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("misclassified_generation",)
ONLY_WITH_CLAIM = "critics.penalty_is_tight"
TITLE = "Critics beside the exact W₁, weights batch by batch"
CAPTION = (
    "(a) The value of trained critics between a weighted moon and a square, over the exact W₁: as it is, which the gradient penalty "
    "lifts by W₁/(2 lambda) and clipping takes to an unknown scale; divided by its largest slope between points of the data; and that "
    "of its lower envelope, min over q of f(q) + |p − q|. The last two are bounds from below. Medians over seeds with exact "
    "intervals. (b) What the misclassified points lose of their share of the weights where these are normalised within a batch of B out of 400 "
    "points: means with intervals, the first-order law (line) and for small batches the part of batches without any such point "
    "(dotted). Source: arjovsky:17; gulrajani:17; burnel:21."
)
CLIPPED = 2  # of the cells' parameter "constraint"
STATISTICS = (  # label, look, and the claims (False: the claim, True: its twin) whose cells hold it
    ("as it is", style.TWIN | {"marker": "s"}, (("printed.critic_below_w1", False), ("printed.clipped_value", False))),
    ("divided by its slope", {"color": style.BLUE, "marker": "o"}, (("critics.penalty_is_tight", False), ("critics.clipped_divided", False))),
    ("lower envelope", {"color": style.GREEN, "marker": "^"}, (("critics.envelope_is_tight", False), ("critics.envelope_is_tight", True))),
)


def setting(cell):
    """('clipped', box) or ('penalty', lambda)."""
    p = cell.parameters
    return ("clipped", p["box"]) if p["constraint"] == CLIPPED else ("penalty", p["lambda"])


def values(results, sources):
    """{setting: cell} of the cells that have an estimate."""
    found = {}
    for claim_id, of_twin in sources:
        claim = results.claim(claim_id)
        for cell in (claim.false_twin if of_twin else claim.arm).cells:
            if cell.estimate is not None:
                found.setdefault(setting(cell), cell)
    return found


def draw_critics(axes, results):
    statistics = [(label, look, values(results, sources)) for label, look, sources in STATISTICS]
    shown = sorted({key for _, _, cells in statistics for key in cells}, key=lambda key: (key[0] == "clipped", key[1]))
    if not shown:
        raise MissingData("the claims about critics have no estimates")
    for k, (label, look, cells) in enumerate(statistics):
        places = [i for i, key in enumerate(shown) if key in cells]
        style.errorbar(axes, [i + 0.16 * (k - 1) for i in places], [cells[shown[i]] for i in places], label=label, **look)
    axes.axhline(1, color=style.GREY, linestyle="--", linewidth=0.8)
    axes.set_xticks(range(len(shown)), [f"$\\lambda$ = {value:g}" if kind == "penalty" else f"clipped\nto {value:g}" for kind, value in shown])
    axes.set(ylabel="value / $W_1$", ylim=(0, None), xlim=(-0.5, len(shown) - 0.5))
    axes.legend(loc="upper right")


def over_batch(results, claim_id):
    sizes, cells = style.by_parameter(results.claim(claim_id).arm, "batch")
    pairs = [(size, cell) for size, cell in zip(sizes, cells) if cell.parameters["data"] == 0]
    if not pairs:
        raise MissingData(f"the claim '{claim_id}' has no cells with an estimate")
    return zip(*pairs)


def draw_batches(axes, results):
    small, few = over_batch(results, "batches.none_wrong")
    large, many = over_batch(results, "batches.lose_share")
    style.errorbar(axes, [*small, *large], [*few, *many], color=style.BLUE, marker="o")
    axes.plot(large, [cell.truth for cell in many], color=style.GREEN, label="first order")
    axes.plot(small, [cell.truth for cell in few], color=style.BLACK, linestyle=":", label="no such point in the batch")
    axes.set(xscale="log", yscale="log", xlabel="batch size B", ylabel="share that is lost")
    style.integer_ticks(axes, [*small, *large])
    axes.legend(loc="lower left")


def draw(results):
    figure, (critics, batches) = style.new_figure(style.PAGE_INCHES, 2.5, ncols=2)
    draw_critics(critics, results)
    draw_batches(batches, results)
    for axes, letter in ((critics, "a"), (batches, "b")):
        style.panel_letter(axes, letter)
    return figure
