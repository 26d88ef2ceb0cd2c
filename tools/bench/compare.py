"""Measures the rows of rows.py: our solvers and the peers that are there, interleaved on identical problems.

Every contestant is a process of its own with one thread, which reads the problem once and then solves it when told to.
A round is one run of each; ours repeats within the round until it took as long as a clock can tell. A ratio is formed
within a round, and its median and quartiles are over the rounds. Processor time is compared, which the other users of a
machine do not lengthen (wall time for what runs on two cores); both are in the result. Values are compared too.

The result (schema mongecarlo/bench, reports/bench.schema.json) is written as JSON.
"""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

import contestants
import problems
from rows import ROWS, UNITS
from spread import attained, difference, paired_ratios, spread

SCHEMA, SCHEMA_VERSION = "mongecarlo/bench", 1
SHORTEST_SECONDS = 0.05  # what a run of ours is repeated up to within a round
DISAGREE, USAGE, FAULT, CANNOT_CREATE = 1, 64, 70, 73


class Parser(argparse.ArgumentParser):
    def error(self, message):
        print(f"{self.prog}: {message}\nTry '{self.prog} --help'.", file=sys.stderr)
        sys.exit(USAGE)


def positive(text):
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not > 0")
    return value


def parse(arguments):
    parser = Parser(prog="tools/bench/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows by name, or the start of names; default: all")
    parser.add_argument("--list", action="store_true", help="name the rows and their goals")
    parser.add_argument("--repeats", type=positive, help="rounds of a row (default 9, with --quick 3)")
    parser.add_argument("--seconds", type=positive, help="start no further round of a row after so long (default 90, --quick 10)")
    parser.add_argument("--quick", action="store_true", help="leave out heavy rows and slow peers")
    parser.add_argument("--alone", action="store_true", help="ours alone, no peers")
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help="default '-': standard output")
    parser.add_argument("--bin", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.repeats = int(options.repeats or (3 if options.quick else 9))
    options.seconds = options.seconds or (10 if options.quick else 90)
    unknown = [name for name in options.rows if not any(row.name.startswith(name) for row in ROWS)]
    if unknown:
        parser.error(f"no row '{unknown[0]}'; there are: {', '.join(row.name for row in ROWS)}")
    return options


def chosen_rows(options):
    """Rows that are named count whatever they weigh."""
    if options.rows:
        return [row for row in ROWS if any(row.name.startswith(name) for name in options.rows)]
    return [row for row in ROWS if not (options.quick and row.heavy)]


def clock_summary(answers, runs):
    return {clock: spread([answer[clock] / times for answer, times in zip(answers, runs)]) for clock in ("cpu_seconds", "seconds")}


class Round:
    """The answers of one contestant over the rounds; the first run only warms up and tells how long one takes."""

    def __init__(self, running, repeat_short):
        self.running, self.answers, self.runs = running, [], []
        self.first = running.run()
        self.times = max(1, round(SHORTEST_SECONDS / max(self.first["cpu_seconds"], 1e-6))) if repeat_short else 1

    def take(self):
        self.answers.append(self.running.run(self.times))
        self.runs.append(self.times)

    @property
    def stopped(self):
        """Where a limit ended its runs before it had converged; None for one that converged."""
        return self.first.get("stopped")

    def seconds(self, clock):
        return [answer[clock] / times for answer, times in zip(self.answers, self.runs)]

    def summary(self):
        return {"name": self.running.name, **clock_summary(self.answers, self.runs), "rounds": len(self.answers),
                "runs_a_round": self.times, "peak_bytes": self.answers[-1]["peak_bytes"]}


def start(contestant, row, folder, options, peers_out):
    """A Running contestant, or None with the reason in `peers_out`."""
    contestant = dataclasses.replace(contestant, settings=settings_of(contestant, row))
    try:
        return contestants.Running(contestant, folder, pathlib.Path(options.bin) / "bench", seconds_to_answer=1800)
    except contestants.Missing as reason:
        peers_out.append({"name": contestant.name, "skipped": str(reason)})
        return None


def settings_of(contestant, row):
    count = row.sizes.get("count", 1)
    return {**contestant.settings, **({"count": count} if count > 1 else {})}


def compare_values(row, own, peer):
    """What the peer's values say: they agree, or one of us is wrong; our certificate says who. Those of a peer that its
    limit stopped are as far off as its marginals at most."""
    if not row.compares_values:
        return {"value_difference": None, "agrees": True}
    apart = difference(own.first["values"], peer.first["values"])
    allowed = row.tolerance + own.first["gap"] + (peer.stopped or {}).get("marginal_error", 0)
    return {"value_difference": apart, "agrees": apart is not None and apart <= allowed}


def measure_peers(row, own, folder, options):
    """(summaries of the peers, their Rounds)"""
    left_out, rounds = [], []
    wanted = () if options.alone else row.peers
    for peer in wanted:
        if options.quick and peer.slow:
            left_out.append({"name": peer.name, "skipped": "slow, left out by --quick"})
            continue
        running = start(peer, row, folder, options, left_out)
        if running is None:
            continue
        try:
            rounds.append(Round(running, repeat_short=True))
        except contestants.Failed as fault:
            left_out.append({"name": peer.name, "skipped": f"failed: {fault}"})
            running.stop()
    began = time.monotonic()
    for k in range(options.repeats):
        if k > 0 and time.monotonic() - began > options.seconds:
            break
        # The order turns round, so that what one leaves in the caches does not always help the same one.
        order = [own, *rounds] if k % 2 == 0 else [*reversed(rounds), own]
        for contestant in order:
            contestant.take()
    return left_out, rounds


def measured_number(row, own, peers):
    """(values over the rounds, in the unit of the row), or None where the peer it speaks of is missing."""
    if row.unit == "ratio":
        found = [peer["ratios"] for peer in peers if peer["name"] == row.goal_peer and "ratios" in peer]
        return found[0] if found else None
    seconds = own.seconds(row.clock)
    if row.unit == "per_second":
        return [row.sizes.get("count", 1) / s for s in seconds]
    if row.unit == "seconds":
        return seconds
    if row.unit == "ns_per_entry":
        return [1e9 * s / (own.first["iterations"] * row.sizes["n"] ** 2) for s in seconds]
    peaks = [answer["peak_bytes"] for answer in own.answers]
    return [peak / (8 * row.sizes["n"] ** 2) for peak in peaks] if row.unit == "matrices" else peaks


def measure(row, options):
    """The row's part of the result."""
    base = {"name": row.name, "work": row.work, "unit": row.unit, "unit_means": UNITS[row.unit][0],
            "more_is_better": UNITS[row.unit][1], "reach": row.reach, "aim": row.aim, "goal_peer": row.goal_peer or None,
            "sizes": row.sizes, "clock": row.clock}
    if row.unit == "bytes_per_replicate":
        return {**base, **growth_of_a_run(row, options)}
    with tempfile.TemporaryDirectory(prefix="mongecarlo-bench-") as name:
        folder = pathlib.Path(name)
        problems.write(folder, n=row.sizes.get("n"), d=row.sizes["d"], count=row.sizes.get("count", 1), **row.problem)
        try:
            return {**base, **measure_in(row, folder, options)}
        except contestants.Failed as fault:
            return {**base, "status": "not measured", "reason": f"failed: {fault}", "peers": []}


def measure_in(row, folder, options):
    missing = []
    running = start(row.ours, row, folder, options, missing)
    if running is None:
        return {"status": "not measured", "reason": missing[0]["skipped"], "peers": []}
    rounds = []
    try:
        own = Round(running, repeat_short=True)
        left_out, rounds = measure_peers(row, own, folder, options)
        peers = []
        for peer in rounds:
            ratios = paired_ratios(own.seconds(row.clock), peer.seconds(row.clock))
            peers.append({**peer.summary(), "ratio": spread(ratios), "ratios": ratios, **compare_values(row, own, peer),
                          **({"stopped": peer.stopped} if peer.stopped else {})})
        part = {"ours": {**own.summary(), "settings": settings_of(row.ours, row), "converged": row.ends_early or all(a["converged"] for a in own.answers),
                         "certified_gap": own.first["gap"]},
                "peers": peers + left_out}
        found = conclusion(row, measured_number(row, own, peers), "no measurement of " + row.goal_peer)
        return {**part, **(as_lower_bound(found) if is_lower_bound(row, peers) else found)}
    finally:
        for contestant in (running, *(peer.running for peer in rounds)):
            contestant.stop()


def is_lower_bound(row, peers):
    """Whether the peer that a ratio is of would have taken longer, had it converged."""
    return row.unit == "ratio" and any(peer["name"] == row.goal_peer and "stopped" in peer for peer in peers)


def as_lower_bound(found):
    """What a ratio that is at least the measured one meets, it meets; but it says of none that it falls short."""
    if found["status"] == "short":
        return {"status": "not measured", "reason": "the peer stopped at its limit too early to tell"}
    return {**found, "is_lower_bound": True}


def conclusion(row, values, why_not):
    if values is None:
        return {"status": "not measured", "reason": why_not}
    found = spread(values)
    return {"status": attained(found["median"], row.reach, row.aim, UNITS[row.unit][1]), "measured": found}


def replicates_in(document):
    """How many replicates a run really made, in all cells of its claims and their false twins: some stop early."""
    arms = [arm for claim in document["claims"] for arm in (claim, claim.get("false_twin")) if arm]
    return sum(int(cell["replicates"]) for arm in arms for cell in arm["cells"])


def growth_of_a_run(row, options):
    """What a replicate more costs a simulation in memory: the same run with few and with many."""
    program = pathlib.Path(options.bin) / "bin" / "minibatch_deviation"
    if not os.access(program, os.X_OK):
        return {"status": "not measured", "reason": f"{program.name} is not built", "peers": []}

    def run(replicates, output):
        peak = contestants.peak_bytes([str(program), "--quiet", "--threads", "1", "--claim", "deviation.witness", "--preset", "smoke",
                                       "--set", f"tail_replicates={replicates}", "--output", output])
        return peak, replicates_in(json.loads(pathlib.Path(output).read_text(encoding="utf-8")))

    growth = []
    with tempfile.TemporaryDirectory(prefix="mongecarlo-bench-") as folder:
        for _ in range(min(options.repeats, 3)):
            few, made_few = run(row.sizes["replicates"], f"{folder}/few.json")
            many, made_many = run(row.sizes["more"], f"{folder}/many.json")
            if made_many < 2 * made_few:
                return {"peers": [], **conclusion(row, None, f"the run made {made_many} replicates, hardly more than {made_few}")}
            growth.append((many - few) / (made_many - made_few))
    return {"peers": [], **conclusion(row, growth, "")}


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "")
    except OSError:
        return platform.processor()


def versions():
    """Versions of what is compared with, as the package manager knows them."""
    names = ["python3-pot", "python3-scipy", "liblemon-dev", "libdlib-dev", "python3-numpy"]
    try:
        found = subprocess.run(["dpkg-query", "-W", "-f=${Package} ${Version}\n", *names], capture_output=True, text=True,
                               check=False)
    except OSError:
        return {}
    return dict(line.split(" ", 1) for line in found.stdout.splitlines() if " " in line)


def provenance(options, began):
    root = contestants.HERE.parents[1]
    git = subprocess.run(["git", "-C", str(root), "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return {"started": began.isoformat(timespec="seconds"), "processor": processor(), "cores": os.cpu_count(),
            "system": platform.platform(), "commit": git.stdout.strip() or None, "packages": versions(),
            "load": os.getloadavg()[0], "simd": os.environ.get("MONGECARLO_SIMD"),
            "arguments": [word for word in sys.argv[1:] if word != "--bin" and word != options.bin]}


def line_of(part):
    """One row for the terminal."""
    if "measured" not in part:
        return f"{part['name']:34} not measured: {part['reason']}"
    found = part["measured"]
    at_least = ">= " if part.get("is_lower_bound") else ""
    text = f"{part['name']:34} {at_least + format(found['median'], '.4g'):>10} [{found['lower']:.4g}, {found['upper']:.4g}] {part['unit']}"
    text += f", reach {part['reach']:g}, aim {part['aim']:g}: {part['status']}"
    for peer in part["peers"]:
        if "ratio" in peer:
            text += f"\n    {peer['name']}: {peer['ratio']['median']:.3g} times as long"
            if "stopped" in peer:
                text += " for {iterations} iterations, marginals then {marginal_error:.2g} off".format(**peer["stopped"])
            if not peer["agrees"]:
                text += f", VALUES DISAGREE by {peer['value_difference']}"
        else:
            text += f"\n    {peer['name']}: {peer['skipped']}"
    return text + ("" if part.get("ours", {}).get("converged", True) else "\n    OURS DID NOT CONVERGE")


def is_sound(part):
    """Ours converged, and of the peers that gave values one at least agrees."""
    if not part.get("ours", {}).get("converged", True):
        return False
    verdicts = [peer["agrees"] for peer in part["peers"] if "agrees" in peer]
    return not verdicts or any(verdicts)


def write(text, output):
    if output == "-":
        print(text)
        return
    path = pathlib.Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, path)


def main(arguments):
    options = parse(arguments)
    rows = chosen_rows(options)
    if options.list:
        for row in rows:
            print(f"{row.name:34} reach {row.reach:g}, aim {row.aim:g} {UNITS[row.unit][0]}: {row.work}")
        return 0
    began = datetime.datetime.now(datetime.timezone.utc)
    parts = []
    for row in rows:
        parts.append(measure(row, options))
        print(line_of(parts[-1]), file=sys.stderr, flush=True)
    document = {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, "preset": "quick" if options.quick else "full",
                "rows": parts, "provenance": provenance(options, began)}
    try:
        write(json.dumps(document, indent=1, allow_nan=False), options.output)
    except OSError as error:
        print(f"tools/bench/run: {error.filename}: {error.strerror}", file=sys.stderr)
        return CANNOT_CREATE
    if any(part.get("reason", "").startswith("failed") for part in parts):
        return FAULT
    return 0 if all(is_sound(part) for part in parts) else DISAGREE


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except contestants.Failed as fault:
        print(f"tools/bench/run: {fault}", file=sys.stderr)
        sys.exit(FAULT)
