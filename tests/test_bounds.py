"""
Bounded, whatever happens on the way: the verdict comes, the process ends, no token is accused.

Each fault meets a real process over real sockets. The processes run side by side, each with a
server of its own, so that the budgets pass at the same time.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from standin.server import LocalHub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


BUDGET_S = 3.0
SLACK_S = 20.0  # for a machine that has other things to do
ENDS_WITHIN_S = 100.0

JOB = """
import json, sys, time
import hftoken_guard
from huggingface_hub.utils import get_session
if len(sys.argv) > 1:
    exec(sys.argv[1])
get_session()
print("ready", flush=True)
sys.stdin.readline()  # all start together, when the slow part is done
start = time.monotonic()
try:
    hftoken_guard.check_token(read="gpt2", write="datasets/alice/results", timeout={budget})
except hftoken_guard.GuardError as error:
    causes = [str(c) for problem in error.problems for c in (problem.cause, *problem.could_be)]
    family = type(error).__name__
else:
    causes, family = [], ""
print(json.dumps([time.monotonic() - start, family, causes]))
"""
# A resolver that never answers, and one that is told no address.
DEAF_DNS = "import socket, threading; socket.getaddrinfo = lambda *a, **k: threading.Event().wait()"
NO_DNS = """
import socket
def getaddrinfo(*a, **k): raise socket.gaierror(-2, "Name or service not known")
socket.getaddrinfo = getaddrinfo
"""
# A clock that is set back and forth while the job runs.
WILD_CLOCK = """
import itertools, time
times = itertools.cycle([0.0, 4e9, time.time()])
time.time = lambda: next(times)
"""


@dataclass(frozen=True)
class Way:
    """A way to the Hub that leads nowhere."""

    causes: tuple[str, ...]
    fault: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    tls: bool = False
    trusted: bool = True
    proxy: str = ""
    prelude: str = ""


UNREACHABLE = ("hub-unreachable",)
WAYS = {
    "silence": Way(UNREACHABLE, "silence"),
    "silence over TLS": Way(UNREACHABLE, "silence", tls=True),
    "one byte at a time": Way(UNREACHABLE, "drip", {"interval_s": 0.02}),
    "a body without end": Way(("not-the-hub",), "endless"),
    "resets": Way(UNREACHABLE, "reset"),
    "truncation": Way(UNREACHABLE, "truncate"),
    "garbage": Way(UNREACHABLE, "garbage"),
    "endless redirects": Way(("not-the-hub",), "redirect_loop"),
    "a wait of an hour": Way(("rate-limited",), "throttle", {"retry_after": 3600}),
    "a wait without end": Way(("rate-limited",), "throttle", {"retry_after": 10**30}),
    "a quota of an hour": Way(("rate-limited",), "throttle", {"t": 3600}),
    "a throttle that asks for nothing": Way(("rate-limited",), "throttle", {"t": None}),
    "broken for ever": Way(("hub-unavailable",), "status", {"code": 503}),
    "a broken Hub and a wild clock": Way(
        ("hub-unavailable",), "status", {"code": 503}, prelude=WILD_CLOCK
    ),
    "TLS that nobody vouches for": Way(UNREACHABLE, tls=True, trusted=False),
    "a name that is never resolved": Way(UNREACHABLE, prelude=DEAF_DNS),
    "a name that does not exist": Way(UNREACHABLE, prelude=NO_DNS),
    "a dead proxy": Way(UNREACHABLE, proxy="dead"),
    "a dead proxy, TLS": Way(UNREACHABLE, tls=True, proxy="dead"),
    "a silent proxy": Way(UNREACHABLE, proxy="silent"),
    "a silent proxy, TLS": Way(UNREACHABLE, tls=True, proxy="silent"),
    "a proxy that asks for credentials": Way(("not-the-hub",), proxy="407"),
    "a proxy that asks for credentials, TLS": Way(UNREACHABLE, tls=True, proxy="407"),
    "a proxy with a page of its own": Way(("not-the-hub",), proxy="page"),
    "a proxy with a page of its own, TLS": Way(UNREACHABLE, tls=True, proxy="page"),
    "a proxy that hangs up": Way(UNREACHABLE, proxy="hangs up"),
}
ANSWERS = {
    "407": b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 6\r\n"
    b'Proxy-Authenticate: Basic realm="x"\r\n\r\ndenied',
    "page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
    "hangs up": b"",
}


def serve_proxy(kind: str, listener: socket.socket) -> None:
    """Answer every connection as such a proxy would, until the listener is closed."""
    kept = []
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        if kind == "silent":
            kept.append(connection)
            continue
        connection.recv(1 << 16)
        connection.sendall(ANSWERS[kind])
        connection.close()


@dataclass
class Ending:
    """What became of a process."""

    seconds: float
    family: str
    causes: list[str]


@pytest.fixture(scope="module")
def endings(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Ending]]:
    """Start all processes at once, and give what became of each."""
    from standin.world import World  # noqa: PLC0415

    home = request.getfixturevalue("tmp_path_factory").mktemp("home")
    processes, servers, listeners = {}, [], []
    for name, way in WAYS.items():
        world = World()
        world.add_user("alice")
        world.add_repo("gpt2")
        hub = LocalHub(world, tls=way.tls)
        hub.__enter__()
        servers.append(hub)
        if way.fault:
            hub.fail(way.fault, **way.options)
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "PYTHONPATH")}
        environ = {
            **kept, "HOME": str(home), "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": world.add_token("alice").value,
        }  # fmt: skip
        if "getaddrinfo" in way.prelude:
            environ["HF_ENDPOINT"] = "http://hub.example.org"
        if hub.ca_file and way.trusted:
            environ |= {"SSL_CERT_FILE": hub.ca_file, "REQUESTS_CA_BUNDLE": hub.ca_file}
        if way.proxy:
            listener = socket.create_server(("127.0.0.1", 0))
            port = listener.getsockname()[1]
            if way.proxy == "dead":
                listener.close()
            else:
                listeners.append(listener)
                threading.Thread(
                    target=serve_proxy, args=(way.proxy, listener), daemon=True
                ).start()
            address = f"http://127.0.0.1:{port}"
            environ |= {"HTTP_PROXY": address, "HTTPS_PROXY": address}
            environ |= {"http_proxy": address, "https_proxy": address}
        program = JOB.format(budget=BUDGET_S)
        processes[name] = subprocess.Popen(
            [sys.executable, "-c", program, *([way.prelude] if way.prelude else [])],
            env=environ, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
    for process in processes.values():
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in processes.values():
        process.stdin.write("\n")
        process.stdin.flush()

    def end_of(name: str) -> Ending:
        process = processes[name]
        out, err = process.communicate(timeout=ENDS_WITHIN_S)
        assert process.returncode == 0, err
        seconds, family, causes = json.loads(out)
        return Ending(seconds, family, causes)

    yield end_of
    for process in processes.values():
        process.kill()
        process.communicate()
    for listener in listeners:
        listener.close()
    for server in servers:
        server.__exit__(None, None, None)


@pytest.mark.parametrize("name", WAYS)
def test_verdict_comes_in_time_and_the_process_ends(
    endings: Callable[[str], Ending], name: str
) -> None:
    """The Hub could not be asked: that is all that is said, and it is said in time."""
    ending = endings(name)
    assert ending.family == "HubUnavailableError"
    assert tuple(ending.causes) == WAYS[name].causes
    assert ending.seconds < BUDGET_S + SLACK_S
