#!/usr/bin/env python3
"""The tree keeps its own rules, and the program that says so finds each kind of departure in a copy where it is planted."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
CHECK = os.path.join(ROOT, "tools", "check_layers")

PLANTS = [
    ("measure/planted.hpp", '#include "mongecarlo/stats/verdict.hpp"\nstruct Planted {};\n', "[layer] measure may not include"),
    ("stats/planted.hpp", '#include "mongecarlo/cost/ground_cost.hpp"\nstruct Planted {};\n', "[layer] stats may not include"),
    ("limit/planted.hpp", '#include "mongecarlo/learning/tape.hpp"\nstruct Planted {};\n', "[layer] limit may not include"),
    ("base/planted.cpp", '#include "mongecarlo/random/stream.hpp"\n', "[layer] base may not include"),
    ("base/planted.cpp", '#include "checks.hpp"\n', "[layer] \"checks.hpp\" does not start"),
    ("gossip/planted.hpp", "struct Planted {};\n", "[layer] 'gossip' is no layer"),
    ("stats/planted.cpp", "#include <gsl/gsl_cdf.h>\n", "[outsider]"),
    ("io/planted.cpp", "  #  include <CLI/CLI.hpp>\n", "[outsider]"),
    ("random/planted.hpp", "#include <Random123/philox.h>\nstruct Planted {};\n", "[public]"),
    ("io/planted.hpp", "#include <nlohmann/json.hpp>\nstruct Planted {};\n", "[public]"),
    ("random/planted.cpp", "std::normal_distribution<double> law;\n", "[random]"),
    ("stats/planted.cpp", "const double x = std::lgamma(3.0);\n", "[race]"),
    ("limit/planted.cpp", "const double x = std::cyl_bessel_i(0.0, 3.0);\n", "[race]"),
    ("base/planted.hpp", "// planted\nstruct Other {};\n", "[name] it declares nothing"),
    ("base/checks.cpp", '#include <cmath>\n#include "mongecarlo/base/checks.hpp"\n', "[name] its first include"),
    ("measure/distributions/planted.cpp", 'const DistributionFamily other{.name = "planted"};\n', "[name] it must define"),
    ("transport/solvers/planted.cpp", 'const SolverFamily planted{.name = "other"};\n', "[name] its entry"),
    ("base/string_util.hpp", "struct StringUtil {};\n", "[name] 'util'"),
    ("base/planted.hpp", "struct Planted {};\n" + "\n" * 500, "[length]"),
    ("base/planted.hpp", "struct Planted {};  // as in /" + "home/somebody/notes\n", "[path]"),
]


def departures(root):
    run = subprocess.run([sys.executable, CHECK, "--root", root], capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


class CheckLayers(unittest.TestCase):
    def test_the_tree_keeps_its_rules(self):
        code, text = departures(ROOT)
        self.assertEqual(code, 0, "\n" + text)

    def test_planted_departures_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, content, expected in PLANTS:
                with self.subTest(planted=expected):
                    shutil.rmtree(os.path.join(folder, "lib"), ignore_errors=True)
                    shutil.copytree(os.path.join(ROOT, "lib"), os.path.join(folder, "lib"))
                    path = os.path.join(folder, "lib", "mongecarlo", name)
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(content)
                    code, text = departures(folder)
                    self.assertEqual(code, 1, text)
                    self.assertIn(f"lib/mongecarlo/{name}:", text)
                    self.assertIn(expected, text)
                    self.assertIn("check_layers: 1 departures", text)

    def test_words_in_comments_are_no_departures(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "lib", "mongecarlo", "base", "planted.hpp")
            os.makedirs(os.path.dirname(path))
            with open(path, "w", encoding="utf-8") as file:
                file.write("// unlike std::normal_distribution; see https://example.org/home/x\nstruct Planted {};\n")
            self.assertEqual(departures(folder)[0], 0)

    def test_a_folder_without_the_library_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(departures(folder)[0], 66)


if __name__ == "__main__":
    unittest.main()
