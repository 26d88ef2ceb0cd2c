"""Every key that is cited stands in references.bib, and every entry is cited."""

import pathlib
import unittest

import report_case

import bibliography

SEARCHED = {"lib": (".hpp", ".cpp"), "sims": (".hpp", ".cpp"), "tools": (".hpp", ".cpp"), "reports": (".py", ".j2")}


def cited():
    """{key: first file that cites it}"""
    found = {}
    for folder, endings in SEARCHED.items():
        for path in sorted((report_case.SOURCE / folder).rglob("*")):
            # Keys of the form below appear in bibliography.py as examples.
            if path.suffix in endings and path.name != "bibliography.py":
                for key in bibliography.keys_in(path.read_text(encoding="utf-8")):
                    found.setdefault(key, str(path.relative_to(report_case.SOURCE)))
    return found


class Bibliography(unittest.TestCase):
    def test_every_key_cited_is_an_entry(self):
        entries = bibliography.read()
        self.assertEqual({key: path for key, path in cited().items() if key not in entries}, {})

    def test_every_entry_is_cited(self):
        keys = cited()
        self.assertEqual([key for key in bibliography.read() if key not in keys], [])

    def test_entries_have_what_a_reader_needs(self):
        for entry in bibliography.read().values():
            with self.subTest(key=entry.key):
                self.assertTrue(entry.fields.get("title"))
                self.assertRegex(entry.fields.get("year", ""), r"^\d{4}$")
                self.assertEqual(entry.fields["year"][2:], entry.key.split(":")[1][:2])
                self.assertTrue(all(entry.authors))
                self.assertTrue(entry.venue or entry.address)
                self.assertNotRegex(str(entry.fields), r"[{}\\]{2,}|\\[a-z'\"]")

    def test_reads_nested_braces_and_accents(self):
        entry = bibliography.parse("@article{a:99,\n author = {B{\\'e}a, {C}. and D, E},\n title = {On {W}_2},\n year = {1999}\n}")["a:99"]
        self.assertEqual((entry.short, entry.fields["title"]), ("Béa and D (1999)", "On W_2"))

    def test_refuses_open_braces_double_keys_and_loose_text(self):
        for text, message in [("@article{a:99, title = {x}", "never closed"), ("@article{a:99, title = x\n}", "cannot read"),
                              ("@misc{a:99, year = {1}}\n@misc{a:99, year = {2}}", "defined twice")]:
            with self.subTest(text=text), self.assertRaisesRegex(bibliography.BadBibliography, message):
                bibliography.parse(text)


if __name__ == "__main__":
    unittest.main()
