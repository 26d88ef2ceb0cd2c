"""JSON files read with the place of what is wrong: every message names the file and the JSON pointer of the field."""

import json
import math
import pathlib


COUNT_DIGITS = 20  # of a 64-bit count
LONGEST_QUOTE = 80


class BadResult(Exception):
    """A result file that this version cannot read; the text names file, place and reason."""


class Reader:
    """One JSON object with its place in the file, for messages that point at the field."""

    def __init__(self, value, file, pointer=""):
        self.value, self.file, self.pointer = value, file, pointer

    def fail(self, reason):
        raise BadResult(f"{self.file}: {self.pointer or '/'}: {reason}")

    def keys(self):
        return list(self.as_object().value)

    def as_object(self):
        if not isinstance(self.value, dict):
            self.fail("an object is needed here")
        return self

    def member(self, key):
        place = key.replace("~", "~0").replace("/", "~1")
        return Reader(self.as_object().value.get(key), self.file, f"{self.pointer}/{place}")

    def items(self):
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.fail("an array is needed here")
        return [Reader(value, self.file, f"{self.pointer}/{i}") for i, value in enumerate(self.value)]

    def text(self, default=None):
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, str):
            self.fail("a string is needed here")
        return self.value

    def choice(self, allowed):
        if self.text() not in allowed:
            self.fail(f"'{shortened(self.value)}' is none of {', '.join(allowed)}")
        return self.value

    def number(self):
        """A finite number, or None where the field is absent or null."""
        if self.value is None:
            return None
        if not is_finite_number(self.value):
            self.fail("a finite number is needed here")
        return float(self.value)

    def required_number(self):
        number = self.number()
        if number is None:
            self.fail("a number is needed here")
        return number

    def positive(self):
        number = self.required_number()
        if not number > 0:
            self.fail("a number > 0 is needed here")
        return number

    def count(self):
        """A 64-bit count, which travels as a decimal string."""
        if self.value is None:
            return None
        is_text = isinstance(self.value, str) and self.value.isascii() and self.value.isdigit() and len(self.value) <= COUNT_DIGITS
        count = int(self.value) if is_text else self.value
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**64:
            return count
        self.fail("a count (a string of digits) is needed here")

    def document_of(self, schema, version, stranger):
        """Itself, where it is a document of this schema and version; `stranger` is what is said of another schema."""
        self.as_object()
        if self.member("schema").value != schema:
            self.member("schema").fail(f"{stranger}: '{schema}' is needed here")
        found = self.member("schema_version")
        if found.value != version or isinstance(found.value, bool):
            found.fail(f"version {shortened(repr(found.value))} of the {schema.split('/')[-1]} schema; this program reads version {version}")
        return self

    def numbers(self):
        return [item.required_number() for item in self.items()]

    def interval(self):
        if self.value is None:
            return None
        ends = self.numbers()
        if len(ends) != 2 or ends[0] > ends[1]:
            self.fail("an interval [lower, upper] is needed here")
        return ends[0], ends[1]


def shortened(text, most=LONGEST_QUOTE):
    """What a message quotes of a text that may be of any length."""
    return text if len(text) <= most else text[:most] + "..."


def is_finite_number(value):
    """Of what JSON decodes to: an integer may be too large for a double, and true is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def _double(text):
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{shortened(text)} is out of range")
    return number


def load(path):
    """The decoded document. FileNotFoundError or IsADirectoryError when there is none, BadResult when it is no JSON."""
    data = pathlib.Path(path).read_bytes()
    try:
        text = data.decode("utf-8")
        document = json.loads(text, parse_constant=_no_constant, parse_float=_double)
        if "\\u" in text:
            json.dumps(document, ensure_ascii=False).encode("utf-8")  # half a character (\ud800) could not be written again
        return document
    except (ValueError, RecursionError) as error:
        raise BadResult(f"{path}: not a JSON text: {error}") from error
