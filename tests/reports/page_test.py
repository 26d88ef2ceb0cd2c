"""The page shows every verdict, needs no network, and believes no string of a result."""

import html.parser
import json
import pathlib
import unittest

import report_case

report_case.require("matplotlib", "jinja2")
import figure_set


class Page(html.parser.HTMLParser):
    """What a page consists of, as a browser would see it."""

    VOID = {"meta", "link", "img", "br", "input", "hr"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.references, self.open, self.unbalanced = [], [], [], [], []
        self.words = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.references += [(tag, attributes[a]) for a in ("href", "src", "xlink:href", "action") if a in attributes]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        self.words.append(data)


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\'&amp;'


class MakesPage(report_case.ReportCase):
    def make(self, *results):
        run = self.run_program("make_report.py", *results, "-o", "out/report.html")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.stderr = run.stderr
        return (self.folder / "out/report.html").read_text(encoding="utf-8")


class PlainPage(MakesPage):
    """What holds of the page of the sample results."""

    def test_page(self):
        text = self.make(*self.results)
        for look in (self.shows_every_claim, self.is_whole_and_needs_no_network, self.figures_lie_beside,
                     self.tables_can_be_read_aloud, self.is_a_function_of_its_input, self.a_failed_run_keeps_it):
            with self.subTest(look.__name__):
                look(text)

    def shows_every_claim(self, text):
        words = " ".join(Page(text).words)
        for path in self.results:
            document = json.loads(path.read_text(encoding="utf-8"))
            for row in document.get("rows", []):
                self.assertIn(row["name"], words)
            for claim in document.get("claims", []):
                self.assertIn(claim["id"], words)
                self.assertIn(claim["statement"], words)
                if "false_twin" in claim:
                    self.assertIn(claim["false_twin"]["statement"], words)
        self.assertIn('corrected by <a href="#claim-minibatch_unbiasedness-incomplete.unbiased">', text)
        self.assertIn("vacuous here", words)
        self.assertIn("tools/bench/run --quick -o results/bench.json", words)
        self.assertIn("Fatras et al. (2020)", words)
        self.assertIn("every verdict is as expected", words)

    def is_whole_and_needs_no_network(self, text):
        page = Page(text)
        self.assertEqual((page.unbalanced, page.open), ([], []))
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for tag, reference in page.references:
            with self.subTest(tag=tag, reference=reference):
                if reference.startswith("#"):
                    self.assertIn(reference[1:], page.ids)
                elif tag == "a":
                    self.assertRegex(reference, r"^(https://|figures/)")
                else:
                    self.fail("something would be loaded")
        self.assertFalse([tag for tag, _ in page.tags if tag in ("link", "iframe", "img", "object", "embed", "base")])

    def figures_lie_beside(self, text):
        names = set(figure_set.find())
        files = {path.name for path in (self.folder / "out/figures").iterdir()}
        self.assertEqual(files, {f"{name}.{kind}" for name in names for kind in ("pdf", "svg")})
        self.assertEqual({path.name for path in (self.folder / "out").iterdir()}, {"report.html", "figures"})
        page = Page(text)
        images = [a for tag, a in page.tags if tag == "svg"]
        self.assertEqual(len(images), len(names))
        self.assertTrue(all(a["role"] == "img" and a["aria-label"] for a in images))
        for name in names:
            self.assertIn(f"reports/draw_figure.py {name} ", text)
            self.assertIn(f'<a href="figures/{name}.pdf">', text)

    def tables_can_be_read_aloud(self, text):
        page = Page(text)
        headings = [a for tag, a in page.tags if tag == "th"]
        self.assertTrue(headings)
        self.assertTrue(all(a.get("scope") in ("col", "row") for a in headings))
        self.assertIn(("html", {"lang": "en"}), page.tags)

    def is_a_function_of_its_input(self, text):
        self.assertEqual(self.make(*self.results), text)

    def a_failed_run_keeps_it(self, text):
        run = self.run_program("make_report.py", self.changed(lambda document: document.pop("schema")), "-o", "out/report.html")
        self.assertEqual(run.returncode, 65)
        self.assertEqual((self.folder / "out/report.html").read_text(encoding="utf-8"), text)


class OddPages(MakesPage):
    def test_hostile_strings_stay_text(self):
        def poison(document):
            for key in ("simulation", "title", "preset", "seed", "status"):
                document[key] = HOSTILE
            document["parameters"][HOSTILE] = 1
            document["provenance"]["arguments"] = ["--set", HOSTILE]
            document["provenance"][HOSTILE] = {HOSTILE: HOSTILE}
            for claim in document["claims"]:
                claim.update(id=HOSTILE + claim["id"], statement=HOSTILE, source=HOSTILE + " fatras:20", kind=HOSTILE,
                             guarantee=HOSTILE, flags=[HOSTILE])
                claim["cells"][0]["parameters"][HOSTILE] = 2
                if "false_twin" in claim:
                    claim["false_twin"]["statement"] = HOSTILE
                else:
                    claim["corrected_by"] = HOSTILE
            document["claims"][0]["failures"] = [{"kind": HOSTILE, "count": "1", "cell": 0, "stream": HOSTILE,
                                                  "first_replicate": "3"}]

        text = self.make(self.changed(poison))
        page = Page(text)
        self.assertEqual([tag for tag, _ in page.tags].count("script"), 1)
        self.assertFalse([tag for tag, a in page.tags if tag == "img" or any(key.startswith("on") for key in a)])
        self.assertEqual((page.unbalanced, page.open), ([], []))
        self.assertNotIn("alert(2)>49", "".join(page.words))
        self.assertGreaterEqual("".join(page.words).count("<script>alert(1)"), 30)

    def test_what_a_reader_must_know_stands_out(self):
        def spoil(document):
            document["claims"][0]["verdict"] = "refuted"
            document["claims"][0]["source"] = "nobody:99, Thm. 1"
            document["claims"][1]["false_twin"]["verdict"] = "inconclusive"
            document["status"] = "interrupted"

        text = self.make(self.changed(spoil))
        words = " ".join(" ".join(Page(text).words).split())
        for expected in ("2 not as expected:", "not as expected", "must be refuted", "interrupted: unfinished cells",
                         "deviation_bound was not drawn: no result of minibatch_deviation"):
            self.assertIn(expected, words)
        self.assertIn('title="no such reference">nobody:99</span>', text)
        self.assertIn("deviation_bound: not drawn: no result of minibatch_deviation", self.stderr)
        self.assertIn("'nobody:99' is cited but not in references.bib", self.stderr)

    def test_exit_codes(self):
        bad = self.changed(lambda document: document.update(schema_version=7))
        pathlib.Path(self.folder, "file").write_text("", encoding="utf-8")
        for arguments, code, message in [
            ([], 64, "RESULT.json"),
            ([self.results[0], "--nonsense"], 64, "--nonsense"),
            ([bad], 65, "version 7"),
            (["absent.json"], 66, "absent.json"),
            (["no\nsuch\x1b.json"], 66, "no\\nsuch\\x1b.json"),
            ([self.results[0], "--" + "x" * 9000], 64, "xxx..."),
            ([self.results[1], "-o", "file/report.html"], 73, "file"),
        ]:
            run = self.run_program("make_report.py", *arguments)
            with self.subTest(arguments=arguments):
                self.assertEqual((run.returncode, run.stdout), (code, ""), run.stderr)
                self.assertIn(message, run.stderr)
                self.assertNotIn("Traceback", run.stderr)


if __name__ == "__main__":
    unittest.main()
