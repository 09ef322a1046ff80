"""How long a job runs, in the ways that people write it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hftoken_guard._start.plan import read_duration


@pytest.mark.parametrize(
    ("lasts", "seconds"),
    [
        (None, None),
        ("", None),
        (90, 90),
        (1.5, 1.5),
        ("90", 90),
        ("30s", 30),
        ("90m", 5400),
        (" 6H ", 21_600),
        ("1.5d", 129_600),
        (timedelta(hours=2), 7200),
        (10**400, 1e12),
    ],
)
def test_duration_is_read(lasts: object, seconds: float | None) -> None:
    """Seconds, a timedelta, and a text as the timeout of a job has it."""
    assert read_duration(lasts) == seconds


@pytest.mark.parametrize(
    "lasts", ["six hours", "h", "6 h 30", "1:30", "nan", "-1h", 0, -5, "inf", float("nan")]
)
def test_impossible_duration_is_refused(lasts: object) -> None:
    """What is no length of time is an error of the caller, said in words that help."""
    with pytest.raises(ValueError, match=r"^lasts must be"):
        read_duration(lasts)


@pytest.mark.parametrize("lasts", [True, ["6h"], b"6h"])
def test_duration_of_a_wrong_type_is_refused(lasts: object) -> None:
    """A switch or a list is no length of time."""
    with pytest.raises(TypeError, match=r'"6h", not (bool|list|bytes)'):
        read_duration(lasts)
