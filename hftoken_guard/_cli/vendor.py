"""The command `vendor`: a check to paste into a script that may not depend on anything."""

from __future__ import annotations

import inspect

from hftoken_guard._version import __version__

from . import vendored
from .terminal import print_result

_FIRST_LINE = "# The short form of hftoken_guard"


def run_vendor() -> int:
    """Print the block, and return the exit code."""
    print_result(write_block().rstrip())
    return 0


def write_block() -> str:
    """Return the source of the block, with the version that it is from."""
    block = inspect.getsource(vendored).partition(_FIRST_LINE)[2]
    return f"{_FIRST_LINE} {__version__}{block}"
