"""How long a job may run, as the client reads it."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_HOUR = 3_600.0


def read_duration(text: str) -> float | None:
    """Return the seconds of a duration such as 30m, or None if it is none."""
    match = _DURATION.fullmatch(text.strip())
    return float(match[1]) * _SECONDS[match[2]] if match else None


def is_over_an_hour(text: str) -> bool:
    """Tell whether a duration is surely more than an hour."""
    seconds = read_duration(text)
    return seconds is not None and seconds > _HOUR
