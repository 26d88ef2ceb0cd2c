"""The program mongecarlo, tried from outside with one small simulation in its table."""

import json
import os
import struct
import unittest

from programs import TEST_BIN, InFolder, comparable, need, result_of, run, uniform_mean

PROGRAM = need(TEST_BIN and os.path.join(TEST_BIN, "mongecarlo"))
PROBLEM = {"kernel": "exact", "source": {"points": [[0, 0], [1, 0], [2, 3]]},
           "target": {"points": [[0, 1], [1, 1]], "weights": [0.25, 0.75]}, "cost": "squared_euclidean"}


def npy(rows, columns, numbers):
    """A file of numpy's format version 1 with little-endian doubles."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {columns}), }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + struct.pack(f"<{len(numbers)}d", *numbers)


class Problems(InFolder):
    def solve(self, problem, *flags):
        return run([PROGRAM, "solve", self.write("p.json", json.dumps(problem)), *flags])


class Program(unittest.TestCase):
    def test_pages_go_to_stdout(self):
        for arguments in (["--help"], ["-h"], ["--version"], ["list"], ["list", "--help"], ["show", "--help"], ["run", "--help"],
                          ["solve", "--help"], ["replay", "--help"], ["merge", "--help"]):
            done = run([PROGRAM, *arguments])
            self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
            self.assertTrue(done.stdout)

    def test_usage_errors_name_what_is_wrong(self):
        for arguments, word in (([], "command"), (["lisst"], "did you mean 'list'"), (["--verion"], "did you mean '--version'"),
                                (["run"], "SIMULATION"), (["run", "uniform_meen"], "did you mean 'uniform_mean'"),
                                (["show", "mean.hal"], "did you mean 'mean.half'"), (["show"], "CLAIM"), (["solve"], "PROBLEM"),
                                (["solve", "a", "b"], "'b'"), (["list", "--jsn"], "did you mean '--json'"),
                                (["merge"], "PART"), (["run", "uniform_mean", "uniform_mean"], "-o FOLDER")):
            done = run([PROGRAM, *arguments])
            self.assertEqual((done.returncode, done.stdout), (64, ""), arguments)
            self.assertIn(word, done.stderr)

    def test_list_tells_every_claim(self):
        claims = json.loads(run([PROGRAM, "list", "--json"]).stdout)
        self.assertEqual([(c["simulation"], c["id"], c["expected"]) for c in claims],
                         [("uniform_mean", "mean.half", "supported"), ("uniform_mean", "mean.third_as_printed", "refuted")])
        self.assertEqual((claims[0]["false_twin"], claims[1]["corrected_by"]), ("E[s U] = s / 3", "mean.half"))
        text = run([PROGRAM, "list"]).stdout
        for claim in claims:
            self.assertIn(claim["id"], text)
            self.assertIn(claim["statement"], text)

    def test_show_tells_design_margin_and_command(self):
        text = run([PROGRAM, "show", "mean.half", "--preset", "smoke"]).stdout
        for word in ("E[s U] = s / 2", "first course", "cell 2: scale=4", "truth 2", "margin 0.1", "false twin",
                     "build/bin/uniform_mean --preset smoke --claim mean.half"):
            self.assertIn(word, text)


class Run(InFolder):
    def test_results_are_those_of_the_simulation_alone(self):
        alone = run([uniform_mean(), "--preset", "smoke"])
        self.assertEqual(comparable(run([PROGRAM, "run", "uniform_mean", "--preset", "smoke"]).stdout), comparable(alone.stdout))
        done = run([PROGRAM, "run", "all", "--preset", "smoke", "-q", "-o", self.folder])
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(comparable(self.read("uniform_mean.json")), comparable(alone.stdout))

    def test_exit_codes_are_passed_on(self):
        for setting, code in (("shift=0.2", 1), ("replicates=20", 3), ("fault=1", 70)):
            self.assertEqual(run([PROGRAM, "run", "uniform_mean", "--preset", "smoke", "--set", setting]).returncode, code)
        self.assertEqual(run([PROGRAM, "run", "uniform_mean", "-o", self.path("none")]).returncode, 73)


class Report(unittest.TestCase):
    def test_arguments_and_exit_codes_are_passed_through(self):
        done = run([PROGRAM, "report", "none.json", "--no-such-flag"])
        if done.returncode == 66 and "matplotlib" in done.stderr:
            self.skipTest("no Python here can draw")
        self.assertEqual(done.returncode, 64)
        self.assertIn("--no-such-flag", done.stderr)


class Replay(unittest.TestCase):
    def replay(self, *arguments):
        return run([PROGRAM, "replay", "uniform_mean", "--preset", "smoke", *arguments])

    def test_a_replicate_gives_its_number_again(self):
        told = [result_of(self.replay("--claim", "mean.half", "--cell", "2", "--replicate", str(r)).stdout) for r in (118, 118, 119)]
        self.assertEqual(told[0], told[1])
        self.assertNotEqual(told[0]["record"], told[2]["record"])
        self.assertTrue(0 < told[0]["record"][0] < 4)
        self.assertEqual(told[0]["termination"], "converged")

    def test_replicates_of_the_run_are_the_ones_replayed(self):
        arguments = ["--claim", "mean.half", "--cell", "0"]
        mean = sum(result_of(self.replay(*arguments, "--replicate", str(r)).stdout)["record"][0] for r in range(20)) / 20
        done = run([uniform_mean(), "--preset", "smoke", "--set", "replicates=20"])
        self.assertAlmostEqual(result_of(done.stdout)["claims"][0]["cells"][0]["estimate"], mean, places=12)

    def test_the_seed_makes_another_replicate_and_a_twin_can_be_replayed(self):
        arguments = ["--claim", "mean.half", "--cell", "0", "--replicate", "5"]
        plain, seeded, twin = (result_of(self.replay(*arguments, *more).stdout) for more in ([], ["--seed", "2"], ["--twin"]))
        self.assertNotEqual(plain["record"], seeded["record"])
        self.assertEqual((plain["false_twin"], twin["false_twin"], seeded["seed"]), (False, True, "2"))

    def test_wrong_coordinates_are_usage_errors(self):
        for arguments, word in ((["--claim", "mean.half", "--cell", "3", "--replicate", "0"], "--cell=3"),
                                (["--claim", "mean.half", "--cell", "x", "--replicate", "0"], "--cell=x"),
                                (["--claim", "mean.half", "--cell", "0"], "--replicate"), (["--cell", "0", "--replicate", "0"], "--claim"),
                                (["--claim", "mean.third_as_printed", "--cell", "0", "--replicate", "0", "--twin"], "--twin"),
                                (["--claim", "mean.hal", "--cell", "0", "--replicate", "0"], "did you mean")):
            done = self.replay(*arguments)
            self.assertEqual((done.returncode, done.stdout), (64, ""), arguments)
            self.assertIn(word, done.stderr)


class Solve(Problems):
    def test_the_answer_is_the_optimum_with_its_certificate(self):
        # By hand: 1/4 of the first point goes up by 1, 1/12 of it by (1, 1), the second point up by 1, the third by (1, 2).
        optimum = 0.25 * 1 + 2 / 12 + 1 / 3 + 5 / 3
        told = result_of(self.solve(PROBLEM, "--plan").stdout)
        for name in ("transport_cost", "objective", "dual_objective"):
            self.assertAlmostEqual(told[name], optimum, places=12)
        low, high = told["certified_objective"]
        self.assertTrue(low <= optimum <= high and high - low < 1e-9)
        self.assertEqual((told["termination"], len(told["potentials"]["f"]), len(told["potentials"]["g"])), ("converged", 3, 2))
        self.assertAlmostEqual(sum(mass for _, _, mass in told["plan"]), 1, places=12)
        self.assertNotIn("plan", result_of(self.solve(PROBLEM).stdout))
        self.assertGreaterEqual(told["solve_seconds"], 0)

    def test_the_ways_to_give_a_problem_agree(self):
        self.write("x.csv", "x,y\n0,0\n1,0\n2,3\n")
        self.write("y.npy", npy(2, 2, [0, 1, 1, 1]))
        self.write("c.npy", npy(3, 2, [1, 2, 2, 1, 8, 5]))
        expected = result_of(self.solve(PROBLEM).stdout)["objective"]
        weights = PROBLEM["target"]["weights"]
        for problem in ({**PROBLEM, "source": {"points": "x.csv"}, "target": {"points": "y.npy", "weights": weights}},
                        {**PROBLEM, "cost": {"name": "euclidean", "p": 2}},
                        {"kernel": "exact", "target": {"weights": weights}, "cost": {"matrix": "c.npy"}},
                        {"kernel": "exact", "target": {"weights": weights}, "cost": {"matrix": [[1, 2], [2, 1], [8, 5]]}}):
            self.assertAlmostEqual(result_of(self.solve(problem).stdout)["objective"], expected, places=12)

    def test_what_is_wrong_gives_its_own_code(self):
        for problem, code, word in (({**PROBLEM, "kernel": "exat"}, 65, "did you mean 'exact'"),
                                    ({**PROBLEM, "cost": {"matrix": [[1, 2]]}}, 65, "/source"),
                                    ({**PROBLEM, "target": {"points": [[0, 1]], "weights": [0.5]}}, 65, "masses"),
                                    ({**PROBLEM, "source": {"points": [[1e200, 0]]}}, 65, "1e+200"),
                                    ({**PROBLEM, "source": {"points": "none.npy"}}, 66, "none.npy")):
            done = self.solve(problem)
            self.assertEqual((done.returncode, done.stdout), (code, ""), word)
            self.assertIn(word, done.stderr)
        self.assertEqual(run([PROGRAM, "solve", self.path("none.json")]).returncode, 66)
        self.assertEqual(self.solve(PROBLEM, "-o", self.path("none/r.json")).returncode, 73)
        self.assertEqual(self.solve(PROBLEM, "-o", "/dev/full").returncode, 74)
        self.assertEqual(self.solve(PROBLEM, "--threads", "x").returncode, 64)


if __name__ == "__main__":
    unittest.main()
