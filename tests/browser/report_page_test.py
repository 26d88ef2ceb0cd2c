"""The page as a browser shows it: every row, every figure with a size, sorting that sorts, no error and no request."""

import html.parser
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reports"))
import report_case

report_case.require("matplotlib", "jinja2")
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
if CHROMIUM is None:
    print("skipped: there is no Chromium here (Debian: apt-get install chromium)")
    sys.exit(report_case.SKIP)

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars", "--window-size=1400,4000"]

# Runs in the page after its own script: clicks headings as a reader does and writes what it saw into <pre id="seen">.
PROBE = """
<script>
window.addEventListener("error", event => { document.title = "error: " + event.message; });
window.addEventListener("load", () => {
  const seen = {errors: [], columns: {}, images: []};
  const table = document.querySelector("#simulation-minibatch_unbiasedness table.claims");
  const column = name => Array.from(table.tHead.rows[0].cells).find(cell => cell.textContent.trim() === name);
  const values = name => Array.from(table.tBodies[0].rows).map(row => {
    const cell = row.cells[column(name).cellIndex];
    return cell.dataset.value === undefined ? cell.textContent.trim() : cell.dataset.value; });
  for (const name of ["claim", "estimate", "replicates", "verdict"]) {
    const runs = [];
    for (let click = 0; click < 2; ++click) {
      column(name).querySelector("button").click();
      runs.push({order: column(name).getAttribute("aria-sort"), values: values(name)});
    }
    seen.columns[name] = runs;
  }
  for (const image of document.querySelectorAll("figure svg")) {
    const box = image.getBoundingClientRect(), picture = image.parentNode.getBoundingClientRect();
    seen.images.push({name: image.closest("figure").id, width: box.width, height: box.height,
                      inside: box.left >= picture.left && box.right <= picture.right + 0.5});
  }
  seen.rows = document.querySelectorAll("table.claims tbody tr").length;
  seen.width = document.documentElement.scrollWidth;
  seen.requests = performance.getEntriesByType("resource").length;
  const output = document.createElement("pre");
  output.id = "seen";
  output.textContent = JSON.stringify(seen);
  document.body.append(output);
});
</script>
"""


class Seen(html.parser.HTMLParser):
    """The text of <pre id="seen">."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.text = False, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.inside = ("id", "seen") in attributes

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        self.text += data if self.inside else ""


class BrowserShowsPage(report_case.ReportCase):
    def browse(self, page, *flags):
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={self.folder / 'profile'}", *flags, page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False,
                              env={**os.environ, "HOME": str(self.folder)})

    def setUp(self):
        super().setUp()
        run = self.run_program("make_report.py", *self.results, "-o", "report.html")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.page = self.folder / "report.html"

    def test_page_in_the_browser(self):
        probed = self.folder / "probed.html"
        text = self.page.read_text(encoding="utf-8")
        probed.write_text(text.replace("</body>", PROBE + "</body>"), encoding="utf-8")
        run = self.browse(probed, "--virtual-time-budget=5000", "--dump-dom")
        self.assertEqual(run.returncode, 0, run.stderr[-2000:])
        seen = json.loads(Seen(run.stdout).text)
        self.assertNotIn("<title>error", run.stdout)

        documents = [json.loads(path.read_text(encoding="utf-8")) for path in self.results]
        self.assertEqual(seen["rows"], sum(len(document.get("claims", [])) for document in documents))
        self.assertEqual(seen["requests"], 0)
        self.assertLessEqual(seen["width"], 1400)

        figures = [path.stem for path in (report_case.REPORTS / "figures").glob("*.py")]
        self.assertEqual(sorted(image["name"] for image in seen["images"]), sorted(f"figure-{name}" for name in figures))
        for image in seen["images"]:
            with self.subTest(figure=image["name"]):
                self.assertGreater(image["width"], 300)
                self.assertGreater(image["height"], 150)
                self.assertTrue(image["inside"])

        for name, (up, down) in seen["columns"].items():
            with self.subTest(column=name):
                self.assertEqual((up["order"], down["order"]), ("ascending", "descending"))
                key = float if name in ("estimate", "replicates") else str.lower
                self.assertEqual([key(v) for v in up["values"]], sorted(key(v) for v in up["values"]))
                self.assertEqual([key(v) for v in down["values"]], sorted((key(v) for v in down["values"]), reverse=True))
                self.assertGreater(len(set(up["values"])), 1)

    def test_screenshot_is_a_page_with_something_on_it(self):
        import matplotlib.image

        # Two results: the picture of a longer page would end before its figures.
        self.assertEqual(self.run_program("make_report.py", *self.results[:2], "-o", "short.html").returncode, 0)
        picture = self.folder / "page.png"
        run = self.browse(self.folder / "short.html", f"--screenshot={picture}")
        self.assertEqual(run.returncode, 0, run.stderr[-2000:])
        pixels = matplotlib.image.imread(picture)[..., :3]
        self.assertEqual(pixels.shape[1], 1400)
        dark = pixels.min(axis=2) < 0.5
        self.assertGreater(dark.mean(), 0.005)  # text and curves
        self.assertLess(dark.mean(), 0.5)
        # The colours of the verdicts are on the page, in the tables and in the figures.
        for colour in ((0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x00, 0x58, 0x8A)):
            distance = abs(pixels * 255 - colour).max(axis=2)
            self.assertGreater((distance < 12).sum(), 50, colour)


if __name__ == "__main__":
    unittest.main()
