#!/usr/bin/env python3
"""tools/mutate --random: the faults it draws, the score it prints, and what a record may be used for."""
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
MUTATE = os.path.join(ROOT, "tools", "mutate")
sys.path.insert(0, os.path.join(ROOT, "tools", "mutation"))

import binomial_interval  # noqa: E402  (found by the line above)
import fault_table  # noqa: E402
import line_faults  # noqa: E402

FUNCTION = """#include <cmath>  // a < b
/* a + b
   a - b */
namespace one {
double declared(double a, double b);
constexpr double kHalf = 0.5;
double f(double a, double b) {
  static_assert(1 + 1 == 2);
  if (a < b) throw std::domain_error("a + b");
  %s
}
}  // namespace one
"""


def faults_of(statement):
    """(new statement, operator) of a statement within a function."""
    text = FUNCTION % statement
    at = text.split("\n").index("  " + statement) + 1
    return [(fault.new.strip(), fault.operator) for faults in line_faults.faults_of_text("one.cpp", text)
            for fault in faults if fault.line == at]


class Faults(unittest.TestCase):
    def test_only_code_that_runs_takes_a_fault(self):
        lines = {faults[0].old.strip() for faults in line_faults.faults_of_text("one.cpp", FUNCTION % "return 0;")}
        self.assertEqual(lines, {"constexpr double kHalf = 0.5;", "return 0;",
                                 'if (a < b) throw std::domain_error("a + b");'})

    def test_each_kind_of_slip(self):
        for statement, fault in [("return a < 2;", ("return a <= 2;", "comparison")),
                                 ("return a + 2;", ("return a - 2;", "arithmetic")),
                                 ("return c && d;", ("return c || d;", "logic")),
                                 ("return c + 1;", ("return c;", "term left out")),
                                 ("return c * 0.5;", ("return c * (2 * 0.5);", "constant")),
                                 ("k = 0;", ("k = 1;", "constant")),
                                 ("k = 1;", ("k = 0;", "constant")),
                                 ("return c;", ("return -(c);", "sign")),
                                 ("return -c;", ("return c;", "sign")),
                                 ("return ends.lower;", ("return ends.upper;", "twin")),
                                 ("return std::max(a, c);", ("return std::min(a, c);", "twin")),
                                 ("return std::sqrt(c);", ("return (c);", "function left out")),
                                 ("if (is_done()) return c;", ("if (!(is_done())) return c;", "condition")),
                                 ("sum.add(c);", (";", "statement left out")),
                                 ("sum += c;", (";", "statement left out"))]:
            with self.subTest(statement=statement):
                self.assertIn(fault, faults_of(statement))

    def test_text_and_templates_stay(self):
        self.assertEqual(faults_of('say("a + b < 1");  // a < b, 1'), [(";", "statement left out")])
        self.assertEqual(faults_of("const std::vector<int> c;"), [])

    def test_a_part_of_a_statement_is_not_left_out(self):
        self.assertNotIn("statement left out", [kind for _, kind in faults_of("double c = call(2);")])

    def test_the_faults_of_the_tree_change_one_line_each(self):
        lines = line_faults.faults_of_folders(ROOT, ["limit"])
        self.assertGreater(len(lines), 300)
        texts = {}
        for fault in itertools.chain(*lines):
            if fault.file not in texts:
                with open(os.path.join(ROOT, fault.file), encoding="utf-8") as file:
                    texts[fault.file] = file.read()
            changed = fault.apply(texts[fault.file])
            self.assertNotEqual(fault.old, fault.new)
            self.assertEqual(changed.count("\n"), texts[fault.file].count("\n"))


class Draw(unittest.TestCase):
    def setUp(self):
        self.lines = line_faults.faults_of_text("one.cpp", FUNCTION % "return a + b * 2 < 3 ? a : b;")

    def test_a_seed_draws_the_same_faults_and_none_twice(self):
        drawn = [list(line_faults.draw(self.lines, random.Random(seed))) for seed in (1, 1, 2)]
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])
        for faults in drawn:
            self.assertEqual(len(set(faults)), len(faults))
            self.assertEqual(set(faults), set(itertools.chain(*self.lines)))

    def test_lines_are_equally_likely_whatever_they_hold(self):
        source = random.Random(5)
        first = [next(line_faults.draw(self.lines, source)).line for _ in range(6000)]
        for line in set(first):  # three lines; four standard deviations are 146
            self.assertLess(abs(first.count(line) - 2000), 146)


class Table(unittest.TestCase):
    PAGE = "\n".join(["| Fault | File | Noticed by |", "| --- | --- | --- |", "| a root is forgotten | `cost/one.cpp` | cost.old * |",
                      "", "| Fault | Rate | Test |", "| --- | --- | --- |", "| no band | 0.1 | – |", ""])

    def test_the_last_cell_of_a_row_names_the_test(self):
        page = fault_table.with_row(self.PAGE, {"note": "a root is forgotten", "file": "any"}, "cost.new (Failed)")
        self.assertEqual(page, self.PAGE.replace("cost.old *", "cost.new *"))
        page = fault_table.with_row(self.PAGE, {"note": "no band", "file": "any"}, "stats.bands (Timeout)")
        self.assertEqual(page, self.PAGE.replace("–", "stats.bands (Timeout)"))

    def test_a_fault_without_a_row_gets_one(self):
        page = fault_table.with_row(self.PAGE, {"note": "a new one", "file": "lib/mongecarlo/io/two.cpp"}, "io.x (Failed)")
        self.assertEqual(page, self.PAGE.replace("cost.old * |", "cost.old * |\n| a new one | `io/two.cpp` | io.x |"))
        with self.assertRaises(fault_table.NoTable):
            fault_table.with_row("text", {"note": "a new one", "file": "any"}, "io.x (Failed)")


class Score(unittest.TestCase):
    def test_the_interval_is_that_of_clopper_and_pearson(self):
        # none or all of n: 1 - (1/40)^(1/n) by hand; 15 of 20 from tables
        self.assertAlmostEqual(binomial_interval.clopper_pearson(0, 10)[1], 1 - 0.025**0.1, places=12)
        self.assertAlmostEqual(binomial_interval.clopper_pearson(7, 7)[0], 0.025 ** (1 / 7), places=12)
        lower, upper = binomial_interval.clopper_pearson(15, 20)
        self.assertAlmostEqual(lower, 0.5090, places=4)
        self.assertAlmostEqual(upper, 0.9134, places=4)


class Record(unittest.TestCase):
    def run_with(self, document, *options):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "record.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(document, file)
            run = subprocess.run([sys.executable, "-B", MUTATE, "--record", path, *options], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def record(self, outcomes):
        lines = line_faults.faults_of_folders(ROOT, ["limit"])
        faults = itertools.islice(line_faults.draw(lines, random.Random(3)), len(outcomes))
        return {"seed": 3, "folders": ["limit"],
                "faults": [{**fault._asdict(), "outcome": outcome, "by": None, "seconds": 1}
                           for fault, outcome in zip(faults, outcomes)]}

    def test_a_complete_record_is_scored_and_nothing_is_run(self):
        document = self.record(["noticed", "does not compile", "noticed", "same machine code", "survived"])
        code, text = self.run_with(document, "--random", "3", "--seed", "3", "--in", "limit")
        self.assertEqual(code, 1, text)
        self.assertIn("survived: " + document["faults"][4]["file"], text)
        self.assertRegex(text, r"limit +2/3 +66\.7% +9\.4% to +99\.2%")
        self.assertIn("1 did not compile, 1 had the same machine code", text)

    def test_a_record_of_another_draw_or_of_other_sources_is_refused(self):
        document = self.record(["noticed"])
        code, text = self.run_with(document, "--random", "1", "--seed", "4", "--in", "limit")
        self.assertEqual(code, 65, text)
        self.assertIn("another draw", text)
        document["faults"][0]["line"] += 1
        code, text = self.run_with(document, "--random", "2", "--seed", "3", "--in", "limit")
        self.assertEqual(code, 65, text)
        self.assertIn("the sources changed", text)


if __name__ == "__main__":
    unittest.main()
