#!/usr/bin/env python3
"""Every mistake that must be caught is the fault of a claim (reports/mistakes.json), or has a reason and a planted fault."""
import glob
import json
import os
import sys
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "reports"))

import planted_faults  # noqa: E402  (found by the line above)


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return json.load(file)


class Mistakes(unittest.TestCase):
    def setUp(self):
        self.mistakes = read("reports", "mistakes.json")
        self.classics = {mistake: places for lines in planted_faults.CLASSICS.values() for mistake, places in lines}
        self.planted = {fault["note"] for name in glob.glob(os.path.join(ROOT, "tests", "mutations", "*.json")) for fault in read(name)}

    def test_each_has_a_claim_or_a_reason(self):
        self.assertGreater(len(self.mistakes), 35)
        for one in self.mistakes:
            with self.subTest(mistake=one["mistake"]):
                for line in one["classics"]:
                    self.assertTrue(self.classics[line], line)
                for note in one["faults"]:
                    self.assertIn(note, self.planted)
                self.assertTrue(one["classics"] or (one["faults"] and one["reason"]))

    def test_each_stands_there_once(self):
        names = [one["mistake"] for one in self.mistakes]
        self.assertEqual(len(set(names)), len(names))


if __name__ == "__main__":
    unittest.main()
