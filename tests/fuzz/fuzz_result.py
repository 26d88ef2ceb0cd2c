"""Fuzzes the readers of results and measurements (reports/), which are Python and so out of libFuzzer's reach.

    fuzz_result.py SECONDS [FOUND]

From the corpus, changed at random from a fixed seed: bytes as they are, and values of the decoded JSON, since most changed
bytes are no JSON any more. An input that reaches a new line after another line is kept and changed further. The reader may
refuse with BadResult, naming the file; what it takes must hold finite numbers and texts that can be written, and must be
read again as the same. Exit status: 1 when one is found; it is kept in the folder FOUND, where one is named.
"""

import dataclasses
import json
import math
import pathlib
import random
import sys
import tempfile
import time

FUZZ = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FUZZ.parents[1] / "reports"))

import bench_file  # noqa: E402
import calibration_file  # noqa: E402
import json_reader  # noqa: E402
import result_file  # noqa: E402

MODULES = (bench_file, calibration_file, json_reader, result_file)
SEED = 1
VALUES = [None, True, False, 0, 1, -1, 2**63, 10**400, 0.5, 1e308, -1e308, 5e-324, "", "0", "-1", "1" * 5000, "NaN", "\ud800", "\x00",
          "a\nb", "supported", "refuted", "inconclusive", "not measured", "mongecarlo/result", "mongecarlo/bench", "mongecarlo/calibration", [], {}, [[]],
          [0, 1], [1, 0], [None], {"": 0}, {"values": [1]}, {"values": {"values": 1}}]
WORDS = [b"1e999", b"-1e999", b"NaN", b"-0", b"null", b"{}", b"[]", b"[" * 2000, b"\\ud800", b"\xff", b"\x00", b"1" * 5000, b'"schema"']


class Watch:
    """Pairs of lines of the readers, one run after the other."""

    def __init__(self):
        self.files = {module.__file__: number for number, module in enumerate(MODULES)}
        self.seen, self.lines = set(), set()

    def _on_call(self, frame, _event, _argument):
        number = self.files.get(frame.f_code.co_filename)
        if number is None:
            return None
        last = frame.f_code.co_firstlineno

        def on_line(frame, event, _argument):
            nonlocal last
            if event == "line":
                self.now.add((number, last, frame.f_lineno))
                last = frame.f_lineno
            return on_line

        return on_line

    def is_new(self, call):
        """Whether the call reached what no other had."""
        self.now = set()
        sys.settrace(self._on_call)
        try:
            call()
        finally:
            sys.settrace(None)
        is_new = not self.now <= self.seen
        self.seen |= self.now
        self.lines |= {(number, line) for number, _, line in self.now}
        return is_new

    def share_of_lines(self):
        """Of the lines within functions of the readers."""
        all_lines = set()
        for module in MODULES:
            code = compile(pathlib.Path(module.__file__).read_text(encoding="utf-8"), module.__file__, "exec")
            all_lines |= {(self.files[module.__file__], line) for line in lines_of_functions(code)}
        return len(self.lines & all_lines) / len(all_lines)


def lines_of_functions(code):
    """Not those of modules and classes, which run at import, nor the line of a def."""
    lines = set()
    for inner in code.co_consts:
        if not hasattr(inner, "co_code"):
            continue
        is_class = "__module__" in inner.co_names and "__qualname__" in inner.co_names
        if not is_class:
            lines |= {line for _, _, line in inner.co_lines() if line and line != inner.co_firstlineno}
        lines |= lines_of_functions(inner)
    return lines


def places(value, place=()):
    """Every place of a decoded JSON, as keys from the top."""
    found = [place]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*place, key))
    return found


def change_value(document, draw):
    """Another value somewhere, a key less, a value from elsewhere, or a list that is longer or shorter."""
    spots = places(document)[1:]
    if not spots:
        return draw.choice(VALUES)
    *folders, key = draw.choice(spots)
    inside = at(document, folders)
    kind = draw.randrange(5)
    if kind == 0:
        del inside[key]
    elif kind == 1:
        inside[key] = json.loads(json.dumps(at(document, draw.choice(spots))))
    elif kind == 2 and isinstance(inside, list):
        inside.append(inside[key])
    else:
        inside[key] = draw.choice(VALUES)
    return document


def at(document, keys):
    for key in keys:
        document = document[key]
    return document


def change_bytes(data, draw):
    place = draw.randrange(len(data) + 1)
    kind = draw.randrange(5)
    if kind == 0:
        return data[:place] + bytes([draw.randrange(256)]) + data[place + 1:]
    if kind == 1:
        return data[:place] + data[place + draw.randrange(20):]
    if kind == 2:
        other = draw.randrange(len(data) + 1)
        return data[:place] + data[other:other + draw.randrange(40)] + data[place:]
    if kind == 3:
        return data[:place]
    return data[:place] + draw.choice(WORDS) + data[place:]


def changed(data, draw):
    if draw.random() < 0.75:
        try:
            document = json.loads(data)
            for _ in range(draw.randint(1, 4)):
                document = change_value(document, draw)
            return json.dumps(document).encode()
        except (ValueError, RecursionError):
            pass  # no JSON any more: change its bytes
    for _ in range(draw.randint(1, 4)):
        data = change_bytes(data, draw)
    return data


def fault_of(value, where="result"):
    """What a figure or the page could not bear, or ''."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{where} is {value}"
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return f"{where} is a text that cannot be written"
    if dataclasses.is_dataclass(value):
        items = [(item.name, getattr(value, item.name)) for item in dataclasses.fields(value)]
    elif isinstance(value, dict):
        items = [*value.items(), *((key, key) for key in value)]
    else:
        items = enumerate(value) if isinstance(value, (tuple, list)) else ()
    return next((fault for key, inner in items if (fault := fault_of(inner, f"{where}.{key}"))), "")


def read(path):
    """What is wrong with what the reader made of the file, or ''."""
    try:
        result = result_file.read(path)
    except result_file.BadResult as error:
        return "" if str(error).startswith(f"{path}: ") else f"refused without its name: {error}"
    if fault := fault_of(result):
        return fault
    path.write_text(json.dumps(json_reader.load(path), indent=1, sort_keys=True), encoding="utf-8")
    return "" if result_file.read(path) == result else "another result rewritten"


def main():
    seconds, found = float(sys.argv[1]), sys.argv[2:]
    inputs = [path.read_bytes() for path in sorted((FUZZ / "corpus" / "result").iterdir())]
    draw, watch, runs = random.Random(SEED), Watch(), 0
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "fuzzed.json"
        while runs < len(inputs) or time.monotonic() < end:
            data = inputs[runs] if runs < len(inputs) else changed(draw.choice(inputs), draw)
            path.write_bytes(data)
            faults = []
            try:
                is_new = watch.is_new(lambda: faults.append(read(path)))
            except Exception as error:  # noqa: BLE001  (any other exception is the finding)
                faults, is_new = [f"{type(error).__name__}: {error}"], False
            if faults[0]:
                for name in found:
                    pathlib.Path(name).mkdir(parents=True, exist_ok=True)
                    (pathlib.Path(name) / "result-fault.json").write_bytes(data)
                print(f"run {runs}: {faults[0]}\n{data[:2000]!r}")
                return 1
            if is_new and runs >= len(inputs):
                inputs.append(data)
            runs += 1
    print(f"{runs} runs, {len(inputs)} inputs, {len(watch.seen)} pairs of lines, {watch.share_of_lines():.1%} of the readers' lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
