"""Bad inputs from the table bad_inputs.py, files cut off anywhere, failing disks and kills: one message, the right exit code."""

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import time
import unittest

from bad_inputs import (CLOUDS, CONFIGURATIONS, DATA, ENVIRONMENT, EXACT, FLAGS, KERNELS, LINE, NO_INPUT, PROBLEMS, TABLES, TEXTS, USAGE,
                        changed, npy, npy_of)
from programs import (BIN, FINDING, TEST_BIN, InFolder, clean_environment, need, result_of, run, sanitizer_of, uniform_mean,
                      wait_until_catching)

SIMULATION = uniform_mean()
PROGRAM = need(TEST_BIN and os.path.join(TEST_BIN, "mongecarlo"))
LONGEST_MESSAGE = 700
PIECES = 97  # files of solve are cut at each byte where shorter than this, else at as many places


def with_other_numbers(value, other, share, draw):
    """The problem with that share of the numbers of its points, weights, costs and parameters replaced."""
    if isinstance(value, dict):
        return {key: inner if key in ("seed", "directions", "max_iterations") else with_other_numbers(inner, other, share, draw)
                for key, inner in value.items()}
    if isinstance(value, list):
        return [with_other_numbers(inner, other, share, draw) for inner in value]
    return other() if isinstance(value, (int, float)) and draw.random() < share else value


def without_seconds(text):
    return {key: value for key, value in result_of(text).items() if key != "solve_seconds"}


class BadInputs(InFolder):
    def run_here(self, command, **options):
        return run(command, cwd=self.folder, errors="replace", **options)

    def solve(self, content, *flags, **options):
        self.write("p.json", content if isinstance(content, bytes) else json.dumps(content))
        return self.run_here([PROGRAM, "solve", "p.json", *flags], **options)

    def assert_refused(self, done, code, words, case):
        self.assertEqual((done.returncode, done.stdout), (code, ""), (case, done.stderr[:300]))
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 2 if code == USAGE else 1, (case, lines))
        self.assertTrue(lines[0].isprintable() or "\ufffd" in lines[0], case)
        self.assertLess(len(lines[0]), LONGEST_MESSAGE, case)
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

    def test_extreme_numbers_are_solved_or_refused(self):
        draw = random.Random(1)
        extremes = [0, -0.0, 1e308, -1e308, 5e-324, 1e-308, 1e154, -1e154, 1e77, 1e-160, 1e16, 1, -1]
        for name, problem in KERNELS.items():
            for share in (0.05, 0.1, 0.2, 0.4) * 5:
                content = with_other_numbers(problem, lambda: draw.choice(extremes), share, draw)
                done = self.solve(content, "--plan")
                self.assertIn(done.returncode, (0, 3, DATA), (name, content, done.stderr))
                if done.returncode == DATA:
                    self.assert_refused(done, DATA, ["p.json"], (name, content))
                else:
                    result_of(done.stdout)

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

    def test_configurations_are_refused_cut_off(self):
        text = b'{"seed": 7, "set": {"shift": 0.25, "replicates": 100}, "claims": ["mean.half"], "alpha": 0.01}'
        for end in range(len(text)):
            self.write("run.json", text[:end])
            self.assert_refused(self.run_here([SIMULATION, "--config", "run.json"]), DATA, ["run.json", "is not JSON"], end)

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

    def test_a_file_without_permission_is_no_input(self):
        nobody = 65534  # the superuser reads everything
        options = {"preexec_fn": lambda: os.setuid(nobody)} if os.geteuid() == 0 else {}
        os.chmod(self.folder, 0o755)
        self.write("x.csv", "1,2\n")
        try:
            self.assertEqual(self.solve(changed(EXACT, "/source/points", "x.csv"), **options).returncode, 0)
        except PermissionError:
            self.skipTest("the program stands where only the superuser may go")
        os.chmod(os.path.join(self.folder, "x.csv"), 0)
        done = self.solve(changed(EXACT, "/source/points", "x.csv"), **options)
        self.assert_refused(done, NO_INPUT, ["x.csv", "Permission denied"], "mode 0")

    def test_failing_outputs(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.assertEqual(self.solve(EXACT, stdout=full).returncode, 74)
        self.assertEqual(self.solve(EXACT, stdout=None, preexec_fn=lambda: os.close(1)).returncode, 74)
        for target, code in (("/dev/full", 74), (".", 73), ("none/r.json", 73), ("p.json/r.json", 73), ("n" * 300, 73)):
            self.assert_refused(self.solve(EXACT, "-o", target), code, [], target)
        self.assertEqual(os.listdir(self.folder), ["p.json"])

    def test_a_pipe_whose_writer_goes_away_holds_what_was_written(self):
        text = json.dumps(EXACT)
        for written, code in ((text, 0), (text[:50], DATA), ("", DATA)):
            done = self.run_here([PROGRAM, "solve", "/dev/stdin"], input=written)
            self.assertEqual(done.returncode, code, done.stderr)

    def test_a_folder_that_vanishes_during_the_run_is_told(self):
        folder = os.path.join(self.folder, "gone")
        os.mkdir(folder)
        command = [SIMULATION, "--preset", "smoke", "-q", "--set", "pause_milliseconds=50", "-o", folder + "/r.json"]
        process = subprocess.Popen(command, env=clean_environment(), stderr=subprocess.PIPE, text=True)
        wait_until_catching(process, signal.SIGTERM)  # the output was looked at before
        shutil.rmtree(folder)
        process.send_signal(signal.SIGTERM)
        message = process.communicate(timeout=60)[1]
        self.assertEqual((process.returncode, len(message.splitlines())), (73, 1), message)
        self.assertIn(folder, message)

    def test_no_terminal_and_closed_streams_change_nothing(self):
        expected = self.solve(EXACT).stdout
        for options in ({"start_new_session": True, "stdin": subprocess.DEVNULL, "environment": {"TERM": ""}},
                        {"preexec_fn": lambda: os.close(0)}, {"stderr": None, "preexec_fn": lambda: os.close(2)}):
            done = self.solve(EXACT, **options)
            self.assertEqual((done.returncode, without_seconds(done.stdout)), (0, without_seconds(expected)))
            self.assertNotIn("\x1b", done.stderr or "")

    def test_a_full_disk_keeps_the_old_file_and_leaves_no_other(self):
        points = {"points": [[i / 7] for i in range(4000)]}  # a result of more than 64 kB
        self.write("p.json", json.dumps({**LINE, "source": points, "target": points}))
        done = self.run_here(["unshare", "-rm", "sh", "-c", f"""
            mkdir disk && mount -t tmpfs -o size=64k none disk || exit 77
            echo old >disk/r.json
            {PROGRAM} solve p.json --plan -o disk/r.json
            echo "$?" "$(cat disk/r.json)" "$(ls -A disk)" """]) if shutil.which("unshare") else None
        if done is None or done.returncode:
            self.skipTest(f"no small disk may be mounted here: {done and done.stderr}")
        self.assertEqual(done.stdout, "74 old r.json\n", done.stderr)
        self.assertRegex(done.stderr, r"^mongecarlo: .*disk/r.json: cannot write: .*\n$")

    def test_the_decimal_point_is_one_in_every_locale(self):
        expected = result_of(self.solve(EXACT).stdout)["objective"]
        environments = [{"LC_ALL": language} for language in ("de_DE.UTF-8", "C", "none")]
        if shutil.which("localedef"):  # where the system has no other language installed, one is made
            made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", os.path.join(self.folder, "de_DE.UTF-8")],
                                  capture_output=True, check=False)
            if made.returncode in (0, 1):  # 1: with warnings
                environments.append({"LC_ALL": "de_DE.UTF-8", "LOCPATH": self.folder})
        for environment in environments:
            done = self.solve(EXACT, environment=environment)
            self.assertEqual((done.returncode, result_of(done.stdout)["objective"]), (0, expected), environment)


@unittest.skipIf(sanitizer_of(PROGRAM), "a sanitizer reserves more address space than this allows")
class Memory(BadInputs):
    """What would need more memory than there is is refused before it is used up: a smaller case of files of gigabytes."""

    LIMIT = 256 << 20

    def solve_within_limit(self, content):
        limit = (self.LIMIT, self.LIMIT)
        return self.solve(content, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit))

    def test_files_of_points(self):
        problem = changed(EXACT, "/source/points", "x.csv")
        for content, code, words in ((b"1," * (10 << 20) + b"1\n", DATA, ["/target/points", "10485761"]),
                                     (b"1," * (20 << 20) + b"1\n", DATA, ["x.csv", "20971521 numbers", "memory"]),
                                     (b"1\n" * (20 << 20), DATA, ["x.csv", "memory"]),
                                     (b"x" * (50 << 20), DATA, ["x.csv", "no row"]),
                                     (b"1\n" + b"x" * (50 << 20), DATA, ["x.csv:2", "x...'"]),
                                     (b"#" * (80 << 20), NO_INPUT, ["x.csv", "67108864 bytes"])):
            self.write("x.csv", content)
            self.assert_refused(self.solve_within_limit(problem), code, words, content[:10])

    def test_arrays(self):
        header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': (1, {20 << 20}), }}"
        self.write("x.npy", npy(header, bytes(20 << 20)))
        self.assert_refused(self.solve_within_limit(changed(EXACT, "/source/points", "x.npy")), DATA, ["x.npy", "memory"], "npy")

    def test_problems(self):
        start = b'{"kernel": "exact", "source": {"points": [['
        for content, words in ((start + b"1," * (3 << 20) + b"1]]}}", ["'cost' is missing"]),
                               (start + b"1," * (5 << 20) + b"1]]}}", ["8388608", "read as JSON"]),
                               (b'{"kernel": "' + b"x" * (7 << 20) + b'"}', ["/kernel", "x...'"]),
                               (b'{"' + b"x" * (7 << 20) + b'": 1}', ["/xxx", "x..."]),
                               (b"[{}," * (2 << 20), ["nested"]),
                               (b" " * (9 << 20), ["8388608"])):
            self.assert_refused(self.solve_within_limit(content), DATA, ["p.json", *words], content[:20])

    def test_endless_files(self):
        for arguments in (["solve", "/dev/zero"], ["run", "uniform_mean", "--config", "/dev/zero"]):
            limit = (self.LIMIT, self.LIMIT)
            done = self.run_here([PROGRAM, *arguments], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit))
            self.assert_refused(done, NO_INPUT, ["/dev/zero", "67108864 bytes"], arguments)

    def test_problems_too_large_to_solve(self):
        self.write("x.csv", "\n".join(map(str, range(10000))))
        problem = {"kernel": "entropic_gromov_wasserstein", "source": {"points": "x.csv"}, "target": {"points": "x.csv"},
                   "cost": "euclidean", "epsilon": 1, "max_iterations": 1}
        self.assert_refused(self.solve_within_limit(problem), DATA, ["p.json", "gromov_wasserstein needs more memory"], "large")


class NothingElse(BadInputs):
    """A run talks to nobody and writes what it was told to write."""

    #: Calls that reach beyond the process, and those that make or change a name.
    TRACE = "trace=%network,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat"

    def setUp(self):
        super().setUp()
        for name in ("home", "temporary", "here", "out"):
            os.mkdir(os.path.join(self.folder, name))
        self.environment = {"HOME": self.folder + "/home", "TMPDIR": self.folder + "/temporary", "XDG_CACHE_HOME": self.folder + "/home"}
        self.write("here/p.json", json.dumps(EXACT))
        self.commands = [[SIMULATION, "--preset", "smoke", "-o", "../out/run.json"], [PROGRAM, "solve", "p.json", "-o", "../out/solve.json"],
                         [PROGRAM, "run", "uniform_mean", "--preset", "smoke", "-o", "../out"], [PROGRAM, "list"],
                         [SIMULATION, "--preset", "smoke", "--checkpoint", "../out", "-o", "../out/kept.json"],
                         [SIMULATION, "--preset", "smoke", "--shard", "1/2", "-o", "../out/1.part"]]

    def names(self):
        return sorted(os.path.relpath(os.path.join(folder, name), self.folder)
                      for folder, _, files in os.walk(self.folder) for name in files)

    def run_there(self, command):
        return run(command, cwd=self.folder + "/here", environment=self.environment)

    def test_no_file_but_the_output_is_there_after_a_run(self):
        for command in self.commands:
            self.assertIn(self.run_there(command).returncode, (0, 3), command)
        for command in ([SIMULATION, "--seed", "x", "-o", "../out/no.json"], [PROGRAM, "solve", "none.json", "-o", "../out/no.json"]):
            self.assertNotEqual(self.run_there(command).returncode, 0)
        self.assertEqual(self.names(), ["here/p.json", "out/1.part", "out/kept.json", "out/run.json", "out/solve.json",
                                        "out/uniform_mean.json", "out/uniform_mean.part"])

    def test_no_call_reaches_the_network_or_another_file(self):
        log = os.path.join(self.folder, "log")
        trace = ["strace", "-f", "-qq", "-e", self.TRACE, "-o", log]
        if sanitizer_of(PROGRAM) or not shutil.which("strace") or run([*trace, "true"]).returncode:
            self.skipTest("there is no strace, it may not watch, or a sanitizer watches already")
        for command in self.commands:
            self.run_there([*trace, *command])
            with open(log, encoding="utf-8") as file:
                calls = file.read()
            self.assertIn("openat(", calls)
            for call in calls.splitlines():
                self.assertTrue(self.is_harmless(call), (command, call))

    @staticmethod
    def is_harmless(call):
        """Reads, writes to the folder of the output or to a device, and signs of life of threads."""
        words = re.sub(r"^\d+ +", "", call)
        if words.startswith(("+++", "---")) or re.match(r"open(at)?\(", words) and "O_RDONLY" in words:
            return True
        return re.match(r"(open(at)?|link(at)?|unlink(at)?|rename(at2?)?)\(", words) is not None and (
            "/out" in words or '"/dev/null"' in words)


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
            self.assertNotEqual(process.wait(timeout=60), FINDING)
            for name in os.listdir(self.folder):  # a temporary may be left between two calls of the system, and is whole
                with open(os.path.join(self.folder, name), encoding="utf-8") as file:
                    text = file.read()
                if text != "old":
                    self.assertIn("verdict", result_of(text))
                if name != "r.json":
                    os.remove(os.path.join(self.folder, name))


if __name__ == "__main__":
    unittest.main()
