"""The published deviation bound: far from tight on ordinary data, nearly tight on its witness."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("minibatch_deviation",)
ONLY_WITH_CLAIM = "deviation.witness"
TITLE = "How tight the deviation bound is"
CAPTION = (
    "Upper quantile of |h̃ₖ − E_h| at probability δ (points, with a simultaneous confidence band) against the bound of the "
    "theorem (line), (a) for the kernel for which the bound has the most slack and (b) at its witness, both axes logarithmic. The factor is "
    "bound over quantile. (c) Share of deviations beyond the bound at δ, over δ: the theorem says that it stays below the "
    "diagonal for every δ; the false twin crosses it. Sources: fatras:20, hoeffding:63, clemencon:16, massart:90."
)
WITNESS, ORDINARY = "deviation.witness", "deviation.bound."
QUANTILE, SHARE = "quantile of the deviation", "share of deviations beyond the bound"
FLOOR = 1e-4  # shares of zero lie on the axis of a logarithmic scale


def slack(series):
    """Bound over quantile in the middle of the curve."""
    i = len(series.x) // 2
    return series.reference[i] / series.y[i]


def quantile_curves(results, claim_id):
    """The quantile curves of a claim that have a bound and can be shown on logarithmic axes; at least one."""
    curves = [s for s in results.series_of(claim_id, QUANTILE) if s.x and s.reference and min(*s.x, *s.y, *s.reference) > 0]
    if not curves:
        raise MissingData(f"series '{claim_id}/{QUANTILE}' has no positive values with a reference")
    return curves


def loosest(results):
    """(claim id, curve) where the bound has the most slack."""
    curves = [(claim.id, s) for claim in results.claims_under(ORDINARY) for s in quantile_curves(results, claim.id)]
    return max(curves, key=lambda item: slack(item[1]))


def cell_title(results, claim_id, series):
    cells = results.claim(claim_id).arm.cells
    index = series.cell or 0
    if index >= len(cells):
        return claim_id
    kernel = claim_id.removeprefix(ORDINARY).replace("_", " ") if claim_id.startswith(ORDINARY) else "at the witness"
    sizes = [f"{k} = {style.number(v, 4)}" for k, v in cells[index].parameters.items() if k in ("n", "m", "k")]
    return kernel + ("\n" + ", ".join(sizes) if sizes else "")


def draw_quantile(axes, series):
    if series.lower and series.upper:
        floor = min(series.y) / 50
        axes.fill_between(series.x, [max(v, floor) for v in series.lower], series.upper, color=style.SKY, alpha=0.45,
                          linewidth=0, zorder=1)
    axes.plot(series.x, series.y, color=style.BLUE, marker="o", markersize=2.6, linestyle="-", label="quantile")
    axes.plot(series.x, series.reference, color=style.VERMILLION, linestyle="--", label="bound")
    axes.set(xscale="log", yscale="log", xlabel="probability δ", ylabel="deviation")
    style.plain_log_ticks(axes.yaxis, min(series.y), max(series.reference))
    middle = len(series.x) // 2
    low, high = series.y[middle], series.reference[middle]
    axes.annotate("", (series.x[middle], high), (series.x[middle], low),
                  arrowprops={"arrowstyle": "<->", "color": style.GREY, "lw": 0.7, "shrinkA": 2, "shrinkB": 2})
    axes.text(series.x[middle] * 1.12, (low * high) ** 0.5, f"× {style.number(high / low)}", va="center")


def draw_shares(axes, results, claim_id, cell):
    for prefix, name, color, line in (("", "claim", style.BLUE, "-"), ("false_twin/", "false twin", style.VERMILLION, "--")):
        try:
            curves = results.series_of(claim_id, prefix + SHARE)
        except MissingData:
            if prefix:
                continue
            raise
        series = next((s for s in curves if s.cell == cell), curves[0])
        axes.plot(series.x, [max(y, FLOOR) for y in series.y], color=color, linestyle=line, label=name)
        if series.lower and series.upper:
            axes.fill_between(series.x, [max(y, FLOOR) for y in series.lower], series.upper, color=color, alpha=0.2,
                              linewidth=0)
    axes.plot([1e-3, 1], [1e-3, 1], color=style.GREY, linewidth=0.8, linestyle=":")
    axes.set(xscale="log", yscale="log", xlabel="probability δ", ylabel="share beyond the bound", xlim=(1e-3, 1),
             ylim=(FLOOR, 1.3))


def draw(results):
    loose, tight = loosest(results), (WITNESS, quantile_curves(results, WITNESS)[0])
    figure, panels = style.new_figure(style.PAGE_INCHES, 2.5, ncols=3)
    for axes, letter, (claim_id, series) in zip(panels, "ab", (loose, tight)):
        draw_quantile(axes, series)
        style.panel_letter(axes, letter, cell_title(results, claim_id, series))
    draw_shares(panels[2], results, tight[0], tight[1].cell)
    style.panel_letter(panels[2], "c", "as (b)\n")
    panels[1].legend(loc="lower left")
    panels[2].legend(loc="upper left")
    return figure
