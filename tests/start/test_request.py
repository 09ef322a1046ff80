"""Tests of one request: the session, the bounds, and where it may lead."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import huggingface_hub.utils
import pytest
from made_client import GOOD, make_client

from hftoken_guard import Cause, GuardError, HubUnavailableError, check_token
from hftoken_guard._hub.answer import WHOAMI

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub


def test_endpoint_that_is_no_address(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A typing error in HF_ENDPOINT is one of this machine, and no fault of the way."""
    for endpoint in ("http://[::1", "https://huggingface.co\u2100"):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
        with pytest.raises(GuardError, match="HF_ENDPOINT is ") as caught:
            check_token(GOOD, read="gpt2", timeout=5)
        assert [problem.cause for problem in caught.value.problems] == [Cause.CLIENT_MISCONFIGURED]


def test_redirect_with_the_token_in_it_is_not_followed(hub: LocalHub) -> None:
    """A server may not make us put the token into an address, where it is logged."""
    value = hub.world.add_token("alice").value
    hub.fail("redirect", to=f"{hub.endpoint}/{value}")
    with pytest.raises(HubUnavailableError) as caught:
        check_token(value, read="gpt2")
    assert [problem.cause for problem in caught.value.problems] == [Cause.NOT_THE_HUB]
    assert not any(value in request.path for request in hub.requests)


def test_client_that_another_thread_closes(hub: LocalHub, new_sessions: Callable[[], None]) -> None:
    """huggingface_hub closes its client after a lost connection: the next one is taken."""
    client = make_client()
    new_sessions()
    client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert client.answers[WHOAMI].status == 401


def test_client_that_is_closed_while_it_asks(hub: LocalHub) -> None:
    """What fails for that reason alone is asked again."""

    def fail(*_: object, **__: object) -> None:
        msg = "Cannot send a request, as the client has been closed."
        raise RuntimeError(msg)

    client = make_client()
    open_one, can_ask_again = client.requester.session, not client.requester.is_requests
    closed = SimpleNamespace(stream=fail, get=fail, is_closed=True)
    sessions = iter([closed])
    client.requester.is_requests = False
    client.requester.session = closed
    client.requester._get_session = lambda: next(sessions, open_one)
    if can_ask_again:
        client.ask(WHOAMI)
        client.gather([WHOAMI])
        assert client.answers[WHOAMI].status == 401
    else:
        assert client.requester.ask(WHOAMI).is_transient


def test_session_whose_hook_raises_for_a_refusal(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, new_sessions: Callable[[], None]
) -> None:
    """A job may set such a session; the 404 of what it will create is still an answer."""

    def raise_(response: Any, *_: object, **__: object) -> None:
        response.raise_for_status()

    session: Any = huggingface_hub.utils.get_session()  # type: ignore[attr-defined]
    if hasattr(session, "event_hooks"):
        session.event_hooks = {**session.event_hooks, "response": [raise_]}
    else:
        monkeypatch.setitem(session.hooks, "response", [raise_])
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    assert check_token(write="alice/new")
    with pytest.raises(GuardError, match="namespace-forbidden"):
        check_token(write="bob/public")
    monkeypatch.undo()


def test_close_ends_the_reading(hub: LocalHub) -> None:
    """A body that is still coming when nobody needs it is read no further."""
    hub.fail("drip", interval_s=0.001)
    client = make_client()
    client.close()
    client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert client.answers[WHOAMI].fault == "no answer in time"


def test_body_without_end_is_read_to_a_limit(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read of an answer is bounded, and its status still counts."""
    monkeypatch.setattr("hftoken_guard._start.request.BODY_LIMIT", 100_000)
    hub.fail("endless")
    client = make_client()
    client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert client.answers[WHOAMI].status == 401


def test_redirect_elsewhere_gets_no_token(
    hub: LocalHub, serve: Callable[..., LocalHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token does not follow a redirect to another port, nor does the request."""
    other = serve(hub.world)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.endpoint)
    hub.fail("redirect", to=other.endpoint)
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    with pytest.raises(HubUnavailableError, match=r"redirected to 127\.0\.0\.1"):
        check_token(read="gpt2")
    assert other.requests == []


def test_session_like_requests_is_asked_as_one(hub: LocalHub) -> None:
    """The oldest clients stream in other words; on them every other test goes this way."""
    asked: dict[str, Any] = {}

    def request(method: str, url: str, **options: Any) -> object:
        asked.update(options, method=method, url=url)
        response = SimpleNamespace(
            status_code=401, headers={}, iter_content=lambda _: iter((b'{"error": ', b'"no"}'))
        )
        return contextlib.nullcontext(response)

    client = make_client()
    client.requester.session, client.requester.is_requests = SimpleNamespace(request=request), True
    client.ask(WHOAMI)
    client.gather([WHOAMI])
    assert (client.answers[WHOAMI].status, client.answers[WHOAMI].message) == (401, "no")
    assert (asked["method"], asked["url"]) == ("GET", hub.endpoint + WHOAMI)
    assert (asked["stream"], asked["allow_redirects"]) == (True, False)
