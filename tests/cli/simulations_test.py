"""What every simulation owes its user: equal bytes, results by the schema, a partial result when stopped, clear errors."""

import functools
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from programs import BIN, SOURCE, clean_environment, comparable, mongecarlo, need, result_of, run, sanitizer_of, wait_until_catching

SIMULATIONS = sorted(path.stem for path in (SOURCE / "sims").glob("*.cpp"))


def simulation(name):
    return need(os.path.join(BIN, name))


@functools.cache
def smoke(name, seed, threads):
    """The result of a smoke run as text."""
    return run([simulation(name), "--preset", "smoke", "-q", "--seed", seed, "--threads", threads], timeout=1200).stdout


SANITIZER = sanitizer_of(simulation(SIMULATIONS[0]))


@unittest.skipUnless(SANITIZER == "thread", "no thread sanitizer watches this build")
class EverySimulationWatched(unittest.TestCase):
    def test_threads_do_not_race(self):
        for name in SIMULATIONS:
            with self.subTest(name):
                self.assertEqual(result_of(smoke(name, 1, 2))["verdict"], "supported")


@unittest.skipIf(SANITIZER, "a sanitizer takes a minute for each run, and finds in one what it would find in all")
class EverySimulation(unittest.TestCase):
    def test_same_bytes_on_one_two_and_seven_threads(self):
        for name in SIMULATIONS:
            with self.subTest(name):
                texts = [comparable(smoke(name, 1, threads)) for threads in (1, 2, 7)]
                self.assertEqual(texts[0], texts[1])
                self.assertEqual(texts[0], texts[2])

    def test_another_seed_gives_another_result_and_the_same_verdicts(self):
        for name in SIMULATIONS:
            with self.subTest(name):
                first, second = (result_of(smoke(name, seed, 2)) for seed in (1, 2))
                verdicts = [[(c["id"], c["verdict"]) for c in result["claims"]] for result in (first, second)]
                self.assertEqual(verdicts[0], verdicts[1])
                self.assertNotEqual(first["claims"], second["claims"])


class Interrupted(unittest.TestCase):
    def test_an_interrupted_run_leaves_a_partial_result_and_a_second_run_the_whole(self):
        name = "minibatch_deviation"
        with tempfile.TemporaryDirectory(prefix="mongecarlo-cli-") as folder:
            output = pathlib.Path(folder, "result.json")
            command = [simulation(name), "--preset", "smoke", "--claim", "deviation.witness", "-q", "-o", str(output)]
            whole = run(command)
            self.assertEqual(whole.returncode, 0, whole.stderr)
            expected = comparable(output.read_text(encoding="utf-8"))
            output.unlink()
            slow = command + ["--set", "tail_replicates=100000000"]
            process = subprocess.Popen(slow, env=clean_environment(), stderr=subprocess.PIPE)
            wait_until_catching(process, signal.SIGINT)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=60), 130)
            process.stderr.close()
            partial = result_of(output.read_text(encoding="utf-8"))
            self.assertEqual((partial["status"], partial["claims"][0]["verdict"]), ("interrupted", "inconclusive"))
            self.assertEqual(run(command).returncode, 0)
            self.assertEqual(comparable(output.read_text(encoding="utf-8")), expected)


class ClassicMistakes(unittest.TestCase):
    def test_each_is_the_fault_of_claims_that_exist(self):
        sys.path.insert(0, str(SOURCE / "reports"))
        import planted_faults
        places = [place for mistakes in planted_faults.CLASSICS.values() for _, named in mistakes for place in named.items()]
        ids = {name: [line.split()[0] for line in run([simulation(name), "--list"]).stdout.splitlines()]
               for name in {name for name, _ in places}}
        for name, claims in places:
            for claim in claims:
                found = any(i.startswith(claim) if claim.endswith(".") else i == claim for i in ids[name])
                self.assertTrue(found, f"{name} has no claim {claim}")


class GivenClouds(unittest.TestCase):
    """The claim on the user's own data, and what can be wrong with them."""

    def run_on(self, *settings):
        return run([simulation("minibatch_unbiasedness"), "--preset", "smoke", "-q", "--claim", "data.unbiased",
                    *(word for setting in settings for word in ("--set", setting))], cwd=SOURCE)

    def test_errors_name_the_argument(self):
        clouds = ["source=tests/cli/clouds/source.csv", "target=tests/cli/clouds/target.csv"]
        with tempfile.TemporaryDirectory(prefix="mongecarlo-cli-") as folder:
            line = pathlib.Path(folder, "line.csv")
            line.write_text("1\n2\n3\n", encoding="utf-8")
            bad = pathlib.Path(folder, "bad.csv")
            bad.write_text("1,2\n3,nan\n", encoding="utf-8")
            for settings, code, words in [
                (clouds[:1], 65, ["target", "missing"]),
                ([clouds[0], "target=absent.csv"], 66, ["absent.csv"]),
                ([clouds[0], "target=tests/cli/programs.py"], 65, ["target=tests/cli/programs.py", ".npy"]),
                ([clouds[0], f"target={line}"], 65, ["columns"]),
                ([clouds[0], f"target={bad}"], 65, ["bad.csv:2", "nan"]),
                ([*clouds, "data_m=13"], 65, ["data_m", "13", "12 points"]),
                ([*clouds, "data_m=6"], 65, ["data_m", "too large", "data_n"]),
                ([*clouds, "data_kernel=sinkhorn"], 65, ["data_kernel=sinkhorn", "sinkhorn_divergence"]),
                ([*clouds, "data_n=many"], 64, ["data_n", "many"]),
                ([*clouds, "sorce=x.csv"], 64, ["sorce", "source"]),
            ]:
                done = self.run_on(*settings)
                with self.subTest(settings=settings):
                    self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
                    for word in words:
                        self.assertIn(word, done.stderr)

    def test_any_kernel_can_be_asked_for(self):
        clouds = ["source=tests/cli/clouds/source.csv", "target=tests/cli/clouds/target.csv"]
        done = self.run_on(*clouds, "data_kernel=wasserstein", "data_n=6", "data_m=3")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(json.loads(done.stdout)["claims"][0]["cells"]), 3)


class Catalogue(unittest.TestCase):
    def test_every_claim_is_listed_and_shown(self):
        listed = result_of(run([mongecarlo(), "list", "--json"]).stdout)
        text = json.dumps(listed)
        for claim in ("incomplete.unbiased", "deviation.witness", "debiased.never_negative", "complete.tuples_as_printed"):
            self.assertIn(f'"{claim}"', text)
            shown = run([mongecarlo(), "show", claim])
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn("--claim " + claim, shown.stdout)


if __name__ == "__main__":
    unittest.main()
