"""What the tests of reports/ share: where things are, sample results, and the programs run as a user runs them."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("MONGECARLO_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
REPORTS = SOURCE / "reports"
sys.path[:0] = [str(REPORTS), str(pathlib.Path(__file__).resolve().parent)]

SKIP = 77


def require(*modules):
    """Ends the test as skipped, with a word, where the interpreter lacks a module."""
    for module in modules:
        try:
            __import__(module)
        except ImportError:
            print(f"skipped: this Python has no {module}")
            sys.exit(SKIP)


class ReportCase(unittest.TestCase):
    """A scratch folder, with the sample results in results/."""

    def setUp(self):
        import sample_results

        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.results = sample_results.write(self.folder / "results")

    def run_program(self, program, *arguments, **environment):
        """CompletedProcess of a program of reports/."""
        command = [sys.executable, "-B", str(REPORTS / program), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder,
                              env={**os.environ, **environment})

    def changed(self, change, name="changed.json", of=0):
        """The path of a copy of a sample result after change(document)."""
        document = json.loads(self.results[of].read_text(encoding="utf-8"))
        change(document)
        path = self.folder / name
        path.write_text(json.dumps(document), encoding="utf-8")
        return path
