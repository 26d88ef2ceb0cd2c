"""Mechanical faults of one line of C++: which lines can take one, and which faults a line can take.

The sources are laid out by clang-format, which the patterns rely on: a comparison or an operation has spaces on both sides,
a template argument and a pointer have not.
"""
import glob
import os
import re
from typing import NamedTuple


class LineFault(NamedTuple):
    file: str       # seen from the root of the tree
    line: int       # from 1
    old: str        # the whole line
    new: str
    operator: str   # what kind of slip

    def apply(self, text):
        lines = text.split("\n")
        assert lines[self.line - 1] == self.old, f"{self.file}:{self.line} reads otherwise"
        lines[self.line - 1] = self.new
        return "\n".join(lines)

    def __str__(self):
        return f"{self.file}:{self.line}: {self.old.strip()}  ->  {self.new.strip()}"


# --- lines ---------------------------------------------------------------------------------------------------------------

QUOTED = re.compile(r"""//[^\n]* | /\*.*?\*/ | R"\((?s:.*?)\)" | "(?:\\.|[^"\\\n])*" | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
                        | ^[ ]*\#(?:\\\n|[^\n])*""", re.X | re.S | re.M)
# Statements of which no change tells the tests anything: hints of capacity, what an error says, what is checked at compile
# time or in debug builds alone.
IDLE = re.compile(r"\b(?:static_assert|assert)\b[^;]*;|^[^\n;]*\breserve\([^;]*;|\bthrow\b[^;]*;|\b(?:using|typedef)\b[^;]*;"
                  r"|\btemplate <[^\n]*>\s|\b__attribute__\(\([^)]*\)\)|\[\[[^\]]*\]\]", re.M)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def code_of(text):
    """The text with comments, strings, directives and idle statements blanked, letter by letter."""
    return IDLE.sub(blank, QUOTED.sub(blank, text))


def only_definitions(code):
    """The code with declarations blanked: of what stands outside of functions there remain initialisers."""
    kept = list(code)
    scopes = []  # of each open brace, whether it is a namespace or a type
    start = 0

    def outside():
        return all(scopes)

    def drop(first, last):
        kept[first:last] = re.sub(r"[^\n]", " ", "".join(kept[first:last]))

    for at, letter in enumerate(code):
        if letter not in "{};":
            continue
        head = code[start:at]
        if outside():
            if letter == "{":
                initialisers = re.search(r"\)\s*(?:noexcept)?\s*:\s", head)
                if initialisers:
                    drop(start, start + initialisers.end())
                elif not head.lstrip().startswith(",") and not re.search(r"[\])]?\s=\s*$", head):
                    drop(start, at)
            elif letter == ";" and not re.search(r"\s=\s", head):
                drop(start, at)
        if letter == "{":
            scopes.append(outside() and bool(re.search(r"\b(?:namespace|class|struct|enum|union)\b[^()]*$", head)))
        elif letter == "}" and scopes:
            scopes.pop()
        start = at + 1
    return "".join(kept)


# --- faults --------------------------------------------------------------------------------------------------------------

NUMBER = re.compile(r"(?<![\w.])(?:0x[0-9a-fA-F.]+(?:p[-+]?\d+)?|\d[\d']*(?:\.\d*)?(?:[eE][-+]?\d+)?)(?![\w.])")
OPERATORS = {" + ": [" - "], " - ": [" + "], " * ": [" / "], " / ": [" * "], " += ": [" -= "], " -= ": [" += "],
             " *= ": [" /= "], " /= ": [" *= "], " < ": [" <= ", " >= "], " <= ": [" < ", " > "], " > ": [" >= ", " <= "],
             " >= ": [" > ", " < "], " == ": [" != "], " != ": [" == "], " && ": [" || "], " || ": [" && "]}
KINDS = {"+": "arithmetic", "-": "arithmetic", "*": "arithmetic", "/": "arithmetic", "+=": "arithmetic", "-=": "arithmetic",
         "*=": "arithmetic", "/=": "arithmetic", "&&": "logic", "||": "logic"}
PAIRS = ("a b", "f g", "n m", "i j", "x y", "u v", "lower upper", "first second", "row column", "rows columns", "row col",
         "rows cols", "source target", "min max", "minCoeff maxCoeff", "cwiseMin cwiseMax", "front back", "begin end",
         "true false", "floor ceil", "above below", "left right", "even odd")
TWINS = {}
for pair in PAIRS:
    one, other = pair.split()
    for suffix in ("", "_"):
        TWINS.setdefault(one + suffix, []).append(other + suffix)
        TWINS.setdefault(other + suffix, []).append(one + suffix)
FUNCTIONS = {r"\bstd::(?:sqrt|log|exp|abs|log1p|expm1|norm)\((?!\))": "(", r"\.(?:sqrt|log|exp|abs)\(\)": "",
             r"\bstd::log1p\(": "std::log(", r"\bstd::expm1\(": "std::exp("}
CALL_OR_ASSIGNMENT = re.compile(r"\s*(?!return\b|throw\b|delete\b|case\b|default\b|else\b|if\b|for\b|while\b|do\b|switch\b)"
                                r"(?:(?:\+\+|--)?[\w:.\[\]()*>-]*[\w\])](?: [-+*/|&]?= .*|\(.*\)|(?:\+\+|--)?)"
                                r"|continue|break|return);\s*")


def is_balanced(text):
    depth = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if depth < 0:
            return False
    return depth == 0


def closing(code, opening):
    """Where the parenthesis closes that opens at `opening`, or -1 where not on this line."""
    depth = 0
    for at in range(opening, len(code)):
        depth += (code[at] == "(") - (code[at] == ")")
        if depth == 0:
            return at
    return -1


def faults_of_line(code, line, before):
    """All (new line, operator) of a line; `code` is the line with its quotes blanked, `before` the code before it."""
    found = []

    def replace(first, last, text, operator):
        found.append((line[:first] + text + line[last:], operator))

    for operator, others in OPERATORS.items():
        for match in re.finditer(re.escape(operator), code):
            for other in others:
                replace(match.start(), match.end(), other, KINDS.get(operator.strip(), "comparison"))
    for match in re.finditer(r"\+\+|--", code):
        replace(match.start(), match.end(), "--" if match.group() == "++" else "++", "arithmetic")
    for match in NUMBER.finditer(code):
        text = match.group()
        if re.fullmatch(r"\d+", text):
            value = int(text)
            others = {1} if value == 0 else {0, 2} if value == 1 else {value + 1, 2 * value}
            for other in sorted(others):
                replace(match.start(), match.end(), str(other), "constant")
        else:
            for other in ("(2 * " + text + ")", "(1 + " + text + ")"):
                replace(match.start(), match.end(), other, "constant")
    for match in re.finditer(r"(?<=[\w)\]]) [-+] 1\b(?!\.)", code):
        replace(match.start(), match.end(), "", "term left out")
    for match in re.finditer(r"(?:(?<=[(\[{!])|(?<=[,=?:<>+*/] )|(?<=return ))-(?=[\w(])(?!\d)", code):
        replace(match.start(), match.end(), "", "sign")
    match = re.fullmatch(r"\s*return ([^{}]+);\s*", code)
    if match and not re.fullmatch(r"true|false|nullptr", match[1]):
        replace(match.start(1), match.end(1), "-(" + line[match.start(1):match.end(1)] + ")", "sign")
    for match in re.finditer(r"\b[a-zA-Z]\w*\b", code):
        for twin in TWINS.get(match.group(), ()):
            replace(match.start(), match.end(), twin, "twin")
    for pattern, text in FUNCTIONS.items():
        for match in re.finditer(pattern, code):
            replace(match.start(), match.end(), text, "function left out")
    for match in re.finditer(r"\bif (?:constexpr )?\(", code):
        end = closing(code, match.end() - 1)
        if end > 0 and ";" not in code[match.end():end]:
            replace(match.end(), end, "!(" + line[match.end():end] + ")", "condition")
    if CALL_OR_ASSIGNMENT.fullmatch(code) and is_balanced(code) and re.search(r"(?:[;{})]|\belse|:|^)\s*$", before):
        replace(0, len(line.rstrip()), re.match(r"\s*", line).group() + ";", "statement left out")
    return list(dict.fromkeys(entry for entry in found if entry[0] != line))


def faults_of_text(file, text):
    """The faults of a source by line: a list of non-empty lists."""
    code = only_definitions(code_of(text))
    lines, code_lines = text.split("\n"), code.split("\n")
    found = []
    offset = 0
    for number, (line, code_line) in enumerate(zip(lines, code_lines), 1):
        faults = [LineFault(file, number, line, new, operator)
                  for new, operator in faults_of_line(code_line, line, code[max(0, offset - 200):offset])]
        if faults:
            found.append(faults)
        offset += len(code_line) + 1
    return found


def faults_of_folders(root, folders):
    """The faults of lib/mongecarlo/<folder> for each folder, by line."""
    found = []
    for folder in folders:
        top = os.path.join(root, "lib", "mongecarlo", folder)
        paths = sorted(path for kind in ("cpp", "hpp", "inl")
                       for path in glob.glob(os.path.join(top, "**", f"*.{kind}"), recursive=True))
        if not paths:
            raise FileNotFoundError(f"lib/mongecarlo/{folder} has no sources")
        for path in paths:
            with open(path, encoding="utf-8") as file:
                found += faults_of_text(os.path.relpath(path, root), file.read())
    return found


def draw(lines, source):
    """Faults without end, none twice: uniform over lines, then over the kinds of slip that the line can take, then over
    its faults of that kind. `source` is a random.Random."""
    left = [list(faults) for faults in lines]
    while left:
        at = source.randrange(len(left))
        operators = sorted({fault.operator for fault in left[at]})
        operator = operators[source.randrange(len(operators))]
        choices = [fault for fault in left[at] if fault.operator == operator]
        fault = choices[source.randrange(len(choices))]
        left[at].remove(fault)
        if not left[at]:
            left.pop(at)
        yield fault
