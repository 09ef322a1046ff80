"""Tests of the whole check: which token is checked, and what is done without one."""

from __future__ import annotations

import json
import sys
import time
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from huggingface_hub import HfApi
from standin.world import Scope, token_value

from hftoken_guard import Cause, GuardError, TokenError, check_token, require_token
from hftoken_guard._cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from standin.server import LocalHub


def causes_of(**options: object) -> list[str]:
    """Return what a check finds, the first cause of each problem."""
    with pytest.raises(GuardError) as caught:
        check_token(**options)  # type: ignore[call-overload]
    return [str(problem.cause) for problem in caught.value.problems]


def sent_tokens(hub: LocalHub, part: str) -> set[str]:
    """Return what was sent with the requests whose path has this part."""
    found = [request for request in hub.requests if part in request.path]
    return {request.headers.get("authorization", "") for request in found}


def test_login_in_a_job(
    hub: LocalHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A script that logs in before it calls the guard has the token that the client will send."""
    monkeypatch.setenv("JOB_ID", "1")
    assert causes_of(write="datasets/alice/results") == ["token-missing"]
    path = tmp_path / "secrets" / "hf"
    path.parent.mkdir()
    path.write_text(hub.world.add_token("alice").value)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(path))
    assert require_token(write="datasets/alice/results")
    assert HfApi().whoami()["name"] == "alice"
    err = capsys.readouterr().err
    assert "ok: alice (write token) writes datasets/alice/results" in err
    assert "a job will not have" not in err
    path.write_text(hub.world.add_token("alice", "read").value)
    assert causes_of(write="datasets/alice/results") == ["token-read-only"]


def test_login_that_the_client_renews(
    hub: LocalHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A login that has ended is renewed at its first use; where the client cannot, it is over."""
    token = hub.world.add_token("alice", "oauth", oauth_scopes=("manage-repos",), expired=True)
    home = tmp_path / "hf"
    home.mkdir()
    (home / "token").write_text(token.value)
    (home / "stored_tokens").write_text(
        f"[x]\nhf_token = {token.value}\nrefresh_token = r\nexpires_at = {time.time() - 9:.0f}\n"
    )
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr("huggingface_hub.errors.DeviceCodeError", RuntimeError, raising=False)
    assert require_token(write="datasets/alice/results")
    err = capsys.readouterr().err
    assert "warning: the saved login has ended; the client renews it" in err
    assert "datasets/alice/results (unverified)" in err
    monkeypatch.delattr("huggingface_hub.errors.DeviceCodeError")
    assert causes_of(write="datasets/alice/results") == ["token-expired"]


def test_notebook_whose_secrets_cannot_be_seen(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where only the client can look, the notebook goes on, and hears that nothing was checked."""
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    auth = SimpleNamespace(_IS_GOOGLE_COLAB_CHECKED=False)
    monkeypatch.setitem(sys.modules, "huggingface_hub.utils._auth", auth)
    assert require_token(write="datasets/alice/results") is None
    assert "where only the client can look: nothing was checked" in capsys.readouterr().err
    assert hub.requests == []


@pytest.mark.parametrize("arguments", [None, [], [None]])
def test_program_without_arguments(
    arguments: list[str] | None, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that embeds Python may have no command line, and gets the report all the same."""
    if arguments is None:
        monkeypatch.delattr(sys, "argv")
    else:
        monkeypatch.setattr(sys, "argv", arguments)
    assert causes_of(read="gpt2") == ["token-missing"]
    assert hub.requests == []


def test_optional_reads_anonymously(hub: LocalHub, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a token what is public goes on, with what the client takes as token=."""
    token = require_token(read=["gpt2", "bob/public"], optional=True)
    assert token is None
    assert HfApi().model_info("gpt2", token=token).id == "gpt2"
    assert "ok: no token, and none is needed: reads gpt2, bob/public\n" in capsys.readouterr().err
    assert sent_tokens(hub, "auth-check") == {""}
    assert not any("whoami" in request.path for request in hub.requests)


@pytest.mark.parametrize(
    ("name", "could_be"), [("meta/gated", []), ("alice/private", ["repo-not-found"]),
                           ("nobody/nothing", ["repo-not-found"])],
)  # fmt: skip
def test_optional_stops_what_is_not_public(name: str, could_be: list[str], hub: LocalHub) -> None:
    """What is gated, private or not there needs a token, or another name."""
    with pytest.raises(TokenError, match=f"{name} cannot be read without a token") as caught:
        check_token(read=["gpt2", name], optional=True)
    (problem,) = caught.value.problems
    assert (problem.cause, problem.target) == (Cause.TOKEN_MISSING, name)
    assert list(map(str, problem.could_be)) == could_be
    is_doubted = any(f"huggingface.co/{name}" in step for step in problem.fix)
    assert is_doubted is bool(could_be)
    assert hub.requests


def test_optional_names_the_variable_that_is_not_read(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token under another name is what the gated repository needs."""
    monkeypatch.setenv("MY_PRIVATE_VALUE", hub.world.add_token("alice").value)
    assert causes_of(read="meta/gated", optional=True) == ["token-wrong-name"]


def test_optional_finds_another_type(hub: LocalHub) -> None:
    """A name that is public as another type is said to be that."""
    hub.world.add_repo("bob/data", "dataset")
    assert causes_of(read="bob/data", optional=True) == ["repo-wrong-type"]


def test_optional_does_not_excuse_a_write(
    hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is written needs a token always; what is only wished for is a warning."""
    assert causes_of(write="datasets/alice/results", optional=True) == ["token-missing"]
    assert hub.requests == []
    assert require_token(read="gpt2", write="spaces/alice/trackio?", optional=True) is None
    assert "warning: spaces/alice/trackio, which is optional, needs" in capsys.readouterr().err


def test_optional_does_not_blame_the_token_for_the_hub(hub: LocalHub) -> None:
    """A Hub that is down is that, with a token and without."""
    hub.fail("status", code=503)
    assert causes_of(read="gpt2", optional=True, timeout=0.5) == ["hub-unavailable"]


def test_training_arguments_with_their_own_token(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Trainer pushes with hub_token, the script reads with HF_TOKEN: each is checked."""
    writer, reader = hub.world.add_token("alice"), hub.world.add_token("bob", "read")
    arguments = SimpleNamespace(push_to_hub=True, hub_model_id="alice/m", output_dir="out")
    arguments.hub_token = writer.value
    monkeypatch.setenv("HF_TOKEN", reader.value)
    assert str(require_token(read="gpt2", write=arguments)) == reader.value
    assert "ok: bob (read token) reads gpt2; alice (write token) writes alice/m (new)\n" in (
        capsys.readouterr().err
    )
    assert sent_tokens(hub, "gpt2") == {f"Bearer {reader.value}"}
    assert sent_tokens(hub, "alice/m") == {f"Bearer {writer.value}"}
    arguments.hub_token = reader.value
    monkeypatch.setenv("HF_TOKEN", writer.value)
    with pytest.raises(GuardError, match="hub_token of the TrainingArguments may not") as caught:
        check_token(read="gpt2", write=arguments)
    assert [problem.cause for problem in caught.value.problems] == [Cause.TOKEN_READ_ONLY]
    assert reader.value[3:9] not in str(caught.value)
    arguments.hub_token = "<your token>"
    assert causes_of(write=arguments) == ["token-placeholder"]


def test_training_arguments_with_the_only_token(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A job whose only token is hub_token needs no other for what is public."""
    arguments = SimpleNamespace(push_to_hub=True, hub_model_id="alice/m", output_dir="out")
    arguments.hub_token = hub.world.add_token("alice").value
    assert str(require_token(write=arguments)) == arguments.hub_token
    assert str(require_token(read="gpt2", write=arguments)) == arguments.hub_token
    assert "reads gpt2; alice (write token) writes alice/m (new)\n" in capsys.readouterr().err
    assert causes_of(read="meta/gated", write=arguments) == ["token-missing"]
    assert causes_of(write=[arguments, "alice/x"]) == ["token-missing"]


def test_json_and_exit_code_of_the_command(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says the same of a token that another variable holds."""
    monkeypatch.setenv("SOME_LONG_NAME", token_value("x"))
    assert main(["check", "--read", "gpt2", "--json"]) == 77
    data = json.loads(capsys.readouterr().out)
    assert (data["ok"], data["problems"][0]["cause"]) == (False, "token-wrong-name")
    scope = Scope("user", "alice", ("repo.content.read",))
    monkeypatch.setenv(
        "HF_TOKEN", hub.world.add_token("alice", "fineGrained", scoped=[scope]).value
    )
    assert main(["check", "--read", "gpt2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
