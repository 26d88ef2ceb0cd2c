"""What `mongecarlo calibrate` counted, as the figure sees it: read, checked, and nothing computed."""

from dataclasses import dataclass, field

from json_reader import Reader

SCHEMA = "mongecarlo/calibration"
SCHEMA_VERSION = 1
STANDINGS = ("within", "open", "exceeds")


@dataclass(frozen=True)
class ErrorRate:
    id: str
    judge: str
    error: str
    is_exact: bool
    seeds: int
    count: int
    rate: float
    interval: tuple
    standing: str


@dataclass(frozen=True)
class WealthPoint:
    u: float
    at_end: float
    at_any_time: float
    interval: tuple


@dataclass(frozen=True)
class Wealth:
    id: str
    law: str
    points: tuple


@dataclass(frozen=True)
class PowerPoint:
    replicates: float
    refuted: float
    interval: tuple
    predicted: float  # None where there is no formula


@dataclass(frozen=True)
class Power:
    id: str
    judge: str
    fault: str
    predicted: float
    measured: float  # None where no point reached .99
    points: tuple


@dataclass(frozen=True)
class Operating:
    replicates: int
    margin: float
    law: str
    points: tuple  # dicts: bias, refuted, supported, inconclusive


@dataclass(frozen=True)
class Calibration:
    file: str
    alpha: float
    seeds: int
    standing: str
    errors: tuple
    wealth: tuple
    power: tuple
    operating: tuple
    provenance: dict = field(hash=False)
    simulation: str = "calibration"  # the name that figures ask for


def _share(reader):
    share = reader.required_number()
    if not 0 <= share <= 1:
        reader.fail("a number from 0 to 1 is needed here")
    return share


def _interval(reader):
    interval = reader.interval()
    if interval is None:
        reader.fail("an interval [lower, upper] is needed here")
    return interval


def _count(reader):
    count = reader.count()
    if count is None:
        reader.fail("a count is needed here")
    return count


def _error(reader):
    return ErrorRate(
        id=reader.member("id").text(),
        judge=reader.member("judge").text(),
        error=reader.member("error").choice(("refuted", "supported")),
        is_exact=reader.member("guarantee").choice(("exact", "asymptotic")) == "exact",
        seeds=_count(reader.member("seeds")),
        count=_count(reader.member("count")),
        rate=_share(reader.member("rate")),
        interval=_interval(reader.member("interval")),
        standing=reader.member("standing").choice(STANDINGS),
    )


def _wealth(reader):
    points = tuple(WealthPoint(item.member("u").positive(), _share(item.member("at_end")), _share(item.member("at_any_time")),
                               _interval(item.member("interval"))) for item in reader.member("points").items())
    return Wealth(reader.member("id").text(), reader.member("law").text(), points)


def _power(reader):
    points = tuple(PowerPoint(item.member("replicates").positive(), _share(item.member("refuted")), _interval(item.member("interval")),
                              item.member("predicted").number()) for item in reader.member("points").items())
    measured = reader.member("measured")
    return Power(reader.member("id").text(), reader.member("judge").text(), reader.member("fault").text(),
                 reader.member("predicted").positive(), None if measured.value is None else measured.positive(), points)


def _operating(reader):
    points = tuple({"bias": item.member("bias").required_number(),
                    **{name: _share(item.member(name)) for name in ("refuted", "supported", "inconclusive")}}
                   for item in reader.member("points").items())
    return Operating(_count(reader.member("replicates")), reader.member("margin").positive(), reader.member("law").text(), points)


def parse(document, file):
    """The Calibration in a decoded JSON document; BadResult when it is of another schema, version or shape."""
    reader = Reader(document, file).document_of(SCHEMA, SCHEMA_VERSION, "no calibration")
    provenance = reader.member("provenance")
    return Calibration(
        file=file,
        alpha=reader.member("alpha").positive(),
        seeds=_count(reader.member("seeds")),
        standing=reader.member("standing").choice(STANDINGS),
        errors=tuple(_error(item.as_object()) for item in reader.member("errors").items()),
        wealth=tuple(_wealth(item.as_object()) for item in reader.member("wealth").items()),
        power=tuple(_power(item.as_object()) for item in reader.member("power").items()),
        operating=tuple(_operating(item.as_object()) for item in reader.member("operating").items()),
        provenance={} if provenance.value is None else provenance.as_object().value,
    )
