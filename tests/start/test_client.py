"""Tests of the questions to the Hub: all at once, each once, within the budget."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import huggingface_hub.utils
import pytest
from made_client import GOOD, make_client

from hftoken_guard import GuardError, HubUnavailableError, check_token
from hftoken_guard._hub.answer import WHOAMI
from hftoken_guard._start.client import HubClient

if TYPE_CHECKING:
    from standin.server import LocalHub


def test_nothing_is_asked_after_the_verdict(hub: LocalHub) -> None:
    """A refused token is not sent again for the targets that wait for their turn."""
    hub.set_latency(0.2)
    with pytest.raises(GuardError, match="token-invalid"):
        check_token(GOOD, read=[f"alice/{number}" for number in range(100)])
    time.sleep(1)
    assert len(hub.requests) < 50


def test_system_without_threads(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no thread can be started, the questions are asked one after the other."""
    good = hub.world.add_token("alice").value

    def fail(_: object) -> None:
        msg = "can't start new thread"
        raise RuntimeError(msg)

    monkeypatch.setattr("threading.Thread.start", fail)
    assert check_token(good, read=["gpt2", "bob/public"], timeout=5).user == "alice"
    with pytest.raises(GuardError, match="token-invalid"):
        check_token(GOOD, read="gpt2", timeout=5)


def test_last_try_that_is_cut_short_says_less(hub: LocalHub) -> None:
    """A server that failed and then fell silent is said to have failed."""
    hub.fail("status", code=503, times=1)
    hub.fail("silence")
    client = make_client(1)
    client.ask(WHOAMI)
    client.gather([WHOAMI], time.monotonic() + 20)
    assert client.answers[WHOAMI].status == 503


def test_question_that_waits_keeps_no_place(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only requests under way count against the number of connections."""
    monkeypatch.setattr("hftoken_guard._start.request.PARALLEL", 1)
    hub.fail("throttle", path="gpt2", retry_after=100)
    client = make_client(200)
    client.ask("/api/models/gpt2/auth-check")
    client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert client.answers[WHOAMI].status == 401
    client.close()


def test_session_that_cannot_be_made(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CA file that is not there, say, is a fault of the way and not of the token."""

    def fail() -> None:
        msg = "no such file"
        raise FileNotFoundError(msg)

    monkeypatch.setattr(huggingface_hub.utils, "get_session", fail)
    monkeypatch.setenv("HF_TOKEN", GOOD)
    with pytest.raises(HubUnavailableError, match="no connection"):
        check_token(read="gpt2", timeout=1)
    client = make_client(1000)
    paths = [client.ask(f"/api/models/{number}/auth-check") for number in range(20)]
    client.gather(paths)  # each has an answer of its own, and nobody waits for the end
    assert {client.answers[path].fault for path in paths} == {"no connection"}


def test_ask_twice_is_one_request(hub: LocalHub) -> None:
    """A question that is under way is not asked again."""
    client = make_client()
    for _ in range(3):
        client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert client.answers[WHOAMI].status == 401
    assert [request.path for request in hub.requests].count(WHOAMI) == 1


def test_close_ends_the_waiting(hub: LocalHub) -> None:
    """A question that waits to be asked again is given up when nobody needs it."""
    hub.fail("throttle", t=10)
    client = make_client()
    client.ask(WHOAMI)
    client.gather([WHOAMI], is_enough=lambda: client.is_throttled(WHOAMI))
    assert client.answers.pop(WHOAMI).status == 429
    client.close()
    client.gather([WHOAMI], time.monotonic() + 5)
    assert client.answers[WHOAMI].status == 429


def test_question_whose_thread_fails_is_answered(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of our own while asking is an answer too, and nobody waits for another."""

    def fail(*_: object) -> None:
        msg = "of our own"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr(HubClient, "_work_again", fail)
    hub.fail("status", code=503)
    client = make_client()
    client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert client.answers[WHOAMI].fault == "ZeroDivisionError in the client"
