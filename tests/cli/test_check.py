"""Tests of the command `check`: the same checks, told to a person or to a program."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from standin.world import Scope, token_value

from hftoken_guard._cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_mock import MockerFixture
    from standin.server import LocalHub


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run `check --json` and return the exit code and the object on stdout."""
    code = main(["check", "--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_check_good(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A good token is one line on stdout and the exit code 0."""
    now = datetime.now(timezone.utc).isoformat()
    use_token(hub.world.add_token("alice", "read", created_at=now).value)
    assert main(["check", "--read", "gpt2", "--read", "alice/private"]) == 0
    out, err = capsys.readouterr()
    ok, age = out.splitlines()[-2:]
    assert ok == "hftoken-guard: ok: alice (read token) reads gpt2, alice/private"
    assert age == f'  token "laptop", made {now[:10]}, 0 days ago'
    assert err == ""
    assert "hint" not in out


def test_check_refused(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal is the whole report on stdout and the guard's exit code."""
    use_token(hub.world.add_token("alice", "read").value)
    assert main(["check", "--write", "results", "--repo-type", "dataset"]) == 77
    out = capsys.readouterr().out
    assert "hftoken-guard: token-read-only: HF_TOKEN may not write to datasets/alice/results" in out
    assert "hf jobs uv run --secrets HF_TOKEN train.py" in out


def test_check_json_good(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The JSON has every part, and no value of the token."""
    token = hub.world.add_token("alice", name="ci\x1b")
    use_token(token.value)
    code, result = run_json(capsys, "--read", "gpt2", "--write", "alice/new")
    assert code == 0
    assert set(result) == {"ok", "token", "targets", "problems", "warnings", "hints", "facts"}
    assert result["ok"] is True
    assert result["token"]["user"] == "alice"
    assert result["token"]["orgs"] == ["acme"]
    assert [(t["target"], t["verdict"]) for t in result["targets"]] == [
        ("gpt2", "proved"),
        ("alice/new", "new"),
    ]
    assert result["problems"] == []
    assert token.value[3:9] not in json.dumps(result)


def test_check_json_refused(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Problems come as data, with the cause, the fix and the request id."""
    use_token(hub.world.add_token("alice").value)
    code, result = run_json(capsys, "--write", "bob/public", "--read", "alice/x", "--create-pr")
    assert code == 77
    assert result["ok"] is False
    (problem,) = result["problems"]
    assert (problem["cause"], problem["target"]) == ("repo-not-found", "alice/x")
    assert problem["status"] == 404
    assert problem["request_id"].startswith("Root=")
    assert [t["verdict"] for t in result["targets"]] == ["refused", "proved"]


def test_check_without_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a token there is nobody to tell of, and the rest is still there."""
    code, result = run_json(capsys)
    assert code == 77
    assert result["token"] is None
    assert result["hints"] == []
    assert result["problems"][0]["cause"] == "token-missing"


@pytest.mark.parametrize(
    ("token", "arguments", "hint"),
    [
        ({"role": "write"}, ["--read", "gpt2"], "a token that only reads would do: https://"),
        ({"role": "write"}, ["--write", "alice/new"],
         "a fine-grained token for these namespaces would do: https://huggingface.co/settings/tokens/"
         "new?tokenType=fineGrained&ownUserPermissions=repo.content.read"
         "&ownUserPermissions=repo.write"),
        ({"role": "write"}, ["--write", "acme/new"], "orgs=acme&orgPermissions=repo.content.read"),
        ({"role": "oauth", "oauth_scopes": ("manage-repos",), "expires_at": "SOON"}, [],
         "the token expires at"),
        ({"role": "read", "created_at": "2020-01-01T00:00:00.000Z"}, [], "days old"),
    ],
)  # fmt: skip
def test_check_hints(
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    token: dict[str, Any],
    arguments: list[str],
    hint: str,
) -> None:
    """Hints tell of age, end and smaller rights; a job never hears them."""
    if token.get("expires_at") == "SOON":
        soon = datetime.now(timezone.utc) + timedelta(hours=3)
        token = token | {"expires_at": soon.isoformat()}
    now = datetime.now(timezone.utc).isoformat()
    use_token(hub.world.add_token("alice", **{"created_at": now} | token).value)
    code, result = run_json(capsys, *arguments)
    assert code == 0
    (found,) = result["hints"]
    assert hint in found


def test_check_no_hint_for_the_right_token(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A fresh fine-grained token for the target gives no hint."""
    scope = Scope("user", "alice", ("repo.content.read", "repo.write"))
    now = datetime.now(timezone.utc).isoformat()
    token = hub.world.add_token("alice", "fineGrained", scoped=[scope], created_at=now)
    use_token(token.value)
    assert run_json(capsys, "--write", "alice/new")[1]["hints"] == []


def test_check_saved_login_is_not_shown(
    hub: LocalHub,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A token from the login file is as secret as one from the environment."""
    value = token_value("saved")
    (tmp_path / "token").write_text(value)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    hub.fail("echo")
    assert main(["check", "--write", f"datasets/alice/{value[4:20]}"]) == 77
    out = capsys.readouterr().out
    assert "using the saved login" in out
    assert "token-invalid" in out
    assert not any(value[i : i + 6] in out for i in range(3, len(value) - 6))


def test_interrupted(mocker: MockerFixture) -> None:
    """Ctrl-C ends without a traceback, as shells expect."""
    mocker.patch("hftoken_guard._cli.check.check", autospec=True, side_effect=KeyboardInterrupt)
    assert main(["check"]) == 130


def test_json_stays_json_whatever_is_hidden(
    hub: LocalHub, use_token: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Texts are redacted before they are encoded."""
    text = 'bad url "https://x/?signature=abc" there'
    hub.fail("status", path="gpt2", code=403, message=text)
    use_token(hub.world.add_token("alice").value)
    code, result = run_json(capsys, "--read", "gpt2")
    assert code == 75
    assert "signature=***" in result["problems"][0]["why"]


def test_ranks_do_not_silence_the_command(
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who types the command is answered, whatever launcher the shell runs under."""
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    use_token(hub.world.add_token("alice", "read").value)
    assert main(["check", "--write", "datasets/alice/results"]) == 77


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["read", "gpt2", "alice/private"], 0), (["write", "alice/new"], 0), (["write", "bob/x"], 77)],
)
def test_can(
    arguments: list[str],
    code: int,
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The short form asks the same, and prints the same where no person reads."""
    mode, *targets = arguments
    use_token(hub.world.add_token("alice").value)
    assert main(["can", *arguments]) == code
    short = capsys.readouterr().out
    assert main(["check", *(word for each in targets for word in (f"--{mode}", each))]) == code
    full = capsys.readouterr().out
    assert full.rpartition("\n\n")[2] == short.rpartition("\n\n")[2]  # facts have ids of requests


@pytest.mark.parametrize(("target", "code"), [("alice/new", 0), ("bob/x", 77), ("a/b/c/d", 64)])
def test_quiet(
    target: str,
    code: int,
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The exit code alone tells."""
    use_token(hub.world.add_token("alice").value)
    assert main(["can", "write", target, "-q"]) == code
    assert capsys.readouterr() == ("", "")
