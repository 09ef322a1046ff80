"""Tests of the words for a wait."""

from __future__ import annotations

import pytest

from hftoken_guard._report.wait import describe_wait


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
