"""Tests of the time budget."""

from __future__ import annotations

import time
from typing import Any

import pytest

from hftoken_guard._start.budget import ATTEMPT_S, Budget


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), 1e9])
def test_no_such_number_of_seconds(timeout: float) -> None:
    """A budget is positive and ends."""
    with pytest.raises(ValueError, match="must be a positive number of seconds"):
        Budget(timeout)


@pytest.mark.parametrize("timeout", ["30", None, True])
def test_no_number(timeout: Any) -> None:
    """A budget is a number; what was given instead is not repeated."""
    with pytest.raises(TypeError, match=f"not {type(timeout).__name__}"):
        Budget(timeout)


def test_one_try_leaves_time_for_another() -> None:
    """A lost connection takes at most half of a long budget, and at most all of a short one."""
    long, short = Budget(1000), Budget(1)
    assert ATTEMPT_S < long.attempt_s() <= 500
    assert 0 < short.attempt_s() <= 1


def test_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the end has passed, a try that still begins ends at once."""
    budget = Budget(30)
    assert not budget.is_over()
    monkeypatch.setattr(time, "monotonic", lambda: budget.end + 1)
    assert budget.is_over()
    assert budget.left_s() == -1
    assert 0 < budget.attempt_s() < 1


def test_number_of_another_library() -> None:
    """A number of numpy is a number."""

    class Number:
        def __float__(self) -> float:
            return 30.0

        def __lt__(self, other: float) -> bool:
            return other > float(self)

        def __gt__(self, other: float) -> bool:
            return other < float(self)

    assert 29 < Budget(Number()).left_s() <= 30  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="timeout must be a number of seconds, not list"):
        Budget([30])  # type: ignore[arg-type]
