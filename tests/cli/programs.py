"""How the tests of the command line start programs."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

TEST_BIN = os.environ.get("MONGECARLO_TEST_BIN")
BIN = os.environ.get("MONGECARLO_BIN")
SOURCE = pathlib.Path(os.environ.get("MONGECARLO_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
CANNOT_RUN = 77
#: The exit code of a program in which a sanitizer found something: by default it would pass for a verdict or a missing input.
FINDING = 99


def need(program):
    """Ends the test as skipped where the program is not built."""
    if not program or not os.access(program, os.X_OK):
        print(f"{program or 'MONGECARLO_BIN'} is not there: nothing to test")
        sys.exit(CANNOT_RUN)
    return str(program)


def uniform_mean():
    return need(TEST_BIN and os.path.join(TEST_BIN, "uniform_mean"))


def mongecarlo():
    return need(BIN and os.path.join(BIN, "mongecarlo"))


def sanitizer_of(program):
    """The sanitizer that watches the program, "address" or "thread", if any does."""
    with open(program, "rb") as file:
        content = file.read()
    return next((name for name, sign in (("address", b"__asan_init"), ("thread", b"__tsan_init")) if sign in content), None)


def clean_environment(**extra):
    """The environment without anything that could reach the programs by accident, and with FINDING for the sanitizers."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MONGECARLO_")}
    for name in ("NO_COLOR", "SOURCE_DATE_EPOCH"):
        kept.pop(name, None)
    kept.update(extra)
    for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"):
        kept[name] = ":".join(filter(None, (kept.get(name), f"exitcode={FINDING}")))
    return kept


def run(command, environment=None, **options):
    """The finished process; both streams are captured as text unless told otherwise."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("timeout", 120)
    done = subprocess.run([str(word) for word in command], env=clean_environment(**(environment or {})), text=True, **options)
    if done.returncode == FINDING:
        raise AssertionError(f"a sanitizer found something in {command}:\n{done.stderr}")
    return done


def catches(pid, number):
    """Whether the process has a handler of its own for the signal."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        mask = int(re.search(r"^SigCgt:\s*(\w+)$", file.read(), re.M)[1], 16)
    return bool(mask >> (number - 1) & 1)


def wait_until_catching(process, number, is_caught=True):
    """Waits for the program to have (or to have no longer) a handler of its own for the signal."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if catches(process.pid, number) == is_caught:
            return
        time.sleep(0.001)
    raise AssertionError("the program ended, or never changed its handler")


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def result_of(text):
    return json.loads(text, parse_constant=refuse_constant)


def comparable(text):
    """Everything of a result that must be equal for equal runs, byte for byte."""
    return json.dumps({key: value for key, value in result_of(text).items() if key != "provenance"})


class InFolder(unittest.TestCase):
    """Tests in a folder of their own, which goes when they end."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mongecarlo-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def read_bytes(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()
