"""
How results are printed; and on a terminal: lines with a mark, in colour where that is wanted.

`NO_COLOR`: no-color.org. The contract of what is printed elsewhere does not come here.
"""

from __future__ import annotations

import os
import sys
from enum import Enum
from typing import NamedTuple

_RESET = "\033[0m"
_GREEN, _RED, _YELLOW = "\033[32m", "\033[31m", "\033[33m"


class Mark(Enum):
    """The sign before a line, the sign where that cannot be shown, and its colour."""

    YES = ("\u2713", "+", _GREEN)
    NO = ("\u2717", "x", _RED)
    OPEN = ("-", "-", "")
    WARNING = ("!", "!", _YELLOW)

    def __init__(self, sign: str, plain_sign: str, colour: str) -> None:
        """Name the parts."""
        self.sign = sign
        self.plain_sign = plain_sign
        self.colour = colour


class Line(NamedTuple):
    """
    Hold one line of the status.

    Attributes:
        mark: what is said before it.
        text: the rest.

    """

    mark: Mark
    text: str


def is_terminal() -> bool:
    """Tell whether a person reads what is printed."""
    return sys.stdout.isatty()


def print_result(text: str) -> None:
    """Print what a command found; whoever reads it may have seen enough."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at the end


def render_lines(lines: list[Line]) -> str:
    """Return the lines as this terminal can show them; their texts are safe to print already."""
    signs = "".join(mark.sign for mark in Mark)
    is_plain = not _can_show(signs)
    has_colour = _has_colour()
    return "\n".join(
        f"  {_render_mark(line.mark, is_plain=is_plain, has_colour=has_colour)} {line.text}"
        for line in lines
    )


def _render_mark(mark: Mark, *, is_plain: bool, has_colour: bool) -> str:
    sign = mark.plain_sign if is_plain else mark.sign
    return f"{mark.colour}{sign}{_RESET}" if has_colour and mark.colour else sign


def _can_show(text: str) -> bool:
    """Tell whether the encoding of the terminal has these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _has_colour() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
