"""Measurements of tools/bench as the figure and the page see them: read, checked, and nothing computed."""

from dataclasses import dataclass, field

from json_reader import Reader

SCHEMA = "mongecarlo/bench"
SCHEMA_VERSION = 1
STATUSES = ("aim", "reach", "short", "not measured")


@dataclass(frozen=True)
class Spread:
    """Median and quartiles over the rounds."""

    median: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Peer:
    """A peer's ratio to ours, or the reason why there is none."""

    name: str
    ratio: Spread
    agrees: bool
    skipped: str


@dataclass(frozen=True)
class Row:
    name: str
    work: str
    unit: str
    unit_means: str
    more_is_better: bool
    reach: float
    aim: float
    goal_peer: str
    status: str
    reason: str
    measured: Spread
    is_lower_bound: bool  # the peer that a ratio is of had not converged at its limit
    peers: tuple


@dataclass(frozen=True)
class Bench:
    file: str
    preset: str
    rows: tuple
    provenance: dict = field(hash=False)
    simulation: str = "bench"  # the name that figures ask for


def _spread(reader):
    if reader.value is None:
        return None
    ends = [reader.member(name).required_number() for name in ("median", "lower", "upper")]
    if not ends[1] <= ends[0] <= ends[2]:
        reader.fail("lower <= median <= upper is needed here")
    return Spread(*ends)


def _truth(reader):
    if not isinstance(reader.value, bool):
        reader.fail("true or false is needed here")
    return reader.value


def _peer(reader):
    ratio = _spread(reader.member("ratio"))
    return Peer(reader.member("name").text(), ratio, ratio is None or _truth(reader.member("agrees")),
                reader.member("skipped").text("") if ratio is None else "")


def _row(reader):
    measured, status = _spread(reader.member("measured")), reader.member("status").choice(STATUSES)
    if (measured is None) != (status == "not measured"):
        reader.fail("a row has a measurement unless its status is 'not measured'")
    return Row(
        name=reader.member("name").text(),
        work=reader.member("work").text(""),
        unit=reader.member("unit").text(),
        unit_means=reader.member("unit_means").text(""),
        more_is_better=_truth(reader.member("more_is_better")),
        reach=reader.member("reach").positive(),
        aim=reader.member("aim").positive(),
        goal_peer=reader.member("goal_peer").text(""),
        status=status,
        reason=reader.member("reason").text(""),
        measured=measured,
        is_lower_bound=reader.member("is_lower_bound").value is not None and _truth(reader.member("is_lower_bound")),
        peers=tuple(_peer(item.as_object()) for item in reader.member("peers").items()),
    )


def parse(document, file):
    """The Bench in a decoded JSON document; BadResult when it is of another schema, version or shape."""
    reader = Reader(document, file).document_of(SCHEMA, SCHEMA_VERSION, "no measurements")
    provenance = reader.member("provenance")
    return Bench(
        file=file,
        preset=reader.member("preset").text(""),
        rows=tuple(_row(item.as_object()) for item in reader.member("rows").items()),
        provenance={} if provenance.value is None else provenance.as_object().value,
    )
