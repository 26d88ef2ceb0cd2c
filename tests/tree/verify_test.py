#!/usr/bin/env python3
"""tools/verify and tools/packages with stand-ins for what they call: order, exit status, what is run again."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

TOOLS = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", "tools"))

SIMULATION = """#!/bin/sh
echo "$0 $*" >> ran
while [ $# -gt 0 ]; do [ "$1" = --output ] && out=$2; shift; done
cat > "$out" <<'END'
%s
END
exit %d
"""


def result(name, verdict):
    twin = {"verdict": "refuted"}
    return json.dumps({"schema": "mongecarlo/result", "schema_version": 1, "simulation": name, "status": "complete",
                       "claims": [{"id": f"{name}.claim", "verdict": verdict, "expected": "supported", "false_twin": twin}]})


class Verify(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        for name in ("verify", "verdict_table"):
            os.makedirs(os.path.join(self.root, "tools"), exist_ok=True)
            shutil.copy(os.path.join(TOOLS, name), os.path.join(self.root, "tools", name))
        self.write("tools/packages", "#!/bin/sh\nexit 0\n")
        self.write("tools/python_with", "#!/bin/sh\nexec " + os.path.join(TOOLS, "python_with") + "\n")
        self.write("path/cmake", "#!/bin/sh\nexit 0\n")
        self.write("reports/make_report.py", "import sys\nopen(sys.argv[-1], 'w').write('page')\nopen('drawn', 'a').write('x')\n")
        self.simulation("alpha", "supported", 0)
        self.simulation("beta", "supported", 0)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def simulation(self, name, verdict, status):
        self.write(f"sims/{name}.cpp", "")
        self.write(f"build/bin/{name}", SIMULATION % (result(name, verdict), status))

    def verify(self, *arguments):
        environment = {**os.environ, "PATH": os.path.join(self.root, "path") + ":" + os.environ["PATH"]}
        run = subprocess.run([os.path.join(self.root, "tools", "verify"), *arguments], env=environment, cwd="/",
                             stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def ran(self):
        path = os.path.join(self.root, "ran")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            lines = [line.split()[0].split("/")[-1] for line in file]
        os.remove(path)
        return lines

    def test_a_second_run_runs_only_what_changed(self):
        code, text = self.verify()
        self.assertEqual(code, 0, text)
        self.assertEqual(self.ran(), ["alpha", "beta"])
        self.assertTrue(os.path.exists(os.path.join(self.root, "results", "report.html")))
        self.assertEqual(self.verify()[0], 0)
        self.assertEqual(self.ran(), [])
        self.write("build/bin/beta", SIMULATION % (result("beta", "refuted"), 1))
        self.assertEqual(self.verify()[0], 1)
        self.assertEqual(self.ran(), ["beta"])
        self.write("results/alpha.json", result("alpha", "supported") + " ")
        self.verify()
        self.assertEqual(self.ran(), ["alpha"])
        self.verify("--again")
        self.assertEqual(self.ran(), ["alpha", "beta"])

    def test_the_report_is_drawn_again_when_results_or_figures_change(self):
        drawn = os.path.join(self.root, "drawn")
        self.verify()
        self.verify()
        self.assertEqual(os.path.getsize(drawn), 1)
        self.write("reports/figures/curve.py", "")
        self.verify()
        self.assertEqual(os.path.getsize(drawn), 2)
        self.simulation("beta", "inconclusive", 3)
        self.verify()
        self.assertEqual(os.path.getsize(drawn), 3)
        os.remove(os.path.join(self.root, "results", "report.html"))
        self.verify()
        self.assertEqual(os.path.getsize(drawn), 4)

    def test_exit_status(self):
        self.simulation("beta", "inconclusive", 3)
        self.assertEqual(self.verify()[0], 3)
        self.simulation("alpha", "refuted", 1)
        self.assertEqual(self.verify()[0], 1)

    def test_a_simulation_that_fails_is_named_and_the_others_run(self):
        self.simulation("alpha", "supported", 70)
        code, text = self.verify()
        self.assertEqual(code, 70)
        self.assertIn("failed: alpha", text)
        self.assertEqual(self.ran(), ["alpha", "beta"])

    def test_an_interrupted_simulation_ends_the_run(self):
        self.simulation("alpha", "inconclusive", 130)
        self.assertEqual(self.verify()[0], 130)
        self.assertEqual(self.ran(), ["alpha"])

    def test_a_failed_report_or_build_is_a_failure(self):
        self.write("reports/make_report.py", "raise SystemExit(65)\n")
        code, text = self.verify()
        self.assertEqual(code, 70)
        self.assertIn("alpha.claim", text)
        self.write("path/cmake", '#!/bin/sh\n[ "$1" != --build ]\n')
        self.assertEqual(self.verify()[0], 70)

    def test_an_unknown_simulation_is_refused(self):
        code, text = self.verify("gamma")
        self.assertEqual(code, 64)
        self.assertIn("there are: alpha beta", text)


class Packages(unittest.TestCase):
    def packages(self, *arguments, user=0, **stubs):
        stubs["id"] = f"echo {user}\n"
        with tempfile.TemporaryDirectory() as folder:
            for name in ("bash", "sh", "cat", "dirname", "env", "grep", "mktemp", "rm"):
                os.symlink(shutil.which(name), os.path.join(folder, name))
            for name, text in stubs.items():
                path = os.path.join(folder, name.replace("_", "-"))
                with open(path, "w", encoding="utf-8") as file:
                    file.write("#!/bin/sh\n" + text)
                os.chmod(path, 0o755)
            run = subprocess.run([shutil.which("bash"), os.path.join(TOOLS, "packages"), *arguments], env={"PATH": folder},
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True)
            calls = ""
            if os.path.exists(os.path.join(folder, "log")):
                with open(os.path.join(folder, "log"), encoding="utf-8") as file:
                    calls = file.read()
        return run.returncode, run.stderr, calls

    def test_elsewhere_what_is_missing_is_named(self):
        code, text, _ = self.packages("build")
        self.assertEqual(code, 69)
        self.assertIn("not a Debian system", text)
        self.assertIn("g++ (C++20 compiler)", text)

    def test_what_is_missing_is_installed_and_nothing_else(self):
        installed = "for p; do [ $p = cmake ] || echo $p installed; done\n"
        code, text, calls = self.packages("build", dpkg_query=installed, apt_get='echo "$*" >> "${0%/*}/log"\n')
        self.assertEqual(code, 0, text)
        self.assertIn("cmake (build system", text)
        self.assertEqual([line.split()[-1] for line in calls.splitlines()], ["update", "cmake"])

    def test_with_nothing_missing_apt_is_not_called(self):
        code, text, calls = self.packages("build", dpkg_query="for p; do echo $p installed; done\n", apt_get="exit 1\n")
        self.assertEqual((code, text, calls), (0, "", ""))

    def test_a_failed_installation_has_a_status_of_its_own(self):
        self.assertEqual(self.packages("test", dpkg_query="exit 1\n", apt_get="exit 100\n")[0], 69)

    def test_a_user_goes_through_sudo_and_is_not_asked_without_a_terminal(self):
        sudo = 'echo "$*" >> "${0%/*}/log"\n'
        code, text, calls = self.packages("test", user=1000, dpkg_query="exit 1\n", apt_get="exit 100\n", sudo=sudo)
        self.assertEqual(code, 0, text)
        self.assertTrue(calls.startswith("-n env "), calls)

    def test_a_user_without_sudo_is_told_what_to_ask_for(self):
        code, text, _ = self.packages("test", user=1000, dpkg_query="exit 1\n", apt_get="exit 100\n")
        self.assertEqual(code, 69)
        listed = subprocess.run([os.path.join(TOOLS, "packages"), "--list", "test"], capture_output=True, text=True, check=True)
        self.assertIn("python3-jsonschema", listed.stdout.split())
        self.assertIn("apt-get install " + " ".join(listed.stdout.split()) + "\n", text)


if __name__ == "__main__":
    unittest.main()
