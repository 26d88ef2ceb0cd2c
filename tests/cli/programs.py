"""How the tests of the command line start programs."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TEST_BIN = os.environ.get("MONGECARLO_TEST_BIN")
BIN = os.environ.get("MONGECARLO_BIN")
SOURCE = pathlib.Path(os.environ.get("MONGECARLO_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
CANNOT_RUN = 77


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


def clean_environment(**extra):
    """The environment without anything that could reach the programs by accident."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MONGECARLO_")}
    for name in ("NO_COLOR", "SOURCE_DATE_EPOCH"):
        kept.pop(name, None)
    return {**kept, **extra}


def run(command, environment=None, **options):
    """The finished process; both streams are captured as text unless told otherwise."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.run([str(word) for word in command], env=clean_environment(**(environment or {})), text=True,
                          timeout=120, **options)


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
