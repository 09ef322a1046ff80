"""A text that is scanned, what was found in it, and what excuses a finding."""

from __future__ import annotations

import re
from bisect import bisect_right

from hftoken_guard._inputs import (
    NAME,
    OLD_NAME,
    PREFIX,
    WRONG_NAMES,
    is_placeholder,
    is_wrong_name,
)

from .rules import RULES, WARNINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .python import Script

NAMES = frozenset({NAME, OLD_NAME, *WRONG_NAMES})
REPLACED = (f"${NAME}", f"${{{NAME}}}")  # by hf_jobs
_TOKEN = re.compile(r"\b(?:hf_|api_org_)([A-Za-z0-9]{30,}|(?:oauth|jwt)_[\w.-]{30,})")
_LIKE_EXAMPLE = re.compile(
    r"(?i)xxxx|your|example|token|fake|dummy|place|redact|secret|test|sample|abcd|1234"
)
_BEGINS = re.compile(r"hf_(?=[A-Za-z]*\d)[A-Za-z0-9]{6}")  # like a token, though it be cut
_DISGUISED = re.compile(r"(?i)hf(?:%5f|\\x5f|\\u005f)|\b(?=[a-z]*\d?[A-Z])(?-i:[A-Za-z0-9]{20,})\b")
_IGNORE = re.compile(
    r"(?:#|//|<!--) *hftoken-guard: *ignore(?:\[([\w\s,-]+)\]| *(?:-->|#|$))", re.MULTILINE
)
NEAR = 30  # lines above
_COMMENTS = ("#", "//", "<!--")
# How documentation says that what it shows is not to be done; and that now it is.
_WRONG = re.compile(
    "[\u274c\u2717\u2718\u26a0\U0001f6ab]|(?i:\\b(?:wrong|bad|incorrect|never|avoid|typo|misspelt"
    "|not (?:recommended|like this)|(?:do|does|did|will|should|must|can)(?: ?n.?t| not)|less secure"
    "|insecure|unsafe|mistakes?|pitfalls?|anti-?patterns?|broken|fails|leaks|exposes|literal(?:ly)?"
    "|errors?|problem|warning|instead of|hard-?coded)\\b)"
)
_RIGHT = re.compile("[\u2705\u2714]|(?i:\\b(?:good|right|correct|recommended|better|fixed)\\b)")
LAUNCH = re.compile(
    r"(?<![\w.-])(?:hf|huggingface-cli)[ \t]+jobs[ \t]+(?:scheduled[ \t]+)?(?:uv[ \t]+)?run\b"
)
LONG = 2_000  # characters of a text that is shown

Edit = tuple[int, int, str]  # from, to, and the new text


def find_tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield what is a token and no example of one: random, and as long as they are."""
    for match in _TOKEN.finditer(text):
        if len(set(match[1])) > 11 and not _LIKE_EXAMPLE.search(match[1]):  # noqa: PLR2004 - of 30
            yield match


def judge_text(value: str) -> str:
    """Return the code of what is wrong with a text that is passed as the token, or ""."""
    if _BEGINS.match(value) or any(find_tokens(value)):
        return "token-in-code"
    if not value or value in NAMES or is_placeholder(value):
        return "placeholder-not-replaced"
    return "token-in-code" if value.startswith(PREFIX) else ""


def _is_harmless(text: str) -> bool:
    """Tell whether a corrected text can be shown: it is no page, and holds no token in disguise."""
    return 0 < len(text) < LONG and not _DISGUISED.search(text)


def is_token_name(name: str) -> bool:
    """Tell whether a variable of this name is meant for the token."""
    return name in NAMES or is_wrong_name(name)


class Source:
    """
    Hold a text or a part of one, and gather what is found; offsets count its characters.

    Attributes:
        is_doc: it is read by people and not run, so it may show the wrong way as wrong.
        is_prose: and any of its lines may say so, not the comments alone.
        intro: what stands before it in the document.
        findings: what was found, as it goes into JSON.
        find_script: looks for the script of a launch.
        read_file: looks for another file that a launch names.

    """

    def __init__(self, path: str, text: str, *, is_doc: bool = False) -> None:
        """Begin with a whole file."""
        self.path, self.text, self.is_doc = path, text, is_doc
        self.is_prose, self.intro = False, ""
        self.findings: dict[tuple[str, int], dict[str, Any]] = {}
        self.find_script: Callable[[str], Script | None] = lambda _: None
        self.read_file: Callable[[str], str | None] = lambda _: None
        self._row, self._column, self._root = 0, 0, self
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def part(self, text: str, row: int, column: int = 0, intro: str = "") -> Source:
        """Return a part that begins in a row and has lost its first columns."""
        part = Source(self.path, text, is_doc=self.is_doc)
        part.findings, part.find_script = self.findings, self.find_script
        part.read_file = self.read_file
        part.intro, part._root = intro or self.intro, self._root
        part._row, part._column = self._row + row, self._column + column
        return part

    def prose(self, text: str, row: int = 0) -> Source:
        """Return a part that is prose, such as a comment."""
        part = self.part(text, row)
        part.is_doc = part.is_prose = True
        return part

    def lines(self, row: int, end: int | None = None) -> str:
        """Return some rows, counted from 0, as one text."""
        stop = (row if end is None else end) + 1
        last = self.starts[stop] - 1 if stop < len(self.starts) else len(self.text)
        return self.text[self.starts[row] : last]

    def row(self, offset: int) -> int:
        """Return the row of an offset, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def _root_lines(self, row: int) -> str:
        """Return a row of the whole file, or "" if it has none: a text can hide its rows."""
        row += self._row
        return self._root.lines(row) if 0 <= row < len(self._root.starts) else ""

    def edit(self, *edits: Edit) -> str:
        """Return the lines of the file as they are after some edits."""
        root = self._root
        moved = [(self._place(start), self._place(end), new) for start, end, new in edits]
        low, high = root.row(min(moved)[0]), root.row(max(end for _, end, _ in moved))
        text, left = root.lines(low, high), root.starts[low]
        for start, end, new in sorted(moved, reverse=True):
            head = text[: start - left]
            text = (head if new else head.rstrip(" \t")) + new + text[end - left :]
        return re.sub(r"\n[ \t]*\\(?=\n|$)", "", text)  # a line of which nothing is left

    def _place(self, offset: int) -> int:
        """Return where an offset is in the whole file."""
        row = self.row(offset)
        starts = self._root.starts
        start = starts[min(row + self._row, len(starts) - 1)]
        return start + offset - self.starts[row] + self._column

    def add(self, code: str, start: int, corrected: str = "", first: int | None = None) -> None:
        """Note what a rule found, and where its statement begins, unless it is excused."""
        row = self.row(start)
        top = row if first is None else min(row, self.row(first))
        line = row + 1 + self._row
        if (code, line) in self.findings or self._is_ignored(code, top, row):
            return
        if self.is_doc and self._is_shown_as_wrong(top, row):
            return
        reason, why, fix, *_ = RULES[code]
        self.findings[code, line] = {
            "file": self.path,
            "line": line,
            "column": start - self.starts[row] + 1 + self._column,
            "code": code,
            "severity": "warning" if code in WARNINGS else "error",
            "reason": reason,
            "why": why,
            "fix": fix,
            "corrected": corrected if _is_harmless(corrected) else None,
        }

    def _is_ignored(self, code: str, top: int, row: int) -> bool:
        lines = {self._root_lines(number) for number in range(top, row + 1)}
        for above in (top - 1, row - 1):
            if (line := self._root_lines(above)).lstrip().startswith(_COMMENTS):
                lines.add(line)
        lines.update(self.intro.splitlines()[-1:])
        named = [names for line in lines for names in _IGNORE.findall(line)]
        return any(not names or code in re.split(r"[\s,]+", names) for names in named)

    def _is_shown_as_wrong(self, top: int, row: int) -> bool:
        """Look in the comments on it, then in the paragraph above, then before the whole."""
        lines = [self.lines(number).partition("#")[2] for number in range(row, top - 1, -1)]
        if self.is_prose:
            lines.append(LAUNCH.split(self.lines(top))[0])
        was_empty = False
        for number in range(top - 1, max(-1, top - NEAR), -1):
            line = self.lines(number).strip()
            is_said = self.is_prose or line.startswith(_COMMENTS)
            if was_empty and not is_said:
                break
            lines += [line] * (is_said and bool(line))
            if self.is_prose and was_empty and line:
                break  # a line of the paragraph before
            was_empty |= not line
        for text in (*lines, *reversed(self.intro.splitlines())):
            line = re.sub("[*_`]", "", text)
            if _WRONG.search(line):
                return True
            if _RIGHT.search(line):
                return False
        return False


class MissingError(Exception):
    """Say that a parser of the extra is not installed."""

    def __str__(self) -> str:
        """Say how to install it."""
        return 'not read; pip install "hftoken-guard[scan]"'
