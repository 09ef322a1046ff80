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
_NEAR = 30  # lines above
COMMENTS = ("#", "//", "<!--")
# How documentation says that what it shows is not to be done; and that now it is.
_WRONG = re.compile(
    "[\u274c\u2717\u2718\u26a0\U0001f6ab]|(?i:\\b(?:wrong|bad|incorrect|never|avoid|typo|misspelt"
    "|not (?:recommended|like this)|(?:do|does|did|will|should|must|can)(?: ?n.?t| not)|less secure"
    "|insecure|unsafe|mistakes?|pitfalls?|anti-?patterns?|broken|fails|leaks|exposes|literal(?:ly)?"
    "|errors?|problem|warning|instead of|hard-?coded)\\b)"
)
_RIGHT = re.compile("[\u2705\u2714]|(?i:\\b(?:good|right|correct|recommended|better|fixed)\\b)")


def is_silenced(lines: Iterable[str], code: str) -> bool:
    """Tell whether a comment in some lines silences a rule."""
    named = [names for line in lines for names in _IGNORE.findall(line)]
    return any(not names or code in re.split(r"[\s,]+", names) for names in named)


def is_shown_as_wrong(lines: Lines, top: int, row: int, intro: str, *, is_prose: bool) -> bool:
    """
    Look in the comments on the rows, then in the paragraph above, then in what stands before.

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
    said += _list_above(lines, top, is_prose=is_prose)
    for text in (*said, *reversed(intro.splitlines())):
        line = re.sub("[*_`]", "", text)
        if _WRONG.search(line):
            return True
        if _RIGHT.search(line):
            return False
    return False


def _list_above(lines: Lines, top: int, *, is_prose: bool) -> list[str]:
    """List what is said above a row, the nearest first, up to the end of the paragraph before."""
    said: list[str] = []
    was_empty = False
    for number in range(top - 1, max(-1, top - _NEAR), -1):
        line = lines(number).strip()
        is_said = is_prose or line.startswith(COMMENTS)
        if was_empty and not is_said:
            break
        said += [line] * (is_said and bool(line))
        if is_prose and was_empty and line:
            break  # a line of the paragraph before
        was_empty |= not line
    return said
