"""The worked example of the README, run as it stands there."""

import os
import pathlib
import re
import shlex
import tempfile
import unittest

from programs import BIN, SOURCE, mongecarlo, result_of, run


def worked_example():
    """The commands of the section, continuation lines joined."""
    readme = (SOURCE / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## A worked example"):]
    section = section[:section.index("\n## ", 3)]
    block = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))
    return [shlex.split(line) for line in block.replace("\\\n", " ").splitlines() if line.strip()]


class Readme(unittest.TestCase):
    def setUp(self):
        mongecarlo()
        folder = tempfile.TemporaryDirectory(prefix="mongecarlo-readme-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def here(self, word):
        word = re.sub(r"^build/bin/", BIN + os.sep, word)
        return re.sub(r"^results/", self.folder + os.sep, word)

    def test_the_worked_example_works(self):
        simulate, report = worked_example()
        done = run([self.here(word) for word in simulate], cwd=SOURCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = result_of(pathlib.Path(self.folder, "clouds.json").read_text(encoding="utf-8"))
        [claim] = result["claims"]
        self.assertEqual((claim["id"], claim["verdict"], claim["false_twin"]["verdict"]), ("data.unbiased", "supported", "refuted"))
        self.assertEqual([cell["parameters"]["m"] for cell in claim["cells"]], [1, 2, 3, 4])
        self.assertEqual(result["parameters"]["source"], "tests/cli/clouds/source.csv")
        done = run([self.here(word) for word in report], cwd=SOURCE)
        if done.returncode == 69:
            self.skipTest(done.stderr.strip())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("<svg", pathlib.Path(self.folder, "clouds.html").read_text(encoding="utf-8"))
        self.assertIn("<svg", pathlib.Path(self.folder, "figures", "given_clouds.svg").read_text(encoding="utf-8"))

    def test_the_problem_is_solved(self):
        done = run([self.here("build/bin/mongecarlo"), "solve", "tests/cli/clouds/problem.json", "--plan"], cwd=SOURCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("solve tests/cli/clouds/problem.json --plan", (SOURCE / "README.md").read_text(encoding="utf-8"))
        answer = result_of(done.stdout)
        self.assertEqual(len(answer["plan"]), 12)
        self.assertLess(abs(sum(mass for _, _, mass in answer["plan"]) - 1), 1e-12)
        lower, upper = answer["certified_objective"]
        self.assertLessEqual(upper - lower, 1e-12 * upper)

    def test_what_the_readme_names_is_there(self):
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        for path in re.findall(r"(?:sims|lib|reports|tests)/[\w/.]+\w", readme):
            self.assertTrue((SOURCE / path).exists() or (SOURCE / "lib/mongecarlo" / path).exists(), path)


if __name__ == "__main__":
    unittest.main()
