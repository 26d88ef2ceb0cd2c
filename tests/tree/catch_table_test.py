#!/usr/bin/env python3
"""tools/catch_table: which faults it lists, the replicates it predicts, and its exit status."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

TABLE = os.path.join(os.path.dirname(__file__), "..", "..", "tools", "catch_table")


def twin(verdict="refuted", **more):
    return {"statement": "planted", "verdict": verdict, "estimate": 1.5, "truth": 1.0, "resolution": 0.25, "replicates": "1000", **more}


def claim(kind="equality", expected="supported", **more):
    made = {"id": "a.claim", "statement": "as printed", "kind": kind, "verdict": expected, "expected": expected, **twin(expected)}
    made["statement"] = "as printed"
    return {**made, **({"false_twin": twin(**more)} if expected == "supported" else more)}


class CatchTable(unittest.TestCase):
    def run_on(self, *claims, text=None, simulation="probe", options=()):
        document = {"schema": "mongecarlo/result", "schema_version": 1, "simulation": simulation, "status": "complete",
                    "verdict": "supported", "parameters": {}, "claims": claims}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "probe.json")
            with open(path, "w", encoding="utf-8") as file:
                file.write(json.dumps(document) if text is None else text)
            run = subprocess.run([sys.executable, "-B", TABLE, *options, path], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def cells(self, *claims):
        code, text = self.run_on(*claims)
        return code, text.splitlines()[1].split()

    def test_a_mean_needs_replicates_like_the_inverse_square_of_the_size(self):
        self.assertEqual(self.cells(claim()), (0, ["a.claim", "0.5", "250", "1000", "planted"]))

    def test_what_must_never_happen_needs_one_violation(self):
        # Its resolution is the share that is seen at least once with probability .99.
        code, cells = self.cells(claim(kind="order", estimate=0.1, truth=0.0, resolution=1 - 0.01 ** (1 / 1000)))
        self.assertEqual((code, cells[2]), (0, "44"))

    def test_a_bound_at_every_level_predicts_nothing(self):
        self.assertEqual(self.cells(claim(kind="bound", slack=0.6))[1][1:4], ["0.5", "-", "1000"])

    def test_an_identity_needs_one(self):
        self.assertEqual(self.cells(claim(kind="identity", replicates="1"))[1][2], "1")

    def test_what_the_result_does_not_hold_is_not_invented(self):
        self.assertEqual(self.cells(claim(estimate=None))[1][1:3], ["-", "-"])

    def test_a_misprint_is_a_fault_too(self):
        code, text = self.run_on(claim(expected="refuted"))
        self.assertEqual(code, 0)
        self.assertIn("as stated: as printed", text)

    def test_a_fault_that_is_not_caught(self):
        code, text = self.run_on(claim(), claim(verdict="inconclusive"))
        self.assertEqual(code, 1)
        self.assertIn("!  a.claim", text)
        self.assertIn("1 of 2 planted faults caught", text)

    def test_what_was_run_is_set_against_what_was_needed_by_kind(self):
        _, text = self.run_on(claim(), claim(estimate=2.0), claim(kind="bound", slack=0.6))
        self.assertIn("equality: 2 of 2 caught; ran / needed 4, 4, 4", text)
        self.assertIn("bound: 1 of 1 caught\n", text)

    def test_classic_mistakes_are_listed_by_name(self):
        item = {**claim(), "id": "loss.value_at_equality"}
        code, text = self.run_on(item, claim(), simulation="minibatch_unbiasedness", options=("--classics",))
        self.assertEqual(code, 0)
        self.assertIn("VALUES\n", text)
        self.assertRegex(text, r"1/\(3m\) for 1/\(3\(m\+1\)\)\n *loss.value_at_equality +0.5 +250 +1000 +planted")
        self.assertNotIn("a.claim", text)
        self.assertNotIn("SAMPLING", text)

    def test_usage(self):
        self.assertEqual(self.run_on(claim(), options=("--unknown",))[0], 64)

    def test_no_result(self):
        self.assertEqual(self.run_on(text="[]")[0], 65)


if __name__ == "__main__":
    unittest.main()
