"""Fixtures: a running stand-in Hub, exact requests to it, and real clients in a process."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from standin.demo_world import demo_world
from standin.server import LocalHub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from standin.world import AccessToken, World

SCRIPTS = Path(__file__).with_name("client_scripts")


@dataclass
class Reply:
    """An answer, its header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> str | None:
        """The error's sentence."""
        return self.headers.get("x-error-message")

    @property
    def code(self) -> str | None:
        """The error's code."""
        return self.headers.get("x-error-code")

    def json(self) -> Any:
        """Return the body's JSON."""
        return json.loads(self.body)


@dataclass
class Site:
    """A running Hub with its demonstration world."""

    hub: LocalHub
    world: World
    tokens: dict[str, AccessToken]

    def ask(
        self,
        path: str,
        token: str | None = None,
        *,
        method: str = "GET",
        body: Any = None,
        **headers: str,
    ) -> Reply:
        """Send one request; `token` is a name of the world's, or a value nobody knows."""
        return ask(self.hub, path, self.value(token), method=method, body=body, **headers)

    def value(self, token: str | None) -> str | None:
        """Return the value of a named token."""
        known = self.tokens.get(token or "")
        return token if known is None else known.value


def ask(
    hub: LocalHub,
    path: str,
    token: str | None = None,
    *,
    method: str = "GET",
    body: Any = None,
    **headers: str,
) -> Reply:
    """Send one request over a connection of its own."""
    where = urlsplit(hub.endpoint)
    assert where.hostname is not None
    if hub.tls:
        context = ssl.create_default_context(cafile=hub.ca_file)
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            where.hostname, where.port, timeout=5, context=context
        )
    else:
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=5)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    try:
        connection.request(method, path, content, sent)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, found, answer.read())
    finally:
        connection.close()


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a Hub over http, fresh for every test."""
    world, tokens = demo_world()
    with LocalHub(world) as hub:
        yield Site(hub, world, tokens)


@pytest.fixture
def start() -> Iterator[Callable[..., Site]]:
    """Yield a function that starts a Hub with other settings."""
    running: list[LocalHub] = []

    def begin(**settings: Any) -> Site:
        world, tokens = demo_world()
        hub = LocalHub(world, **settings)
        hub.__enter__()
        running.append(hub)
        return Site(hub, world, tokens)

    yield begin
    for hub in running:
        hub.__exit__(None, None, None)


@pytest.fixture
def run_client(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs a client script against a Hub in a process of its own."""

    def run(site: Site, script: str, token: str, **extra: str) -> subprocess.CompletedProcess[str]:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("HF_", "HUGGING", "SSL_", "REQUESTS_", "PYTEST"))
            and not name.lower().endswith("_proxy")
        }
        environment |= {
            "HF_ENDPOINT": site.hub.endpoint,
            "HF_TOKEN": site.value(token) or "",
            "HF_HOME": str(tmp_path / "home"),
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_HUB_DISABLE_XET": "1",
            **extra,
        }
        if site.hub.ca_file is not None:
            environment["SSL_CERT_FILE"] = environment["REQUESTS_CA_BUNDLE"] = site.hub.ca_file
        return subprocess.run(
            [sys.executable, str(SCRIPTS / script)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
