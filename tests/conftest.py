"""What every test has: a clean environment, no way out of this machine, a Hub to ask."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING, Any

import huggingface_hub.constants
import pytest
from huggingface_hub import utils
from standin.server import LocalHub
from standin.world import World

from hftoken_guard import _guard, _memory
from hftoken_guard._start import retry
from hftoken_guard._start.ranks import RANK_VARIABLES
from hftoken_guard._token.names import WRONG_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take away whatever the machine says about tokens, jobs, ranks and proxies."""
    ours = {*WRONG_VARIABLES, *(name for pair in RANK_VARIABLES for name in pair)}
    for name in list(os.environ):
        is_ours = name in ours or name.upper().endswith("_PROXY")
        if is_ours or name.startswith(("HF_", "HUGGING", "TRANSFORMERS_", "JOB_", "NETRC")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    monkeypatch.setattr(sys, "argv", ["train.py"])


@pytest.fixture(autouse=True)
def fresh_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test be the first call of its process, and let no retry take long."""
    _memory.forget_all()
    monkeypatch.setattr(_guard, "_said", set())
    monkeypatch.setattr(retry, "BACKOFF_S", 0.02)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            msg = f"a test tried to reach {address[0]}"
            raise AssertionError(msg)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", checked)


@pytest.fixture
def world() -> World:
    """Give a world with alice, bob and their repositories; tests add what they need."""
    world = World()
    for name in ("alice", "bob"):
        world.add_user(name)
    world.add_org("acme", {"alice": "write", "bob": "admin"})
    world.add_repo("gpt2")
    world.add_repo("alice/results", "dataset")
    world.add_repo("alice/private", private=True)
    world.add_repo("bob/public")
    world.add_repo("meta/gated", gated=True)
    return world


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., LocalHub]]:
    """Start a stand-in Hub for a world and make it the client's endpoint."""
    started: list[LocalHub] = []

    def start(world: World, **options: Any) -> LocalHub:
        hub = LocalHub(world, **options)
        hub.__enter__()
        started.append(hub)
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", hub.endpoint)
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        return hub

    yield start
    for hub in started:
        hub.__exit__(None, None, None)


@pytest.fixture
def hub(world: World, serve: Callable[..., LocalHub]) -> LocalHub:
    """Give a running Hub with the usual world."""
    return serve(world)


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[LocalHub], None]]:
    """Make every generation of the client trust the certificate of a Hub, if it has one."""

    def make(hub: LocalHub) -> None:
        if hub.ca_file:
            monkeypatch.setenv("SSL_CERT_FILE", hub.ca_file)
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", hub.ca_file)
            forget_sessions()

    yield make
    monkeypatch.undo()
    forget_sessions()


@pytest.fixture
def new_sessions() -> Iterator[Callable[[], None]]:
    """Give what makes the client's session anew, and do so in the end."""
    yield forget_sessions
    forget_sessions()


def forget_sessions() -> None:
    """Let the client make its session anew; what is called so differs by generation."""
    name = "close_session" if hasattr(utils, "close_session") else "reset_sessions"
    getattr(utils, name)()


@pytest.fixture
def use_token(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a token where a job has it."""
    return lambda value: monkeypatch.setenv("HF_TOKEN", value)
