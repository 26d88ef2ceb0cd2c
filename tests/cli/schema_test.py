"""Results are held against the JSON Schema that the programs carry, and the schema against results that are wrong."""

import copy
import json
import sys
import unittest

from programs import CANNOT_RUN, SOURCE, result_of, run, uniform_mean

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("this interpreter has no jsonschema: nothing to test")
    sys.exit(CANNOT_RUN)

PROGRAM = uniform_mean()
SMOKE = [PROGRAM, "--preset", "smoke", "-q"]
SCHEMA = json.loads(run([PROGRAM, "--schema"]).stdout)
VALIDATOR = Draft202012Validator(SCHEMA)


def faults(result):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in VALIDATOR.iter_errors(result)]


class Schema(unittest.TestCase):
    def test_it_is_a_schema_and_the_one_of_the_source_tree(self):
        Draft202012Validator.check_schema(SCHEMA)
        self.assertEqual(SCHEMA, json.loads((SOURCE / "reports" / "result.schema.json").read_text(encoding="utf-8")))
        self.assertTrue(SCHEMA["$id"])

    def test_results_of_every_verdict_fit(self):
        for settings in ([], ["--set", "shift=0.2"], ["--set", "replicates=20"], ["--time-limit", "0.2", "--set", "pause_milliseconds=5"],
                         ["--claim", "mean.third_as_printed"]):
            self.assertEqual(faults(result_of(run([*SMOKE, *settings]).stdout)), [], settings)

    def test_wrong_results_do_not_fit(self):
        good = result_of(run(SMOKE).stdout)

        def changed(*path, value=None):
            result = copy.deepcopy(good)
            place = result
            for key in path[:-1]:
                place = place[key]
            if value is KeyError:
                del place[path[-1]]
            else:
                place[path[-1]] = value
            return result

        for wrong in (changed("seed", value=1), changed("seed", value="-1"), changed("schema_version", value=2),
                      changed("status", value="done"), changed("surplus", value=1), changed("provenance", value=KeyError),
                      changed("claims", 0, "false_twin", value=KeyError), changed("claims", 1, "corrected_by", value=KeyError),
                      changed("claims", 0, "estimate", value=None), changed("claims", 0, "replicates", value=17),
                      changed("claims", 0, "surplus", value=1), changed("claims", 0, "cells", 0, "surplus", value=1),
                      changed("claims", 0, "cells", 0, "verdict", value="verified"), changed("claims", 0, "interval", value=[1]),
                      changed("series", 0, "x", "label", value=""), changed("series", 0, "y", "lower", value=KeyError)):
            self.assertNotEqual(faults(wrong), [])


if __name__ == "__main__":
    unittest.main()
