"""A Python text with its tree: where a node stands, and what was found at it."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any

from .names import Names

if TYPE_CHECKING:
    from .source import Source


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

    def add(self, code: str, node: ast.AST, new: str | None = None) -> None:
        """Note what a rule found at a node, and what to put in its place."""
        start, end = self.span(node)
        corrected = "" if new is None else self.source.edit((start, end, new))
        self.source.add(code, start, corrected, self.span(self.statement)[0])
