"""How long the Hub asks to wait, in words."""

from __future__ import annotations

_DAY_S = 86_400


def describe_wait(wait_s: float) -> str:
    """Say how long the Hub asks to wait, if it does."""
    length = f"{wait_s:.0f} seconds" if wait_s < _DAY_S else "a day or more"
    return f"The Hub asks to wait {length}." if wait_s else ""
