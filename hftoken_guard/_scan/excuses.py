"""What excuses a finding: a comment that silences a rule, and words that call an example wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .command_line import LAUNCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Lines = Callable[[int], str]

_IGNORE = re.compile(
    r"(?:#|//|<!--) *hftoken-guard: *ignore(?:\[([\w\s,-]+)\]| *(?:-->|#|$))", re.MULTILINE
)
COMMENTS = ("#", "//", "<!--")
# How documentation says that what it shows is not to be done; and that now it is.
_WRONG = re.compile(
    "[\u274c\u2717\u2718\u26a0\U0001f6ab]|(?i:\\b(?:wrong|bad|incorrect|never|avoid|typo|misspelt"
    "|not (?:recommended|like this)|(?:do|does|did|will|should|must|can)(?: ?n.?t| not)|less secure"
    "|insecure|unsafe|mistakes?|pitfalls?|anti-?patterns?|broken|fails|leaks|exposes|literal(?:ly)?"
    "|errors?|problem|warning|instead of|hard-?coded)\\b)"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")  # between two sentences
_RIGHT = re.compile("[\u2705\u2714]|(?i:\\b(?:good|right|correct|recommended|better|fixed)\\b)")


def is_silenced(lines: Iterable[str], code: str) -> bool:
    """Tell whether a comment in some lines silences a rule."""
    named = [names for line in lines for names in _IGNORE.findall(line)]
    return any(not names or code in re.split(r"[\s,]+", names) for names in named)


def is_shown_as_wrong(lines: Lines, top: int, row: int, intro: str, *, is_prose: bool) -> bool:
    """
    Tell whether a mark on the rows or directly above them calls what they show wrong.

    Args:
        lines: returns a row.
        top: the first row of the finding.
        row: the last one.
        intro: what stands before the whole text in the document.
        is_prose: any row may say so, not the comments alone.

    """
    said = [lines(number).partition("#")[2] for number in range(row, top - 1, -1)]
    if is_prose:
        said.append(LAUNCH.split(lines(top))[0])
    for text in (*said, _find_above(lines, top, intro, is_prose=is_prose)):
        line = re.sub("[*_`]", "", text)
        if _WRONG.search(line):
            return True
        if _RIGHT.search(line):
            return False
    return False


def _find_above(lines: Lines, top: int, intro: str, *, is_prose: bool) -> str:
    """Return the last sentence directly above a row, also above empty rows, or of the intro."""
    number = top - 1
    while number >= 0 and not lines(number).strip():
        number -= 1
    if number < 0:
        above = next((line for line in reversed(intro.splitlines()) if line.strip()), "")
    else:
        above = lines(number).strip()
        above = above if is_prose or above.startswith(COMMENTS) else ""
    return _SENTENCE.split(above.strip(" #"))[-1]
