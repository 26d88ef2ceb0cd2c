"""Bad inputs from the table bad_inputs.py, files cut off anywhere, failing disks and kills: one message, the right exit code."""

import json
import os
import random
import signal
import subprocess
import tempfile
import time
import unittest

from bad_inputs import (CLOUDS, CONFIGURATIONS, DATA, ENVIRONMENT, EXACT, FLAGS, KERNELS, NO_INPUT, PROBLEMS, TABLES, TEXTS, USAGE,
                        changed, npy_of)
from programs import BIN, TEST_BIN, clean_environment, need, result_of, run, uniform_mean

SIMULATION = uniform_mean()
PROGRAM = need(TEST_BIN and os.path.join(TEST_BIN, "mongecarlo"))
PIECES = 97  # files of solve are cut at each byte where shorter than this, else at as many places


class BadInputs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mongecarlo-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def run_here(self, command, **options):
        return run(command, cwd=self.folder, errors="replace", **options)

    def solve(self, content, *flags, **options):
        self.write("p.json", content if isinstance(content, bytes) else json.dumps(content))
        return self.run_here([PROGRAM, "solve", "p.json", *flags], **options)

    def assert_refused(self, done, code, words, case):
        self.assertEqual((done.returncode, done.stdout), (code, ""), (case, done.stderr[:300]))
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 2 if code == USAGE else 1, (case, lines))
        for word in words:
            self.assertIn(word, lines[0], case)


class Tables(BadInputs):
    def test_there_are_many(self):
        self.assertGreaterEqual(sum(map(len, (FLAGS, ENVIRONMENT, CONFIGURATIONS, PROBLEMS, TEXTS, TABLES, CLOUDS))), 200)

    def test_arguments(self):
        for arguments, code, words in FLAGS:
            self.assert_refused(self.run_here([SIMULATION, *arguments]), code, words, arguments)

    def test_environment(self):
        for environment, words in ENVIRONMENT:
            self.assert_refused(self.run_here([SIMULATION], environment=environment), USAGE, words, environment)

    def test_configurations(self):
        for content, words in CONFIGURATIONS:
            self.write("run.json", content)
            done = self.run_here([SIMULATION, "--config", "run.json"])
            self.assert_refused(done, DATA, ["run.json", *words], content[:60])

    def test_problems(self):
        for problem, pointer, value, words in PROBLEMS:
            done = self.solve(changed(problem, pointer, value))
            self.assert_refused(done, DATA, ["p.json", *words], (problem["kernel"], pointer, value))

    def test_problems_that_are_none(self):
        for content, words in TEXTS:
            self.assert_refused(self.solve(content), DATA, ["p.json", *words], content[:60])

    def test_files_of_points(self):
        for name, content, words in TABLES:
            self.write(name, content)
            self.assert_refused(self.solve(changed(EXACT, "/source/points", name)), DATA, words, (name, content[:60]))

    def test_design_parameters_and_clouds(self):
        program = need(BIN and os.path.join(BIN, "minibatch_unbiasedness"))
        for name, content in (("x.csv", "0,0\n1,0\n2,3\n"), ("y.csv", "0,1\n1,1\n0,3\n"), ("wide.csv", "1,2,3\n"),
                              ("broken.csv", "1,2\nnan,3\n"), ("empty.csv", ""), ("broken.npy", "1,2"), ("y.dat", "1,2")):
            self.write(name, content)
        for settings, code, words in CLOUDS:
            done = self.run_here([program, "--preset", "smoke", *[word for s in settings for word in ("--set", s)]])
            self.assert_refused(done, code, words, settings)

    def test_what_is_spoilt_was_a_problem_before(self):
        for name, problem in KERNELS.items():
            self.assertIn(self.solve(problem).returncode, (0, 3), name)


class CutFiles(BadInputs):
    def cuts(self, content):
        return sorted({round(i * (len(content) - 1) / PIECES) for i in range(PIECES + 1)})

    def test_problems_of_every_kernel_are_refused_cut_off(self):
        draw = random.Random(1)
        for name, problem in KERNELS.items():
            text = json.dumps(problem).encode()
            for end in self.cuts(text) if name == "exact" else draw.sample(range(len(text)), 5):
                self.assert_refused(self.solve(text[:end]), DATA, ["p.json"], (name, end))

    def test_arrays_are_refused_cut_off(self):
        array = npy_of(3, 2, [0, 0, 1, 0, 2, 3])
        for end in self.cuts(array):
            self.write("x.npy", array[:end])
            self.assert_refused(self.solve(changed(EXACT, "/source/points", "x.npy")), DATA, ["x.npy"], end)

    def test_tables_are_refused_cut_off_or_hold_what_is_left(self):
        table = b"0,0\n1,0.5\n2,3e1\n"
        for end in range(len(table)):
            self.write("x.csv", table[:end])
            done = self.solve(changed(EXACT, "/source/points", "x.csv"))
            if done.returncode == 0:
                self.assertEqual(len(result_of(done.stdout)["potentials"]["f"]), table[:end].count(b"\n") + (table[:end][-1:] != b"\n"))
            else:
                self.assert_refused(done, DATA, ["x.csv"] if b"," in table[:end] else [], end)


class Files(BadInputs):
    def test_what_cannot_be_read_is_no_input(self):
        os.mkdir(os.path.join(self.folder, "x.csv"))
        os.mkdir(os.path.join(self.folder, "x.npy"))
        os.symlink("loop.csv", os.path.join(self.folder, "loop.csv"))
        os.symlink("gone", os.path.join(self.folder, "away.csv"))
        for name in ("x.csv", "x.npy", "loop.csv", "away.csv", "none/x.csv", "n" * 300 + ".csv"):
            done = self.solve(changed(EXACT, "/source/points", name))
            self.assert_refused(done, NO_INPUT, [name, "cannot read"], name)
        for name in (".", "none.json", ""):
            self.assert_refused(self.run_here([PROGRAM, "solve", name]), NO_INPUT, ["cannot read"], name)

    @unittest.skipIf(os.geteuid() == 0, "the superuser reads everything")
    def test_a_file_without_permission_is_no_input(self):
        self.write("x.csv", "1,2\n")
        os.chmod(os.path.join(self.folder, "x.csv"), 0)
        self.assert_refused(self.solve(changed(EXACT, "/source/points", "x.csv")), NO_INPUT, ["x.csv"], "mode 0")

    def test_failing_outputs(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.assertEqual(self.solve(EXACT, stdout=full).returncode, 74)
        self.assertEqual(self.solve(EXACT, stdout=None, preexec_fn=lambda: os.close(1)).returncode, 74)
        for target, code in (("/dev/full", 74), (".", 73), ("none/r.json", 73), ("p.json/r.json", 73), ("n" * 300, 73)):
            self.assert_refused(self.solve(EXACT, "-o", target), code, [], target)
        self.assertEqual(os.listdir(self.folder), ["p.json"])

    def test_the_decimal_point_is_one_in_every_locale(self):
        expected = result_of(self.solve(EXACT).stdout)["objective"]
        for language in ("de_DE.UTF-8", "C", "none"):
            done = self.solve(EXACT, environment={"LC_ALL": language})
            self.assertEqual((done.returncode, result_of(done.stdout)["objective"]), (0, expected))


class Kills(BadInputs):
    def test_a_killed_run_leaves_the_old_file_or_the_new_whole(self):
        draw = random.Random(1)
        target = os.path.join(self.folder, "r.json")
        command = [SIMULATION, "--preset", "smoke", "-q", "--set", "replicates=2000", "-o", target]
        began = time.monotonic()
        self.assertIn(run(command).returncode, (0, 3))
        seconds = time.monotonic() - began
        for number in [signal.SIGKILL, signal.SIGTERM] * 15:
            self.write("r.json", "old")
            process = subprocess.Popen(command, env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.uniform(0, 1.2 * seconds))
            process.send_signal(number)
            process.wait(timeout=60)
            with open(target, encoding="utf-8") as file:
                text = file.read()
            if text != "old":
                self.assertIn("verdict", result_of(text))


if __name__ == "__main__":
    unittest.main()
