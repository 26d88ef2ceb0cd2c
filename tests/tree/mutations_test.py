#!/usr/bin/env python3
"""The lists of faults fit the sources: what is to be replaced stands there, once, and would be changed."""
import glob
import json
import os
import sys
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tools", "mutation"))

import fault_table  # noqa: E402  (found by the line above)


class Mutations(unittest.TestCase):
    def test_every_fault_has_a_row_that_names_a_test(self):
        folder = os.path.join(ROOT, "tests", "mutations")
        with open(os.path.join(folder, "README.md"), encoding="utf-8") as file:
            rows = {cells[0]: cells for cells in map(fault_table.cells, file) if len(cells) > 2}
        notes = set()
        for name in glob.glob(os.path.join(folder, "*.json")):
            with open(name, encoding="utf-8") as file:
                for fault in json.load(file):
                    with self.subTest(list=os.path.basename(name), note=fault["note"]):
                        notes.add(fault["note"])
                        self.assertIn(fault["note"], rows, "tools/mutate --table adds its row")
                        self.assertRegex(rows[fault["note"]][-1], r"^[a-z_]+\.\w")
        self.assertEqual({note for note in rows if rows[note][1].startswith("`")} - notes, set(), "no list has these")

    def test_every_fault_fits(self):
        lists = sorted(glob.glob(os.path.join(ROOT, "tests", "mutations", "**", "*.json"), recursive=True))
        self.assertTrue(lists)
        for name in lists:
            with open(name, encoding="utf-8") as file:
                faults = json.load(file)
            self.assertTrue(faults, name)
            for fault in faults:
                with self.subTest(list=os.path.basename(name), note=fault["note"]):
                    with open(os.path.join(ROOT, fault["file"]), encoding="utf-8") as source:
                        self.assertEqual(source.read().count(fault["old"]), 1, fault["old"])
                    self.assertNotEqual(fault["old"], fault["new"])

    def test_what_need_not_be_noticed_has_a_kind_and_a_reason(self):
        for name in glob.glob(os.path.join(ROOT, "tests", "mutations", "unnoticed", "*.json")):
            with open(name, encoding="utf-8") as file:
                for fault in json.load(file):
                    with self.subTest(fault=fault):
                        self.assertIn(fault["kind"], ("equivalent", "tuning"))
                        self.assertGreater(len(fault["note"].split()), 3)


if __name__ == "__main__":
    unittest.main()
