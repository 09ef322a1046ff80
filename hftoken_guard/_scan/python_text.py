"""A Python text with its tree: where a node stands, and what was found at it."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING, Any

from .names import Names
from .shell import blank
from .words import BLANK

if TYPE_CHECKING:
    from .source import Source

_QUOTES = re.compile(r"^[a-zA-Z]*(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')$")
_SLOT = re.compile(r"\{\{[^\n]*?\}\}|(?<!\$)\{[^{}\n]*\}")  # of a formatted text


class PythonText:
    """
    Hold a Python text.

    Attributes:
        source: the text.
        tree: its syntax tree.
        names: what its names stand for.
        statement: the statement that is looked at; a finding is excused by a comment above it.

    """

    def __init__(self, source: Source) -> None:
        """
        Parse it.

        Raises:
            SyntaxError, ValueError, RecursionError: it is no Python.

        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(source.text)
        self.source = source
        self.names = Names(self.tree)
        self.statement: ast.AST = self.tree

    def span(self, node: Any) -> tuple[int, int]:
        """Return where a node stands; `ast` counts columns in UTF-8."""
        found = []
        for line, column in (
            (node.lineno, node.col_offset),
            (node.end_lineno, node.end_col_offset),
        ):
            # Old Pythons count wrongly in f-strings.
            row = min(line, len(self.source.starts)) - 1
            left = len(self.source.lines(row).encode()[:column].decode("utf-8", "ignore"))
            found.append(self.source.starts[row] + left)
        return found[0], found[1]

    def read_text(self, node: ast.AST) -> tuple[int, str]:
        """Return the row in which a text begins and the text, with blanks for its quotes."""
        start, end = self.span(node)
        row = self.source.row(start)
        text = _QUOTES.sub(blank, self.source.text[start:end])
        text = _SLOT.sub(lambda match: BLANK * len(match[0]), text)
        return row, " " * (start - self.source.starts[row]) + text

    def add(self, code: str, node: ast.AST, new: str | None = None) -> None:
        """Note what a rule found at a node, and what to put in its place."""
        start, end = self.span(node)
        corrected = "" if new is None else self.source.edit((start, end, new))
        self.source.add(code, start, corrected, self.span(self.statement)[0])
