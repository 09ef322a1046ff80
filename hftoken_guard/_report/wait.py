"""Lengths of time in words: how long the Hub asks to wait, how long a token or a job lasts."""

from __future__ import annotations

_DAY_S = 86_400
_HOUR_S = 3600
_MINUTE_S = 60


def describe_wait(wait_s: float) -> str:
    """Say how long the Hub asks to wait, if it does."""
    length = f"{wait_s:.0f} seconds" if wait_s < _DAY_S else "a day or more"
    return f"The Hub asks to wait {length}." if wait_s else ""


def describe_duration(seconds: float) -> str:
    """Say a length of time in the largest unit that it fills."""
    for unit_s, unit in ((_DAY_S, "days"), (_HOUR_S, "hours"), (_MINUTE_S, "minutes")):
        if seconds >= unit_s:
            number = f"{seconds / unit_s:.1f}".removesuffix(".0")
            return f"{number} {unit.removesuffix('s') if number == '1' else unit}"
    return f"{max(0.0, seconds):.0f} seconds"
