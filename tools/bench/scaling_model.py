"""A run on any number of cores, on paper: the schedule as an event model, fed with measured costs of real runs.

usage: scaling_model.py [--bin build/bench] [--traces FOLDER] [--figure FILE.svg] [SIMULATION...]

run_trace measures what a run is made of (seconds of sampling and judging by block, of claims and pictures), and writes a
trace to FOLDER unless it is there. The model follows lib/mongecarlo/experiment/schedule.cpp and sims/driver/rank_host.cpp:
blocks are judged in their order, a worker stays with its cell, a free one opens the next cell or helps the one with the most
work left, rank 0 answers one message after another. A rank drops the tasks of a cell that is decided, and gives half of its
tasks back where others have none; that it has tasks of a next cell in reserve is left out. `times` makes every replicate that many times dearer: a quick run of ten
seconds on two cores becomes one of hours, with the same blocks.
"""

import argparse
import heapq
import json
import os
import pathlib
import subprocess
import sys

# Measured on one machine of 2026, between two processes of it; a network adds latency, which long blocks do not notice.
MESSAGE_SECONDS = 2.5e-6  # rank 0 takes a message and answers
RECORD_SECONDS = 1.3e-8  # and more for each record in it: 24 bytes
LATENCY_SECONDS = 3e-3  # from worker to worker: both sides look between two blocks, and at least about so often
SECONDS_AHEAD, LONG_BLOCK, MOST_TASKS = 0.04, 0.05, 128  # as in rank_host.cpp


class Cell:
    """What it takes to sample and judge one cell; `pieces` cuts every block into that many."""

    def __init__(self, traced, times, pieces):
        sampling, judging = traced["sampling"], traced["judging"]
        self.stream, self.blocks = traced["stream"], traced["blocks"] * pieces
        self.used = len(sampling) * pieces
        rest = sorted(sampling[1:]) or sampling
        typical = rest[len(rest) // 2]
        # What a worker spends before its first record: the first block beyond a typical one.
        self.setup = max(0.0, sampling[0] - typical)
        self.sampling = [times * min(s, typical) / pieces if i == 0 else times * s / pieces for i, s in enumerate(sampling)]
        self.mean = sum(self.sampling) / len(self.sampling)
        self.judging = [j / pieces for j in judging]
        self.records = traced["block_size"] / pieces
        self.pieces = pieces

    def seconds(self, block):
        return self.sampling[block // self.pieces] if block // self.pieces < len(self.sampling) else self.mean

    def serial(self):
        return self.setup + self.pieces * (sum(self.sampling) + sum(self.judging))

    def message(self):
        return MESSAGE_SECONDS + RECORD_SECONDS * self.records


class Run:
    def __init__(self, trace, times=1, pieces=1):
        self.cells = [Cell(cell, times, pieces) for cell in trace["cells"]]
        self.claims, self.pictures = trace["claims"], trace["pictures"]
        self.serial = self.claims + self.pictures + sum(cell.serial() for cell in self.cells)


class Schedule:
    """Which cell a worker gets next: Schedule::choose, with the same rules."""

    def __init__(self, cells, ahead):
        self.cells, self.ahead = cells, ahead
        self.handed, self.judged = [0] * len(cells), [0] * len(cells)
        self.arrived = [set() for _ in cells]
        self.returned = [[] for _ in cells]
        self.over = [False] * len(cells)
        self.unopened = list(range(len(cells)))
        self.opened, self.streams = [], {}

    def has_block(self, i):
        if self.returned[i] and not self.over[i]:
            return True
        return not self.over[i] and self.handed[i] < self.cells[i].blocks and self.handed[i] - self.judged[i] < self.ahead

    def choose(self, last):
        if last is not None and self.has_block(last):
            return last
        for i in self.unopened:
            if not self.cells[i].stream or not self.streams.get(self.cells[i].stream):
                return i
        busiest, most = None, -1.0
        for i in self.opened:
            left = (self.cells[i].blocks - self.judged[i]) * self.cells[i].mean
            if left > most and self.has_block(i):
                busiest, most = i, left
        return busiest if busiest is not None else next(iter(self.unopened), None)

    def take(self, last):
        i = self.choose(last)
        if i is None:
            return None
        if self.returned[i]:
            return i, self.returned[i].pop(0)
        if self.handed[i] == 0:
            self.unopened.remove(i)
            self.opened.append(i)
            self.streams[self.cells[i].stream] = self.streams.get(self.cells[i].stream, 0) + 1
        self.handed[i] += 1
        return i, self.handed[i] - 1

    def deposit(self, i, block):
        """Seconds that judging takes now; blocks that wait for an earlier one are judged with it."""
        if self.over[i]:
            return 0.0
        self.arrived[i].add(block)
        spent = 0.0
        while self.judged[i] in self.arrived[i] and not self.over[i]:
            cell = self.cells[i]
            spent += cell.judging[min(self.judged[i] // cell.pieces, len(cell.judging) - 1)]
            self.judged[i] += 1
            self.over[i] = self.judged[i] >= cell.used
        if self.over[i]:
            self.opened.remove(i)
            self.streams[self.cells[i].stream] -= 1
        return spent

    def is_over(self):
        return all(self.over)


def time_of(run, workers, has_ranks):
    """Seconds that the run takes, and seconds in which rank 0 handed out, took and judged."""
    latency = LATENCY_SECONDS if has_ranks and workers > 1 else 0.0
    schedule = Schedule(run.cells, 2 + workers * (MOST_TASKS if has_ranks else 1))
    queues = [[] for _ in range(workers)]
    last, known, running = [None] * workers, [set() for _ in range(workers)], [False] * workers
    per_block = [None] * len(run.cells)  # seconds, as rank 0 knows them
    latest = [LONG_BLOCK] * workers  # seconds of the last block of each worker
    filling = [True] * workers
    free_at = serving = end = run.claims
    served = 0.0
    events, order = [], 0  # (time, order, kind, worker, task)

    def push(time, kind, worker, task):
        nonlocal order
        order += 1
        heapq.heappush(events, (time, order, kind, worker, task))

    def start(worker, now):
        if running[worker] or not queues[worker]:
            return
        i, block = queues[worker].pop(0)
        setup = 0.0 if i in known[worker] else run.cells[i].setup
        known[worker].add(i)
        running[worker] = True
        push(now + setup + run.cells[i].seconds(block), "sampled", worker, (i, block))

    held = [[] for _ in range(workers)]  # cells of the tasks that a worker has
    hungry = [set(range(workers))] + [set() for _ in range(MOST_TASKS)]  # those with room, by how many they have

    def sort_in(worker):
        for of_level in hungry:
            of_level.discard(worker)
        seconds = sum(latest[worker] if per_block[i] is None else per_block[i] for i in held[worker])
        filling[worker] = seconds < (SECONDS_AHEAD if filling[worker] else SECONDS_AHEAD / 2)
        has_room = not held[worker] or (latency and (seconds < LONG_BLOCK if len(held[worker]) < 2 else filling[worker]))
        if has_room and len(held[worker]) < MOST_TASKS:
            hungry[len(held[worker])].add(worker)

    def hand_out(now):
        for of_level in hungry:
            for worker in sorted(of_level):
                task = schedule.take(last[worker])
                if task is None:
                    return
                last[worker] = task[0]
                held[worker].append(task[0])
                holders[task[0]].add(worker)
                sort_in(worker)
                push(now + latency, "task", worker, task)

    holders = [set() for _ in run.cells]  # workers that were given tasks of a cell

    def forget(worker, tasks):
        for task in tasks:
            queues[worker].remove(task)
            held[worker].remove(task[0])
        sort_in(worker)

    def drop(cell):
        for worker in holders[cell]:
            forget(worker, [task for task in queues[worker] if task[0] == cell])

    def recall(now):
        idle = len(hungry[0])
        for worker in sorted((w for w in range(workers) if queues[w]), key=lambda w: -len(queues[w]))[:idle]:
            tasks = queues[worker][len(queues[worker]) // 2:]
            forget(worker, tasks)
            push(now + 2 * latency, "returned", worker, tasks)

    hand_out(run.claims)
    while events and not schedule.is_over():
        now, _, kind, worker, task = heapq.heappop(events)
        if kind == "returned":
            for i, block in task:
                schedule.returned[i].append(block)
            hand_out(now)
        elif kind == "task":
            queues[worker].append(task)
            start(worker, now)
        elif kind == "sampled":
            running[worker] = False
            start(worker, now)
            push(now + latency, "arrived", worker, task)
        else:
            spent = schedule.deposit(*task)
            if latency:
                spent += run.cells[task[0]].message()
                serving = max(serving, now) + spent  # rank 0 takes one after another
                served += spent
                free_at = serving
            else:
                free_at = now + spent  # the worker itself judges
            held[worker].remove(task[0])
            if schedule.over[task[0]] and holders[task[0]]:
                drop(task[0])
                holders[task[0]].clear()
            per_block[task[0]] = latest[worker] = run.cells[task[0]].seconds(task[1])
            sort_in(worker)
            end = max(end, free_at)
            hand_out(free_at)
            if latency and hungry[0]:
                recall(free_at)
    return end + run.pictures, served


def time_of_shards(run, shards):
    """The longest shard (each on one core, stopping where its own blocks decide), then the merge that judges all."""
    longest = 0.0
    total = 0.0
    for shard in range(shards):
        seconds = run.claims
        for cell in run.cells:
            own = range(shard, cell.blocks, shards)
            own = own[: cell.used]
            seconds += (cell.setup if own else 0.0) + sum(cell.seconds(block) for block in own)
        longest, total = max(longest, seconds), total + seconds
    merge = run.claims + run.pictures + sum(cell.pieces * sum(cell.judging) for cell in run.cells)
    return longest + merge, total


def traces_of(arguments):
    folder = pathlib.Path(arguments.traces)
    folder.mkdir(parents=True, exist_ok=True)
    for simulation in arguments.simulation:
        file = folder / f"{simulation}.json"
        if not file.exists() or not file.stat().st_size:
            done = subprocess.run([os.path.join(arguments.bin, "run_trace"), simulation, "quick"], stdout=subprocess.PIPE)
            if done.returncode != 0:
                sys.exit(f"scaling_model: run_trace {simulation} failed")
            file.write_bytes(done.stdout)
        yield json.loads(file.read_text(encoding="utf-8"))


def efficiency(run, cores, seconds):
    return run.serial / (cores * seconds)


def describe(trace):
    run = Run(trace)
    used, blocks = sum(cell.used for cell in run.cells), sum(cell.blocks for cell in run.cells)
    judging = sum(sum(cell.judging) for cell in run.cells)
    print(f"{trace['simulation']}: {run.serial:.1f} s on one core; claims {1e3 * run.claims:.0f} ms, pictures "
          f"{1e3 * run.pictures:.0f} ms, judging {1e3 * judging:.0f} ms; {len(run.cells)} cells, {used} of {blocks} blocks needed")
    return used


CORES = (1, 2, 8, 32, 128, 512, 2048, 10000)


def table(trace, times, pieces=1):
    run = Run(trace, times, pieces)
    row = []
    for cores in CORES:
        seconds, served = time_of(run, cores, has_ranks=True)
        row.append((cores, efficiency(run, cores, seconds), seconds, served))
    cells = "  ".join(f"{cores}: {100 * e:.1f} %" for cores, e, *_ in row)
    print(f"  x{times:<6g} {f'blocks/{pieces}' if pieces > 1 else 'blocks':<9} {cells} ({row[-1][2]:.2f} s, rank 0 busy for {row[-1][3]:.2f} s)")
    sys.stdout.flush()
    return row


def shard_line(trace, times):
    run = Run(trace, times)
    cells = []
    for shards in (4, 16, 64):
        seconds, total = time_of_shards(run, shards)
        cells.append(f"{shards}: {100 * efficiency(run, shards, seconds):.1f} % (work x{total / run.serial:.2f})")
    print(f"  x{times:<6g} shards    " + "  ".join(cells))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/bench")
    parser.add_argument("--traces", default="build/traces", help="where traces are kept")
    parser.add_argument("--figure", help="draw efficiency over cores to this SVG file")
    parser.add_argument("simulation", nargs="*", default=["entropic_limit_laws", "random_assignment", "minibatch_unbiasedness"])
    arguments = parser.parse_args()
    rows = {}
    for trace in traces_of(arguments):
        describe(trace)
        two, _ = time_of(Run(trace), 2, has_ranks=False)
        print(f"  two threads: efficiency {efficiency(Run(trace), 2, two):.3f}")
        rows[trace["simulation"]] = {(times, pieces): table(trace, times, pieces)
                                     for times, pieces in ((1, 1), (100, 1), (10000, 1), (10000, 16))}
        shard_line(trace, 100)
    if arguments.figure:
        from scaling_figure import draw
        draw(rows, arguments.figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
