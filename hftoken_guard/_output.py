"""
What the guard prints: on stderr, behind all that was printed before.

A bare import of the package loads this module: it imports nothing that costs.
"""

from __future__ import annotations

import sys

MESSAGE_PREFIX = "hftoken-guard: "  # of every line that starts a message


def print_line(line: str) -> None:
    """Print one message of a line."""
    print_text(MESSAGE_PREFIX + line)


def print_text(text: str) -> None:
    """Print a text behind what is on stdout; a stream that is broken in any way stops no job."""
    try:
        sys.stdout.flush()
    except Exception:  # a stream can be anything that a script has put there, or None
        pass
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except Exception:
        pass


def print_nothing(line: str) -> None:
    """Take the place of `print_line` where nothing is to be printed."""
    del line
