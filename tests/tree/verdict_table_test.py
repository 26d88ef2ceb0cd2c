#!/usr/bin/env python3
"""tools/verdict_table: what it marks, and its exit status."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

TABLE = os.path.join(os.path.dirname(__file__), "..", "..", "tools", "verdict_table")


def claim(verdict, expected="supported", twin="refuted", **more):
    made = {"id": f"{expected}.{verdict}", "verdict": verdict, "expected": expected, "flags": [], **more}
    if expected == "supported":
        made["false_twin"] = {"verdict": twin}
    return made


def result(*claims, **changes):
    return {"schema": "mongecarlo/result", "schema_version": 1, "simulation": "probe", "status": "complete",
            "claims": claims, **changes}


class VerdictTable(unittest.TestCase):
    def run_on(self, content):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "probe.json")
            with open(path, "w", encoding="utf-8") as file:
                file.write(content if isinstance(content, str) else json.dumps(content))
            run = subprocess.run([sys.executable, TABLE, path], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def expect(self, status, *claims):
        code, text = self.run_on(result(*claims))
        self.assertEqual(code, status, text)
        return text

    def test_all_as_expected(self):
        text = self.expect(0, claim("supported"), claim("refuted", "refuted"))
        self.assertNotIn("!", text)
        self.assertIn("2 of 2 claims as expected", text)

    def test_a_refuted_claim(self):
        self.assertIn("!    supported.refuted", self.expect(1, claim("refuted"), claim("inconclusive")))

    def test_a_misprint_that_is_supported(self):
        self.assertIn("should be refuted", self.expect(1, claim("supported", "refuted")))

    def test_a_false_twin_that_is_supported(self):
        self.expect(1, claim("supported", twin="supported"))

    def test_an_undecided_claim_or_twin(self):
        self.expect(3, claim("supported"), claim("inconclusive"))
        self.expect(3, claim("supported", twin="inconclusive"))
        self.expect(3, claim("inconclusive", "refuted"))

    def test_no_claims_is_no_success(self):
        self.expect(3)

    def test_what_is_no_result_is_refused(self):
        self.assertEqual(self.run_on("{")[0], 65)
        self.assertEqual(self.run_on(result(schema_version=2))[0], 65)
        self.assertEqual(self.run_on(result({"id": "no verdict"}))[0], 65)

    def test_a_missing_file_and_no_file(self):
        run = subprocess.run([sys.executable, TABLE, "no/such.json"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 66)
        self.assertIn("no/such.json", run.stderr)
        self.assertEqual(subprocess.run([sys.executable, TABLE], capture_output=True).returncode, 64)


if __name__ == "__main__":
    unittest.main()
