"""Scripts that stand as a text in the code that launches them."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from .source import Source

if TYPE_CHECKING:
    import ast

    from .python_text import PythonText


UNREAD = "a script that pushes stands in a text here, and is no whole Python"
UNUSED = "a script that pushes stands in a text here, and nothing shows that it runs as a job"
_PUSHES = re.compile(r"\.push_to_hub\(|\bupload_(?:file|folder|large_folder)\(")
_IMPORTS = re.compile(r"(?m)^[ \t]*(?:import|from) \w")


class InlineScript(NamedTuple):
    """
    Hold a script that is written down in another.

    Attributes:
        text: the one in which it stands.
        node: where.
        source: the script.
        is_hidden: it is written with escapes, so its rows are none of the file's.

    """

    text: PythonText
    node: ast.AST
    source: Source
    is_hidden: bool

    def take_findings(self) -> None:
        """Note what was found in rows that the file does not have where the script begins."""
        if self.is_hidden:
            for code, _ in self.source.findings:
                self.text.add(code, self.node)
            for excused in self.source.excused:
                self.text.source.excuse(self.text.span(self.node)[0], excused.reason)


def is_pushing(text: str) -> bool:
    """Tell whether a text seems to be a script that pushes."""
    return "\n" in text and bool(_PUSHES.search(text) and _IMPORTS.search(text))


def find_inline(text: PythonText, node: ast.AST, value: str) -> InlineScript:
    """Return the script that a text is, with the place of its rows."""
    start, end = text.span(node)
    plain = value.lstrip("\n")
    at = text.source.text[start:end].find(plain)
    script = textwrap.dedent(plain)
    if at < 0:
        hidden = Source(text.source.path, script, is_doc=text.source.is_doc)
        return InlineScript(text, node, hidden, is_hidden=True)
    row = text.source.row(start + at)
    column = len(plain.partition("\n")[0]) - len(script.partition("\n")[0])
    return InlineScript(text, node, text.source.part(script, row, column), is_hidden=False)
