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
    """Print a text; a closed stderr stops no job."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is sys.stderr:
                stream.write(text + "\n")
            stream.flush()
        except (AttributeError, OSError, ValueError):
            continue


def print_nothing(line: str) -> None:
    """Take the place of `print_line` where nothing is to be printed."""
    del line
