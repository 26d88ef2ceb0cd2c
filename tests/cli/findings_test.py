"""What a sanitizer finds in a program fails the test that ran it, whatever the test looks at."""

import os
import unittest

from programs import FINDING, TEST_BIN, clean_environment, run, sanitizer_of

PLANTED = os.path.join(TEST_BIN or "", "planted_fault")
KINDS = {"address": ("memory", "arithmetic", "leak"), "thread": ("race",)}


class Findings(unittest.TestCase):
    def test_the_exit_code_of_a_finding_fails_the_test(self):
        for code in (0, 1, 66):
            self.assertEqual(run(["sh", "-c", f"exit {code}"]).returncode, code)
        with self.assertRaisesRegex(AssertionError, "a sanitizer found something in .*\nwhere it was"):
            run(["sh", "-c", f"echo where it was >&2; exit {FINDING}"])

    def test_options_that_were_given_are_kept(self):
        self.assertEqual(clean_environment(TSAN_OPTIONS="halt_on_error=1")["TSAN_OPTIONS"], f"halt_on_error=1:exitcode={FINDING}")

    @unittest.skipUnless(os.path.exists(PLANTED), "no sanitizer watches this build")
    def test_planted_faults_are_found(self):
        self.assertEqual(run([PLANTED]).returncode, 0)
        for kind in KINDS[sanitizer_of(PLANTED)]:
            with self.subTest(kind), self.assertRaisesRegex(AssertionError, "a sanitizer found something"):
                run([PLANTED, kind])


if __name__ == "__main__":
    unittest.main()
