"""Tests of the words for a wait."""

from __future__ import annotations

import pytest

from hftoken_guard._report.wait import describe_duration, describe_wait


@pytest.mark.parametrize(
    ("wait_s", "said"),
    [
        (0, ""),
        (7.0, "The Hub asks to wait 7 seconds."),
        (1e30, "The Hub asks to wait a day or more."),
    ],
)
def test_describe_wait(wait_s: float, said: str) -> None:
    """A wait that no job survives is not counted in seconds."""
    assert describe_wait(wait_s) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 seconds"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (5400, "1.5 hours"),
        (3600, "1 hour"),
        (21_600, "6 hours"),
        (86_400, "1 day"),
        (129_600, "1.5 days"),
    ],
)
def test_describe_duration(seconds: float, said: str) -> None:
    """A length is said in the largest unit that it fills, and in the right number."""
    assert describe_duration(seconds) == said
