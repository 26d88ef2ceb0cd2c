"""mongecarlo calibrate, tried from outside: options, the same bytes for any number of threads, the schema of its result."""

import json
import os
import sys
import tempfile
import unittest

from programs import CANNOT_RUN, SOURCE, TEST_BIN, comparable, need, result_of, run

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("this interpreter has no jsonschema: nothing to test")
    sys.exit(CANNOT_RUN)

PROGRAM = need(TEST_BIN and os.path.join(TEST_BIN, "mongecarlo"))
SCHEMA = json.loads((SOURCE / "reports" / "calibration.schema.json").read_text(encoding="utf-8"))


def faults(result):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in Draft202012Validator(SCHEMA).iter_errors(result)]


def calibrate(*arguments):
    return run([PROGRAM, "calibrate", *arguments])


class Calibrate(unittest.TestCase):
    def test_same_bytes_for_any_number_of_threads_and_they_fit_the_schema(self):
        Draft202012Validator.check_schema(SCHEMA)
        few = ["--seeds", "100", "--only", "always", "-q"]
        one, two = calibrate(*few, "--threads", "1"), calibrate(*few, "--threads", "2")
        self.assertIn(one.returncode, (0, 3), one.stderr)
        self.assertEqual(comparable(one.stdout), comparable(two.stdout))
        result = result_of(one.stdout)
        self.assertEqual(faults(result), [])
        self.assertEqual({row["judge"] for row in result["errors"]}, {"what must never happen"})
        self.assertTrue(result["power"])
        self.assertNotEqual(comparable(calibrate(*few, "--seed", "2").stdout), comparable(one.stdout))

    def test_the_committed_result_fits_and_is_within(self):
        committed = result_of((SOURCE / "reports" / "calibration" / "calibration.json").read_text(encoding="utf-8"))
        self.assertEqual(faults(committed), [])
        self.assertGreaterEqual(committed["seeds"], 2000)
        self.assertEqual(committed["standing"], "within")
        listed = {row["id"] for row in committed["errors"]} | {row["id"] for row in committed["power"]}
        now = result_of(calibrate("--seeds", "100", "--only", "always", "-q").stdout)
        self.assertLessEqual({row["id"] for row in now["errors"]} | {row["id"] for row in now["power"]}, listed)

    def test_faults_of_the_engine_name_cases_that_there_are(self):
        committed = result_of((SOURCE / "reports" / "calibration" / "calibration.json").read_text(encoding="utf-8"))
        ids = [row["id"] for part in ("errors", "wealth", "power") for row in committed[part]]
        for fault in json.loads((SOURCE / "tests" / "mutations" / "engine.json").read_text(encoding="utf-8")):
            self.assertTrue(any(fault["cases"] in one for one in ids), fault["note"])

    def test_wrong_results_do_not_fit(self):
        good = result_of(calibrate("--seeds", "100", "--only", "always.rare", "-q").stdout)
        for name, value in (("seeds", 0), ("alpha", 2), ("standing", "good"), ("surplus", 1), ("seed", 1)):
            self.assertNotEqual(faults({**good, name: value}), [], name)

    def test_progress_and_the_table_go_to_standard_error(self):
        done = calibrate("--seeds", "100", "--only", "always.touching", "--without-power")
        self.assertIn("always.touching", done.stderr)
        self.assertEqual(result_of(done.stdout)["power"], [])

    def test_usage_errors_name_what_is_wrong(self):
        for arguments, word in ((["--seeds", "0"], "--seeds=0"), (["--seeds", "many"], "--seeds=many"), (["--alpha", "0.7"], "alpha"),
                                (["--only", "no such case"], "--only=no such case"), (["--seed", "x"], "seed"),
                                (["extra"], "'extra'"), (["--sed"], "did you mean '--seed'")):
            done = calibrate(*arguments)
            self.assertEqual((done.returncode, done.stdout), (64, ""), arguments)
            self.assertIn(word, done.stderr)

    def test_a_folder_that_is_missing_is_told_before_the_work(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(calibrate("-o", os.path.join(folder, "none", "x.json")).returncode, 73)


if __name__ == "__main__":
    unittest.main()
