#!/usr/bin/env python3
"""tools/bench: pairing, spreads and goals; one real row, whatever peers are there; wrong values are noticed."""
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(os.environ.get("MONGECARLO_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("MONGECARLO_BIN", ROOT / "build/bin")).parent
sys.path.insert(0, str(ROOT / "tools/bench"))

try:
    import numpy  # noqa: F401
except ImportError:
    print("skipped: this Python has no numpy")
    sys.exit(77)
import compare  # noqa: E402
import rows  # noqa: E402
import spread  # noqa: E402


class Arithmetic(unittest.TestCase):
    def test_quartiles_are_those_of_linear_interpolation(self):
        self.assertEqual(spread.spread([4, 1, 3, 2]), {"median": 2.5, "lower": 1.75, "upper": 3.25})
        self.assertEqual(spread.spread([7]), {"median": 7, "lower": 7, "upper": 7})

    def test_ratios_are_formed_within_rounds(self):
        # The machine got twice as slow in the second round: no ratio sees it.
        self.assertEqual(spread.paired_ratios([1, 2], [10, 20]), [10, 10])

    def test_values_that_are_none_agree_with_nothing(self):
        self.assertEqual(spread.difference([1, 2], [1, 2.5]), 0.2)
        for other in ([None], [float("nan")], [float("inf")], [], [1, 1]):
            self.assertIsNone(spread.difference([1], other))

    def test_goals_are_met_from_their_own_side(self):
        self.assertEqual([spread.attained(x, 2, 3, True) for x in (1.9, 2, 3)], ["short", "reach", "aim"])
        self.assertEqual([spread.attained(x, 3, 2, False) for x in (3.1, 3, 2)], ["short", "reach", "aim"])

    def test_rows_are_whole(self):
        names = [row.name for row in rows.ROWS]
        self.assertEqual(len(names), len(set(names)))
        for row in rows.ROWS:
            with self.subTest(row=row.name):
                self.assertIn(row.unit, rows.UNITS)
                self.assertTrue(row.unit != "ratio" or row.goal_peer in [peer.name for peer in row.peers])
                self.assertTrue(row.aim > row.reach if rows.UNITS[row.unit][1] else row.aim < row.reach)


class Measures(unittest.TestCase):
    def setUp(self):
        if not os.access(BUILD / "bench/our_solvers", os.X_OK):
            self.skipTest("our_solvers is not built")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def run_bench(self, *arguments):
        return subprocess.run([sys.executable, "-B", str(ROOT / "tools/bench/compare.py"), "--bin", str(BUILD), *arguments],
                              capture_output=True, text=True, check=False)

    def test_one_row_as_a_user_measures_it(self):
        output = self.folder / "bench.json"
        run = self.run_bench("exact_uniform_64_d2", "--quick", "--repeats", "2", "-o", str(output))
        self.assertEqual((run.returncode, run.stdout), (0, ""), run.stderr)
        document = json.loads(output.read_text(encoding="utf-8"))
        (row,) = document["rows"]
        self.assertGreater(row["measured"]["median"], 0)
        self.assertTrue(row["ours"]["converged"])
        for peer in row["peers"]:
            self.assertTrue("skipped" in peer or peer["agrees"], peer)
        try:
            import jsonschema
        except ImportError:
            return
        schema = json.loads((ROOT / "reports/bench.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(document)

    def measure(self, row):
        options = compare.parse(["--bin", str(BUILD), "--repeats", "1"])
        return compare.measure(row, options)

    def row(self, ours, *peers):
        return rows.Row("probe", "probe", "ratio", 2, 3, {"n": 20, "d": 2}, {"normalise": True}, ours, peers, peers[0].name)

    def peer(self, name, solver, **settings):
        return rows.Contestant(name, "solve", {"solver": solver, **settings})

    def test_another_value_is_noticed(self):
        same = self.peer("same", "exact")
        other = self.peer("other", "entropic", epsilon=0.5)
        part = self.measure(self.row(rows.ours("exact"), same, other))
        self.assertEqual([peer["agrees"] for peer in part["peers"]], [True, False])
        self.assertTrue(compare.is_sound(part))
        self.assertFalse(compare.is_sound(self.measure(self.row(rows.ours("exact"), other))))

    def test_a_solve_that_did_not_converge_is_noticed(self):
        part = self.measure(self.row(rows.ours("entropic", epsilon=0.001, max_iterations=2), self.peer("same", "exact")))
        self.assertFalse(part["ours"]["converged"])
        self.assertFalse(compare.is_sound(part))

    def test_a_peer_that_its_limit_stopped_gives_a_lower_bound(self):
        settings = {"epsilon": 0.01, "tolerance": 1e-9}
        peer = rows.Contestant("POT", "pot_sinkhorn", {**settings, "max_iterations": 20})
        goals = {"reach": 1e-6, "aim": 2e-6}
        part = self.measure(dataclasses.replace(self.row(rows.ours("entropic", **settings), peer), **goals))
        if "skipped" in part["peers"][0]:
            self.skipTest(part["peers"][0]["skipped"])
        self.assertEqual(part["peers"][0]["stopped"]["iterations"], 20)
        self.assertGreater(part["peers"][0]["stopped"]["marginal_error"], 1e-9)
        self.assertTrue(part["is_lower_bound"] and part["peers"][0]["agrees"])
        self.assertIn(">= ", compare.line_of(part))
        whole = self.measure(self.row(rows.ours("entropic", **settings), rows.Contestant("POT", "pot_sinkhorn", settings)))
        self.assertNotIn("is_lower_bound", whole)
        self.assertNotIn("stopped", whole["peers"][0])

    def test_a_lower_bound_does_not_fall_short(self):
        found = {"status": "short", "measured": spread.spread([1])}
        self.assertEqual(compare.as_lower_bound(found)["status"], "not measured")
        self.assertEqual(compare.as_lower_bound({**found, "status": "reach"})["is_lower_bound"], True)

    def test_who_is_missing_is_named(self):
        part = self.measure(self.row(rows.ours("exact"), rows.Contestant("nobody", "no_such_method")))
        self.assertEqual(part["status"], "not measured")
        self.assertIn("skipped", part["peers"][0])
        self.assertEqual(self.measure(self.row(rows.ours("no_such_solver"), self.peer("same", "exact")))["status"], "not measured")

    def test_usage(self):
        for arguments, message in ((["no_such_row"], "no row 'no_such_row'"), (["--repeats", "0"], "--repeats")):
            run = self.run_bench(*arguments)
            self.assertEqual((run.returncode, run.stdout), (64, ""))
            self.assertIn(message, run.stderr)
        self.assertEqual(self.run_bench("exact_uniform_64_d2", "--quick", "--alone", "-o", "/dev/null/x").returncode, 73)


if __name__ == "__main__":
    unittest.main()
