"""Tests of the exchange of a CI job's identity: what the client would send is what is checked."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import huggingface_hub
import pytest
from huggingface_hub import errors
from standin.world import signed_value

from hftoken_guard import GuardError, check_token, require_token

if TYPE_CHECKING:
    from standin.server import LocalHub

pytestmark = pytest.mark.skipif(
    not hasattr(errors, "OIDCError"), reason="this client knows no exchange"
)
IDENTITY = signed_value("the job", "", {"sub": "repo:alice/x"})


@pytest.fixture
def job(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a CI job that the Hub trusts for alice's dataset, and return its token."""
    monkeypatch.setattr("huggingface_hub.utils._auth._OIDC_TOKEN_CACHE", None)
    monkeypatch.setenv("HF_OIDC_RESOURCE", "datasets/alice/results")
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", IDENTITY)
    return hub.world.trust(IDENTITY, "datasets/alice/results").value


def causes_of(**options: object) -> list[str]:
    """Return what a check finds, the first cause of each problem."""
    with pytest.raises(GuardError) as caught:
        check_token(**options)  # type: ignore[call-overload]
    return [str(problem.cause) for problem in caught.value.problems]


def exchanges(hub: LocalHub) -> int:
    """Count the exchanges that were asked for."""
    return sum(request.path.startswith("/oauth/token") for request in hub.requests)


def test_exchanged_token_is_checked(
    hub: LocalHub, job: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A job without HF_TOKEN goes on with what it exchanges, once, and it is kept nowhere."""
    assert str(require_token(write="datasets/alice/results")) == job
    assert huggingface_hub.get_token() == job
    assert exchanges(hub) == 1
    assert "HF_TOKEN" not in os.environ
    out, err = capsys.readouterr()
    assert "writes datasets/alice/results" in err
    assert job[-8:] not in out + err
    assert causes_of(write="bob/public")[0] == "write-denied"
    assert exchanges(hub) == 1


def test_exchanged_token_comes_before_the_variable(
    hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is sent in place of HF_TOKEN, which stays as it is; an argument is sent itself."""
    other = hub.world.add_token("bob", "read").value
    monkeypatch.setenv("HF_TOKEN", other)
    assert str(require_token(write="datasets/alice/results")) == job
    assert "is sent in place of HF_TOKEN" in capsys.readouterr().err
    assert os.environ["HF_TOKEN"] == other
    assert str(require_token(other, read="gpt2")) == other
    assert exchanges(hub) == 1


def test_exchange_that_is_refused(hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client then sends nothing, whatever HF_TOKEN holds, and the reason is said."""
    monkeypatch.setenv("HF_OIDC_RESOURCE", "datasets/alice/other")
    with pytest.raises(GuardError, match="its exchange for a token failed") as caught:
        check_token(write="datasets/alice/results")
    assert [str(problem.cause) for problem in caught.value.problems] == ["token-missing"]
    assert "No trusted publisher matches" in str(caught.value)
    assert IDENTITY not in str(caught.value)
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    assert causes_of(write="datasets/alice/results") == ["credential-shadowed"]


def test_exchange_without_an_identity(
    hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is nothing to exchange the client raises, and says what is missing."""
    monkeypatch.delenv("HF_OIDC_ID_TOKEN")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    with pytest.raises(GuardError) as caught:
        check_token(write="datasets/alice/results")
    assert "no OIDC id token is available" in " ".join(str(caught.value).split())
    assert [str(problem.cause) for problem in caught.value.problems] == ["token-missing"]


@pytest.mark.parametrize("kind", ["reset", "silence", "drip"])
def test_exchange_that_the_network_keeps_back(kind: str, hub: LocalHub, job: str) -> None:
    """A fault of the network is one, and the budget holds."""
    hub.fail(kind, path="oauth")
    assert causes_of(write="datasets/alice/results", timeout=1) == ["hub-unreachable"]


def test_exchange_while_the_hub_is_down(hub: LocalHub, job: str) -> None:
    """A fault of the server is one."""
    hub.fail("status", path="oauth", code=503)
    assert causes_of(write="datasets/alice/results") == ["hub-unavailable"]


def test_exchange_that_the_client_does_not_know(
    hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older client ignores the variable, and so does the guard."""
    monkeypatch.delattr("huggingface_hub.errors.OIDCError")
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    assert require_token(write="datasets/alice/results").user == "alice"
    assert exchanges(hub) == 0


def test_exchange_with_a_client_that_is_broken(
    hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that cannot be imported is said to be that, and not to have failed an exchange."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(GuardError, match="huggingface_hub cannot be imported"):
        check_token(read="gpt2")


def test_exchange_that_nobody_needs(
    hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the client makes no exchange, one that would fail stops no job."""
    monkeypatch.setenv("HF_OIDC_RESOURCE", "datasets/alice/other")
    arguments = SimpleNamespace(push_to_hub=True, hub_model_id="alice/m", output_dir="out")
    arguments.hub_token = hub.world.add_token("alice").value
    assert str(require_token(write=arguments)) == arguments.hub_token
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    assert require_token(read="gpt2", optional=True) is None
    assert exchanges(hub) == 0


def test_exchange_offline(
    hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Offline nothing is exchanged: what is read may be in the cache, what is written is lost."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert require_token(read="gpt2") is None
    assert "behind an exchange, where only the client can look" in capsys.readouterr().err
    assert causes_of(write="datasets/alice/results") == ["hub-offline"]
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    assert require_token(read="gpt2")
    assert hub.requests == []


def test_exchange_without_a_thread(
    hub: LocalHub, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no thread can be started the exchange is made in this one."""

    def fail(_: object) -> None:
        msg = "daemon threads are disabled in this (sub)interpreter"
        raise RuntimeError(msg)

    monkeypatch.setattr("threading.Thread.start", fail)
    assert str(require_token(write="datasets/alice/results")) == job
