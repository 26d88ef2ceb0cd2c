"""The driver that every simulation shares, tried from outside on a small simulation."""

import os
import pty
import re
import signal
import subprocess
import time
import unittest

from programs import InFolder, clean_environment, comparable, result_of, run, uniform_mean, wait_until_catching

PROGRAM = uniform_mean()
SMOKE = [PROGRAM, "--preset", "smoke"]
SLOW = [*SMOKE, "--set", "pause_milliseconds=20", "--threads", "2"]


class Pages(unittest.TestCase):
    def test_help_version_list_and_schema_go_to_stdout(self):
        for flag, word in (("--help", "--preset"), ("-h", "shift"), ("--version", "uniform_mean"), ("--list", "mean.half"),
                           ("--schema", "https://json-schema.org/draft/2020-12/schema")):
            done = run([PROGRAM, flag])
            self.assertEqual((done.returncode, done.stderr), (0, ""), flag)
            self.assertIn(word, done.stdout)

    def test_every_option_of_the_help_page_is_taken_and_no_other(self):
        page = run([PROGRAM, "--help"]).stdout
        listed = re.findall(r"^  (?:-\w,|   ) --([\w-]+)( [A-Z=]+)?  ", page, re.M)
        self.assertGreaterEqual(len(listed), 16)
        for flag, value in listed:
            self.assertEqual(run([PROGRAM, "--version", f"--{flag}" + ("=1" if value else "")]).returncode, 0, flag)
        self.assertEqual(run([PROGRAM, "--version", "--replicates=1"]).returncode, 64)


class UsageErrors(unittest.TestCase):
    CASES = [
        (["--sede", "3"], ["'--sede'", "did you mean '--seed'"]),
        (["--no-such-flag"], ["'--no-such-flag'"]),
        (["-z"], ["'-z'"]),
        (["surplus"], ["'surplus'"]),
        (["--", "--help"], ["'--help'"]),
        (["--preset", "quik"], ["--preset", "quik", "did you mean 'quick'"]),
        (["--preset="], ["--preset", "empty"]),
        (["--seed"], ["--seed", "value"]),
        (["--seed", "-1"], ["--seed", "-1"]),
        (["--seed=1e3"], ["--seed", "1e3"]),
        (["--seed=18446744073709551616"], ["--seed", "18446744073709551616"]),
        (["--seed", "1", "--seed", "2"], ["--seed", "twice"]),
        (["--threads=-2"], ["--threads", "-2"]),
        (["--threads=two"], ["--threads", "two"]),
        (["--alpha", "0.5"], ["--alpha", "0.5"]),
        (["--alpha", "0,01"], ["--alpha", "0,01"]),
        (["--time-limit", "0"], ["--time-limit", "0"]),
        (["--color", "sometimes"], ["--color", "sometimes"]),
        (["--claim", "mean.hal"], ["mean.hal", "did you mean 'mean.half'"]),
        (["--set", "shft=1"], ["shft", "did you mean 'shift'"]),
        (["--set", "shift"], ["--set", "shift"]),
        (["--set", "shift=nan"], ["--set", "shift=nan"]),
        (["--set", "shift=7"], ["shift", "7"]),
        (["--set", "replicates=1.5"], ["replicates", "1.5"]),
        (["--checkpoint="], ["--checkpoint", "empty"]),
        *((["--shard", shard], ["--shard", shard, "I/N"])
          for shard in ("3", "0/3", "4/3", "1/0", "a/3", "1/b", "1/", "/3", "1/2/3", "-1/3", "1.0/3", " 1/3", "1/1000001")),
    ]

    def test_each_names_the_argument_and_gives_64(self):
        for arguments, words in self.CASES:
            done = run([PROGRAM, *arguments])
            self.assertEqual((done.returncode, done.stdout), (64, ""), arguments)
            message, hint = done.stderr.splitlines()
            self.assertEqual(hint, "Try 'uniform_mean --help'.")
            for word in words:
                self.assertIn(word, message, arguments)

    def test_a_wrong_environment_twin_is_named(self):
        done = run([PROGRAM], {"MONGECARLO_TIME_LIMIT": "soon"})
        self.assertEqual(done.returncode, 64)
        self.assertIn("MONGECARLO_TIME_LIMIT=soon", done.stderr)
        done = run([PROGRAM], {"MONGECARLO_SHARD": "3/2"})
        self.assertEqual(done.returncode, 64)
        self.assertIn("MONGECARLO_SHARD=3/2", done.stderr)


    def test_vector_instructions_that_are_not_there_are_named(self):
        done = run([PROGRAM], {"MONGECARLO_SIMD": "avx3"})
        self.assertEqual((done.returncode, done.stdout), (64, ""))
        for word in ("MONGECARLO_SIMD is 'avx3'", "baseline"):
            self.assertIn(word, done.stderr.splitlines()[0])


class Verdicts(unittest.TestCase):
    def test_exit_codes_follow_the_verdicts(self):
        for settings, code, verdict in (([], 0, "supported"), (["shift=0.2"], 1, "refuted"), (["replicates=20"], 3, "inconclusive")):
            done = run([*SMOKE, "-q", *[word for s in settings for word in ("--set", s)]])
            self.assertEqual((done.returncode, result_of(done.stdout)["verdict"]), (code, verdict))
            self.assertEqual(done.stderr, "")

    def test_a_fault_gives_70_and_says_what_to_report(self):
        done = run([*SMOKE, "--set", "fault=1"])
        self.assertEqual((done.returncode, done.stdout), (70, ""))
        for word in ("a fault that a test asked for", "report", "0.1.0"):
            self.assertIn(word, done.stderr)

    def test_the_table_names_each_claim(self):
        table = run(SMOKE).stderr
        for word in ("claim", "verdict", "mean.half", "supported", "mean.third_as_printed", "refuted"):
            self.assertIn(word, table)
        self.assertIn("cell 2: scale=4", run([*SMOKE, "-v"]).stderr)


class SameBytes(InFolder):
    def test_vector_instructions_change_only_their_name_in_the_provenance(self):
        wide, narrow = run(SMOKE).stdout, run(SMOKE, {"MONGECARLO_SIMD": "baseline"}).stdout
        self.assertEqual(comparable(wide), comparable(narrow))
        self.assertEqual(result_of(narrow)["provenance"]["machine"]["vector_loops"], "baseline")

    def test_threads_and_locale_and_time_change_nothing(self):
        expected = comparable(run([*SMOKE, "--threads", "1"]).stdout)
        for threads in ("2", "7"):
            self.assertEqual(comparable(run([*SMOKE, "--threads", threads]).stdout), expected)
        for language in ("de_DE.UTF-8", "C"):
            self.assertEqual(comparable(run(SMOKE, {"LC_ALL": language, "LANG": language}).stdout), expected)
        self.assertEqual(comparable(run([*SMOKE, "--set", "pause_milliseconds=0"]).stdout), expected)
        self.assertNotEqual(comparable(run([*SMOKE, "--seed", "2"]).stdout), expected)

    def test_one_claim_alone_is_judged_as_among_the_others(self):
        both = result_of(run(SMOKE).stdout)["claims"]
        for claim in both:
            alone = result_of(run([*SMOKE, "--claim", claim["id"]]).stdout)["claims"]
            self.assertEqual(alone, [claim])

    def test_ways_to_say_the_same(self):
        expected = comparable(run([*SMOKE, "--seed", "7", "--set", "shift=0.25", "--set", "replicates=500"]).stdout)
        config = self.write("run.json", '{"preset": "smoke", "seed": 7, "set": {"shift": 0.25, "replicates": 500}}')
        for command, environment in (
                ([PROGRAM, "--preset=smoke", "--seed=7", "--set=shift=.25", "--set=replicates=5e2"], {}),
                ([PROGRAM], {"MONGECARLO_PRESET": "smoke", "MONGECARLO_SEED": "7", "MONGECARLO_SET": "shift=0.25,replicates=500"}),
                ([PROGRAM, "--config", config], {}),
                ([PROGRAM], {"MONGECARLO_CONFIG": config})):
            self.assertEqual(comparable(run(command, environment).stdout), expected, command)

    def test_the_command_line_wins_over_environment_over_file(self):
        config = self.write("run.json", '{"preset": "smoke", "seed": "5", "set": {"shift": 0.5, "replicates": 300}}')
        for command, environment, seed, shift in (
                (["--config", config], {}, "5", 0.5),
                (["--config", config], {"MONGECARLO_SEED": "6"}, "6", 0.5),
                (["--config", config, "--seed", "7", "--set", "shift=0.1"], {"MONGECARLO_SEED": "6"}, "7", 0.1)):
            result = result_of(run([PROGRAM, *command], environment).stdout)
            self.assertEqual((result["seed"], result["parameters"]["shift"], result["parameters"]["replicates"]), (seed, shift, 300))

    def test_a_drawn_seed_is_printed_and_recorded(self):
        done = run([*SMOKE, "--seed", "random", "--set", "replicates=50"])
        seed = result_of(done.stdout)["seed"]
        self.assertIn(f"drew --seed {seed}\n", done.stderr)
        again = run([*SMOKE, "--seed", seed, "--set", "replicates=50"])
        self.assertEqual(comparable(again.stdout), comparable(done.stdout))

    def test_arguments_of_any_bytes_do_not_lose_the_result(self):
        done = subprocess.run([*SMOKE, "-o", os.fsencode(self.path("r")) + b"\xff.json"], env=clean_environment(), timeout=60,
                              capture_output=True)
        self.assertEqual(done.returncode, 0)

    def test_provenance_tells_the_run(self):
        told = result_of(run([*SMOKE, "--threads", "2"], {"SOURCE_DATE_EPOCH": "86400", "MONGECARLO_SEED": "3"}).stdout)["provenance"]
        self.assertEqual(told["threads"], {"given": 2, "used": 2})
        self.assertEqual(told["started"], "1970-01-02T00:00:00Z")
        self.assertEqual(told["environment"], {"MONGECARLO_SEED": "3"})
        self.assertEqual(told["arguments"][1:], ["--preset", "smoke", "--threads", "2"])
        self.assertIn("gsl", told["build"]["libraries"])


class Configuration(InFolder):
    def test_what_is_wrong_in_the_file_is_bad_data(self):
        for text, words in (('{"sede": 3}', ["/sede", "did you mean 'seed'"]), ('{"seed": -3}', ["/seed", "-3"]),
                            ('{"preset": "quik"}', ["/preset", "quick"]), ('{"set": [1]}', ["/set"]), ('{"claims": "a"}', ["/claims"]),
                            ('{"set": {"shift": "x"}}', ["/set/shift"]), ('[]', ["must be an object"]), ('{"seed": 1', ["is not JSON"]),
                            ('{"seed": 1, "seed": 2}', ["comes twice"]), ("[" * 100000, ["nested"])):
            done = run([PROGRAM, "--config", self.write("run.json", text)])
            self.assertEqual((done.returncode, done.stdout), (65, ""), text[:40])
            for word in ["run.json", *words]:
                self.assertIn(word, done.stderr)

    def test_a_file_that_is_not_there_is_no_input(self):
        self.assertEqual(run([PROGRAM, "--config", self.path("none.json")]).returncode, 66)


class Output(InFolder):
    def test_a_file_is_written_whole_and_alone(self):
        done = run([*SMOKE, "-o", self.path("r.json")])
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertEqual(comparable(self.read("r.json")), comparable(run(SMOKE).stdout))
        self.assertEqual(os.listdir(self.folder), ["r.json"])

    def test_an_old_file_is_kept_when_the_run_fails(self):
        self.write("r.json", "old")
        self.assertEqual(run([*SMOKE, "--set", "fault=1", "-o", self.path("r.json")]).returncode, 70)
        self.assertEqual((self.read("r.json"), os.listdir(self.folder)), ("old", ["r.json"]))

    def test_what_cannot_be_created_is_found_before_the_run(self):
        for target in (self.path("none/r.json"), self.folder):
            began = time.monotonic()
            done = run([*SLOW, "-o", target])
            self.assertEqual((done.returncode, done.stdout), (73, ""))
            self.assertIn(target, done.stderr)
            self.assertLess(time.monotonic() - began, 10)

    def test_write_errors_are_found(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            for command in (SMOKE, [PROGRAM, "--help"], [PROGRAM, "--list"]):
                self.assertEqual(run(command, stdout=full).returncode, 74, command)
        self.assertEqual(run([*SMOKE, "-o", "/dev/full"]).returncode, 74)

    def test_a_closed_stdout_is_a_write_error(self):
        for command in (SMOKE, [PROGRAM, "--help"]):
            done = run(command, stdout=None, preexec_fn=lambda: os.close(1))
            self.assertEqual(done.returncode, 74)
            self.assertIn("standard output", done.stderr)

    def test_a_reader_that_went_away_is_a_write_error(self):
        reader, writer = os.pipe()
        os.close(reader)
        self.assertEqual(run(SMOKE, stdout=writer).returncode, 74)
        os.close(writer)

    def test_nothing_else_reaches_the_file_when_stderr_is_closed(self):
        done = run([*SMOKE, "-v", "-o", self.path("r.json")], stderr=None, preexec_fn=lambda: os.close(2))
        self.assertEqual(done.returncode, 0)
        self.assertEqual(comparable(self.read("r.json")), comparable(run(SMOKE).stdout))


class Signals(InFolder):
    def start(self, command):
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_environment())

    def test_the_first_signal_writes_what_was_found(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.start(SLOW)
            wait_until_catching(process, number)
            time.sleep(0.3)
            process.send_signal(number)
            stdout, _ = process.communicate(timeout=60)
            self.assertEqual(process.returncode, code)
            result = result_of(stdout)
            self.assertEqual((result["status"], result["verdict"]), ("interrupted", "inconclusive"))
            self.assertFalse(all(cell["complete"] for claim in result["claims"] for cell in claim["cells"]))

    def test_the_second_signal_ends_at_once(self):
        process = self.start([*SMOKE, "--set", "pause_milliseconds=1000", "-o", self.path("r.json")])
        wait_until_catching(process, signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        wait_until_catching(process, signal.SIGINT, is_caught=False)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_time_limit_stops_and_leaves_open_what_is_open(self):
        done = run([*SLOW, "--time-limit", "0.5"])
        self.assertEqual((done.returncode, result_of(done.stdout)["status"]), (3, "interrupted"))


class Terminal(unittest.TestCase):
    def on_terminal(self, command, environment):
        """What the program writes to standard error when that is a terminal."""
        master, slave = pty.openpty()
        done = subprocess.run(command, env=clean_environment(**{"TERM": "xterm", **environment}), stdout=subprocess.DEVNULL,
                              stderr=slave, timeout=60)
        os.close(slave)
        text = b""
        try:
            while chunk := os.read(master, 65536):
                text += chunk
        except OSError:
            pass  # the end of a pseudo terminal
        os.close(master)
        self.assertEqual(done.returncode, 0)
        return text

    def test_colour_only_where_the_convention_has_it(self):
        escape = b"\x1b"
        self.assertIn(escape, self.on_terminal(SMOKE, {}))
        self.assertIn(escape, self.on_terminal(SMOKE, {"NO_COLOR": ""}))
        self.assertNotIn(escape, self.on_terminal(SMOKE, {"NO_COLOR": "1"}))
        self.assertNotIn(escape, self.on_terminal(SMOKE, {"TERM": "dumb"}))
        self.assertNotIn(escape, self.on_terminal([*SMOKE, "--color", "never"], {}))
        self.assertNotIn("\x1b", run(SMOKE).stderr)
        self.assertIn("\x1b", run([*SMOKE, "--color=always"]).stderr)

    def test_progress_rewrites_its_line_on_a_terminal_only(self):
        slow = [*SMOKE, "--set", "pause_milliseconds=5", "--set", "replicates=400", "--color=never", "--claim=mean.third_as_printed"]
        self.assertIn(b"\runiform_mean [", self.on_terminal(slow, {}))
        self.assertNotIn("\r", run(slow).stderr)


if __name__ == "__main__":
    unittest.main()
