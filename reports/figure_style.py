"""How every figure looks, and how it becomes bytes: the same bytes for the same results, on any day."""

import io
import math

import matplotlib

matplotlib.use("Agg")
from matplotlib.figure import Figure  # noqa: E402  (the backend is chosen first)
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # noqa: E402

COLUMN_INCHES = 3.4  # one column of a two-column paper
PAGE_INCHES = 7.0  # both columns

# Okabe and Ito's palette: told apart under the common colour blindnesses. No figure relies on colour alone: markers and
# line styles differ too, so that it survives a black and white printer.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#6E6E6E"

# One look per role, in every figure. Vermillion is kept for what is wrong or to be refuted.
CURVES = [
    {"color": BLUE, "marker": "o", "linestyle": "-"},
    {"color": GREEN, "marker": "^", "linestyle": "--"},
    {"color": PURPLE, "marker": "D", "linestyle": "-."},
    {"color": ORANGE, "marker": "v", "linestyle": ":"},
    {"color": BLACK, "marker": "P", "linestyle": (0, (5, 1, 1, 1, 1, 1))},
    {"color": SKY, "marker": "X", "linestyle": (0, (8, 2))},
]
TWIN = {"color": VERMILLION, "markerfacecolor": "white", "markersize": 4}
VERDICTS = {
    "supported": {"color": BLUE, "marker": "o"},
    "refuted": {"color": VERMILLION, "marker": "s"},
    "inconclusive": {"color": GREY, "marker": "D"},
}
_STYLE = {
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same glyphs everywhere
    "mathtext.fontset": "dejavusans",
    "font.size": 7.5,
    "axes.labelsize": 7.5,
    "axes.titlesize": 7.5,
    "axes.titleweight": "normal",
    "axes.titlelocation": "left",
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "legend.handlelength": 2.4,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "lines.linewidth": 1.1,
    "lines.markersize": 4,
    "errorbar.capsize": 2,
    "figure.dpi": 150,
    "savefig.dpi": 200,
    "pdf.fonttype": 42,  # fonts embedded as TrueType, text stays text
    "svg.fonttype": "path",  # needs no font on the reader's machine
    "svg.hashsalt": "mongecarlo",
    "axes.unicode_minus": True,
    "path.simplify": False,
}


def in_style():
    """A context in which figures are drawn and saved: the defaults of matplotlib, then ours; never a user's matplotlibrc."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **_STYLE, "backend": "Agg"})


def new_figure(width=PAGE_INCHES, height=2.4, **axes):
    """A Figure outside pyplot (no global state) with its axes."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(**axes)


def errorbar(axes, x, inferences, **look):
    """Estimates with their intervals; an estimate without one stands alone."""
    estimates = [i.estimate for i in inferences]
    below = [i.estimate - i.interval[0] if i.interval else 0.0 for i in inferences]
    above = [i.interval[1] - i.estimate if i.interval else 0.0 for i in inferences]
    look = {"linestyle": "none", "elinewidth": 0.9, "zorder": 3, **look}
    spread = [[max(0.0, b) for b in below], [max(0.0, a) for a in above]]
    return axes.errorbar(x, estimates, yerr=spread, **look)


def by_parameter(arm, name):
    """(values of the parameter, cells) of an arm's cells that have the parameter and an estimate, in increasing order."""
    cells = [c for c in arm.cells if name in c.parameters and c.estimate is not None]
    cells.sort(key=lambda cell: cell.parameters[name])
    return [cell.parameters[name] for cell in cells], cells


def integer_ticks(axes, values):
    """Ticks at the design's own values, on a logarithmic axis, without labels that would run into each other."""
    shown, last = [], -math.inf
    for value in sorted(set(values)):
        if math.log2(value) - last >= 0.75:
            shown.append(value)
            last = math.log2(value)
    axes.set_xticks(shown, [f"{v:g}" for v in shown])
    axes.minorticks_off()


def plain_log_ticks(axis, lower, upper):
    """Ticks at 1, 2, 3, 5 with plain numbers where a logarithmic axis spans less than two decades; else matplotlib's."""
    if upper / lower >= 100:
        return
    axis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def legend_above(axes, **options):
    """A legend over the axes, where it hides no data."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0.1, columnspacing=1.2, **options)


def cell_grid(axes, rows, **look):
    """A matrix of numbers (or of RGB triples) as cells, first row on top. Drawn as paths: an embedded bitmap would be a
    reference, and the page has none. Edges of the cells' own colour hide the seams between them."""
    height, width = len(rows), len(rows[0])
    flat = [cell for row in rows for cell in row]
    is_coloured = not isinstance(flat[0], (int, float))
    values = [[0.0] * width for _ in range(height)] if is_coloured else rows
    mesh = axes.pcolormesh(range(width + 1), range(height + 1), values, linewidth=0.3, edgecolors="face", **look)
    if is_coloured:
        mesh.set_array(None)
        mesh.set(facecolor=flat, edgecolor=flat)
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    return mesh


def panel_letter(axes, letter, title=""):
    axes.set_title(f"({letter}) {title}".rstrip(), loc="left")


def number(value, digits=3):
    """1234 -> 1234, 0.00012 -> 1.2e-4: short, without a wall of zeros, with a true minus sign."""
    if value is None:
        return "–"
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")


def as_bytes(figure, file_format):
    """The figure as PDF, SVG or PNG bytes; no date, no random identifier in them."""
    buffer = io.BytesIO()
    metadata = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}[file_format]
    figure.savefig(buffer, format=file_format, metadata=metadata)
    return buffer.getvalue()
