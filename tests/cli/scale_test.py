"""A run spread over threads, shards and lives gives the bytes of the run in one piece, and nothing that was sampled is lost."""

import os
import random
import resource
import shutil
import signal
import subprocess
import time
import unittest

from programs import TEST_BIN, InFolder, clean_environment, comparable, need, result_of, run, uniform_mean, wait_until_catching

PROGRAM = uniform_mean()
MONGECARLO = need(TEST_BIN and os.path.join(TEST_BIN, "mongecarlo"))
ALONE = [PROGRAM, "--preset", "smoke", "--threads", "1"]
SMOKE = [PROGRAM, "--preset", "smoke", "--threads", "2"]
KILLS = 20


def setting(**values):
    return [word for name, value in values.items() for word in ("--set", f"{name}={value}")]


#: A run of a second or so.
OF_A_SECOND = setting(replicates=10000, pause_milliseconds=0.1)
SLOW = [*SMOKE, *OF_A_SECOND]


class Parts(InFolder):
    def shards(self, count, *arguments, command=SMOKE):
        """The parts of a run, as files."""
        files = [self.path(f"{index}-of-{count}.part") for index in range(1, count + 1)]
        for index, file in enumerate(files, 1):
            done = run([*command, *arguments, "--shard", f"{index}/{count}", "-o", file, "-q"])
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        return files

    def merge(self, *arguments, code=0):
        done = run([MONGECARLO, "merge", *arguments])
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def assert_refused(self, done, code, *words):
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)


class Shards(Parts):
    def test_merged_shards_are_the_run(self):
        for settings in ([], setting(shift=0.2), setting(replicates=7), ["--claim", "mean.half"], ["--seed", "5", "--alpha", "0.05"]):
            expected = run([*SMOKE, *settings, "-q"])
            choice = [word for word in settings if word not in ("--seed", "5", "--set") and "=" not in word]
            for count in (1, 3, 5, 70):
                parts = self.shards(count, *settings)
                random.Random(count).shuffle(parts)
                done = self.merge(*parts, *choice, "--threads", "1", code=expected.returncode)
                self.assertEqual(comparable(done.stdout), comparable(expected.stdout), (settings, count))
                self.assertNotIn("sampled", done.stderr)

    def test_a_missing_shard_is_sampled_and_said(self):
        expected = comparable(run(SMOKE).stdout)
        parts = self.shards(3)
        for left_out in parts:
            done = self.merge(*(part for part in parts if part != left_out))
            self.assertEqual(comparable(done.stdout), expected)
            self.assertRegex(done.stderr, r"merge: \d+ blocks were in no part and have been sampled")

    def test_the_same_part_twice_is_the_part_once(self):
        parts = self.shards(2)
        shutil.copy(parts[0], self.path("copy.part"))
        self.assertEqual(comparable(self.merge(*parts, parts[1], self.path("copy.part")).stdout), comparable(run(SMOKE).stdout))

    def test_parts_serve_another_claim_and_budget(self):
        parts = self.shards(2)
        for arguments in (["--claim", "mean.third_as_printed"], ["--alpha", "1e-6"]):
            self.assertEqual(comparable(self.merge(*parts, *arguments).stdout), comparable(run([*SMOKE, *arguments]).stdout))

    def test_a_part_is_the_same_wherever_it_goes(self):
        alone = [*ALONE, "--shard=2/2", "-q"]
        with open(self.path("stdout.part"), "wb") as file:
            self.assertEqual(run(alone, stdout=file).returncode, 0)
        self.assertEqual(run([*alone, "-o", self.path("file.part"), "--alpha", "0.001"]).returncode, 0)
        self.assertEqual(self.read_bytes("stdout.part"), self.read_bytes("file.part"))

    def test_the_environment_and_a_file_name_the_shard(self):
        run([*SMOKE, "--shard", "2/3", "-o", self.path("line.part")])
        run([*SMOKE, "-o", self.path("twin.part")], {"MONGECARLO_SHARD": "2/3"})
        self.write("run.json", b'{"preset": "smoke", "shard": "2/3"}')
        run([PROGRAM, "--config", self.path("run.json"), "--threads", "2", "-o", self.path("file.part")])
        for name in ("twin.part", "file.part"):
            self.assertEqual(self.read_bytes(name)[:500], self.read_bytes("line.part")[:500])

    def test_several_simulations_are_written_into_a_folder(self):
        done = run([MONGECARLO, "run", "all", "--preset", "smoke", "--shard", "2/3", "--checkpoint", self.path("kept"), "-o", self.folder])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), ["kept", "uniform_mean.2-of-3.part"])
        self.assertEqual(os.listdir(self.path("kept")), ["uniform_mean.2-of-3.part"])

    def test_a_shard_that_is_stopped_is_written_and_merged(self):
        done = run([*SLOW, "--shard", "1/2", "--time-limit", "0.3", "-o", self.path("1.part")])
        self.assertEqual(done.returncode, 3, done.stderr)
        process = subprocess.Popen([*SLOW, "--shard", "2/2", "-q", "-o", self.path("2.part")], env=clean_environment())
        wait_until_catching(process, signal.SIGTERM)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 143)
        done = self.merge(self.path("1.part"), self.path("2.part"), "--threads", "2")
        self.assertIn("have been sampled", done.stderr)
        self.assertEqual(comparable(done.stdout), comparable(run(SLOW).stdout))


class NoParts(Parts):
    def test_other_runs_and_other_files_are_refused(self):
        part = self.shards(1)[0]
        text = self.write("notes.txt", b"notes of mine")
        quick = ["--preset", "quick", *setting(replicates=20000)]
        for arguments, words in ((["--preset", "smoke", "--seed", "2"], ["/seed", '"1"', '"2"']), (quick, ["/preset", '"smoke"', '"quick"']),
                                 (["--preset", "smoke", *setting(shift=0.1)], ["/parameters/shift", "0.0", "0.1"])):
            other = self.path("other.part")
            self.assertEqual(run([PROGRAM, *arguments, "--shard", "1/1", "-o", other]).returncode, 0)
            self.assert_refused(run([MONGECARLO, "merge", part, other]), 65, "other.part", *words)
        for file, code, words in ((text, 65, ["notes.txt", "is no part of a run"]), (self.path("none.part"), 66, ["none.part"]),
                                  ("/dev/null", 65, ["/dev/null"]), (self.folder, 66, ["directory"])):
            self.assert_refused(run([MONGECARLO, "merge", part, file]), code, *words)

    def test_another_instruction_set_is_another_run(self):
        baseline = b'"vector_loops":"baseline"'
        run([*SMOKE, "--shard", "1/1", "-o", self.path("narrow.part")], {"MONGECARLO_SIMD": "baseline"})
        self.assertIn(baseline, self.read_bytes("narrow.part"))
        if baseline in self.read_bytes(self.shards(1)[0]):
            self.skipTest("this machine has one instruction set alone")
        self.assert_refused(run([MONGECARLO, "merge", self.path("narrow.part")]), 65, "/vector_loops", "baseline")
        done = run([MONGECARLO, "merge", self.path("narrow.part")], {"MONGECARLO_SIMD": "baseline"})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_part_cut_off_at_any_byte_is_refused_or_made_whole(self):
        part = self.shards(1, *setting(replicates=3))[0]
        whole = self.read_bytes(part)
        header = whole.index(b'"horizons"')
        expected = None
        for size in [*range(0, 40), *range(40, header, 97), *range(header, len(whole), 7)]:
            done = run([MONGECARLO, "merge", self.write("cut.part", whole[:size]), "-q", "--threads", "1"])
            if done.returncode == 65:
                self.assertIn("cut.part", done.stderr)
                self.assertLess(size, header + 200)
                continue
            expected = expected or comparable(run([*SMOKE, *setting(replicates=3)]).stdout)
            self.assertEqual(comparable(done.stdout), expected, size)

    def test_a_broken_block_is_named(self):
        part = self.shards(1)[0]
        broken = bytearray(self.read_bytes(part))
        broken[len(broken) // 2] ^= 1
        self.assert_refused(run([MONGECARLO, "merge", self.write("broken.part", broken)]), 65, "broken.part: byte ", "is broken")
        self.assert_refused(run([*SMOKE, "-q", "--checkpoint", self.folder, "-o", self.path("r.json")]), 0)
        os.replace(self.path("broken.part"), self.path("uniform_mean.part"))
        self.assert_refused(run([*SMOKE, "--checkpoint", self.folder]), 65, "uniform_mean.part: byte ", "is broken")
        self.assertEqual(self.read_bytes("uniform_mean.part"), broken)


class Checkpoints(Parts):
    def checkpointed(self, *arguments, **options):
        return run([*SLOW, "--checkpoint", self.path("kept"), *arguments], **options)

    def test_a_run_killed_again_and_again_ends_as_if_it_had_not_been(self):
        began = time.monotonic()
        expected = comparable(run(SLOW).stdout)
        life = 0.3 * (time.monotonic() - began)
        chance = random.Random(7)
        sizes = [0]
        for _ in range(KILLS):
            process = subprocess.Popen([*SLOW, "-q", "--checkpoint", self.path("kept"), "-o", self.path("r.json")],
                                       env=clean_environment())
            time.sleep(chance.uniform(0, life))
            process.kill()
            process.wait()
            if os.path.exists(self.path("kept/uniform_mean.part")):
                sizes.append(os.path.getsize(self.path("kept/uniform_mean.part")))
        self.assertGreaterEqual(len(set(sizes)), 4, sizes)  # some lives got on
        done = self.checkpointed()
        self.assertEqual((done.returncode, comparable(done.stdout)), (0, expected))
        self.assertEqual(comparable(self.merge(self.path("kept/uniform_mean.part")).stdout), expected)

    def test_time_limits_add_up_to_the_run(self):
        expected = comparable(run(SLOW).stdout)
        lives = [self.checkpointed("--time-limit", "0.3")]
        while result_of(lives[-1].stdout)["status"] != "complete":
            # Supported already where all that is left is cells of arms that another cell has refuted.
            verdict = result_of(lives[-1].stdout)["verdict"]
            self.assertEqual(lives[-1].returncode, {"supported": 0, "inconclusive": 3}[verdict])
            self.assertLess(len(lives), 30)
            lives.append(self.checkpointed("--time-limit", "0.3"))
        self.assertGreater(len(lives), 1)
        self.assertEqual(comparable(lives[-1].stdout), expected)

    def test_nothing_is_sampled_twice(self):
        first = self.checkpointed()
        kept = self.read_bytes("kept/uniform_mean.part")
        again = run([*ALONE, *OF_A_SECOND, "--checkpoint", self.path("kept")])
        self.assertIn("uniform_mean: goes on from", again.stderr)
        self.assertEqual(comparable(again.stdout), comparable(first.stdout))
        self.assertEqual(self.read_bytes("kept/uniform_mean.part"), kept)  # one thread asks for no block beyond the decisions

    def test_what_one_claim_and_budget_sampled_serves_another(self):
        self.checkpointed("--claim", "mean.half", "--alpha", "0.2")
        for arguments in ([], ["--alpha", "1e-7"], ["--claim", "mean.third_as_printed"]):
            self.assertEqual(comparable(self.checkpointed(*arguments).stdout), comparable(run([*SLOW, *arguments]).stdout))

    def test_a_signal_loses_at_most_the_blocks_under_way(self):
        process = subprocess.Popen([*SLOW, "-q", "--checkpoint", self.path("kept"), "-o", self.path("r.json")], env=clean_environment())
        wait_until_catching(process, signal.SIGTERM)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 143)
        with open(self.path("r.json"), encoding="utf-8") as file:
            sampled = sum(int(cell["replicates"]) for claim in result_of(file.read())["claims"] for cell in claim["cells"])
        self.assertGreater(sampled, 0)
        self.assertGreaterEqual(len(self.read_bytes("kept/uniform_mean.part")), 8 * sampled)

    def test_another_run_is_refused_before_it_starts_and_the_file_kept(self):
        run([*SMOKE, "--checkpoint", self.folder])
        before = self.read_bytes("uniform_mean.part")
        done = run([*SLOW, "--checkpoint", self.folder, "--seed", "3"])
        self.assert_refused(done, 65, "uniform_mean.part", "/seed", '"1"', '"3"')
        self.assertEqual(self.read_bytes("uniform_mean.part"), before)

    def test_two_runs_cannot_share_a_checkpoint(self):
        slow = subprocess.Popen([*SMOKE, *setting(pause_milliseconds=20), "-q", "--checkpoint", self.folder, "-o", self.path("r.json")],
                                env=clean_environment())
        deadline = time.monotonic() + 60
        while not os.path.exists(self.path("uniform_mean.part")) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assert_refused(run([*SMOKE, "--checkpoint", self.folder]), 73, "uniform_mean.part", "another process")
        slow.kill()
        slow.wait()

    def test_folders_that_cannot_be_made_or_written(self):
        self.write("file", b"")
        for folder in (self.path("file"), self.path("file/below"), "/proc/none"):
            self.assert_refused(run([*SMOKE, "--checkpoint", folder]), 73, folder)
        os.mkdir(self.path("uniform_mean.part"))
        self.assert_refused(run([*SMOKE, "--checkpoint", self.folder]), 73, "uniform_mean.part", "directory")

    def test_a_disk_that_fills_up_costs_the_checkpoint_and_not_the_result(self):
        def fill():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        done = self.checkpointed(preexec_fn=fill)
        self.assertEqual(done.returncode, 74)
        self.assertEqual(comparable(done.stdout), comparable(run(SLOW).stdout))
        self.assertEqual(done.stderr.count("the run goes on without it"), 1)
        self.assertIn("is not in the checkpoint", done.stderr)
        self.assertLessEqual(os.path.getsize(self.path("kept/uniform_mean.part")), 3000)
        self.assertEqual(self.checkpointed().returncode, 0)

    def test_a_disk_that_is_full_from_the_start_is_found_before_the_run(self):
        def fill():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        done = self.checkpointed(preexec_fn=fill)
        self.assert_refused(done, 74, "uniform_mean.part", "cannot write")

    def test_a_shard_goes_on_from_its_checkpoint(self):
        parts = []
        for index in (1, 2):
            command = [*SLOW, "-q", "--checkpoint", self.folder, "--shard", f"{index}/2", "-o", self.path(f"{index}.out")]
            self.assertEqual(run([*command, "--time-limit", "0.2"]).returncode, 3)
            self.assertEqual(run(command).returncode, 0)
            parts.append(self.path(f"{index}.out"))
        expected = comparable(run(SLOW).stdout)
        self.assertEqual(comparable(self.merge(*parts).stdout), expected)
        kept = [self.path(f"uniform_mean.{index}-of-2.part") for index in (1, 2)]
        done = self.merge(*kept, "--threads", "1")
        self.assertEqual(comparable(done.stdout), expected)
        self.assertNotIn("sampled", done.stderr)


if __name__ == "__main__":
    unittest.main()
