"""A run spread over ranks by mpirun: the bytes of one thread, one voice, one exit code, no hang."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from programs import BIN, CANNOT_RUN, TEST_BIN, catches, clean_environment, comparable, need, result_of, run, uniform_mean

PROGRAM = uniform_mean()
MPIRUN = shutil.which("mpirun")
MODULE = os.path.join(os.path.dirname(BIN or "."), "lib", "mongecarlo_mpi.so")
if not MPIRUN or not os.path.exists(MODULE):
    print("there is no mpirun here, or the programs were built without MPI: nothing to test")
    raise SystemExit(CANNOT_RUN)

# Root may use it in a container, a small machine may have more ranks than cores, and mpirun need not wait after an exit
# code other than 0; MPI itself leaves memory behind, and is not built for the thread sanitizer.
LAUNCH = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
          "OMPI_MCA_odls_base_sigkill_timeout": "0",
          "ASAN_OPTIONS": "detect_leaks=0", "TSAN_OPTIONS": "ignore_noninstrumented_modules=1"}
SMOKE = [PROGRAM, "--preset", "smoke"]
# Long enough for every rank to take part.
PAUSING = [*SMOKE, "--set", "pause_milliseconds=0.2", "--set", "replicates=2000"]
SLOW = [*SMOKE, "--set", "pause_milliseconds=20", "-q"]


def spread(ranks, command, environment=None, **options):
    return run([MPIRUN, "-n", ranks, *command], {**LAUNCH, **(environment or {})}, **options)


def own_lines(stderr):
    """What our programs said: mpirun speaks between rulers of dashes."""
    parts = stderr.split("-" * 74 + "\n")
    return "".join(parts[::2])


class SameBytes(unittest.TestCase):
    def test_three_ranks_give_the_bytes_of_one_thread(self):
        for command in (SMOKE, PAUSING, [os.path.join(BIN, "minibatch_deviation"), "--preset", "smoke"]):
            need(command[0])
            alone = run([*command, "--threads", "1", "-q"])
            for more in ([], ["--threads", "2"]):
                together = spread(3, [*command, *more])
                self.assertEqual(together.returncode, alone.returncode, together.stderr)
                self.assertEqual(comparable(together.stdout), comparable(alone.stdout), command)
                self.assertEqual(together.stderr.count("claim   "), 1)
                told = result_of(together.stdout)["provenance"]
                self.assertEqual((told["ranks"], told["threads"]["used"]), (3, 2 if more else 1))

    def test_the_program_of_all_runs_one_after_another(self):
        program = need(os.path.join(TEST_BIN, "mongecarlo"))
        expected = comparable(run(SMOKE).stdout)
        with tempfile.TemporaryDirectory(prefix="mongecarlo-cli-") as folder:
            done = spread(2, [program, "run", "uniform_mean", "uniform_mean", "--preset", "smoke", "-q", "-o", folder])
            self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
            with open(os.path.join(folder, "uniform_mean.json"), encoding="utf-8") as file:
                self.assertEqual(comparable(file.read()), expected)
            self.assertEqual(os.listdir(folder), ["uniform_mean.json"])

    def test_checkpoints_and_shards_of_ranks_are_those_of_threads(self):
        expected = comparable(run(PAUSING).stdout)
        program = need(os.path.join(TEST_BIN, "mongecarlo"))
        with tempfile.TemporaryDirectory(prefix="mongecarlo-cli-") as folder:
            parts = [os.path.join(folder, f"{shard}.part") for shard in (1, 2)]
            for shard, part in enumerate(parts, 1):
                done = spread(2, [*PAUSING, "-q", "--shard", f"{shard}/2", "-o", part])
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            merged = run([program, "merge", *parts])
            self.assertEqual(comparable(merged.stdout), expected)
            self.assertNotIn("sampled", merged.stderr)
            kept = [*PAUSING, "--checkpoint", folder]
            self.assertEqual(comparable(spread(2, kept).stdout), expected)
            again = run([*kept, "--time-limit", "60"])
            self.assertEqual(comparable(again.stdout), expected)

    def test_failing_replicates_are_told_the_same(self):
        command = [*PAUSING, "--set", "failing=0.004", "-q"]
        alone, together = run(command), spread(3, command)
        self.assertEqual(comparable(together.stdout), comparable(alone.stdout))
        self.assertEqual(result_of(together.stdout)["claims"][0]["failures"][0]["kind"], "a replicate that a test asked to fail")

    def test_all_ranks_share_a_drawn_seed(self):
        done = spread(2, [*PAUSING, "--seed", "random", "-q"])
        seed = result_of(done.stdout)["seed"]
        self.assertEqual(comparable(run([*PAUSING, "--seed", seed]).stdout), comparable(done.stdout))


class OneVoice(unittest.TestCase):
    def test_errors_come_out_once_with_their_code(self):
        for arguments, code, word in ((["--sede", "3"], 64, "did you mean '--seed'"), (["-o", "/nowhere/r.json"], 73, "/nowhere"),
                                      (["--config", "/nowhere.json"], 66, "/nowhere.json"), (["--set", "fault=1"], 70, "asked for")):
            done = spread(3, [*SMOKE, *arguments])
            self.assertEqual((done.returncode, done.stdout), (code, ""), arguments)
            self.assertEqual(own_lines(done.stderr).count(word), 1, done.stderr)

    def test_verdicts_give_their_exit_codes(self):
        for setting, code in (("shift=0.2", 1), ("replicates=20", 3)):
            self.assertEqual(spread(2, [*SMOKE, "-q", "--set", setting]).returncode, code)

    def test_pages_come_out_once(self):
        alone = run([PROGRAM, "--list"])
        done = spread(2, [PROGRAM, "--list"])
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, alone.stdout, ""))

    def test_a_fault_of_another_rank_ends_the_run_with_its_words(self):
        # What rank 1 alone is told.
        other = [MPIRUN, "-n", "1", *SLOW, ":", "-n", "1", *SLOW]
        for more, code, word in ((["--alpha", "0.25"], 64, "/alpha is 0.25 there and 0.001 here"), (["--set", "shift=7"], 64, "shift is 7"),
                                 (["--set", "shift=0.5"], 64, "/parameters/shift is 0.5 there"),
                                 (["--config", "/nowhere.json"], 66, "/nowhere.json")):
            done = run([*other, *more], LAUNCH)
            self.assertEqual((done.returncode, done.stdout), (code, ""), more)
            self.assertEqual(own_lines(done.stderr).count("rank 1: "), 1, done.stderr)
            self.assertIn(word, done.stderr)


class Endings(unittest.TestCase):
    def test_a_time_limit_stops_all_ranks(self):
        done = spread(3, [*SLOW, "--time-limit", "0.3"])
        self.assertEqual((done.returncode, result_of(done.stdout)["status"]), (3, "interrupted"))

    def start(self, folder):
        """mpirun with three ranks under way, and their process ids in the order of their ranks."""
        process = subprocess.Popen([MPIRUN, "-n", "3", *SLOW, "-o", os.path.join(folder, "r.json")], stderr=subprocess.PIPE,
                                   env=clean_environment(**{**LAUNCH, "OMPI_MCA_odls_base_sigkill_timeout": "3"}), text=True)
        self.addCleanup(process.stderr.close)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            ranks = self.ranks_of(process.pid)
            if len(ranks) == 3 and all(catches(pid, signal.SIGTERM) for pid in ranks):
                time.sleep(0.3)
                return process, ranks
            time.sleep(0.02)
        process.kill()
        self.fail("the ranks did not start")

    def ranks_of(self, parent):
        found = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                    is_ours = int(file.read().rsplit(")", 1)[1].split()[1]) == parent
                if is_ours:
                    with open(f"/proc/{name}/environ", "rb") as file:
                        words = dict(word.split(b"=", 1) for word in file.read().split(b"\0") if b"=" in word)
                    found[int(words[b"OMPI_COMM_WORLD_RANK"])] = int(name)
            except (OSError, KeyError, ValueError):
                pass  # ended meanwhile, or no rank
        return [found[rank] for rank in sorted(found)]

    def test_a_signal_to_any_of_them_writes_what_was_found(self):
        for who in ("rank 0", "rank 2", "mpirun"):
            with tempfile.TemporaryDirectory(prefix="mongecarlo-cli-") as folder:
                process, ranks = self.start(folder)
                os.kill({"rank 0": ranks[0], "rank 2": ranks[2], "mpirun": process.pid}[who], signal.SIGTERM)
                code = process.wait(timeout=60)
                # mpirun itself ends with a code of its own when it is told to stop.
                self.assertTrue(code == 143 or (who == "mpirun" and code != 0), (who, code))
                with open(os.path.join(folder, "r.json"), encoding="utf-8") as file:
                    self.assertEqual(result_of(file.read())["status"], "interrupted", who)

    def test_a_rank_that_is_killed_ends_all(self):
        with tempfile.TemporaryDirectory(prefix="mongecarlo-cli-") as folder:
            process, ranks = self.start(folder)
            os.kill(ranks[1], signal.SIGKILL)
            self.assertNotEqual(process.wait(timeout=60), 0)
            for pid in ranks:
                self.assertFalse(os.path.exists(f"/proc/{pid}/exe"), "a rank is left")


class Apart(unittest.TestCase):
    def test_never_keeps_processes_apart(self):
        done = spread(2, [*SMOKE, "-q"], {"MONGECARLO_MPI": "never"})
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout.count('"provenance"'), 2)
        self.assertEqual(run(SMOKE, {"OMPI_COMM_WORLD_SIZE": "2", "MONGECARLO_MPI": "soon"}).returncode, 64)

    def test_one_process_does_not_touch_mpi(self):
        for environment in ({}, {"OMPI_COMM_WORLD_SIZE": "1", "OMPI_COMM_WORLD_RANK": "0"}, {"SLURM_NTASKS": "4", "SLURM_PROCID": "1"}):
            done = run([*SMOKE, "-q"], {**environment, "LD_DEBUG": "files"})
            self.assertEqual(done.returncode, 0)
            self.assertNotIn("libmpi", done.stderr)

    def test_a_launcher_of_another_kind_is_noticed(self):
        done = run(SMOKE, {**LAUNCH, "PMI_SIZE": "2", "PMI_RANK": "0"})
        self.assertEqual((done.returncode, done.stdout), (64, ""))
        self.assertIn("not the one of the launcher", done.stderr)


if __name__ == "__main__":
    unittest.main()
