"""
The leak test: over all causes and all channels the secret is absent, the useful part present.

What is walked is everything that can be reached from the exception: attributes, chained
exceptions, tracebacks, the frames of this package and what their local variables hold.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import pickle
import signal
import traceback
from types import FrameType, FunctionType, ModuleType, TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import fuzz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standin.world import World, token_value

from hftoken_guard import Cause, GuardError, check_token, require_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from standin.server import LocalHub

SECRET = token_value("must never be seen")
OPAQUE = (ModuleType, FunctionType, type)


def holds_secret(text: str) -> bool:
    """Tell whether six consecutive characters of the secret part stand in the text."""
    body = SECRET[3:]
    coded = base64.b64encode(body.encode()).decode()
    plain = any(body[i : i + 6] in text for i in range(len(body) - 5))
    return plain or any(coded[i : i + 8] in text for i in range(len(coded) - 7))


def reach(start: object) -> Iterator[object]:  # noqa: C901
    """Walk through all that can be reached from an exception, modules and classes aside."""
    seen: set[int] = set()
    todo = [start]
    while todo:
        item = todo.pop()
        if id(item) in seen or isinstance(item, OPAQUE) or item is os.environ:
            continue
        seen.add(id(item))
        yield item
        if isinstance(item, dict):
            todo += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple, set, frozenset)):
            todo += item
        elif isinstance(item, BaseException):
            todo += [item.args, item.__cause__, item.__context__, item.__traceback__]
            todo.append(vars(item))
        elif isinstance(item, TracebackType):
            todo += [item.tb_frame, item.tb_next]
        elif isinstance(item, FrameType):
            if item.f_globals.get("__name__", "").startswith("hftoken_guard"):
                todo.append(dict(item.f_locals))
                own = {k: v for k, v in item.f_globals.items() if k.startswith("_")}
                todo.append({k: v for k, v in own.items() if k not in ("__builtins__", "os")})
        else:
            todo.append(getattr(item, "__dict__", None))
            slots = [getattr(cls, "__slots__", ()) for cls in type(item).__mro__]
            for cls, names in zip(type(item).__mro__, slots, strict=True):
                for name in (names,) if isinstance(names, str) else names:
                    private = name.startswith("__") and not name.endswith("__")
                    full = f"_{cls.__name__.lstrip('_')}{name}" if private else name
                    todo.append(getattr(item, full, None))


def assert_clean(error: BaseException) -> None:
    """Assert that nothing reachable from the error is, or holds, the secret."""
    for item in reach(error):
        if isinstance(item, (str, bytes)):
            text = item if isinstance(item, str) else item.decode("latin-1")
            assert not holds_secret(text), "the secret can be reached"
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in shown.stack if "hftoken_guard" in frame.filename]
    assert ours
    assert not holds_secret("".join(str(frame.locals) for frame in ours))
    assert not holds_secret(pickle.dumps(error).decode("latin-1"))


def add_secret(world: World, role: str = "write", **extra: Any) -> None:
    """Make the secret a token of alice."""
    world.add_token("alice", role, value=SECRET, **extra)


WAYS: dict[str, tuple[str, dict[str, Any], Callable[[LocalHub], None]]] = {
    "token-invalid": (SECRET, {}, lambda _: None),
    "token-expired": (SECRET, {}, lambda hub: add_secret(hub.world, expired=True)),
    "token-read-only": (
        SECRET, {"write": "datasets/alice/results"}, lambda hub: add_secret(hub.world, "read")),
    "namespace-forbidden": (SECRET, {"write": "bob/x"}, lambda hub: add_secret(hub.world)),
    "repo-not-found": (SECRET, {"read": "alice/nope"}, lambda hub: add_secret(hub.world)),
    "target-malformed token": (
        SECRET, {"read": f"alice/{SECRET}"}, lambda hub: add_secret(hub.world)),
    "target-malformed": (
        SECRET, {"write": f"a/b/{SECRET}"}, lambda hub: add_secret(hub.world)),
    "token-malformed quotes": (f'"{SECRET}"', {}, lambda _: None),
    "token-malformed bearer": (f"Bearer {SECRET}", {}, lambda _: None),
    "token-malformed json": (json.dumps({"token": SECRET}), {}, lambda _: None),
    "token-malformed two": (f"{SECRET} {SECRET}", {}, lambda _: None),
    "token-malformed control": (SECRET[:20] + "\x1b" + SECRET[20:], {}, lambda _: None),
    "token-malformed smart": (f"\u201c{SECRET}\u201d", {}, lambda _: None),
    "token-malformed vendor": ("sk-" + SECRET[3:], {}, lambda _: None),
    "hub-unreachable": (SECRET, {}, lambda hub: hub.fail("reset")),
    "hub-unreachable silence": (SECRET, {}, lambda hub: hub.fail("silence")),
    "hub-unavailable": (SECRET, {}, lambda hub: hub.fail("status", code=503)),
    "not-the-hub": (
        SECRET, {}, lambda hub: hub.fail("redirect", to=f"http://127.0.0.1:9/{SECRET}")),
    "token-invalid echo": (SECRET, {"read": "gpt2"}, lambda hub: hub.fail("echo")),
    "token-invalid echo plain": (
        SECRET, {},
        lambda hub: hub.fail("status", code=401, message=f"bad header: {SECRET[3:25]}")),
}  # fmt: skip


@pytest.mark.parametrize("explicit", [False, True], ids=["environment", "argument"])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_reachable_and_nothing_printed(
    hub: LocalHub,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    way: str,
    explicit: bool,  # noqa: FBT001
) -> None:
    """Through no channel does the token get out, and the report still tells what is wrong."""
    value, wanted, happen = WAYS[way]
    happen(hub)
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    # Everything that any library logs, but for what a server has echoed itself.
    name = "hftoken_guard" if "echo" in way or way == "not-the-hub" else None
    logger = logging.getLogger(name)
    monkeypatch.setattr(logger, "handlers", [*logger.handlers, handler])
    monkeypatch.setattr(logger, "level", logging.DEBUG)
    if not explicit:
        monkeypatch.setenv("HF_TOKEN", value)
    given: dict[str, Any] = {"token": value} if explicit else {}
    given["timeout"] = 0.6 if way.startswith("hub-") else 20  # what cannot be had is waited for
    caught: list[BaseException] = []
    for call in (check_token, require_token):
        try:
            call(**given, **wanted)
        except (GuardError, SystemExit) as error:
            caught.append(error)
    first, last = caught
    assert isinstance(first, GuardError)
    assert_clean(first)
    assert_clean(last)
    code = way.partition(" ")[0]
    assert [str(problem.cause) for problem in first.problems] == [code]
    out, err = capfd.readouterr()
    assert out == ""
    assert code in err
    assert "hf_***" in err or "no hf_" in err
    text = "\n".join([err, log.getvalue(), str(first), repr(first), *map(repr, first.problems)])
    data = json.dumps([problem.as_dict() for problem in first.problems])
    assert not holds_secret(text + data)


@given(random=st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_no_text_holds_a_secret_in_any_form(random: Random) -> None:
    """Some of the cases that `scripts/fuzz.py` tries by the million; others each time it grows."""
    assert fuzz.check_text(random) == ""


@given(random=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_report_holds_what_was_in_the_variable(random: Random) -> None:
    """Keys of other vendors, JSON, quotes, control characters, two tokens: none gets out."""
    assert fuzz.check_report(random) == ""


@pytest.mark.parametrize(
    ("shown", "is_out"),
    [
        ("nothing", False),
        (SECRET[10:16], True),
        (SECRET[10:15], False),
        (quote(SECRET[3:9]).replace(SECRET[3], f"%{ord(SECRET[3]):02X}"), True),
        (base64.b64encode(f"xy{SECRET}".encode()).decode(), True),
        (base64.urlsafe_b64encode(f"x{SECRET[20:30]}".encode()).decode(), True),
        (json.dumps(SECRET[:6] + "\\" + SECRET[6:12]), True),
    ],
)
def test_what_counts_as_out(shown: str, is_out: bool) -> None:  # noqa: FBT001
    """The judge of those cases finds a secret that is there, in every form."""
    assert fuzz.got_out(f"before {shown} behind", SECRET) is is_out


def test_wrong_call_holds_no_token(hub: LocalHub) -> None:
    """An error about the other arguments does not carry the token with it."""
    wrong: tuple[dict[str, Any], ...] = ({"timeout": -1}, {"read": 7}, {"repo_type": "x"})
    for arguments in wrong:
        with pytest.raises((TypeError, ValueError)) as caught:
            check_token(SECRET, **arguments)
        assert_clean(caught.value)


@pytest.mark.parametrize("place", ["gather", "_say_waiting"])
@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("call", [check_token, require_token])
def test_interruption_shows_no_frame_that_holds_the_token(
    hub: LocalHub,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[BaseException],
    call: Callable[..., object],
    place: str,
) -> None:
    """Ctrl-C, or a signal handler that exits, leads nobody to the token."""

    def interrupt(*_: object, **__: object) -> None:
        raise kind

    monkeypatch.setattr("hftoken_guard._start.client.QUIET_S", 0.01)
    monkeypatch.setattr(f"hftoken_guard._start.client.HubClient.{place}", interrupt)
    hub.fail("silence")
    with pytest.raises(kind) as caught:
        call(SECRET, read="gpt2")
    for item in reach(caught.value):
        assert not (isinstance(item, str) and holds_secret(item))
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert call.__name__ in names
    assert names[-1] == "interrupt"  # whoever reads the traceback sees where it was


def test_signal_while_the_guard_waits(hub: LocalHub) -> None:
    """A signal handler that raises in the midst of a wait leads nobody to the token."""

    def stop(*_: object) -> None:
        msg = "the job was stopped"
        raise RuntimeError(msg)

    hub.fail("silence")
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(RuntimeError, match="was stopped") as caught:
            check_token(SECRET, read="gpt2")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    for item in reach(caught.value):
        assert not (isinstance(item, str) and holds_secret(item))


def test_variable_that_is_no_text(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quote of another encoding in the value is a malformed token, told without it."""
    monkeypatch.setenv("HF_TOKEN", f"\udc93{SECRET}\udc94")
    with pytest.raises(GuardError) as caught:
        check_token()
    assert [str(problem.cause) for problem in caught.value.problems] == ["token-malformed"]
    assert_clean(caught.value)
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    monkeypatch.setenv("DB_PASSWORD", "p\udce4ssw\udcf6rd-2024")
    assert require_token(read="gpt2")


def test_iterable_of_the_caller_that_fails(hub: LocalHub) -> None:
    """An error of the caller's own code meets no raw token in a frame of ours."""

    def targets() -> Iterator[str]:
        yield "gpt2"
        msg = "of the caller"
        raise RuntimeError(msg)

    try:
        check_token(SECRET, read=targets())
    except RuntimeError as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        ours = [frame for frame in shown.stack if "hftoken_guard" in frame.filename]
        assert len(ours) > 1
        assert not holds_secret("".join(str(frame.locals) for frame in ours))
    else:
        pytest.fail("the caller's error got lost")


def test_other_secrets_of_the_job_do_not_get_out(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report names no value of the environment, not even one that a server repeats."""
    monkeypatch.setenv("UV_SCRIPT_HF_TOKEN", SECRET)
    monkeypatch.setenv("WEBHOOK_SECRET", "tea-for-two")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter22@proxy.example.org:3128")
    monkeypatch.setenv("JOB_ID", "tea-for-two")
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice", name=f"x {SECRET}").value)
    hub.fail("status", path="gpt2", code=403, message=f"{SECRET} tea-for-two hunter22")
    with pytest.raises(GuardError) as caught:
        check_token(read="gpt2")
    text = str(caught.value)
    assert "HTTPS_PROXY" in text
    assert not holds_secret(text)
    assert "tea-for-two" not in text
    assert "hunter22" not in text


def test_facts_are_an_allow_list(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts have these lines and no others, and no e-mail."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice", "read").value)
    with pytest.raises(GuardError) as caught:
        check_token(write="datasets/alice/results")
    _, _, facts = str(caught.value).partition("facts (safe to share)\n")
    facts, _, _ = facts.partition("\n  why: ")
    labels = [line[4:15].strip() for line in facts.splitlines()]
    assert [label for label in labels if label] == [
        "token", "user", "asked", "endpoint", "proxy", "offline", "versions", "job",
    ]  # fmt: skip
    assert "@" not in facts
    assert caught.value.problems[0].cause == Cause.TOKEN_READ_ONLY
