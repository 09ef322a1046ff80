"""Tests of the check at the Hub, where the tests of the guard do not come by."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import pytest
from made_client import GOOD

from hftoken_guard import Cause, GuardError, HubUnavailableError, check_token, require_token
from hftoken_guard._hub.identity import read_identity

if TYPE_CHECKING:
    from standin.server import LocalHub


def test_identity_without_a_name_is_read_once(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long answer that names nobody is not read again for every target."""
    read = []

    def identity(body: dict[str, object]) -> object:
        read.append(body)
        return read_identity(body)

    monkeypatch.setattr("hftoken_guard._start.whoami.read_identity", identity)
    monkeypatch.setattr(type(hub.world), "whoami", lambda *_: {"type": "user"})
    with pytest.raises(GuardError):
        check_token(hub.world.add_token("alice").value, write=["a", "alice/b", "alice/c"])
    assert len(read) <= 2


def test_client_that_cannot_be_imported(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation is said to be one."""
    import_ = builtins.__import__

    def broken(name: str, *rest: Any) -> Any:
        if name == "huggingface_hub":
            msg = "No module named 'x'"
            raise ImportError(msg)
        return import_(name, *rest)

    monkeypatch.setattr(builtins, "__import__", broken)
    monkeypatch.setenv("HF_TOKEN", GOOD)
    with pytest.raises(GuardError, match="huggingface_hub cannot be imported: No module"):
        check_token()


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


def test_repo_type_as_in_the_client_library(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """None means model, as in the client library, and the plural is understood."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    require_token(read="gpt2", repo_type=None)  # type: ignore[call-overload]
    require_token(write="alice/results", repo_type="datasets")
    assert "writes datasets/alice/results\n" in capsys.readouterr().err
