"""What becomes of the variables in a command, as far as the same text tells it."""

from __future__ import annotations

import re

from .words import BLANK, DOLLAR, Word, split

# $NAME, ${NAME}, ${NAME[@]}, ${NAME:-...}, and $(NAME) of a Makefile, each as a whole word.
_REFERENCE = re.compile(
    rf"\$(?:(\w+)|\{{(\w+)(?:\[[@*]\])?\}}|\{{\w+(?:\[[@*]\])?:?[-+=?].*\}}|\((\w+)[){BLANK}])"
)
_ASSIGNMENT = re.compile(
    r"(?m)^[ \t]*(?:(?:export|local|readonly|declare(?: -\w+)*|set)[ \t]+)?(\w+)"
    r"[ \t]*[:?+]?=[ \t]*(\([^)]*\)|\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?:[^\\\n]|\\.|\\\n)*)"
)
_FOLLOWED = 3  # variables of variables


class Variables:
    """Hold what the variables of a text are set to."""

    def __init__(self, text: str) -> None:
        """Read the assignments of a shell script or a Makefile."""
        self._values: dict[str, list[str]] = {}
        for match in _ASSIGNMENT.finditer(text):
            self._values.setdefault(match[1], []).append(match[2].strip())

    def expand(self, word: Word, steps: int = _FOLLOWED) -> list[Word] | None:
        """
        Return the words that a word becomes, all where the word stands.

        None means that the text does not tell it. Of several assignments all count.
        """
        if not is_open(word.text):
            return [word]
        match = _REFERENCE.fullmatch(word.text)
        name = match and (match[1] or match[2] or match[3])
        if not name or name not in self._values or not steps:
            return None
        found: list[Word] = []
        for value in self._values[name]:
            inner = value[1:-1] if value[:1] in ("(", '"', "'") else value
            for words in split(inner.replace("\\\n", "  ").replace("\n", " ")):
                for part in words:
                    expanded = self.expand(Word(part.text, word.start, word.end), steps - 1)
                    if expanded is None:
                        return None
                    found += expanded
        return found


def is_open(text: str) -> bool:
    """Tell whether a word can become several, or another, where it runs."""
    if text.startswith(("${{", "{{")) or not text.strip(BLANK):
        return True
    return text.startswith(("$", "`")) and not text.startswith(DOLLAR)
