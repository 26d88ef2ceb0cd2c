"""The tables of tests/mutations/README.md: each fault of the lists has a row, whose last cell names the test that notices it."""
import os
import re

HEAD = "| Fault | File | Noticed by |"  # of the table that rows of new faults join
LIBRARY = "lib/mongecarlo/"


class NoTable(Exception):
    """The page has no table to put a row into."""


def cells(row):
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def witness_of(failure):
    """The test, without how it failed where it failed as tests do: "claim.x (Failed)" is claim.x."""
    return re.sub(r" \(Failed\)$", "", failure)


def with_row(page, fault, failure):
    """The page with `failure` in each row of the fault. A star, which says that a test had to be written for it, stays."""
    lines = page.split("\n")
    rows = [k for k, line in enumerate(lines) if line.startswith("|") and cells(line)[0] == fault["note"]]
    for k in rows:
        *others, last = cells(lines[k])
        star = " *" if last.endswith("*") else ""
        lines[k] = f"| {' | '.join([*others, witness_of(failure) + star])} |"
    if rows:
        return "\n".join(lines)
    if HEAD not in lines:
        raise NoTable(f"no table begins with {HEAD}")
    end = lines.index(HEAD)
    while lines[end].startswith("|"):
        end += 1
    lines.insert(end, f"| {fault['note']} | `{fault['file'].removeprefix(LIBRARY)}` | {witness_of(failure)} |")
    return "\n".join(lines)


def update(path, fault, failure):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(with_row(page, fault, failure))
    os.replace(path + ".new", path)
