"""Entropic transport between samples: rates, constants, approximation, estimators of the squared Wasserstein distance."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("entropic_sample_complexity",)
ONLY_WITH_CLAIM = "torus.rate_d1"
TITLE = "Entropic transport between samples"
CAPTION = (
    "(a) E |V(aₙ, bₙ) − V| over n, with simultaneous intervals, for two laws on {0, 1}^d (filled) and for a uniform law on a "
    "torus of dimension d against itself (open), where potentials are constant; dotted: slopes −1/2 and −1. (b) n (E V(aₙ, bₙ) − V) over its "
    "limit in closed form, by dimension; crosses: the false twins, half of the limit or "
    "without mixed modes. (c) The limit over ε on tori; dotted: the growth ε^−⌊d/2⌋ of the published bound, from the first point. (d) V less the cost without "
    "regularisation, over the published bound: tori over ε, and the lattice that comes near it. (e) Errors of S_λ and of 2 S_λ − S_√2λ "
    "as approximations of W₂² (d = 1, without chance); vermillion: V, and a wrong extrapolation. (f) Mean errors as estimates from n "
    "points, d = 5: the plug-in and S_λ; vermillion: V. Sources: genevay:19, mena:19, delbarrio:23, carlier:23, chizat:20."
)
CUBES = (("hypercube.rate_d2", 2), ("hypercube.rate_d5", 5), ("hypercube.rate_d10", 10))
TORI = (("torus.rate_d1", 1), ("torus.rate_d3", 3), ("torus.rate_d5", 5))
BIASES = (("hypercube.bias", "cube"), ("torus.bias", "torus"), ("torus.bias_by_dimension", "torus, ε = 1"))
CONSTANTS = (("constant.small_epsilon_d3", 3), ("constant.small_epsilon_d4", 4), ("constant.small_epsilon_d5", 5))


def cells_of(arm, name, parameter):
    x, cells = style.by_parameter(arm, parameter)
    if not x:
        raise MissingData(f"claim '{name}' has no cells with {parameter} and an estimate")
    return x, cells


def slope(axes, x, start, exponent):
    axes.plot(x, [start * (value / x[0]) ** exponent for value in x], color=style.GREY, linestyle=":", linewidth=0.8)


def draw_rates(axes, results):
    for claims, kind, exponent, face in ((CUBES, "cube", -0.5, None), (TORI, "torus", -1, "white")):
        for (claim_id, dimension), look in zip(claims, style.CURVES):
            n, cells = cells_of(results.claim(claim_id).arm, claim_id, "n")
            slope(axes, n, cells[0].estimate, exponent)
            style.errorbar(axes, n, cells, color=look["color"], marker=look["marker"], markersize=3.5,
                           markerfacecolor=face or look["color"], label=f"{kind}, $d$ = {dimension}")
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="E |$V(a_n, b_n) − V$|")
    axes.set_ylim(bottom=axes.get_ylim()[0] * 0.1)
    axes.legend(loc="lower left", ncols=2, fontsize=6)


def draw_bias(axes, results):
    for (claim_id, label), look in zip(BIASES, style.CURVES):
        claim = results.claim(claim_id)
        d, cells = cells_of(claim.arm, claim_id, "d")
        truths = {value: cell.truth for value, cell in zip(d, cells)}
        ratios = [cell.estimate / cell.truth for cell in cells]
        below = [(cell.estimate - cell.interval[0]) / cell.truth for cell in cells]
        above = [(cell.interval[1] - cell.estimate) / cell.truth for cell in cells]
        axes.errorbar(d, ratios, yerr=[below, above], linestyle="none", color=look["color"], marker=look["marker"], markersize=3.5,
                      elinewidth=0.9, label=label)
        if claim.false_twin:
            twin_d, twins = style.by_parameter(claim.false_twin, "d")
            wrong = [(value, cell.truth / truths[value]) for value, cell in zip(twin_d, twins) if value in truths]
            axes.plot([x for x, _ in wrong], [y for _, y in wrong], linestyle="none", marker="x", color=style.VERMILLION, markersize=4)
    axes.axhline(1, color=style.BLACK, linewidth=0.6)
    axes.set(xlabel="$d$", ylabel="$n$ (E $V(a_n, b_n) − V$) / limit", ylim=(0, 1.35))
    axes.legend(loc="lower right", fontsize=6)


def draw_constants(axes, results):
    for (claim_id, dimension), look in zip(CONSTANTS, style.CURVES):
        epsilon, cells = cells_of(results.claim(claim_id).arm, claim_id, "epsilon")
        axes.plot(epsilon, [cell.estimate for cell in cells], markersize=3.5, label=f"$d$ = {dimension}", **look)
        slope(axes, epsilon[::-1], cells[-1].estimate, -(dimension // 2))
    axes.set(xscale="log", yscale="log", xlabel="$ε$", ylabel="lim $n$ (E $V(a_n, b_n) − V$)")
    style.integer_ticks(axes, epsilon)
    axes.legend(loc="upper right")


def draw_approximation(axes, results):
    name = "approximation.published_bound"
    arm = results.claim(name).arm
    dimensions = sorted({cell.parameters["d"] for cell in arm.cells})
    for dimension, look in zip(dimensions, style.CURVES):
        cells = sorted((c for c in arm.cells if c.parameters["d"] == dimension), key=lambda c: c.parameters["epsilon"])
        axes.plot([c.parameters["epsilon"] for c in cells], [c.estimate for c in cells], markersize=3.5,
                  label=f"torus, $d$ = {dimension:g}", **look)
    witness = results.claim("approximation.witness").arm.cells
    if not witness or witness[-1].estimate is None:
        raise MissingData("claim 'approximation.witness' has no estimate")
    axes.axhline(witness[-1].estimate, color=style.ORANGE, linestyle="--", linewidth=1, label="lattice")
    axes.axhline(1, color=style.BLACK, linewidth=0.6)
    axes.set(xscale="log", xlabel="$ε$", ylabel="($V$ − OT) / published bound", ylim=(0, 1.05))
    axes.legend(loc="upper right", bbox_to_anchor=(1, 0.95))


def draw_laws(axes, results):
    for (claim_id, label), look in zip((("divergence.rate", "$S_λ$"), ("richardson.rate", "$2S_λ − S_{√2λ}$")), style.CURVES):
        claim = results.claim(claim_id)
        strength, cells = cells_of(claim.arm, claim_id, "lambda")
        axes.plot(strength, [c.estimate for c in cells], markersize=3.5, label=label, **look)
        if claim.false_twin:
            strength, cells = style.by_parameter(claim.false_twin, "lambda")
            axes.plot(strength, [c.estimate for c in cells], linestyle=look["linestyle"], marker=look["marker"], linewidth=0.8, **style.TWIN)
    axes.set(xscale="log", yscale="log", xlabel="$λ$", ylabel="error for laws")
    style.integer_ticks(axes, strength)
    axes.legend(loc="lower right")


def draw_estimators(axes, results):
    for (claim_id, label), look in zip((("estimator.divergence_rate", "$S_λ$"), ("estimator.plug_in_rate", "plug-in")), style.CURVES):
        n, cells = cells_of(results.claim(claim_id).arm, claim_id, "n")
        style.errorbar(axes, n, cells, color=look["color"], marker=look["marker"], markersize=3.5, label=label)
    twin = results.claim("estimator.divergence_rate").false_twin
    if twin:
        n, cells = style.by_parameter(twin, "n")
        style.errorbar(axes, n, cells, marker="s", label="$V_λ$", **style.TWIN)
    axes.set(xscale="log", yscale="log", xlabel="$n$", ylabel="mean error from samples")
    style.integer_ticks(axes, n)
    low, high = axes.get_ylim()
    axes.set_ylim(low * 0.8, high * 1.6)
    style.plain_log_ticks(axes.yaxis, low, high)
    axes.legend(loc="upper right", ncols=3, columnspacing=0.8)


def draw(results):
    figure, panels = style.new_figure(style.PAGE_INCHES, 4.8, ncols=3, nrows=2)
    parts = (draw_rates, draw_bias, draw_constants, draw_approximation, draw_laws, draw_estimators)
    for axes, letter, part in zip(panels.flat, "abcdef", parts):
        part(axes, results)
        style.panel_letter(axes, letter)
    return figure
