"""Faults drawn at random, tried one after the other; what became of them is kept in a record."""
import collections
import glob
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import time

import line_faults
import tree_copy
from binomial_interval import clopper_pearson

# Who has to notice a fault of a folder, asked in this order until one does: test programs (<name>_tests), other programs of
# the tests, and simulations (claim.<simulation>, at smoke).
WITNESSES = {
    "stats": ["stats", "claim", "experiment", "claim.minibatch_unbiasedness", "claim.unbalanced_minibatch"],
    "minibatch": ["minibatch", "law", "sampler", "claim", "claim.minibatch_unbiasedness", "claim.minibatch_gromov",
                  "claim.unbalanced_minibatch", "claim.minibatch_plan"],
    "limit": ["limit", "claim", "claim.wasserstein_limit_laws", "claim.entropic_limit_laws"],
    "transport": ["transport", "law", "law.solver_battery", "law.baseline", "law.avx2", "minibatch", "limit", "learning",
                  "sampler", "claim", "claim.sinkhorn_convergence", "claim.unbalanced_minibatch", "claim.stochastic_dual"],
}
MEMORY = 8 << 30  # bytes of addresses that a program may take

NOTICED, SURVIVED, UNBUILT, SAME_CODE = "noticed", "survived", "does not compile", "same machine code"
PASSED_OVER = "passed over"  # a header, of which too much would have to be built


class BadDraw(Exception):
    """The record does not belong to this draw, or what is named does not exist."""


class TestsFail(Exception):
    """The tests fail without a fault."""


def program(witness):
    """Target, command and environment of a witness."""
    group, _, rest = witness.partition(".")
    if group == "claim" and rest:
        output = os.path.join(tree_copy.BUILD, "tests", "claims", rest + ".json")
        return rest, [f"bin/{rest}", "--preset", "smoke", "--quiet", "--output", output], {}
    if rest == "solver_battery":
        return rest, ["tests/battery/solver_battery", "--count", "500", "--largest", "60"], {}
    simd = {"MONGECARLO_SIMD": rest} if rest else {}
    return f"{group}_tests", [f"tests/{group}_tests", "--abort-after=1", "--no-intro", "-tse=long"], simd


class Limits:
    """How long a witness may take: ten times what it takes without a fault, and 20 seconds."""

    def __init__(self):
        self.seconds = {}

    def of(self, witness):
        return 20 + 10 * self.seconds.get(witness, 60)


def confine():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def complaint(witness, limits):
    """What fails of a witness that is built, or None."""
    _, command, environment = program(witness)
    os.makedirs(os.path.join(tree_copy.BUILD, "tests", "claims"), exist_ok=True)
    began = time.monotonic()
    try:
        run = subprocess.run([os.path.join(tree_copy.BUILD, command[0]), *command[1:]], capture_output=True, text=True,
                             errors="replace", stdin=subprocess.DEVNULL, timeout=limits.of(witness), preexec_fn=confine,
                             cwd=os.path.join(tree_copy.BUILD, "tests"), env={**os.environ, **environment})
    except subprocess.TimeoutExpired:
        return f"{witness} (time limit)"
    limits.seconds.setdefault(witness, time.monotonic() - began)
    if run.returncode == 0:
        return None
    case = re.search(r"^TEST CASE:\s+(.*)$", run.stdout, re.M)
    return f"{witness}.{case[1].strip()}" if case else f"{witness} (exit status {run.returncode})"


def fingerprint():
    with open(os.path.join(tree_copy.BUILD, "lib", "libmongecarlo.a"), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def folder_of(fault):
    return fault.file.split("/")[2]


def attempt(fault, limits, clean, jobs):
    """(outcome, who noticed). A source file makes the same code if the library is the same; a header is part of programs."""
    with tree_copy.planted(fault.file, fault.apply):
        for witness in WITNESSES[folder_of(fault)]:
            is_built, _ = tree_copy.build([program(witness)[0]], jobs)
            if not is_built:
                return UNBUILT, None
            if not fault.file.endswith(".hpp") and fingerprint() == clean:
                return SAME_CODE, None
            failed = complaint(witness, limits)
            if failed:
                return NOTICED, failed
    return SURVIVED, None


class Record:
    """Every fault that was tried, in the order of the draw; written anew after each."""

    def __init__(self, path, about):
        self.path, self.about, self.entries = path, about, []
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                document = json.load(file)
            if {key: document.get(key) for key in about} != about:
                raise BadDraw(f"{path} is of another draw: {({key: document.get(key) for key in about})}, not {about}")
            self.entries = document["faults"]

    def add(self, entry):
        self.entries.append(entry)
        self.write()

    def write(self):
        if not self.path:
            return
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump({**self.about, "faults": self.entries}, file, indent=1)
            file.write("\n")
        os.replace(self.path + ".new", self.path)


def fault_of(entry):
    return line_faults.LineFault(*(entry[key] for key in line_faults.LineFault._fields))


def read_excuses(root):
    """Of each fault that need not be noticed, (file, its text with the fault) -> (kind, reason)."""
    excuses = {}
    for path in sorted(glob.glob(os.path.join(root, "tests", "mutations", "unnoticed", "*.json"))):
        with open(path, encoding="utf-8") as file:
            for entry in json.load(file):
                with open(os.path.join(root, entry["file"]), encoding="utf-8") as source:
                    text = source.read()
                if text.count(entry["old"]) != 1:
                    raise BadDraw(f"{path}: in {entry['file']} this does not stand once: {entry['old']!r}")
                excuses[entry["file"], text.replace(entry["old"], entry["new"])] = entry["kind"], entry["note"]
    return excuses


def located(fault, text):
    """The fault at the line nearest to its own that reads as its line did, or None."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line == fault.old]
    return fault._replace(line=min(lines, key=lambda number: abs(number - fault.line))) if lines else None


def excuse_of(entry, root, excuses):
    with open(os.path.join(root, entry["file"]), encoding="utf-8") as file:
        text = file.read()
    fault = located(fault_of(entry), text)
    return excuses.get((entry["file"], fault.apply(text))) if fault else None


def tabulate(entries, root):
    """The table of scores, and the survivors that nothing excuses."""
    excuses = read_excuses(root)
    counts = collections.defaultdict(collections.Counter)
    survivors = []
    for entry in entries:
        outcome = entry["outcome"]
        if outcome == SURVIVED:
            excuse = excuse_of(entry, root, excuses)
            if excuse:
                outcome = excuse[0]
            else:
                survivors.append(entry)
        for key in (folder_of(fault_of(entry)), "total"):
            counts[key][outcome] += 1
    rows = [f"{'folder':10} {'noticed':>9} {'score':>7}  95 % interval     equivalent  tuning  survived"]
    folders = [folder for folder in WITNESSES if folder in counts]
    rows += [row(key, counts[key]) for key in folders + ["total"] * (len(folders) > 1)]
    redrawn = counts["total"]
    rows.append(f"redrawn: {redrawn[UNBUILT]} did not compile, {redrawn[SAME_CODE]} had the same machine code, "
                f"{redrawn[PASSED_OVER]} of headers were passed over")
    return rows, survivors


def row(key, count):
    noticed = count[NOTICED]
    trials = noticed + count[SURVIVED]
    lower, upper = clopper_pearson(noticed, trials) if trials else (0, 1)
    score = f"{100 * noticed / trials:6.1f}%" if trials else "      -"
    return (f"{key:10} {f'{noticed}/{trials}':>9} {score}  {100 * lower:5.1f}% to {100 * upper:5.1f}%"
            f"  {count['equivalent']:10}  {count['tuning']:6}  {count[SURVIVED]:8}")


def prepare(folders, options):
    """Builds and runs the witnesses without a fault; returns their limits and the fingerprint of the library."""
    tree_copy.take()
    tree_copy.configure()
    limits = Limits()
    for witness in dict.fromkeys(witness for folder in folders for witness in WITNESSES[folder]):
        is_built, log = tree_copy.build([program(witness)[0]], options.jobs)
        failed = complaint(witness, limits) if is_built else log[-3000:]
        if failed:
            raise TestsFail(f"without any fault this fails: {failed}")
    return limits, fingerprint()


def tell(number, count, entry):
    verdict = f"noticed by {entry['by']}" if entry["outcome"] == NOTICED else entry["outcome"].upper()
    print(f"{number}/{count} {fault_of(entry)} [{entry['operator']}]: {verdict} [{entry['seconds']:.0f} s]", flush=True)


def tried(fault, limits, clean, options):
    began = time.monotonic()
    if options.sources_only and fault.file.endswith(".hpp"):
        outcome, by = PASSED_OVER, None
    else:
        outcome, by = attempt(fault, limits, clean, options.jobs)
    return {**fault._asdict(), "outcome": outcome, "by": by, "seconds": round(time.monotonic() - began, 1)}


def counts(entry):
    return entry["outcome"] in (NOTICED, SURVIVED)


def run(options):
    folders = options.folders.split(",")
    unknown = sorted(set(folders) - set(WITNESSES))
    if unknown:
        raise BadDraw(f"--in: no tests are named for {', '.join(unknown)}, but for {', '.join(WITNESSES)}")
    record = Record(options.record, {"seed": options.seed, "folders": folders})
    if options.again:
        again(record, folders, options)
    else:
        draw(record, folders, options)
    rows, survivors = tabulate(record.entries, tree_copy.ROOT)
    for entry in survivors:
        print(f"survived: {fault_of(entry)} [{entry['operator']}]")
    print("\n".join(rows))
    return 1 if survivors else 0


def draw(record, folders, options):
    number = sum(map(counts, record.entries))
    if number >= options.random:
        return
    faults = line_faults.draw(line_faults.faults_of_folders(tree_copy.ROOT, folders), random.Random(options.seed))
    for entry in record.entries:
        if next(faults, None) != fault_of(entry):
            raise BadDraw(f"{options.record}: the sources changed since it was begun (--again tries its survivors)")
    limits, clean = prepare(folders, options)
    for fault in faults:
        entry = tried(fault, limits, clean, options)
        record.add(entry)
        number += counts(entry)
        tell(number, options.random, entry)
        if number >= options.random:
            return


def again(record, folders, options):
    """Tries what survived once more, in the sources as they are now."""
    limits, clean = prepare(folders, options)
    survivors = [at for at, entry in enumerate(record.entries) if entry["outcome"] == SURVIVED]
    for number, at in enumerate(survivors, 1):
        fault = located(fault_of(record.entries[at]), tree_copy.read(record.entries[at]["file"]))
        if fault is None:
            print(f"{number}/{len(survivors)} {fault_of(record.entries[at])}: the line is gone", flush=True)
            continue
        entry = tried(fault, limits, clean, options)
        record.entries[at] = {**record.entries[at], "outcome": entry["outcome"], "by": entry["by"]}
        record.write()
        tell(number, len(survivors), entry)
