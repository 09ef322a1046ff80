"""
The token goes to the endpoint and nowhere else.

A process of its own runs the check with an audit hook that sees every name it looks up and every
connection it opens, whichever library opens it; and what arrives elsewhere is looked into.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from huggingface_hub.utils import get_session  # type: ignore[attr-defined]

from hftoken_guard import check_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from standin.server import LocalHub
    from standin.world import World

JOB = """
import json, os, sys
seen = []
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def hook(event, arguments):
    if event == "socket.getaddrinfo":
        seen.append([str(arguments[0]), arguments[1]])
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        seen.append(list(arguments[1][:2]))
    elif event in ("socket.sendto", "socket.sendmsg", "socket.gethostbyname"):
        seen.append([event, 0])
    elif event == "subprocess.Popen":
        seen.append([event, 0])
    elif event == "open" and arguments[2] & WRITES:
        # Files of the client library are its own affair.
        if sys._getframe(1).f_globals.get("__name__", "").startswith("hftoken_guard"):
            seen.append([event, 0])
sys.addaudithook(hook)
from hftoken_guard import GuardError, check_token, require_token
try:
    require_token(read="gpt2", write="datasets/alice/results", timeout=10)
    code = 0
except SystemExit as error:
    code = error.code
print(json.dumps([code, sorted(set(map(tuple, seen)))]))
"""


class Catcher:
    """A server that keeps what it is sent, refuses it, and knows nothing of the Hub."""

    def __init__(self) -> None:
        """Listen on a port of its own."""
        self.heard = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.heard += connection.recv(1 << 16)
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """Give such a server."""
    catcher = Catcher()
    yield catcher
    catcher.listener.close()


def run(hub: LocalHub, tmp_path: Path, **environ: str) -> tuple[int, set[tuple[str, int]], str]:
    """Run the job; return its exit code, where it went, and what it said."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    base = {"HOME": str(tmp_path), "HF_ENDPOINT": hub.endpoint}
    done = subprocess.run(
        [sys.executable, "-B", "-c", JOB], env={**kept, **base, **environ},
        capture_output=True, text=True, check=True, timeout=100,
    )  # fmt: skip
    code, seen = json.loads(done.stdout)
    return code, {(host, int(port)) for host, port in seen}, done.stderr


def place(address: str) -> tuple[str, int]:
    """Return host and port of an address."""
    url = urlsplit(address)
    assert url.hostname
    assert url.port
    return url.hostname, url.port


def test_only_the_endpoint_is_reached(hub: LocalHub, tmp_path: Path) -> None:
    """No other name is looked up or connected to, no file written, no process started."""
    code, seen, err = run(hub, tmp_path, HF_TOKEN=hub.world.add_token("alice").value)
    assert code == 0, err
    assert seen == {place(hub.endpoint)}
    carriers = {r.path for r in hub.requests if "authorization" in r.headers}
    ours = {r.path for r in hub.requests if r.headers["user-agent"].startswith("hftoken-guard/")}
    assert len(ours) == 3
    assert carriers == ours  # what the client fetches on its own account has no token


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_another_port_is_not_followed(
    hub: LocalHub, catcher: Catcher, tmp_path: Path, status: int
) -> None:
    """Not even the request goes there."""
    hub.fail("redirect", to=f"http://127.0.0.1:{catcher.port}", status=status)
    code, seen, err = run(hub, tmp_path, HF_TOKEN=hub.world.add_token("alice").value)
    assert code == 75
    assert seen == {place(hub.endpoint)}
    assert catcher.heard == b""
    assert "not-the-hub" in err


def test_redirect_to_another_name_of_the_same_machine_is_not_followed(
    hub: LocalHub, tmp_path: Path
) -> None:
    """Another host is another host, although it is the same server."""
    hub.fail("redirect", to=hub.endpoint.replace("127.0.0.1", "localhost"))
    code, seen, _ = run(hub, tmp_path, HF_TOKEN=hub.world.add_token("alice").value)
    assert code == 75
    assert seen == {place(hub.endpoint)}


def test_plain_proxy_gets_what_the_client_would_send_it(
    hub: LocalHub, catcher: Catcher, tmp_path: Path
) -> None:
    """A proxy of the environment is used as by the client, and over plain http it can read."""
    proxy = f"http://127.0.0.1:{catcher.port}"
    code, seen, err = run(
        hub,
        tmp_path,
        HF_TOKEN=hub.world.add_token("alice").value,
        HTTP_PROXY=proxy,
        http_proxy=proxy,
    )
    assert code == 75
    assert seen == {place(proxy)}
    assert "not-the-hub" in err
    assert "HTTP_PROXY" in err


def test_tunnel_of_a_proxy_never_carries_the_token(
    world: World, serve: Callable[..., LocalHub], catcher: Catcher, tmp_path: Path
) -> None:
    """Over TLS a proxy hears the name of the Hub and nothing more."""
    hub = serve(world, tls=True)
    value = world.add_token("alice").value
    proxy = f"http://127.0.0.1:{catcher.port}"
    code, seen, err = run(
        hub, tmp_path, HF_TOKEN=value, HTTPS_PROXY=proxy, https_proxy=proxy,
        SSL_CERT_FILE=str(hub.ca_file), REQUESTS_CA_BUNDLE=str(hub.ca_file),
    )  # fmt: skip
    assert code == 75
    assert seen == {place(proxy)}
    assert catcher.heard.startswith(b"CONNECT 127.0.0.1:")
    assert value.encode() not in catcher.heard
    assert b"uthorization: Bearer" not in catcher.heard
    assert "hub-unreachable" in err


def test_certificate_is_verified_before_the_token_is_sent(
    world: World, serve: Callable[..., LocalHub], tmp_path: Path
) -> None:
    """A server that cannot show who it is hears nothing."""
    hub = serve(world, tls=True)
    code, seen, _ = run(hub, tmp_path, HF_TOKEN=world.add_token("alice").value)
    assert code == 75
    assert seen == {place(hub.endpoint)}
    assert hub.requests == []


def test_plain_http_and_a_mirror_are_said(tmp_path: Path, catcher: Catcher, hub: LocalHub) -> None:
    """Another endpoint is named, and plain http to another machine is warned of, before."""
    proxy = f"http://127.0.0.1:{catcher.port}"
    value = hub.world.add_token("alice").value
    code, seen, err = run(
        hub, tmp_path, HF_TOKEN=value, HF_ENDPOINT="http://hub.example.org",
        HTTP_PROXY=proxy, http_proxy=proxy,
    )  # fmt: skip
    assert code == 75
    assert seen == {place(proxy)}
    warnings = [line for line in err.splitlines() if line.startswith("hftoken-guard: warning: ")]
    assert any("http://hub.example.org, not huggingface.co" in line for line in warnings)
    assert any("plain http" in line for line in warnings)


def test_the_session_of_the_client_is_left_as_it_was(
    hub: LocalHub, use_token: Callable[[str], None]
) -> None:
    """The token stays with our requests: no default header, cookie or auth is left behind."""
    session = get_session()
    before = dict(session.headers), list(session.cookies), session.auth
    use_token(hub.world.add_token("alice").value)
    check_token(read="gpt2")
    assert get_session() is session
    assert (dict(session.headers), list(session.cookies), session.auth) == before
