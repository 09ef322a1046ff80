"""Fixtures: the wheel as it is now, a Hub, and examples run through a real `uv run`."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import demo
import pytest
from standin.demo_world import demo_world
from standin.server import LocalHub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from standin.world import AccessToken

    RunAlone = Callable[[str, list[str], Mapping[str, str]], "Done"]

EXAMPLES = demo.ROOT / "uv-examples"
TIMEOUT_S = 120
ROWS = b'{"text": "one"}\n{"text": "two"}\n'


@dataclass(frozen=True)
class Done:
    """What a script left behind."""

    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Uv:
    """The command uv, with the wheel to install and the environment to start everything in."""

    command: list[str]
    environment: dict[str, str]
    wheel: Path
    installed: set[str] = field(default_factory=set)

    def run(self, script: str, arguments: list[str], own: Mapping[str, str]) -> Done:
        """Run an example as a job does, its environment installed before the first time."""
        if script not in self.installed:
            demo.install(self.command, EXAMPLES / script, self.environment)
            self.installed.add(script)
        return self.call(["run", "--quiet", str(EXAMPLES / script), *arguments], own)

    def call(self, arguments: list[str], own: Mapping[str, str] | None = None) -> Done:
        """Call uv with further variables of the environment."""
        return run([*self.command, *arguments], {**self.environment, **(own or {})})


@dataclass(frozen=True)
class Site:
    """A running Hub, the tokens it knows by their names, and a home for the client."""

    hub: LocalHub
    tokens: dict[str, AccessToken]
    home: Path

    def job(self, token: str | None) -> dict[str, str]:
        """Return the variables of a job; without a name it has no token."""
        own = {"HF_ENDPOINT": self.hub.endpoint, "HF_HOME": str(self.home)}
        return own if token is None else {**own, "HF_TOKEN": self.tokens[token].value}

    def writes(self) -> list[str]:
        """Return the requests that would change something."""
        asked = self.hub.requests
        return [
            f"{each.method} {each.path}" for each in asked if each.method not in {"GET", "HEAD"}
        ]


def run(command: list[str], environment: Mapping[str, str]) -> Done:
    """Run a command to its end."""
    done = subprocess.run(
        command,
        cwd=demo.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def uv(tmp_path_factory: pytest.TempPathFactory) -> Uv:
    """Find uv and build the wheel once; what uv needs is kept from the true environment."""
    try:
        command = demo.find_uv()
    except SystemExit as missing:
        pytest.fail(str(missing))
    wheel = demo.build_wheel(command, tmp_path_factory.mktemp("wheels"))
    own = {
        "HF_HUB_DISABLE_XET": "1",  # the stand-in keeps files without that service
        "UV_FIND_LINKS": str(wheel.parent),
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
    }
    return Uv(command, demo.job_environment(own), wheel)


@pytest.fixture(scope="session")
def run_alone(uv: Uv, tmp_path_factory: pytest.TempPathFactory) -> RunAlone:
    """Give a function that runs an example with an interpreter that has the guard alone."""
    home = tmp_path_factory.mktemp("guard-alone") / "venv"
    made = uv.call(["venv", "--quiet", str(home)])
    assert made.exit_code == 0, made.stderr
    python = str(home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    filled = uv.call(["pip", "install", "--quiet", "--python", python, str(uv.wheel)])
    assert filled.exit_code == 0, filled.stderr

    def start(script: str, arguments: list[str], own: Mapping[str, str]) -> Done:
        return run([python, str(EXAMPLES / script), *arguments], {**uv.environment, **own})

    return start


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a Hub with the demonstration world and the repositories that the examples name."""
    world, tokens = demo_world()
    world.add_repo("openai-community/gpt2")
    for owner in ("alice", "bob"):
        files = {"README.md": b"# Data\n", "train.jsonl": ROWS}
        world.add_repo(f"{owner}/private-data", "dataset", private=True, files=files)
    with LocalHub(world) as hub:
        yield Site(hub, tokens, tmp_path / "client")
