"""The figures of reports/figures, found in the folder: a new file there is a new figure, with no other edit.

A figure's file <name>.py defines
    SIMULATIONS   names of the simulations whose results it needs ('bench': measurements of tools/bench,
                  'calibration': what mongecarlo calibrate counted), or None when it takes any simulation
    TITLE         a few words
    CAPTION       what is seen, with units, what a band means and the source (keys of references.bib)
    ONLY_WITH_CLAIM   optional: the claim the figure is about; results of a run that left it out do not call for the figure
    OPTIONAL      optional: True where nobody misses the figure when its results are not given
    draw(results) -> matplotlib Figure     a pure function of the Results; MissingData when something it wants is absent
"""

import importlib.util
import os
import pathlib
import shlex
import tempfile
from dataclasses import dataclass

import figure_style
from bench_file import Bench
from calibration_file import Calibration
from result_file import MissingData

FOLDER = pathlib.Path(__file__).with_name("figures")
FORMATS = ("pdf", "svg")


@dataclass(frozen=True)
class FigureFile:
    name: str
    simulations: tuple
    title: str
    caption: str
    draw: object
    only_with_claim: str = ""
    is_optional: bool = False


@dataclass(frozen=True)
class Drawing:
    """A figure that was drawn, or the reason why it was not."""

    name: str
    title: str
    caption: str
    command: str
    files: dict  # format -> bytes
    skipped: str = ""
    is_fault: bool = False  # skipped because the figure's own code failed
    is_uncalled: bool = False  # skipped because the run left its claim out


def find(folder=FOLDER):
    """Every figure of the folder by name, sorted."""
    figures = {}
    for path in sorted(pathlib.Path(folder).glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"figure_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        simulations = module.SIMULATIONS if module.SIMULATIONS is None else tuple(module.SIMULATIONS)
        figures[path.stem] = FigureFile(path.stem, simulations, module.TITLE, module.CAPTION, module.draw,
                                        getattr(module, "ONLY_WITH_CLAIM", ""), getattr(module, "OPTIONAL", False))
    return figures


def _again(program, measured, skipped=0):
    """The program with the arguments of the provenance, but for the first of them and where it wrote."""
    arguments = measured.provenance.get("arguments", [])
    words = [word for word in arguments if isinstance(word, str)][skipped:] if isinstance(arguments, list) else []
    outputs = {k for k, word in enumerate(words) if word in ("-o", "--output")}
    kept = [word for k, word in enumerate(words) if k not in outputs and k - 1 not in outputs and not word.startswith("--output=")]
    return " ".join(shlex.quote(word) for word in [*program, *kept, "-o", f"results/{measured.simulation}.json"])


def bench_command(bench):
    """The command that measures again what the bench file holds."""
    return _again(["tools/bench/run"], bench)


def calibration_command(calibration):
    """The command that counts again what the calibration holds; its arguments begin with the command's own name."""
    return _again(["build/bin/mongecarlo", "calibrate"], calibration, skipped=2)


def simulation_command(result):
    """The command that makes the result file again (its provenance tells what was overridden)."""
    if isinstance(result, Bench):
        return bench_command(result)
    if isinstance(result, Calibration):
        return calibration_command(result)
    words = [f"build/bin/{result.simulation}", "--preset", result.preset, "--seed", result.seed]
    arguments = result.provenance.get("arguments", [])
    arguments = [word for word in arguments if isinstance(word, str)] if isinstance(arguments, list) else []
    for position, word in enumerate(arguments):
        option, _, value = word.partition("=")
        if option in ("--set", "--claim", "--alpha", "--config"):
            words += [option, value if value else "".join(arguments[position + 1:position + 2])]
    return " ".join(shlex.quote(word) for word in [*words, "-o", f"results/{result.simulation}.json"])


def command(figure, results):
    """The commands that make the figure from nothing but a build of this project."""
    given = results.of(figure.simulations)
    chosen = given.everything()
    files = " ".join(shlex.quote(f"results/{result.simulation}.json") for result in chosen)
    drawing = f'"$(tools/python_with matplotlib)" reports/draw_figure.py {figure.name} {files} -o results/figures'
    return "\n".join([*(simulation_command(result) for result in chosen), drawing])


def draw(figure, results, formats=FORMATS):
    """The Drawing of a FigureFile; skipped (with the reason) when the results lack what it wants."""
    chosen = results.of(figure.simulations)
    made = {"name": figure.name, "title": figure.title, "caption": figure.caption, "command": command(figure, results)}
    wanted = figure.only_with_claim
    if wanted and chosen.all and not any(claim.id == wanted for claim in chosen.claims()):
        return Drawing(**made, files={}, skipped=f"claim '{wanted}' was not run", is_uncalled=True)
    is_there = chosen.everything()
    if figure.is_optional and not is_there:
        return Drawing(**made, files={}, skipped="no result of " + " or ".join(figure.simulations), is_uncalled=True)
    try:
        if not is_there:
            raise MissingData("no result of " + " or ".join(figure.simulations or ["any simulation"]))
        with figure_style.in_style():
            picture = figure.draw(chosen)
            files = {file_format: figure_style.as_bytes(picture, file_format) for file_format in formats}
    except MissingData as reason:
        return Drawing(**made, files={}, skipped=str(reason))
    except Exception as fault:  # one broken figure must not cost the reader the page; the caller exits with a fault
        return Drawing(**made, files={}, skipped=f"fault in its code: {type(fault).__name__}: {fault}", is_fault=True)
    return Drawing(**made, files=files)


def write_atomically(path, data):
    """Writes beside the path and renames, so that a reader never sees half a file and a failure keeps the old one."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write(drawing, folder):
    """Writes the files of a drawing; their paths."""
    paths = [pathlib.Path(folder) / f"{drawing.name}.{file_format}" for file_format in drawing.files]
    for path, data in zip(paths, drawing.files.values()):
        write_atomically(path, data)
    return paths
