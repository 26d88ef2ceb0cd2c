"""Result files as the figures and the page see them: read, checked, and nothing computed.

A file of another schema or version, or with a field of the wrong shape, raises BadResult, which names the file and the
JSON pointer of the field. Unknown fields are ignored, as the schema promises.
"""

from dataclasses import dataclass, field

import bench_file
import calibration_file
import json_reader
from json_reader import BadResult, Reader  # noqa: F401  (callers know both by this module)

SCHEMA = "mongecarlo/result"
SCHEMA_VERSION = 1
VERDICTS = ("supported", "refuted", "inconclusive")


class MissingData(Exception):
    """A figure wants a claim or series that the result files do not hold; the text says which."""


@dataclass(frozen=True)
class Inference:
    """What was concluded of one cell, of one claim or of its false twin (the fields they share)."""

    verdict: str
    flags: tuple
    estimate: float
    interval: tuple
    truth: float
    truth_interval: tuple
    margin: float
    resolution: float
    replicates: int
    slack: float
    parameters: dict


@dataclass(frozen=True)
class Arm:
    """A statement with the cells it was judged over."""

    statement: str
    summary: Inference
    cells: tuple
    failures: tuple


@dataclass(frozen=True)
class Claim:
    id: str
    source: str
    kind: str
    expected: str
    alpha: float
    guarantee: str
    solver_gap_share: float
    arm: Arm
    false_twin: Arm
    corrected_by: str
    simulation: str

    @property
    def verdict(self):
        return self.arm.summary.verdict

    @property
    def is_as_expected(self):
        twin_refuted = self.false_twin is None or self.false_twin.summary.verdict == "refuted"
        return self.verdict == self.expected and twin_refuted


@dataclass(frozen=True)
class Series:
    """A curve: y over x, with a band and a reference where there is one (empty tuples otherwise)."""

    name: str
    claim: str
    cell: int
    x_label: str
    x: tuple
    y_label: str
    y: tuple
    lower: tuple
    upper: tuple
    reference: tuple


@dataclass(frozen=True)
class Result:
    file: str
    simulation: str
    title: str
    preset: str
    seed: str
    alpha: float
    parameters: dict
    claims: tuple
    series: tuple
    status: str
    verdict: str
    provenance: dict = field(hash=False)


class Results:
    """Several result files, asked by claim or series name."""

    def __init__(self, results):
        results = tuple(results)
        self.all = tuple(r for r in results if isinstance(r, Result))
        self.benches = tuple(r for r in results if isinstance(r, bench_file.Bench))
        self.calibrations = tuple(r for r in results if isinstance(r, calibration_file.Calibration))

    def of(self, simulations):
        """Those of the simulations named (or 'bench', 'calibration'); all simulations when None."""
        if simulations is None:
            return Results(self.all)
        return Results([r for r in self.everything() if r.simulation in simulations])

    def everything(self):
        return [*self.all, *self.benches, *self.calibrations]

    def claims(self):
        return [claim for result in self.all for claim in result.claims]

    def claim(self, claim_id):
        for claim in self.claims():
            if claim.id == claim_id:
                return claim
        raise MissingData(f"no claim '{claim_id}' in {self._files()}")

    def series(self, name):
        for result in self.all:
            for series in result.series:
                if series.name == name:
                    return series
        raise MissingData(f"no series '{name}' in {self._files()}")

    def claims_under(self, prefix):
        """Every claim whose id starts with the prefix, in file order; at least one."""
        found = [claim for claim in self.claims() if claim.id.startswith(prefix)]
        if not found:
            raise MissingData(f"no claim '{prefix}...' in {self._files()}")
        return found

    def series_of(self, claim_id, curve):
        """The curves '<claim>/<curve>' of a claim, one per cell; at least one. Not those of its false twin."""
        found = [s for result in self.all for s in result.series if s.name.startswith(f"{claim_id}/{curve}")]
        if not found:
            raise MissingData(f"no series '{claim_id}/{curve}' in {self._files()}")
        return found

    def _files(self):
        return ", ".join(r.file for r in self.all) or "the result files given"


def _inference(reader):
    return Inference(
        verdict=reader.member("verdict").choice(VERDICTS),
        flags=tuple(flag.text() for flag in reader.member("flags").items()),
        estimate=reader.member("estimate").number(),
        interval=reader.member("interval").interval(),
        truth=reader.member("truth").number(),
        truth_interval=reader.member("truth_interval").interval(),
        margin=reader.member("margin").number(),
        resolution=reader.member("resolution").number(),
        replicates=reader.member("replicates").count(),
        slack=reader.member("slack").number(),
        parameters=_parameters(reader.member("parameters")),
    )


def _parameters(reader):
    if reader.value is None:
        return {}
    return {key: reader.member(key).required_number() for key in reader.keys()}


def _design(reader):
    """Numbers and texts (files that the user named)."""
    values = {key: reader.member(key) for key in reader.keys()}
    return {key: item.text() if isinstance(item.value, str) else item.required_number() for key, item in values.items()}


def _arm(reader):
    cells = tuple(_inference(cell.as_object()) for cell in reader.member("cells").items())
    failures = tuple(_failure(item) for item in reader.member("failures").items())
    return Arm(reader.member("statement").text(), _inference(reader), cells, failures)


def _failure(reader):
    kind, count = reader.member("kind").text(), reader.member("count").count()
    first, stream = reader.member("first_replicate").count(), reader.member("stream").text("")
    where = "" if first is None else f", first in replicate {first}" + (f" of {stream}" if stream else "")
    return f"{kind}: {count or 1} times{where}"


def _claim(reader, simulation):
    reader.as_object()
    twin, correction = reader.member("false_twin"), reader.member("corrected_by")
    return Claim(
        id=reader.member("id").text(),
        source=reader.member("source").text(""),
        kind=reader.member("kind").text(),
        expected=reader.member("expected").choice(VERDICTS[:2]),
        alpha=reader.member("alpha").number(),
        guarantee=reader.member("guarantee").text(""),
        solver_gap_share=reader.member("solver_gap_share").number(),
        arm=_arm(reader),
        false_twin=None if twin.value is None else _arm(twin),
        corrected_by=correction.text(""),
        simulation=simulation,
    )


def _series(reader):
    x, y = reader.member("x"), reader.member("y")
    reference = reader.member("reference")
    series = Series(
        name=reader.member("name").text(),
        claim=reader.member("claim").text(""),
        cell=reader.member("cell").count(),
        x_label=x.member("label").text(""),
        x=tuple(x.member("values").numbers()),
        y_label=y.member("label").text(""),
        y=tuple(y.member("values").numbers()),
        lower=tuple(y.member("lower").numbers()),
        upper=tuple(y.member("upper").numbers()),
        reference=tuple(_reference(reference, len(x.member("values").items()))),
    )
    for name in ("y", "lower", "upper", "reference"):
        if len(getattr(series, name)) not in ((len(series.x),) if name == "y" else (0, len(series.x))):
            reader.fail(f"series '{series.name}': {name} is not as long as x")
    return series


def _reference(reader, length):
    """Values over x, one number for all of x, or absent."""
    if isinstance(reader.value, dict):
        reader = reader.member("values")
    if isinstance(reader.value, list):
        return reader.numbers()
    number = reader.number()
    return [] if number is None else [number] * length


def parse(document, file):
    """The Result in a decoded JSON document; BadResult when it is of another schema, version or shape."""
    reader = Reader(document, file).document_of(SCHEMA, SCHEMA_VERSION, "not a result file")
    simulation = reader.member("simulation").text()
    provenance = reader.member("provenance")
    return Result(
        file=file,
        simulation=simulation,
        title=reader.member("title").text(""),
        preset=reader.member("preset").text(""),
        seed=reader.member("seed").text(""),
        alpha=reader.member("alpha").number(),
        parameters=_design(reader.member("parameters")),
        claims=tuple(_claim(item, simulation) for item in reader.member("claims").items()),
        series=tuple(_series(item.as_object()) for item in reader.member("series").items()),
        status=reader.member("status").text("complete"),
        verdict=reader.member("verdict").choice(VERDICTS),
        provenance={} if provenance.value is None else provenance.as_object().value,
    )


def read(path):
    """Reads one file: a Result, or a Bench or a Calibration where it is of that schema. OSError when there is none, BadResult
    when it is bad."""
    document = json_reader.load(path)
    schema = document.get("schema") if isinstance(document, dict) else None
    for other in (bench_file, calibration_file):
        if schema == other.SCHEMA:
            return other.parse(document, str(path))
    return parse(document, str(path))
