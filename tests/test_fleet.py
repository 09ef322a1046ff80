"""Many jobs with one token against a Hub that throttles: the small form of `scripts/fleet.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fleet
from fleet import Fleet

from hftoken_guard._start import retry

if TYPE_CHECKING:
    import pytest

JOBS = 40


def test_throttled_whoami_stops_nobody_and_is_asked_once() -> None:
    """Whose probes prove the access goes on at once, without asking again."""
    found = fleet.run(Fleet("", JOBS, 300, 10**9, whoami_quota=4, timeout_s=30))
    assert found.ends == {"went on": JOBS}
    assert found.answers[429] == JOBS - 4
    assert found.retries == 0


def test_all_wait_for_the_next_window_if_it_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait that fits the budget stops nobody, and few requests are sent in vain."""
    monkeypatch.setattr(retry, "BACKOFF_S", 0.5)
    quota = JOBS * fleet.REQUESTS // 2
    found = fleet.run(Fleet("", JOBS, 8, quota, whoami_quota=10**9, timeout_s=90))
    assert found.ends == {"went on": JOBS}
    assert 0 < found.retries < 1.5 * quota  # half of the requests come too early, once


def test_wait_that_does_not_fit_is_not_waited_for() -> None:
    """A window that reopens long after the budget is told at once, and nothing is asked again."""
    found = fleet.run(Fleet("", JOBS, 300, JOBS, whoami_quota=10**9, timeout_s=60))
    assert found.stopped == found.ends["rate-limited"] > 0
    assert found.retries == 0
