"""What cannot be known of a script without running it."""

from __future__ import annotations

from typing import NamedTuple

NOT_GIVEN = "is not given; write it behind --"  # the end of a reason that a person can take away


class Unknown(NamedTuple):
    """Stand for a value that is not known, and say why."""

    reason: str
