"""A text that is scanned, what was found in it, and what excuses a finding."""

from __future__ import annotations

import re
from bisect import bisect_right

from .rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .script import Script
    from .rules import Rule

_IGNORE = re.compile(r"hftoken-guard: *ignore(?:\[([\w\s,-]*)\])?")
_TOKEN = re.compile(r"\b(?:hf_|api_org_)([A-Za-z0-9]{30,}|(?:oauth|jwt)_[\w.-]{30,})")
_LIKE_EXAMPLE = re.compile(
    r"(?i)x{4}|your|example|token|fake|dummy|place|redact|secret|test|sample|abcd|1234"
)
NEAR = 3  # lines of a text above
_COMMENTS = ("#", "//", "<!--")
# How documentation says that what it shows is not to be done; and that now it is.
_WRONG = re.compile(
    "[\u274c\u2717\u2718\u26a0\U0001f6ab]|(?i:\\b(?:wrong|bad|incorrect|never|avoid|do ?n.?t|do not|not"
    " recommended|less secure|insecure|unsafe|mistakes?|pitfalls?|anti-?patterns?|broken|fails|"
    "leaks|instead of|hard-?coded)\\b)"
)
_RIGHT = re.compile("[\u2705\u2714]|(?i:\\b(?:good|right|correct|recommended|better|fixed)\\b)")


def find_tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield what is a token and no example of one: random, and as long as they are."""
    for match in _TOKEN.finditer(text):
        body = match[1]
        if len(set(body)) > 11 and not _LIKE_EXAMPLE.search(body):  # noqa: PLR2004 - of 30 and more
            yield match


class Finding:
    """
    Say where one rule found what.

    Attributes:
        rule: the rule.
        path, row, column: the place; rows and columns count from 1.
        corrected: the line as it should be, or "".

    """

    __slots__ = ("column", "corrected", "path", "row", "rule")

    def __init__(self, rule: Rule, path: str, row: int, column: int, corrected: str) -> None:
        """Take what is known."""
        self.rule, self.path, self.row, self.column = rule, path, row, column
        self.corrected = corrected


class Source:
    """
    Hold a text or a part of one, and gather what is found; offsets count its characters.

    Attributes:
        is_doc: it is read by people and not run, so it may show the wrong way as wrong.
        intro: what stands before it in the document.
        find_script: looks for the script of a launch.

    """

    def __init__(self, path: str, text: str, *, is_doc: bool = False) -> None:
        """Begin with a whole file."""
        self.path, self.text, self.is_doc = path, text, is_doc
        self.intro = ""
        self.findings: list[Finding] = []
        self.find_script: Callable[[str], Script | None] = lambda _: None
        self._shift, self._root = (0, 0), self
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def part(
        self, text: str, row: int, column: int = 0, *, is_doc: bool = False, intro: str = ""
    ) -> Source:
        """Return a part that begins in a row and has lost its first columns."""
        part = Source(self.path, text, is_doc=is_doc or self.is_doc)
        part.findings, part.find_script = self.findings, self.find_script
        part.intro = intro or self.intro
        part._shift, part._root = (self._shift[0] + row, self._shift[1] + column), self._root
        return part

    def lines(self, row: int, end: int | None = None) -> str:
        """Return some rows, counted from 0, as one text."""
        stop = (row if end is None else end) + 1
        return self.text[self.starts[row] : (*self.starts, len(self.text) + 1)[stop] - 1]

    def row(self, offset: int) -> int:
        """Return the row of an offset, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def add(self, code: str, start: int, corrected: str = "", first: int | None = None) -> None:
        """Note what a rule found, where its statement begins, unless it is excused."""
        row = self.row(start)
        top = row if first is None else self.row(first)
        if self._is_ignored(code, top, row) or (self.is_doc and self._is_shown_as_wrong(top, row)):
            return
        place = (row + 1 + self._shift[0], start - self.starts[row] + 1 + self._shift[1])
        if not any((f.rule.code, f.row) == (code, place[0]) for f in self.findings):
            self.findings.append(Finding(RULES[code], self.path, *place, corrected))

    def edit(self, *edits: tuple[int, int, str]) -> str:
        """Return the lines as they are after some edits: from, to, and the new text."""
        low, high = self.row(min(edits)[0]), self.row(max(end for _, end, _ in edits))
        text, left = self.lines(low, high), self.starts[low]
        for start, end, new in sorted(edits, reverse=True):
            text = text[: start - left] + new + text[end - left :]
        return text

    def _is_ignored(self, code: str, top: int, row: int) -> bool:
        root, shift = self._root, self._shift[0]
        lines = {root.lines(top + shift), root.lines(row + shift)}
        above = root.lines(top + shift - 1) if top + shift else ""
        if above.lstrip().startswith(_COMMENTS):
            lines.add(above)
        lines.update(self.intro.splitlines()[-1:])
        named = [names for line in lines for names in _IGNORE.findall(line)]
        return any(not names or code in re.split(r"[\s,]+", names) for names in named)

    def _is_shown_as_wrong(self, top: int, row: int) -> bool:
        """Look in the comments on it, then in those above, then before the whole."""
        lines = [self.lines(number).partition("#")[2] for number in range(row, top - 1, -1)]
        above = [self.lines(number).strip() for number in range(top - 1, -1, -1)]
        lines += [line for line in above if line.startswith(_COMMENTS)]
        lines += list(filter(None, above))[:NEAR]
        for line in (*lines, *reversed(self.intro.splitlines())):
            if _WRONG.search(line):
                return True
            if _RIGHT.search(line):
                return False
        return False
