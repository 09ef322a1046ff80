"""What cannot be known of a script without running it."""

from __future__ import annotations

from typing import NamedTuple


class Unknown(NamedTuple):
    """Stand for a value that is not known, and say why."""

    reason: str
