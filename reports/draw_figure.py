"""Draws one figure (or all) of reports/figures from result files, as PDF and SVG.

    "$(tools/python_with matplotlib)" reports/draw_figure.py FIGURE RESULT.json... [-o FOLDER] [--format pdf,svg,png]

FIGURE 'all' draws every figure. Exit codes: 0 drawn, 64 usage, 65 bad data or data that the figure lacks, 66 no input,
70 fault in a figure's code, 73 cannot write.
"""

import sys

import command_line
import figure_set


def main(arguments):
    parser = command_line.Parser(prog="draw_figure.py", description="Draws a figure from result files.")
    parser.add_argument("figure", help="a file of reports/figures without .py, or 'all'")
    parser.add_argument("results", nargs="+", metavar="RESULT.json")
    parser.add_argument("-o", "--output", default="results/figures", metavar="FOLDER")
    parser.add_argument("--format", default=",".join(figure_set.FORMATS), help="comma separated: pdf, svg, png")
    options = parser.parse_args(arguments)
    formats = parser.formats(options.format)
    figures = figure_set.find()
    if options.figure != "all" and options.figure not in figures:
        parser.error(f"no figure '{options.figure}'; there are: all, {', '.join(figures)}")
    results = command_line.read_results(options.results)
    missing, faults = 0, 0
    for figure in figures.values() if options.figure == "all" else [figures[options.figure]]:
        drawing = figure_set.draw(figure, results, formats)
        if drawing.skipped:
            print(f"{figure.name}: not drawn: {drawing.skipped}", file=sys.stderr)
            missing, faults = missing + 1, faults + drawing.is_fault
            continue
        for path in figure_set.write(drawing, options.output):
            print(path)
        print(f"{figure.name}: reproduce with\n{drawing.command}", file=sys.stderr)
    if faults:
        return command_line.FAULT
    return command_line.BAD_DATA if missing and options.figure != "all" else 0


if __name__ == "__main__":
    sys.exit(command_line.run(main))
