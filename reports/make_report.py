"""Makes the page of verdicts from result files: one self-contained HTML file, figures beside it as PDF and SVG.

    "$(tools/python_with matplotlib jinja2)" reports/make_report.py RESULT.json... [-o results/report.html] [--figures FOLDER]

The page needs no network. Figures are written to FOLDER (default: 'figures' beside the page), everything under a temporary
name first and then renamed. A figure that wants data the results lack is named on the page with the reason.
Exit codes: 0 written, 64 usage, 65 bad data, 66 no input, 70 fault in a figure's code, 73 cannot write.
"""

import html
import json
import os
import pathlib
import re
import sys
import urllib.parse

import jinja2
from markupsafe import Markup

import bibliography
import command_line
import figure_set
import figure_style
import planted_faults
from result_file import VERDICTS

TEMPLATE = "report.html.j2"
MARKS = {"supported": "●", "refuted": "■", "inconclusive": "◆"}
BACKGROUND = (
    "Minibatch optimal transport replaces the transport cost of two large samples by its average over small batches of them "
    "(damodaran:18, genevay:18). Its theory is that of fatras:20 and fatras:21, for unbalanced transport fatras:21b, with entropic "
    "values and Sinkhorn divergences as in feydy:19; averages over all batches, or over some of them, are complete and incomplete "
    "U-statistics (hoeffding:63, clemencon:16)."
)
METHOD = (
    "A mean of bounded replicates is judged by betting e-processes (waudbysmith:24): the claim is refuted when the bets against "
    "it reach 1/α, and supported when the bets against both ends of the margin do; both are valid whenever sampling stops. "
    "Shares are judged by exact binomial bounds (clopper:34), distribution functions by the Dvoretzky-Kiefer-Wolfowitz inequality "
    "with its sharp constant (massart:90). Every replicate is a function of its index through counter-based random numbers "
    "(salmon:11), so that the same seed gives the same result on any number of threads. α is the probability of refuting a claim "
    "that holds; the resolution is the smallest departure that would have been refuted with probability 0.99."
)


class Citations:
    """Turns keys in a text into links to the list of references, and remembers which were cited."""

    def __init__(self, entries):
        self.entries, self.used, self.unknown = entries, set(), set()

    def __call__(self, text):
        parts, last = [], 0
        for match in bibliography.KEY.finditer(text):
            parts += [html.escape(text[last:match.start()]), self._link(match.group())]
            last = match.end()
        return Markup("".join([*parts, html.escape(text[last:])]))

    def _link(self, key):
        if key not in self.entries:
            self.unknown.add(key)
            return f'<span class="alarm" title="no such reference">{html.escape(key)}</span>'
        self.used.add(key)
        return f'<a href="#{reference_anchor(key)}">{html.escape(self.entries[key].short)}</a>'

    def cited(self):
        return [entry for key, entry in sorted(self.entries.items()) if key in self.used]


def reference_anchor(key):
    return "reference-" + key.replace(":", "-")


def anchor(claim):
    return f"claim-{claim.simulation}-{claim.id}"


def exact(value):
    """For sorting: the number itself, or nothing."""
    return "" if value is None else repr(value)


def number(value):
    return figure_style.number(value, 4)


def parameters(values):
    shown = {name: value if isinstance(value, str) else figure_style.number(value, 6) for name, value in values.items()}
    return ", ".join(f"{name} = {value}" for name, value in shown.items()) or "–"


def provenance(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def remarks(inference, claim):
    """Flags, slack, failures and the share of solver error: what a reader must know beside the verdict."""
    notes = [flag.replace("_", " ") for flag in inference.flags]
    if inference.slack is not None:
        notes.append(f"slack: critical scale {number(inference.slack)}")
    if claim and claim.solver_gap_share and claim.solver_gap_share > 0.1:
        notes.append(f"solver gap is {number(claim.solver_gap_share)} of the half-width")
    if claim:
        notes += claim.arm.failures
    return "; ".join(notes)


def inlined(drawing):
    """The SVG as an image with a name for readers that do not see it; its ids are made unique on the page."""
    svg = drawing.files["svg"].decode("utf-8")
    svg = svg[svg.index("<svg"):]
    prefix = f"{drawing.name}-"
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    svg = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}", svg)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    name = html.escape(drawing.title, quote=True)
    return Markup(svg.replace("<svg", f'<svg role="img" aria-label="{name}"', 1))


def width(drawing):
    """The width that the SVG declares, such as 504pt."""
    return re.search(rb'<svg[^>]*\bwidth="([0-9.]+pt)"', drawing.files["svg"]).group(1).decode()


def downloads(drawing, folder, page):
    links = []
    for file_format in drawing.files:
        path = os.path.relpath(folder / f"{drawing.name}.{file_format}", page.parent)
        address = html.escape(urllib.parse.quote(path.replace(os.sep, "/")), quote=True)
        links.append(f'<a href="{address}">{file_format.upper()}</a>')
    return Markup(", ".join(links))


def render(results, drawings, page, folder):
    """(the page, keys cited but not in references.bib)."""
    citations = Citations(bibliography.read())
    loader = jinja2.FileSystemLoader(pathlib.Path(__file__).parent)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(
        anchor=anchor, cite=citations, downloads=lambda drawing: downloads(drawing, folder, page), exact=exact,
        inlined=inlined, number=number, parameters=parameters, provenance=provenance, reference_anchor=reference_anchor,
        remarks=remarks, simulation_command=figure_set.simulation_command, width=width)
    claims = results.claims()
    text = environment.get_template(TEMPLATE).render(
        results=results.all, benches=results.benches, claims=claims, surprises=[c for c in claims if not c.is_as_expected], drawings=drawings,
        faults=list(planted_faults.faults(claims)), classics=list(planted_faults.classics(claims)),
        anchors={claim.id: anchor(claim) for claim in claims}, verdicts=VERDICTS, marks=MARKS, background=BACKGROUND, method=METHOD,
        cited=citations.cited)
    return text, citations.unknown


def main(arguments):
    parser = command_line.Parser(prog="make_report.py", description="Makes the page of verdicts from result files.")
    parser.add_argument("results", nargs="+", metavar="RESULT.json")
    parser.add_argument("-o", "--output", default="results/report.html", metavar="FILE")
    parser.add_argument("--figures", metavar="FOLDER", help="default: 'figures' beside the page")
    options = parser.parse_args(arguments)
    page = pathlib.Path(options.output)
    folder = pathlib.Path(options.figures) if options.figures else page.parent / "figures"
    results = command_line.read_results(options.results)
    for needed in (page.parent, folder):
        needed.mkdir(parents=True, exist_ok=True)  # fail before the work, not after it
    drawings = [figure_set.draw(figure, results) for figure in figure_set.find().values()]
    text, unknown = render(results, drawings, page, folder)
    for drawing in drawings:
        figure_set.write(drawing, folder)
        if drawing.skipped:
            print(f"{drawing.name}: not drawn: {drawing.skipped}", file=sys.stderr)
    for key in sorted(unknown):
        print(f"warning: '{key}' is cited but not in references.bib", file=sys.stderr)
    figure_set.write_atomically(page, text.encode("utf-8"))
    print(page)
    return command_line.FAULT if any(drawing.is_fault for drawing in drawings) else 0


if __name__ == "__main__":
    sys.exit(command_line.run(main))
