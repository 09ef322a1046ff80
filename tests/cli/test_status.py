"""Tests of the status that `check` and `can` show on a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from hftoken_guard._cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

NOW = datetime.now(timezone.utc)


def test_status_good(
    hub: LocalHub,
    use_token: Callable[[str], None],
    at_terminal: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who, which token, each target with its verdict, and the hints last."""
    use_token(hub.world.add_token("alice", created_at=NOW.isoformat()).value)
    at_terminal()
    assert main(["check", "--read", "gpt2", "--write", "datasets/alice/results"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        hub.endpoint.partition("://")[2],
        "  \u2713 Logged in as alice (write token)",
        f'  - Token "laptop" from HF_TOKEN, made {NOW:%Y-%m-%d}, 0 days ago',
        "  \u2713 Can read gpt2",
        "  \u2713 Can write datasets/alice/results",
    ]
    assert lines[5].startswith("  ! HF_ENDPOINT is http://127.0.0.1")
    assert lines[-2] == ""
    assert lines[-1].startswith("hint: the token can write everywhere")


def test_status_refused(
    hub: LocalHub,
    use_token: Callable[[str], None],
    at_terminal: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A refusal is a line among the others; its reason and its fix stand below, without facts."""
    use_token(hub.world.add_token("alice").value)
    at_terminal()
    arguments = ["--read", "gpt2", "--write", "alice/new", "--write", "bob/x", "--write", "bob/y?"]
    assert main(["check", *arguments]) == 77
    status, *blocks = capsys.readouterr().out.split("\n\n")
    assert "  \u2713 Can read gpt2\n" in status
    assert "  \u2713 Can write alice/new (new: the job creates it)\n" in status
    assert "  \u2717 Cannot write bob/x (namespace-forbidden)\n" in status
    assert "  ! Cannot write bob/y, which is optional (namespace-forbidden)\n" in status
    assert blocks[0].startswith("hftoken-guard: namespace-forbidden: ")
    assert "  fix: 1. " in blocks[0]
    assert blocks[1:] == ["For all facts, add  --json\n"]


def test_status_pull_request(
    hub: LocalHub,
    use_token: Callable[[str], None],
    at_terminal: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where a pull request is enough, the line says so."""
    use_token(hub.world.add_token("alice").value)
    at_terminal()
    assert main(["can", "write", "bob/public", "--create-pr"]) == 0
    assert "  \u2713 Can open pull requests on bob/public\n" in capsys.readouterr().out


def test_status_without_a_token(
    at_terminal: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a token there is nobody to tell of: the reason stands in that place."""
    at_terminal()
    assert main(["can", "read", "gpt2"]) == 77
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "  \u2717 HF_TOKEN is not set: there is no token"


def test_status_hub_down(
    hub: LocalHub,
    use_token: Callable[[str], None],
    at_terminal: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What could not be asked is neither allowed nor refused."""
    use_token(hub.world.add_token("alice").value)
    hub.fail("status", code=503)
    at_terminal()
    assert main(["can", "write", "alice/new", "--timeout", "0.5"]) == 75
    out = capsys.readouterr().out
    assert "  - Token from HF_TOKEN, its owner is not known\n" in out
    assert "  - Not known whether it can write alice/new (hub-unavailable)\n" in out


def test_status_unverified(
    hub: LocalHub,
    use_token: Callable[[str], None],
    at_terminal: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What nobody can verify has the neutral mark; the end of a login is told."""
    end = (NOW + timedelta(hours=3)).isoformat()
    token = hub.world.add_token(
        "alice", "oauth", oauth_scopes=("manage-repos",), expires_at=end, created_at=""
    )
    use_token(token.value)
    at_terminal()
    assert main(["can", "write", "acme/new", "kernels/alice/k"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"  - Can probably write acme/new \(new; unverified\)\n", out)
    assert "  - Can probably write kernels/alice/k (unverified)\n" in out
    assert f", expires {end}\n" in out


def test_status_on_a_real_terminal(hub: LocalHub) -> None:
    """A terminal gets colour and marks, and not one piece of the token."""
    pty = pytest.importorskip("pty", reason="a system without pseudo terminals")
    value = hub.world.add_token("alice").value
    ours, theirs = pty.openpty()
    path = os.pathsep.join(sys.path)
    environ = {"HF_TOKEN": value, "HF_ENDPOINT": hub.endpoint, "PYTHONPATH": path, "TERM": "xterm"}
    command = [sys.executable, "-m", "hftoken_guard", "can", "read", "gpt2"]
    with subprocess.Popen(
        command, env={**environ, "PYTHONUTF8": "1"}, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # Linux says so that the other end is closed
            pass
    os.close(ours)
    text = shown.decode().replace("\r\n", "\n")
    assert process.returncode == 0, text
    assert "  \033[32m\u2713\033[0m Can read gpt2\n" in text
    assert value[3:9] not in text
