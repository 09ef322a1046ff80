"""What the job plans beside its targets: how it writes, what is created, how long it runs."""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from math import isfinite
from typing import NamedTuple

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}  # those of a job's timeout

_LONGEST_S = 1e12  # longer than any job; more is too much for a float


class Plan(NamedTuple):
    """
    Hold what the job plans.

    Attributes:
        is_pull: a pull request is enough for what is written.
        creates: what is not there yet is created now.
        is_private: so it is private.
        lasts_s: how long the job runs at most, in seconds, or None if that is not told.

    """

    is_pull: bool = False
    creates: bool = False
    is_private: bool = True
    lasts_s: float | None = None


def read_duration(lasts: object) -> float | None:
    """
    Return a duration in seconds: of a number, a timedelta, or a text as a job's timeout has it.

    Raises:
        TypeError: it is nothing of these.
        ValueError: it is no text such as "90m", "6h" or "1.5d", or it is not above 0.

    """
    if lasts is None or lasts == "":
        return None
    from datetime import timedelta  # few jobs say how long they last

    if isinstance(lasts, timedelta):
        seconds = lasts.total_seconds()
    elif isinstance(lasts, str):
        seconds = _read_text(lasts)
    elif isinstance(lasts, (int, float)) and not isinstance(lasts, bool):
        seconds = min(lasts, _LONGEST_S)
    else:
        msg = f'lasts must be seconds or a text such as "6h", not {type(lasts).__name__}'
        raise TypeError(msg)
    if not (isfinite(seconds) and seconds > 0):
        msg = "lasts must be a number above 0"
        raise ValueError(msg)
    return seconds


def _read_text(text: str) -> float:
    number = text.strip().lower()
    unit = number[-1:] if number[-1:] in _UNITS_S else ""
    try:
        return float(number.removesuffix(unit)) * _UNITS_S[unit or "s"]
    except ValueError:
        msg = 'lasts must be a number of seconds, or one with s, m, h or d as in "6h"'
        raise ValueError(msg) from None
