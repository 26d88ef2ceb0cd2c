"""The scripts that spread a run over a Slurm array and by GNU parallel give the bytes of the run in one piece."""

import os
import shutil
import signal
import subprocess
import time
import unittest

from programs import SOURCE, TEST_BIN, InFolder, clean_environment, comparable, need, run, uniform_mean

PROGRAM = uniform_mean()
need(os.path.join(TEST_BIN, "mongecarlo"))
SETTINGS = ["--preset", "smoke", "--set", "replicates=3000"]
ARRAY = [str(SOURCE / "tools/slurm_array.sbatch")]
BIN = {"BIN": TEST_BIN}


class Spread(InFolder):
    def result(self):
        with open(self.path("uniform_mean.json"), encoding="utf-8") as file:
            return comparable(file.read())


class SlurmArray(Spread):
    def environment(self, task, first=1, last=3, step=1, count=3):
        """What Slurm tells a task of an array."""
        return {**BIN, "SLURM_ARRAY_JOB_ID": "77", "SLURM_ARRAY_TASK_ID": str(task), "SLURM_ARRAY_TASK_MIN": str(first),
                "SLURM_ARRAY_TASK_MAX": str(last), "SLURM_ARRAY_TASK_STEP": str(step), "SLURM_ARRAY_TASK_COUNT": str(count),
                "SLURM_CPUS_PER_TASK": "1"}

    def sample(self, environment, *more):
        return run([*ARRAY, self.folder, "uniform_mean", *SETTINGS, *more], environment)

    def test_tasks_and_merge_give_the_bytes_of_one_run(self):
        for task in (10, 12, 14):
            done = self.sample(self.environment(task, first=10, last=14, step=2))
            self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), ["checkpoints", *(f"uniform_mean.{i}-of-3.part" for i in (1, 2, 3))])
        done = run([*ARRAY, self.folder, "uniform_mean"], BIN)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.result(), comparable(run([PROGRAM, *SETTINGS]).stdout))

    def test_a_task_that_is_told_to_stop_goes_on_later(self):
        slow = [*SETTINGS, "--set", "pause_milliseconds=1"]
        log = self.path("requeued")
        with open(self.path("scontrol"), "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\necho "$@" >{log}\n')
        os.chmod(self.path("scontrol"), 0o755)
        environment = {**self.environment(2), "PATH": f"{self.folder}:{os.environ['PATH']}"}
        process = subprocess.Popen([*ARRAY, self.folder, "uniform_mean", *slow], env=clean_environment(**environment),
                                   stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        checkpoint = self.path("checkpoints/uniform_mean.2-of-3.part")
        while not os.path.exists(checkpoint) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 143, stderr)
        with open(log, encoding="utf-8") as file:
            self.assertEqual(file.read(), "requeue 77_2\n")
        again = run([*ARRAY, self.folder, "uniform_mean", *slow], self.environment(2))
        self.assertEqual(again.returncode, 0, again.stderr)

    def test_gaps_need_the_number_of_shards(self):
        gaps = self.environment(3, first=1, last=3, count=2)
        self.assertEqual(self.sample(gaps).returncode, 64)
        self.assertEqual(self.sample({**gaps, "SHARDS": "4"}).returncode, 0)
        self.assertTrue(os.path.exists(self.path("uniform_mean.3-of-4.part")))

    def test_errors(self):
        self.assertEqual(run(ARRAY, BIN).returncode, 64)
        self.assertEqual(run([*ARRAY, self.folder, "uniform_mean"], BIN).returncode, 66)
        self.assertEqual(self.sample(self.environment(1), "--sede", "3").returncode, 64)


@unittest.skipUnless(shutil.which("parallel"), "there is no GNU parallel here")
class Parallel(Spread):
    SCRIPT = str(SOURCE / "tools/parallel_shards")

    def test_five_shards_give_the_bytes_of_one_run(self):
        done = run([self.SCRIPT, 5, self.folder, "uniform_mean", *SETTINGS], BIN)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.result(), comparable(run([PROGRAM, *SETTINGS]).stdout))

    def test_a_failing_shard_is_said(self):
        done = run([self.SCRIPT, 2, self.folder, "uniform_mean", *SETTINGS, "--set", "fault=1"], BIN)
        self.assertEqual(done.returncode, 70)
        self.assertEqual(run([self.SCRIPT, "none", self.folder, "uniform_mean"]).returncode, 64)


if __name__ == "__main__":
    unittest.main()
