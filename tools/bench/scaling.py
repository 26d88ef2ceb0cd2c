"""Paired runs of simulations on one thread, on all, on ranks and with a checkpoint; prints what spreading them costs."""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from spread import quantile

# (simulation, values of --set) that take about ten seconds on two cores: many short cells, few long ones, dear replicates.
RUNS = [("entropic_limit_laws", ["solved_replicates=40000"]),
        ("minibatch_unbiasedness", ["margin=0.0045", "replicates=1100000", "kernel_margin=0.022", "kernel_replicates=140000"]),
        ("curse_of_dimension", ["margin=0.014"])]
GOALS = {"efficiency": 0.95, "mpi": 0.02, "checkpoint": 0.02}
LAUNCH = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


class Timing:
    """One finished run: seconds of the clock and of processors, the whole command and its sampling alone."""

    def __init__(self, wall, processor, sampling, result):
        self.wall, self.processor, self.sampling, self.result = wall, processor, sampling, result


def run_once(command, environment):
    with tempfile.TemporaryDirectory(prefix="mongecarlo-scaling-") as folder:
        output = os.path.join(folder, "result.json")
        words = [word.replace("FOLDER", folder) for word in command]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([*words, "--quiet", "--output", output], env={**os.environ, **environment},
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if not os.path.exists(output):
            sys.exit(fail(f"{' '.join(words)} gave {done.returncode}: {done.stderr.strip()[-300:]}"))
        result = json.loads(pathlib.Path(output).read_text(encoding="utf-8"))
    sampling = result.pop("provenance")["seconds"]
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timing(wall, processor, sampling, json.dumps(result))


def fail(text):
    print(f"scaling: {text}", file=sys.stderr)
    return 70


def has_option(program, option):
    return option in subprocess.run([program, "--help"], capture_output=True, text=True).stdout


def ways_of(program, options, cores, mpirun):
    """Name -> (command, environment) of every way to run that there is here."""
    base = [program, *options]
    ways = {"one": ([*base, "--threads", "1"], {}), "all": ([*base, "--threads", str(cores)], {})}
    if mpirun:
        ways["mpi"] = ([mpirun, "-n", str(cores), *base, "--threads", "1"], LAUNCH)
    if has_option(program, "--checkpoint"):
        ways["checkpoint"] = ([*base, "--threads", str(cores), "--checkpoint", "FOLDER/checkpoint"], {})
    return ways


def measure(ways, rounds):
    """Every way in turn, `rounds` times over, the order turned round each time: all see the same machine."""
    timings = {name: [] for name in ways}
    for turn in range(rounds):
        for name in list(ways)[:: 1 if turn % 2 == 0 else -1]:
            timings[name].append(run_once(*ways[name]))
    if len({timing.result for of_way in timings.values() for timing in of_way}) > 1:
        sys.exit(fail("two ways to run gave different results"))
    return timings


def least(timings, what):
    return min(getattr(timing, what) for timing in timings)


def paired(ours, theirs, what):
    """Median over rounds of what ours takes more, as a share of theirs."""
    return quantile([getattr(a, what) / getattr(b, what) - 1 for a, b in zip(ours, theirs)], 0.5)


def figures_of(timings, cores):
    one, every = timings["one"], timings["all"]
    figures = {"efficiency": least(one, "sampling") / (cores * least(every, "sampling")),
               "busy": max(t.processor / (cores * t.wall) for t in every),
               "extra work": paired(every, one, "processor")}
    for way in ("mpi", "checkpoint"):
        if way in timings:
            figures[way] = paired(timings[way], every, "sampling")
            figures[f"{way} command"] = paired(timings[way], every, "wall")
            figures[f"{way} processor"] = paired(timings[way], every, "processor")
    return figures


def is_met(name, value):
    if name not in GOALS:
        return None
    return value >= GOALS[name] if name == "efficiency" else value <= GOALS[name]


WORDS = {"efficiency": "speed of all cores over that of one, per core", "busy": "share of the cores' time that was used",
         "extra work": "processor time beside that of one thread", "mpi": "clock of ranks beside that of threads",
         "mpi command": "... with the start of mpirun", "mpi processor": "processor time of ranks beside that of threads",
         "checkpoint": "clock with --checkpoint beside that without", "checkpoint command": "... the whole command",
         "checkpoint processor": "processor time with --checkpoint beside that without"}


def show(simulation, timings, figures):
    print(f"{simulation}: {least(timings['one'], 'sampling'):.1f} s on one thread, "
          f"{least(timings['all'], 'sampling'):.1f} s on all")
    for name, value in figures.items():
        text = f"{value:.3f}" if name in ("efficiency", "busy") else f"{100 * value:+.1f} %"
        verdict = {None: "", True: "met", False: "MISSED"}[is_met(name, value)]
        print(f"  {name:<21} {text:>9}  {verdict:<6}  {WORDS[name]}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default="build/bin", help="where the programs are")
    parser.add_argument("--cores", type=int, default=os.cpu_count(), help="threads or ranks (default: all cores)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each way (default 3)")
    parser.add_argument("--json", metavar="FILE", help="write every figure there too")
    parser.add_argument("simulation", nargs="*", help="default: " + ", ".join(name for name, _ in RUNS))
    arguments = parser.parse_args()
    mpirun = shutil.which("mpirun")
    if mpirun and not os.path.exists(os.path.join(arguments.bin, "../lib/mongecarlo_mpi.so")):
        mpirun = None
    told = {}
    for simulation, values in [(name, []) for name in arguments.simulation] or RUNS:
        program = os.path.join(arguments.bin, simulation)
        if not os.access(program, os.X_OK):
            print(f"scaling: {program} is not built", file=sys.stderr)
            return 69
        options = [word for value in values for word in ("--set", value)]
        timings = measure(ways_of(program, options, arguments.cores, mpirun), arguments.rounds)
        told[simulation] = figures_of(timings, arguments.cores)
        show(simulation, timings, told[simulation])
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    met = [is_met(name, value) for figures in told.values() for name, value in figures.items()]
    return 1 if False in met else 0


if __name__ == "__main__":
    sys.exit(main())
