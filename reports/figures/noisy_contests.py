"""Every paired training behind the claims on label noise: differences seed by seed, the worst seed included."""

import figure_style as style
from result_file import MissingData

SIMULATIONS = ("noisy_labels",)
ONLY_WITH_CLAIM = "table.vat_beats_cross_entropy"
TITLE = "Paired trainings, seed by seed"
CAPTION = (
    "Each small mark is one seed: two methods on the same data, first weights and directions (or one method alone). Bars: exact "
    "interval of the median at the level of a refutation, by order statistics. Vermillion tick: what the claim says the median "
    "reaches at least. The number is the worst seed. Claims that are marked * are expected to be refuted. Source: fatras:22."
)
PREFIXES = ("overfitting.", "table.", "slide.", "published.constants", "direction.", "collapse.", "costs.")


def setting(cell):
    parts = [f"{100 * cell.parameters['noise']:.0f} %", f"{cell.parameters['inputs']:.0f}-D"]
    if cell.parameters["classes"] > 2:
        parts.append({0: "any class", 1: "close", 2: "far"}[round(cell.parameters["noise_kind"])])
    return ", ".join(parts)


def draw(results):
    rows = []
    for claim in results.claims():
        if claim.simulation not in SIMULATIONS or not claim.id.startswith(PREFIXES):
            continue
        cells = [cell for cell in claim.arm.cells if cell.estimate is not None and "noise" in cell.parameters]
        records = results.series_of(claim.id, "records in order") if cells else []
        rows += [(claim, cell, series) for cell, series in zip(cells, records)]
    if not rows:
        raise MissingData("no claim on trainings with an estimate")
    figure, axes = style.new_figure(style.PAGE_INCHES, 0.6 + 0.21 * len(rows))
    for line, (claim, cell, series) in enumerate(rows):
        wrong = claim.expected == "refuted"
        color = style.VERDICTS["refuted" if wrong else "supported"]["color"]
        axes.plot(series.y, [line] * len(series.y), linestyle="none", marker="|", markersize=4, color=style.GREY, zorder=2)
        if cell.interval:
            axes.plot(cell.interval, [line, line], color=color, linewidth=2.2, alpha=0.55, solid_capstyle="butt", zorder=1)
        axes.plot([cell.estimate], [line], color=color, marker="s" if wrong else "o", zorder=4)
        if cell.truth is not None:
            axes.plot([cell.truth], [line], color=style.VERMILLION, marker="|", markersize=9, markeredgewidth=1.5, zorder=3)
        axes.annotate(style.number(min(series.y)), (1.0, line), xycoords=("axes fraction", "data"), xytext=(3, 0),
                      textcoords="offset points", va="center", fontsize=6.5, annotation_clip=False)
    axes.set_yticks(range(len(rows)), [f"{claim.id}{'*' if claim.expected == 'refuted' else ''}  ({setting(cell)})"
                                       for claim, cell, _ in rows], fontsize=6.5)
    axes.set(ylim=(len(rows) - 0.5, -0.5), xlabel="difference between paired trainings (accuracy in points, or length of boundary)")
    axes.axvline(0, color=style.GREY, linewidth=0.5, zorder=0)
    axes.annotate("worst", (1.0, -0.5), xycoords=("axes fraction", "data"), xytext=(3, 2), textcoords="offset points", fontsize=6.5,
                  annotation_clip=False)
    return figure
