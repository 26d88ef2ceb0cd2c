"""references.bib, read with what this project's entries need of BibTeX: @type{key, name = {value}, ...}."""

import pathlib
import re
from dataclasses import dataclass

KEY = re.compile(r"\b[a-z]+:[0-9]{2}[a-z]?\b")
_LATEX = {r"{\'e}": "é", r"{\'E}": "É", r"{\`e}": "è", r'{\"i}': "ï", r'{\"\i}': "ï", r'{\"o}': "ö", r'{\"a}': "ä", r"{\~n}": "ñ",
          r"{\'a}": "á", r"{\'i}": "í", r"{\^e}": "ê", r"{\c c}": "ç", r'{\"u}': "ü", "--": "–", "~": " "}


@dataclass(frozen=True)
class Entry:
    key: str
    kind: str
    fields: dict

    @property
    def authors(self):
        return [author.strip() for author in self.fields.get("author", "").split(" and ")]

    @property
    def short(self):
        """Fatras et al. (2020)"""
        names = [author.split(",")[0] for author in self.authors]
        who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} et al."
        suffix = self.key[len(self.key.rstrip("abcdefghijklmnopqrstuvwxyz")):]  # fatras:21b -> b
        return f"{who} ({self.fields.get('year', 'n.d.')}{suffix})"

    @property
    def venue(self):
        f = self.fields
        venue = f.get("journal") or f.get("booktitle") or f.get("publisher") or ""
        if f.get("volume"):
            venue += f" {f['volume']}" + (f"({f['number']})" if f.get("number") else "")
        if f.get("pages"):
            venue += f", {f['pages']}"
        return venue

    @property
    def address(self):
        if self.fields.get("eprint"):
            return f"https://arxiv.org/abs/{self.fields['eprint']}"
        return f"https://doi.org/{self.fields['doi']}" if self.fields.get("doi") else ""


class BadBibliography(Exception):
    pass


def _plain(value):
    for latex, character in _LATEX.items():
        value = value.replace(latex, character)
    return re.sub(r"\s+", " ", value.replace("{", "").replace("}", "")).strip()


def _braced(text, start):
    """The end (exclusive) of the group that opens at start."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    raise BadBibliography(f"a brace that opens at character {start} is never closed")


def parse(text):
    """Entries by key, in file order. BadBibliography on a key used twice or an open brace."""
    entries = {}
    for match in re.finditer(r"^@(\w+)\{([^,\s]+),", text, re.MULTILINE):
        opening = match.start() + len(match.group(1)) + 1
        body = text[match.end():_braced(text, opening) - 1]
        fields, position = {}, 0
        while (item := re.compile(r"\s*(\w+)\s*=\s*\{").match(body, position)) is not None:
            end = _braced(body, item.end() - 1)
            fields[item.group(1).lower()] = _plain(body[item.end():end - 1])
            position = end + len(re.match(r"\s*,?", body[end:]).group())
        if body[position:].strip():
            raise BadBibliography(f"{match.group(2)}: cannot read '{body[position:].strip()[:40]}'")
        if match.group(2) in entries:
            raise BadBibliography(f"{match.group(2)}: defined twice")
        entries[match.group(2)] = Entry(match.group(2), match.group(1).lower(), fields)
    return entries


def read(path=None):
    path = pathlib.Path(path) if path else pathlib.Path(__file__).with_name("references.bib")
    return parse(path.read_text(encoding="utf-8"))


def keys_in(text):
    return KEY.findall(text)
