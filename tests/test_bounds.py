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
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from standin.server import LocalHub
from standin.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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
    endpoint: str = ""
    prelude: str = ""


NAMED = "http://hub.example.org"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
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
    "a name that is never resolved": Way(UNREACHABLE, endpoint=NAMED, prelude=DEAF_DNS),
    "a name that does not exist": Way(UNREACHABLE, endpoint=NAMED, prelude=NO_DNS),
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
    "page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    "hangs up": b"",
}


def serve_proxy(kind: str, stack: ExitStack) -> str:
    """Start such a proxy and return its address."""
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    if kind == "dead":
        listener.close()
        return address

    def serve() -> None:
        kept = []
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            kept.append(connection)
            if kind != "silent":
                connection.recv(1 << 16)
                connection.sendall(ANSWERS[kind])
                connection.close()

    threading.Thread(target=serve, daemon=True).start()
    return address


@dataclass
class Ending:
    """What became of a process."""

    seconds: float
    family: str
    causes: list[str]


def start(way: Way, home: Path, stack: ExitStack) -> subprocess.Popen[str]:
    """Start the process that goes this way; it waits before it asks."""
    world = World()
    world.add_user("alice")
    world.add_repo("gpt2")
    hub = stack.enter_context(LocalHub(world, tls=way.tls))
    if way.fault:
        hub.fail(way.fault, **way.options)
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environ = {
        **kept, "HOME": str(home), "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_ENDPOINT": way.endpoint or hub.endpoint, "HF_TOKEN": world.add_token("alice").value,
    }  # fmt: skip
    if hub.ca_file and way.trusted:
        environ |= {"SSL_CERT_FILE": hub.ca_file, "REQUESTS_CA_BUNDLE": hub.ca_file}
    if way.proxy:
        address = serve_proxy(way.proxy, stack)
        environ |= dict.fromkeys(PROXIES, address)
    process = subprocess.Popen(
        [sys.executable, "-c", JOB.format(budget=BUDGET_S), *filter(None, [way.prelude])],
        env=environ, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    stack.callback(process.communicate)
    stack.callback(process.kill)
    return process


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Ending]]:
    """Start all processes, let them ask at the same time, and give what became of each."""
    home = tmp_path_factory.mktemp("home")
    with ExitStack() as stack:
        processes = {name: start(way, home, stack) for name, way in WAYS.items()}
        for process in processes.values():
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in processes.values():
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()

        def end_of(name: str) -> Ending:
            out, err = processes[name].communicate(timeout=ENDS_WITHIN_S)
            assert processes[name].returncode == 0, err
            return Ending(*json.loads(out))

        yield end_of


@pytest.mark.parametrize("name", WAYS)
def test_verdict_comes_in_time_and_the_process_ends(
    endings: Callable[[str], Ending], name: str
) -> None:
    """The Hub could not be asked: that is all that is said, and it is said in time."""
    ending = endings(name)
    assert ending.family == "HubUnavailableError"
    assert tuple(ending.causes) == WAYS[name].causes
    assert ending.seconds < BUDGET_S + SLACK_S
