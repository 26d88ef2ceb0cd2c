"""How counted work and memory grow."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("computational_cost",)
ONLY_WITH_CLAIM = "exact.bound"
TITLE = "What transport costs"
CAPTION = (
    "Counts, not seconds; both axes logarithmic. (a) Entries of the n × n cost matrix that the exact solver reads: random points of the "
    "square, with simultaneous intervals, and the hard costs i·j; lines n³ and n² for the eye. (b) Cycles of Sinkhorn's iteration over "
    "1/ε, two points: to a fixed dual gap, weights swapped (like 1/ε), and to a fixed marginal error, equal weights (faster than any "
    "power: the printed n²/ε, refuted). (c) Work of a minibatch estimator, m = 16, over the size n of the data; open squares: each "
    "batch from a permutation of the data, the false twin. (d) Bytes asked for: exact solver beside its matrix, entropic solver with a "
    "stored kernel and computing it, minibatch estimator. Sources: machol:76, dvurechensky:18, fatras:20."
)


def cells_of(arm, claim_id, parameter):
    at, cells = style.by_parameter(arm, parameter) if arm else ([], [])
    if not at:
        raise MissingData(f"claim '{claim_id}' has no cells with {parameter} and an estimate")
    return at, cells


def draw_claim(axes, results, claim_id, parameter, label, look, transform=lambda value: value):
    at, cells = cells_of(results.claim(claim_id).arm, claim_id, parameter)
    at = [transform(value) for value in at]
    axes.plot(at, [cell.estimate for cell in cells], linewidth=0.8, **{**look, "marker": "none"})
    style.errorbar(axes, at, cells, color=look["color"], marker=look["marker"], markersize=3.5, label=label)
    return at, cells


def draw_exact(axes, results):
    n, cells = draw_claim(axes, results, "exact.bound", "n", "random points", style.CURVES[0])
    draw_claim(axes, results, "exact.worst_case", "n", "$C_{ij} = ij$", style.CURVES[1])
    ends = [min(n), max(n)]
    for power in (2, 3):
        axes.plot(ends, [cells[0].estimate * (x / ends[0]) ** power for x in ends], color=style.GREY, linestyle=":", linewidth=0.8)
        axes.text(ends[1] * 1.1, cells[0].estimate * (ends[1] / ends[0]) ** power, f"$n^{power}$", va="center", color=style.GREY)
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="entries read")
    style.integer_ticks(axes, [*n, 2 * max(n)])
    axes.legend(loc="upper left")


def draw_cycles(axes, results):
    draw_claim(axes, results, "sinkhorn.inverse_epsilon", "epsilon", "fixed dual gap", style.CURVES[0], lambda value: 1 / value)
    draw_claim(axes, results, "sinkhorn.as_printed", "epsilon", "fixed marginal error",
               {"color": style.VERMILLION, "marker": "s", "linestyle": "--"}, lambda value: 1 / value)
    axes.set(xscale="log", yscale="log", xlabel="$1/ε$", ylabel="cycles")
    axes.legend(loc="upper right")
    axes.set_ylim(top=axes.get_ylim()[1] * 8)


def draw_minibatch(axes, results):
    n, _ = draw_claim(axes, results, "minibatch.n", "n", "subsets drawn", style.CURVES[0])
    twin = results.claim("minibatch.n").false_twin
    if twin:
        at, cells = cells_of(twin, "minibatch.n", "n")
        style.errorbar(axes, at, cells, marker="s", label="permutations", **style.TWIN)
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="words drawn and entries read")
    axes.legend(loc="upper left")


def draw_memory(axes, results):
    sizes = []
    for number, (claim_id, label) in enumerate((("memory.entropic_stored", "entropic, stored"), ("memory.exact", "exact"),
                                                ("memory.entropic_computed", "entropic, computed"),
                                                ("memory.minibatch", "minibatch"))):
        sizes += draw_claim(axes, results, claim_id, "n", label, style.CURVES[number])[0]
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="bytes")
    style.integer_ticks(axes, sizes)
    axes.legend(loc="upper left")
    axes.set_ylim(top=axes.get_ylim()[1] * 30)


def draw(results):
    parts = [draw_exact, draw_cycles, draw_minibatch]
    if any(claim.id == "memory.exact" for claim in results.claims_under("memory.")):
        parts.append(draw_memory)
    figure, panels = style.new_figure(style.PAGE_INCHES, 4.4, ncols=2, nrows=2)
    for axes, letter, part in zip(panels.flat, "abcd", parts):
        part(axes, results)
        style.panel_letter(axes, letter)
    for axes in panels.flat[len(parts):]:
        axes.set_axis_off()
    return figure
