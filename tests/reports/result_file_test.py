"""Result files are read, and refused with the place of what is wrong."""

import json
import unittest

import report_case

import bibliography  # noqa: F401  (proves that the page's modules import without matplotlib)
import result_file


class ReadsResults(report_case.ReportCase):
    def test_sample_results_follow_the_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("this Python has no jsonschema")
        for path in self.results:
            document = json.loads(path.read_text(encoding="utf-8"))
            name = document["schema"].removeprefix("mongecarlo/") + ".schema.json"
            schema = json.loads((report_case.REPORTS / name).read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator(schema).validate(document)

    def test_reads_claims_cells_twins_and_series(self):
        results = result_file.Results([result_file.read(path) for path in self.results])
        claim = results.claim("incomplete.unbiased")
        self.assertEqual([cell.parameters["m"] for cell in claim.arm.cells], [1, 2, 4, 8, 16])
        self.assertEqual(claim.arm.summary.replicates, 20000)
        self.assertEqual(claim.false_twin.summary.verdict, "refuted")
        self.assertTrue(claim.is_as_expected)
        self.assertEqual(results.claim("plug_in.unbiased").corrected_by, "incomplete.unbiased")
        series = results.series("incomplete.unbiased")
        self.assertEqual(len(series.reference), len(series.x))
        with self.assertRaisesRegex(result_file.MissingData, "no claim 'nonsense' in .*minibatch_unbiasedness.json"):
            results.claim("nonsense")

    def test_surviving_twin_is_not_as_expected(self):
        def survive(document):
            document["claims"][0]["false_twin"]["verdict"] = "inconclusive"

        self.assertFalse(result_file.read(self.changed(survive)).claims[0].is_as_expected)

    def test_unknown_fields_are_ignored(self):
        result_file.read(self.changed(lambda document: document.update(later={"more": 1})))

    def test_refuses_what_it_cannot_read_and_points_at_it(self):
        def put(pointer, value):
            def change(document):
                *path, last = pointer
                for key in path:
                    document = document[key]
                document[last] = value

            return change

        for pointer, value, message in [
            (["schema"], "mongecarlo/problem", "/schema: not a result file"),
            (["schema_version"], 2, "/schema_version: version 2 of the result schema; this program reads version 1"),
            (["schema_version"], True, "/schema_version"),
            (["schema_version"], "1", "/schema_version"),
            (["claims"], {}, "/claims: an array"),
            (["claims", 0], "text", "/claims/0: an object"),
            (["claims", 0, "verdict"], "proved", "/claims/0/verdict: 'proved' is none of supported, refuted, inconclusive"),
            (["claims", 0, "estimate"], "0.5", "/claims/0/estimate: a finite number"),
            (["claims", 0, "interval"], [2, 1], "/claims/0/interval: an interval"),
            (["claims", 0, "replicates"], "many", "/claims/0/replicates: a count"),
            (["series", 0, "y", "lower"], [1], "/series/0: series 'incomplete.unbiased': lower is not as long as x"),
        ]:
            with self.subTest(pointer=pointer, value=value), self.assertRaises(result_file.BadResult) as caught:
                result_file.read(self.changed(put(pointer, value)))
            self.assertIn(message, str(caught.exception))
            self.assertIn("changed.json", str(caught.exception))

    def test_reads_measurements_and_keeps_them_apart_from_claims(self):
        results = result_file.Results([result_file.read(path) for path in self.results])
        names = [r.simulation for r in results.all]
        self.assertIn("minibatch_deviation", names)
        self.assertNotIn("bench", names)
        (bench,) = results.of(("bench",)).benches
        self.assertEqual([row.status for row in bench.rows], ["aim", "reach", "short", "aim", "reach", "not measured"])
        self.assertEqual((bench.rows[0].measured.median, bench.rows[0].peers[1].agrees), (17.0, False))
        self.assertEqual([row.is_lower_bound for row in bench.rows], [False, False, False, True, False, False])
        self.assertEqual(results.of(None).benches, ())

    def test_refuses_bad_measurements(self):
        for pointer, value, message in [
            (["schema_version"], 2, "/schema_version: version 2 of the bench schema"),
            (["rows", 0, "status"], "won", "/rows/0/status: 'won' is none of aim, reach, short, not measured"),
            (["rows", 0, "status"], "not measured", "/rows/0: a row has a measurement unless"),
            (["rows", 0, "reach"], 0, "/rows/0/reach: a number > 0"),
            (["rows", 0, "measured", "lower"], 99, "/rows/0/measured: lower <= median <= upper"),
            (["rows", 3, "is_lower_bound"], "yes", "/rows/3/is_lower_bound: true or false"),
            (["rows", 0, "peers", 0, "agrees"], "yes", "/rows/0/peers/0/agrees: true or false"),
        ]:
            def change(document, pointer=pointer, value=value):
                *path, last = pointer
                for key in path:
                    document = document[key]
                document[last] = value

            with self.subTest(pointer=pointer, value=value), self.assertRaises(result_file.BadResult) as caught:
                result_file.read(self.changed(change, of=2))
            self.assertIn(message, str(caught.exception))

    def test_refuses_files_cut_off_at_any_byte(self):
        path = self.folder / "cut.json"
        for whole in sorted((report_case.SOURCE / "tests" / "fuzz" / "corpus" / "result").iterdir()):
            content = whole.read_bytes().rstrip()
            for end in range(len(content)):
                path.write_bytes(content[:end])
                with self.assertRaisesRegex(result_file.BadResult, "cut.json"):
                    result_file.read(path)
            path.write_bytes(content)
            result_file.read(path)

    def test_refuses_numbers_and_texts_that_nothing_can_hold(self):
        def changed(key, value):
            return lambda document: document["claims"][0].update({key: value})

        for key, value, message in (("estimate", 10**400, "/claims/0/estimate: a finite number"),
                                    ("replicates", "1" * 5000, "/claims/0/replicates: a count"),
                                    ("replicates", 2**64, "/claims/0/replicates: a count"),
                                    ("statement", "\ud800", "not a JSON text"),
                                    ("verdict", "x" * 5000, "x... is none of")):
            with self.subTest(key=key), self.assertRaises(result_file.BadResult) as caught:
                result_file.read(self.changed(changed(key, value)))
            self.assertIn(message.replace("x...", "x...'"), str(caught.exception))
            self.assertLess(len(str(caught.exception)), 400)

    def test_refuses_numbers_beyond_doubles_in_fields_that_nobody_reads_too(self):
        path = self.folder / "huge.json"
        for number in ("1e999", "-1e999"):
            path.write_text(self.changed(lambda document: document.update(of_tomorrow=1)).read_text(encoding="utf-8")
                            .replace('"of_tomorrow": 1', f'"of_tomorrow": {number}'), encoding="utf-8")
            self.assertIn(number, path.read_text(encoding="utf-8"))
            with self.assertRaisesRegex(result_file.BadResult, f"huge.json: .*{number} is out of range"):
                result_file.read(path)

    def test_refuses_what_is_no_json(self):
        for text in ("", "{", "[1", '{"schema": NaN}', "\ufeff{}", "[" * 100000):
            path = self.folder / "bad.json"
            path.write_text(text, encoding="utf-8")
            with self.subTest(text=text[:20]), self.assertRaisesRegex(result_file.BadResult, "bad.json"):
                result_file.read(path)


if __name__ == "__main__":
    unittest.main()
