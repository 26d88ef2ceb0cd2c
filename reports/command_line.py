"""Exit codes, usage errors and input files, the same for every program of reports/ and as in the C++ programs."""

import argparse
import sys

import json_reader
import result_file

USAGE, BAD_DATA, NO_INPUT, FAULT, CANNOT_CREATE = 64, 65, 66, 70, 73
LONGEST_MESSAGE = 2000
_FORMATS = ("pdf", "svg", "png")


def one_line(message):
    """As in the C++ programs: control characters are written out. At most LONGEST_MESSAGE characters."""
    printable = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in message)
    return json_reader.shortened("".join(printable), LONGEST_MESSAGE)


class Parser(argparse.ArgumentParser):
    """Usage errors are one line, and exit with 64."""

    def error(self, message):
        print(f"{self.prog}: {one_line(message)}\nTry '{self.prog} --help'.", file=sys.stderr)
        sys.exit(USAGE)

    def formats(self, text):
        formats = tuple(text.split(","))
        for name in formats:
            if name not in _FORMATS:
                self.error(f"--format: '{name}' is none of {', '.join(_FORMATS)}")
        return formats


class NoInput(Exception):
    """A result file that cannot be opened."""


def read_results(paths):
    """The Results of the files; NoInput or BadResult otherwise. A simulation may come once."""
    results = []
    for path in paths:
        try:
            results.append(result_file.read(path))
        except OSError as error:
            raise NoInput(f"{path}: {error.strerror}") from error
        twice = [r.file for r in results[:-1] if r.simulation == results[-1].simulation]
        if twice:
            raise result_file.BadResult(f"{path}: /simulation: '{results[-1].simulation}' is in {twice[0]} already")
    return result_file.Results(results)


def run(main):
    """Calls main(arguments) and turns the errors a user can cause into one line and an exit code."""
    try:
        return main(sys.argv[1:])
    except NoInput as error:
        code, text = NO_INPUT, str(error)
    except result_file.BadResult as error:
        code, text = BAD_DATA, str(error)
    except OSError as error:
        code, text = CANNOT_CREATE, f"{error.filename}: {error.strerror}"
    print(f"error: {one_line(text)}", file=sys.stderr)
    return code
