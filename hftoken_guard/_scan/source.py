"""A text that is scanned, its parts, and what was found in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Protocol

from .excuses import COMMENTS, is_shown_as_wrong, is_silenced
from .finding import Excused, Finding, make_finding
from .tokens import is_harmless

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

Edit = tuple[int, int, str]  # from, to, and the new text


class LaunchedScript(Protocol):
    """Tell of the script of a launch what the launch has to pass."""

    def needs_token(self, arguments: list[str] | None) -> bool:
        """Tell whether it fails without a token if it is given these arguments; None: unknown."""

    @property
    def environment(self) -> AbstractSet[str]:
        """The variables that it reads."""

    @property
    def names_secret(self) -> bool:
        """Tell whether `hf jobs uv run` finds in its header that the token is wanted."""

    @property
    def trains(self) -> bool:
        """Tell whether it trains a model."""

    @property
    def names_timeout(self) -> bool:
        """Tell whether `hf jobs uv run` finds in its header how long it may run."""


class Source:
    """
    Hold a text or a part of one, and gather what is found; offsets count its characters.

    Attributes:
        path: the file.
        text: the text.
        starts: the offsets of its rows.
        is_doc: it is read by people and not run, so it may show the wrong way as wrong.
        is_prose: and any of its lines may say so, not the comments alone.
        intro: what stands before it in the document.
        findings: what was found, by code and line.
        excused: the scripts that push and are not blamed for it.
        find_script: looks for the script of a launch.
        read_file: looks for another file that a launch names.

    """

    def __init__(self, path: str, text: str, *, is_doc: bool = False) -> None:
        """Begin with a whole file."""
        self.path, self.text, self.is_doc = path, text, is_doc
        self.is_prose, self.intro = False, ""
        self.findings: dict[tuple[str, int], Finding] = {}
        self.excused: list[Excused] = []
        self.find_script: Callable[[str], LaunchedScript | None] = lambda _: None
        self.read_file: Callable[[str], str | None] = lambda _: None
        self._row, self._column, self._root = 0, 0, self
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    @property
    def whole(self) -> str:
        """The text of the whole file."""
        return self._root.text

    def part(self, text: str, row: int, column: int = 0, intro: str = "") -> Source:
        """Return a part that begins in a row and has lost its first columns."""
        part = Source(self.path, text, is_doc=self.is_doc)
        part.findings, part.excused = self.findings, self.excused
        part.find_script = self.find_script
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

    def add(
        self,
        code: str,
        start: int,
        corrected: str = "",
        first: int | None = None,
        remark: str = "",
    ) -> bool:
        """
        Note what a rule found, and where its statement begins; tell whether it counts.

        What is excused does not count.
        """
        row = self.row(start)
        top = row if first is None else min(row, self.row(first))
        line = row + 1 + self._row
        if (code, line) in self.findings:
            return True
        if is_silenced(self._lines_about(top, row), code):
            return False
        is_prose = self.is_prose
        if self.is_doc and is_shown_as_wrong(self.lines, top, row, self.intro, is_prose=is_prose):
            return False
        column = start - self.starts[row] + 1 + self._column
        shown = corrected if is_harmless(corrected) else None
        self.findings[code, line] = make_finding(self.path, line, column, code, shown, remark)
        return True

    def excuse(self, start: int, reason: str) -> None:
        """Note a push that needs no guard; what documentation shows is no script."""
        if not self.is_doc:
            line = self.row(start) + 1 + self._row
            self.excused.append(Excused(self.path, line, reason))

    def _place(self, offset: int) -> int:
        """Return where an offset is in the whole file."""
        row = self.row(offset)
        starts = self._root.starts
        start = starts[min(row + self._row, len(starts) - 1)]
        return start + offset - self.starts[row] + self._column

    def _root_line(self, row: int) -> str:
        """Return a row of the whole file, or "" if it has none: a text can hide its rows."""
        row += self._row
        return self._root.lines(row) if 0 <= row < len(self._root.starts) else ""

    def _lines_about(self, top: int, row: int) -> set[str]:
        """Return the lines in which a comment can silence a rule."""
        lines = {self._root_line(number) for number in range(top, row + 1)}
        for above in (top - 1, row - 1):
            if (line := self._root_line(above)).lstrip().startswith(COMMENTS):
                lines.add(line)
        return {*lines, *self.intro.splitlines()[-1:]}


class MissingError(Exception):
    """Say that a parser of the extra is not installed."""

    def __str__(self) -> str:
        """Say how to install it."""
        return 'not read; pip install "hftoken-guard[scan]"'
