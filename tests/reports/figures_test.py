"""Figures are a function of result files alone: equal bytes twice, nothing hidden, a word where data are missing."""

import pathlib
import re
import unittest

import report_case

report_case.require("matplotlib")
import figure_set
import figure_style
import result_file


def results_of(paths):
    return result_file.Results([result_file.read(path) for path in paths])


class Figures(report_case.ReportCase):
    def test_every_figure_is_drawn_without_dates_and_with_its_fonts(self):
        for figure in figure_set.find().values():
            with self.subTest(figure=figure.name):
                drawing = figure_set.draw(figure, results_of(self.results))
                self.assertEqual((drawing.skipped, set(drawing.files)), ("", {"pdf", "svg"}))
                self.assertNotIn(b"CreationDate", drawing.files["pdf"])
                self.assertIn(b"/FontFile2", drawing.files["pdf"])
                self.assertNotIn(b"<dc:date>", drawing.files["svg"])
                self.assertNotIn(b"<text", drawing.files["svg"])
                self.assertNotRegex(drawing.files["svg"].decode(), r'(href|src)="(?!#)')

    def test_two_runs_give_equal_bytes(self):
        # Other hash seeds, time zones, users' settings of matplotlib and locales must leave no trace.
        settings = self.folder / "matplotlibrc"
        settings.write_text("font.size: 20\nlines.linewidth: 9\n", encoding="utf-8")
        first = self.run_program("draw_figure.py", "all", *self.results, "-o", "first", PYTHONHASHSEED="1", TZ="UTC")
        second = self.run_program("draw_figure.py", "all", *self.results, "-o", "second", PYTHONHASHSEED="2", TZ="Asia/Tokyo",
                                  MATPLOTLIBRC=str(settings), SOURCE_DATE_EPOCH="86400")
        self.assertEqual((first.returncode, second.returncode), (0, 0), first.stderr + second.stderr)
        names = sorted(path.name for path in (self.folder / "first").iterdir())
        self.assertEqual(len(names), 2 * len(figure_set.find()))
        for name in names:
            self.assertEqual((self.folder / "first" / name).read_bytes(), (self.folder / "second" / name).read_bytes(), name)

    def test_figure_depends_on_the_numbers(self):
        def shift(document):
            for cell in document["claims"][0]["cells"]:
                cell["estimate"] += 0.05

        figure = figure_set.find()["minibatch_expectation"]
        other = figure_set.draw(figure, results_of([self.changed(shift)]))
        self.assertNotEqual(other.files["svg"], figure_set.draw(figure, results_of(self.results[:1])).files["svg"])

    def test_missing_claims_and_series_are_named(self):
        def drop(kept):
            return lambda document: document.update(claims=[c for c in document["claims"] if c["id"].startswith(kept)],
                                                    series=[])

        only_variance = results_of([self.changed(drop("variance"), of=1)])
        only_plug_in = results_of([self.changed(drop("plug_in"), "other.json")])
        figures = figure_set.find()
        for name, results, wanted in [
            ("minibatch_expectation", only_plug_in, "incomplete.unbiased"),
            ("debiased_circle", only_plug_in, "debiased.circle"),
            ("large_batch", only_plug_in, "large_batch."),
            ("variance_decomposition", only_plug_in, "no result of minibatch_deviation"),
            ("deviation_bound", only_variance, "deviation.witness"),
        ]:
            drawing = figure_set.draw(figures[name], results)
            with self.subTest(figure=name):
                self.assertIn(wanted, drawing.skipped)
                self.assertFalse(drawing.is_fault)
                self.assertEqual(drawing.files, {})

    def test_overview_takes_any_result(self):
        bare = {"id": "a.b", "statement": "s", "source": "t", "kind": "order", "expected": "refuted", "verdict": "inconclusive",
                "flags": [], "margin": 0, "corrected_by": "c"}

        def strip(document):
            document.update(simulation="another", series=[], claims=[dict(bare, id=f"claim.{i}") for i in range(60)])

        drawing = figure_set.draw(figure_set.find()["claims_overview"], results_of([self.changed(strip)]))
        self.assertEqual(drawing.skipped, "")

    def test_new_file_in_the_folder_is_a_new_figure(self):
        folder = self.folder / "figures"
        folder.mkdir()
        (folder / "line.py").write_text(
            "import figure_style\nSIMULATIONS = None\nTITLE = 't'\nCAPTION = 'c'\n"
            "def draw(results):\n    figure, axes = figure_style.new_figure()\n    axes.plot([1, 2])\n    return figure\n",
            encoding="utf-8")
        (folder / "broken.py").write_text(
            "SIMULATIONS = None\nTITLE = 't'\nCAPTION = 'c'\ndef draw(results):\n    raise ValueError('oops')\n", encoding="utf-8")
        figures = figure_set.find(folder)
        self.assertEqual(list(figures), ["broken", "line"])
        self.assertTrue(figure_set.draw(figures["line"], results_of(self.results)).files["svg"])
        broken = figure_set.draw(figures["broken"], results_of(self.results))
        self.assertTrue(broken.is_fault)
        self.assertIn("ValueError: oops", broken.skipped)

    def test_command_repeats_what_was_overridden(self):
        def override(document):
            document["provenance"]["arguments"] = ["x", "--set", "n=30; rm -rf", "--set=k=5", "--threads", "2"]

        result = result_file.read(self.changed(override))
        self.assertEqual(figure_set.simulation_command(result),
                         "build/bin/minibatch_unbiasedness --preset quick --seed 1 --set 'n=30; rm -rf' --set k=5 "
                         "-o results/minibatch_unbiasedness.json")

    def test_verdicts_differ_without_colour(self):
        markers = [look["marker"] for look in figure_style.VERDICTS.values()]
        self.assertEqual(len(set(markers)), len(markers))
        looks = [(look["marker"], str(look["linestyle"])) for look in figure_style.CURVES]
        self.assertEqual(len({marker for marker, _ in looks}), len(looks))
        self.assertEqual(len({line for _, line in looks}), len(looks))


class DrawFigure(report_case.ReportCase):
    def test_draws_one_figure_and_prints_how_to_repeat_it(self):
        run = self.run_program("draw_figure.py", "large_batch", self.results[0], "-o", "out", "--format", "svg")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stdout.split(), [str(pathlib.Path("out", "large_batch.svg"))])
        self.assertEqual([path.name for path in (self.folder / "out").iterdir()], ["large_batch.svg"])
        self.assertIn("reports/draw_figure.py large_batch results/minibatch_unbiasedness.json", run.stderr)

    def test_exit_codes(self):
        version = self.changed(lambda document: document.update(schema_version=2))
        blocked = self.folder / "blocked"
        blocked.write_text("a file where a folder is wanted", encoding="utf-8")
        for arguments, code, message in [
            (["large_batch"], 64, "RESULT.json"),
            (["nonsense", self.results[0]], 64, f"no figure 'nonsense'; there are: all, {', '.join(figure_set.find())}"),
            (["large_batch", self.results[0], "--format", "gif"], 64, "'gif' is none of"),
            (["large_batch", version], 65, "version 2"),
            (["large_batch", self.results[1]], 65, "not drawn: no result of minibatch_unbiasedness"),
            (["large_batch", self.results[0], self.results[0]], 65, "already"),
            (["large_batch", "absent.json"], 66, "absent.json"),
            (["large_batch", self.folder], 66, str(self.folder)),
            (["large_batch", self.results[0], "-o", blocked], 73, "blocked"),
        ]:
            run = self.run_program("draw_figure.py", *arguments)
            with self.subTest(arguments=arguments):
                self.assertEqual((run.returncode, run.stdout), (code, ""), run.stderr)
                self.assertIn(message, run.stderr)
                self.assertNotRegex(run.stderr, re.compile("Traceback"))


if __name__ == "__main__":
    unittest.main()
