"""Contestants as processes: each reads its problem once and then solves it whenever it is told to."""

import json
import os
import pathlib
import select
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


class Missing(Exception):
    """The contestant cannot take part: its program, library or solver is not there."""


class Failed(Exception):
    """It took part and broke; the text is its own."""


class Running:
    """A contestant that has read its problem."""

    def __init__(self, contestant, folder, programs, seconds_to_answer):
        self.name, self._limit = contestant.name, seconds_to_answer
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        command = _command(contestant, folder, programs)
        simd = {"MONGECARLO_SIMD": contestant.settings["simd"]} if "simd" in contestant.settings else {}
        self._process = subprocess.Popen(command, env={**os.environ, **simd}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
                                         text=True, bufsize=1)
        if self._line() != "ready":
            self._explain()

    def run(self, times=1):
        """The answer to `times` runs."""
        try:
            self._process.stdin.write(f"{times}\n")
        except BrokenPipeError:
            self._explain()
        line = self._line()
        if not line:
            self._explain()
        return json.loads(line)

    def stop(self):
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()
        self._errors.close()

    def _line(self):
        ready, _, _ = select.select([self._process.stdout], [], [], self._limit)
        if not ready:
            self.stop()
            raise Failed(f"no answer in {self._limit:g} s")
        return self._process.stdout.readline().strip()

    def _explain(self):
        self._process.stdin.close()
        status = self._process.wait()
        self._errors.seek(0)
        words = self._errors.read().strip().splitlines() or [f"exit status {status}"]
        self._process.stdout.close()
        self._errors.close()
        raise (Missing if status in (64, 69) or "there is no" in words[-1] or "MONGECARLO_SIMD" in words[-1] else Failed)(words[-1])


def _command(contestant, folder, programs):
    words = [contestant.method, str(folder), *(f"{key}={value}" for key, value in contestant.settings.items()),
             f"batches={folder}/batches.txt"]
    if contestant.method in ("solve", "batch", "sliced", "incomplete"):
        program = programs / "our_solvers"
    elif contestant.method in ("lemon", "dlib"):
        program = programs / "peer_solvers"
    else:
        return [sys.executable, "-B", str(HERE / "python_peers.py"), *words]
    if not os.access(program, os.X_OK):
        raise Missing(f"{program.name} is not built")
    return [str(program), *words]


def peak_bytes(command):
    """Greatest resident memory of a program that runs and succeeds (exit status 0, 1 or 3 of a simulation).

    Looked up while it runs: what the system reports of a finished child counts the pages of the interpreter that forked it.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _high_water_mark(process.pid))
            time.sleep(0.002)
        errors.seek(0)
        if process.returncode not in (0, 1, 3):
            raise Failed(errors.read().strip() or f"exit status {process.returncode}")
    return peak


def _high_water_mark(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")), 0)
    except OSError:  # it ended in between
        return 0
