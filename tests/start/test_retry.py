"""Tests of the retry policy: how long the guard waits before it asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_client import make_client

from hftoken_guard._hub.answer import WHOAMI
from hftoken_guard._start.client import HubClient

if TYPE_CHECKING:
    from standin.server import LocalHub


def test_wait_before_the_last_try_leaves_time_for_it(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backoff that would pass the end is shortened, so that a late recovery is still seen."""
    pauses: list[float] = []
    monkeypatch.setattr(HubClient, "_pause", lambda _, seconds: pauses.append(seconds))
    monkeypatch.setattr("hftoken_guard._start.retry.BACKOFF_S", 1000.0)
    monkeypatch.setattr("hftoken_guard._start.retry.BACKOFF_MAX_S", 1000.0)
    hub.fail("status", code=503, times=6)
    client = make_client(9)
    client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert client.answers[WHOAMI].status == 401
    assert len(pauses) == 6
    assert all(0 < pause < 9 for pause in pauses)


def test_429_without_a_wait_is_asked_less_often(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A throttled fleet that is told nothing is four times as patient."""
    pauses: dict[int, list[float]] = {429: [], 503: []}
    for status, kept in pauses.items():
        monkeypatch.setattr(HubClient, "_pause", lambda _, seconds, kept=kept: kept.append(seconds))
        hub.fail("throttle", t=None, times=30) if status == 429 else hub.fail(
            "status", code=503, times=30
        )
        client = make_client(10_000)
        client.ask(WHOAMI)
        client.gather([WHOAMI])
        hub.heal()
    assert 2 < sum(pauses[429]) / sum(pauses[503]) < 8


@pytest.mark.parametrize(
    ("asked_s", "budget_s", "earliest_s", "latest_s"),
    [(8, 100, 8, 10), (2, 100, 2, 3), (8, 9, 8, 8.5), (3600, 9, 3600, 3601)],
)
def test_wait_that_the_server_asks_for(
    hub: LocalHub,
    monkeypatch: pytest.MonkeyPatch,
    asked_s: int,
    budget_s: float,
    earliest_s: float,
    latest_s: float,
) -> None:
    """It is never cut short, spread by up to a quarter, and asked for only within the budget."""
    pauses: list[float] = []
    monkeypatch.setattr(HubClient, "_pause", lambda _, seconds: pauses.append(seconds))
    for _ in range(20):
        hub.fail("throttle", retry_after=asked_s, times=1)
        client = make_client(budget_s)
        client.ask(WHOAMI)
        client.gather([WHOAMI])
        is_asked_again = client.answers[WHOAMI].status == 401
        assert is_asked_again is (asked_s < budget_s)
    assert all(earliest_s <= pause <= latest_s for pause in pauses)
    if asked_s < budget_s:
        assert len(set(pauses)) == 20
