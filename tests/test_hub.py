"""Tests of asking, where the other tests do not come by."""

from __future__ import annotations

import builtins
import contextlib
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import huggingface_hub.utils
import pytest
from standin.world import token_value

from hftoken_guard import GuardError, HubUnavailableError, _check, check_token, require_token
from hftoken_guard._answers import WHOAMI, Identity
from hftoken_guard._hub import Inquiry
from hftoken_guard._inputs import Secret
from hftoken_guard._problem import Cause
from hftoken_guard._report import endpoint_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

GOOD = token_value("asking")


def inquire(budget_s: float = 20) -> Inquiry:
    """Start an inquiry with a token that nobody knows."""
    return Inquiry(Secret(GOOD, "HF_TOKEN"), time.monotonic() + budget_s, lambda _: None)


def test_shadow_by_netrc_is_what_requests_reads(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library that sends the entry is asked for it, if the session reads such files."""
    asked = []

    def get_netrc_auth(url: str) -> tuple[str, str]:
        asked.append(url)
        return "user", "password"

    requests = SimpleNamespace(utils=SimpleNamespace(get_netrc_auth=get_netrc_auth))
    monkeypatch.setitem(sys.modules, "requests", requests)
    inquiry = inquire()
    inquiry._session, inquiry._is_requests = SimpleNamespace(trust_env=True), True
    shadow, fix = inquiry.shadow({})
    assert shadow == "the .netrc file"
    assert "127.0.0.1" in fix
    assert asked == [hub.endpoint]
    inquiry._session.trust_env = False
    assert inquiry.shadow({}) == ("", "")
    assert len(asked) == 1


def test_nothing_is_asked_after_the_verdict(hub: LocalHub) -> None:
    """A refused token is not sent again for the targets that wait for their turn."""
    hub.set_latency(0.2)
    with pytest.raises(GuardError, match="token-invalid"):
        check_token(GOOD, read=[f"alice/{number}" for number in range(100)])
    time.sleep(1)
    assert len(hub.requests) < 50


def test_endpoint_that_is_no_address(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A typing error in HF_ENDPOINT is a fault of the way."""
    for endpoint in ("http://[::1", "https://huggingface.co\u2100"):
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
        with pytest.raises(HubUnavailableError):
            check_token(GOOD, read="gpt2", timeout=5)


def test_system_without_threads(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no thread can be started the Hub cannot be asked, and that is said."""

    def fail(_: object) -> None:
        msg = "can't start new thread"
        raise RuntimeError(msg)

    monkeypatch.setattr("threading.Thread.start", fail)
    with pytest.raises(HubUnavailableError, match="no more threads"):
        check_token(GOOD, read="gpt2", timeout=5)


def test_identity_without_a_name_is_read_once(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long answer that names nobody is not read again for every target."""
    read = []

    def identity(body: dict[str, object]) -> object:
        read.append(body)
        return Identity(body)

    monkeypatch.setattr("hftoken_guard._check.Identity", identity)
    monkeypatch.setattr(type(hub.world), "whoami", lambda *_: {"type": "user"})
    with pytest.raises(GuardError):
        check_token(hub.world.add_token("alice").value, write=["a", "alice/b", "alice/c"])
    assert len(read) == 1


def test_redirect_with_the_token_in_it_is_not_followed(hub: LocalHub) -> None:
    """A server may not make us put the token into an address, where it is logged."""
    value = hub.world.add_token("alice").value
    hub.fail("redirect", to=f"{hub.endpoint}/{value}")
    with pytest.raises(HubUnavailableError) as caught:
        check_token(value, read="gpt2")
    assert [problem.cause for problem in caught.value.problems] == [Cause.NOT_THE_HUB]
    assert not any(value in request.path for request in hub.requests)


def test_wait_before_the_last_try_leaves_time_for_it(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backoff that would pass the end is shortened, so that a late recovery is still seen."""
    pauses: list[float] = []
    monkeypatch.setattr(Inquiry, "_pause", lambda _, seconds: pauses.append(seconds))
    monkeypatch.setattr("hftoken_guard._hub.BACKOFF_S", 1000.0)
    monkeypatch.setattr("hftoken_guard._hub.BACKOFF_MAX_S", 1000.0)
    hub.fail("status", code=503, times=6)
    inquiry = inquire(9)
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert inquiry.answers[WHOAMI].status == 401
    assert len(pauses) == 6
    assert all(0 < pause < 9 for pause in pauses)


def test_last_try_that_is_cut_short_says_less(hub: LocalHub) -> None:
    """A server that failed and then fell silent is said to have failed."""
    hub.fail("status", code=503, times=1)
    hub.fail("silence")
    inquiry = inquire(1)
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI], time.monotonic() + 20)
    assert inquiry.answers[WHOAMI].status == 503


def test_429_without_a_wait_is_asked_less_often(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A throttled fleet that is told nothing is four times as patient."""
    pauses: dict[int, list[float]] = {429: [], 503: []}
    for status, kept in pauses.items():
        monkeypatch.setattr(Inquiry, "_pause", lambda _, seconds, kept=kept: kept.append(seconds))
        hub.fail("throttle", t=None, times=30) if status == 429 else hub.fail(
            "status", code=503, times=30
        )
        inquiry = inquire(10_000)
        inquiry.ask(WHOAMI)
        inquiry.gather([WHOAMI])
        hub.heal()
    assert 2 < sum(pauses[429]) / sum(pauses[503]) < 8


def test_client_that_another_thread_closes(hub: LocalHub, new_sessions: Callable[[], None]) -> None:
    """huggingface_hub closes its client after a lost connection: the next one is taken."""
    inquiry = inquire()
    new_sessions()
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert inquiry.answers[WHOAMI].status == 401


def test_client_that_is_closed_while_it_asks(hub: LocalHub) -> None:
    """What fails for that reason alone is asked again."""

    def fail(*_: object, **__: object) -> None:
        msg = "Cannot send a request, as the client has been closed."
        raise RuntimeError(msg)

    inquiry = inquire()
    open_one, can_ask_again = inquiry._session, not inquiry._is_requests
    closed = SimpleNamespace(stream=fail, get=fail, is_closed=True)
    sessions = iter([closed])
    inquiry._is_requests = False
    inquiry._session = closed
    inquiry._get_session = lambda: next(sessions, open_one)  # type: ignore[assignment, return-value]
    if can_ask_again:
        inquiry.ask(WHOAMI)
        inquiry.gather([WHOAMI])
        assert inquiry.answers[WHOAMI].status == 401
    else:
        assert inquiry._ask_once(WHOAMI).is_transient


def test_session_whose_hook_raises_for_a_refusal(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, new_sessions: Callable[[], None]
) -> None:
    """A job may set such a session; the 404 of what it will create is still an answer."""

    def raise_(response: Any, *_: object, **__: object) -> None:  # noqa: ANN401
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


def test_question_that_waits_keeps_no_place(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only requests under way count against the number of connections."""
    monkeypatch.setattr("hftoken_guard._hub.PARALLEL", 1)
    hub.fail("throttle", path="gpt2", retry_after=100)
    inquiry = inquire(200)
    inquiry.ask("/api/models/gpt2/auth-check")
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert inquiry.answers[WHOAMI].status == 401
    inquiry.close()


def test_session_that_cannot_be_made(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CA file that is not there, say, is a fault of the way and not of the token."""

    def fail() -> None:
        msg = "no such file"
        raise FileNotFoundError(msg)

    monkeypatch.setattr(huggingface_hub.utils, "get_session", fail)
    monkeypatch.setenv("HF_TOKEN", GOOD)
    with pytest.raises(HubUnavailableError, match="no connection"):
        check_token(read="gpt2", timeout=1)
    inquiry = inquire(1000)
    paths = [inquiry.ask(f"/api/models/{number}/auth-check") for number in range(20)]
    inquiry.gather(paths)  # each has an answer of its own, and nobody waits for the end
    assert {inquiry.answers[path].fault for path in paths} == {"no connection"}


def test_client_that_cannot_be_imported(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation is said to be one."""
    import_ = builtins.__import__

    def broken(name: str, *rest: Any) -> Any:  # noqa: ANN401
        if name == "huggingface_hub":
            msg = "No module named 'x'"
            raise ImportError(msg)
        return import_(name, *rest)

    monkeypatch.setattr(builtins, "__import__", broken)
    monkeypatch.setenv("HF_TOKEN", GOOD)
    with pytest.raises(GuardError, match="huggingface_hub cannot be imported: No module"):
        check_token()


def test_ask_twice_is_one_request(hub: LocalHub) -> None:
    """A question that is under way is not asked again."""
    inquiry = inquire()
    for _ in range(3):
        inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert inquiry.answers[WHOAMI].status == 401
    assert [request.path for request in hub.requests].count(WHOAMI) == 1


def test_close_ends_the_waiting(hub: LocalHub) -> None:
    """A question that waits to be asked again is given up when nobody needs it."""
    hub.fail("throttle", t=10)
    inquiry = inquire()
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI], is_enough=lambda: inquiry.is_throttled(WHOAMI))
    assert inquiry.answers.pop(WHOAMI).status == 429
    inquiry.close()
    inquiry.gather([WHOAMI], time.monotonic() + 5)
    assert inquiry.answers[WHOAMI].status == 429


def test_close_ends_the_reading(hub: LocalHub) -> None:
    """A body that is still coming when nobody needs it is read no further."""
    hub.fail("drip", interval_s=0.001)
    inquiry = inquire()
    inquiry.close()
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert inquiry.answers[WHOAMI].fault == "no answer in time"


def test_body_without_end_is_read_to_a_limit(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read of an answer is bounded, and its status still counts."""
    monkeypatch.setattr("hftoken_guard._hub.BODY_LIMIT", 100_000)
    hub.fail("endless")
    inquiry = inquire()
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert inquiry.answers[WHOAMI].status == 401


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
    monkeypatch.setattr(Inquiry, "_pause", lambda _, seconds: pauses.append(seconds))
    for _ in range(20):
        hub.fail("throttle", retry_after=asked_s, times=1)
        inquiry = inquire(budget_s)
        inquiry.ask(WHOAMI)
        inquiry.gather([WHOAMI])
        is_asked_again = inquiry.answers[WHOAMI].status == 401
        assert is_asked_again is (asked_s < budget_s)
    assert all(earliest_s <= pause <= latest_s for pause in pauses)
    if asked_s < budget_s:
        assert len(set(pauses)) == 20


def test_whoami_that_is_no_identity(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON that names nobody, and a Hub without whoami, are not the Hub's answer."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    monkeypatch.setattr(type(hub.world), "whoami", lambda *_: {"type": "user"})
    for code in (200, 404):
        if code == 404:
            hub.fail("status", path="whoami", code=code, message="?")
        with pytest.raises(HubUnavailableError) as caught:
            check_token()
        assert [problem.cause for problem in caught.value.problems] == [Cause.NOT_THE_HUB]


def test_wish_that_could_not_be_asked(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault at a target that is only wished for is a warning."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    hub.fail("status", path="trackio", code=503)
    assert require_token(write="spaces/alice/trackio?")
    err = capsys.readouterr().err
    assert "spaces/alice/trackio, which is optional, was not checked: hub-unavailable" in err


def test_gate_and_missing_flag_are_said_together(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who still has to ask for access hears of the flag of the token at once."""
    token = hub.world.add_token("alice", "fineGrained", can_read_gated=False)
    monkeypatch.setenv("HF_TOKEN", token.value)
    with pytest.raises(GuardError, match="tick that box") as caught:
        check_token(read="meta/gated")
    assert [problem.cause for problem in caught.value.problems] == [Cause.GATED_NOT_REQUESTED]


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("https://huggingface.co", []),
        ("https://hub.example.org", ["not huggingface.co"]),
        ("http://127.0.0.1:9", ["not huggingface.co"]),
        ("http://hub.example.org", ["not huggingface.co", "plain http"]),
        ("https://me:secret@hub.example.org", ["is https://hub.example.org, not"]),
    ],
)
def test_endpoint_warnings(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, words: list[str]
) -> None:
    """Where the token goes elsewhere, or can be read on the way, it is said."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
    warnings = endpoint_warnings()
    assert len(warnings) == len(words)
    assert all(word in warning for word, warning in zip(words, warnings, strict=True))


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


def test_is_helper_process_without_multiprocessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that never loaded multiprocessing is nobody's child."""
    monkeypatch.delitem(sys.modules, "multiprocessing.process", raising=False)
    assert _check._find_parent() == ""


@pytest.mark.parametrize("package", ["multiprocessing", "multiprocess"])
@pytest.mark.parametrize(("is_starting", "parent"), [(True, None), (False, "the script")])
def test_is_helper_process_of_both_packages(
    monkeypatch: pytest.MonkeyPatch,
    package: str,
    is_starting: bool,  # noqa: FBT001
    parent: str | None,
) -> None:
    """A child is known by its parent or, while it imports the script, by its mark."""
    current = SimpleNamespace(_inheriting=is_starting)
    module = SimpleNamespace(current_process=lambda: current, parent_process=lambda: parent)
    monkeypatch.setitem(sys.modules, f"{package}.process", module)
    assert _check._find_parent() == ("importing" if is_starting else "working")


def test_session_like_requests_is_asked_as_one(hub: LocalHub) -> None:
    """The oldest clients stream in other words; on them every other test goes this way."""
    asked: dict[str, Any] = {}

    def get(url: str, **options: Any) -> object:  # noqa: ANN401
        asked.update(options, url=url)
        response = SimpleNamespace(
            status_code=401, headers={}, iter_content=lambda _: iter((b'{"error": ', b'"no"}'))
        )
        return contextlib.nullcontext(response)

    inquiry = inquire()
    inquiry._session, inquiry._is_requests = SimpleNamespace(get=get), True
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert (inquiry.answers[WHOAMI].status, inquiry.answers[WHOAMI].message) == (401, "no")
    assert asked["url"] == hub.endpoint + WHOAMI
    assert (asked["stream"], asked["allow_redirects"]) == (True, False)


def test_repo_type_as_in_the_client_library(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """None means model, as in the client library, and the plural is understood."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    require_token(read="gpt2", repo_type=None)  # type: ignore[arg-type]
    require_token(write="alice/results", repo_type="datasets")
    assert "writes datasets/alice/results\n" in capsys.readouterr().err


def test_question_whose_thread_fails_is_answered(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of our own while asking is an answer too, and nobody waits for another."""

    def fail(*_: object) -> None:
        msg = "of our own"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr(Inquiry, "_ask_again", fail)
    hub.fail("status", code=503)
    inquiry = inquire()
    inquiry.ask(WHOAMI)
    inquiry.gather([WHOAMI])
    assert inquiry.answers[WHOAMI].fault == "ZeroDivisionError in the client"
