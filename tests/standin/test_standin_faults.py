"""Faults reach the client as the real ones do."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from urllib.parse import urlsplit

import pytest

HUB_MARKS = {"x-powered-by", "x-request-id", "ratelimit", "ratelimit-policy", "x-error-message"}
WHOAMI = "/api/whoami-v2"
REQUEST = b"GET /api/models/gpt2/auth-check HTTP/1.1\r\nHost: x\r\n\r\n"


def raw(site, seconds):
    """Return the bytes received until the end or the time is up, with when each one came."""
    where = urlsplit(site.hub.endpoint)
    received, times = b"", []
    with socket.create_connection((where.hostname, where.port), timeout=seconds) as client:
        client.sendall(REQUEST)
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            try:
                piece = client.recv(65536)
            except TimeoutError:
                break
            if not piece:
                break
            received += piece
            times.append(time.monotonic())
    return received, times


@pytest.mark.parametrize("kind", ["portal", "empty", "proxy_407", "proxy_403", "redirect"])
def test_answers_from_elsewhere_bear_no_mark_of_the_hub(site, kind):
    """What a proxy or a portal says cannot be taken for the Hub's word."""
    site.hub.fail(kind, **({"to": "http://other.example:1"} if kind == "redirect" else {}))
    reply = site.ask(WHOAMI, "write")
    statuses = {"portal": 200, "empty": 200, "proxy_407": 407, "proxy_403": 403, "redirect": 302}
    assert reply.status == statuses[kind]
    assert not HUB_MARKS & set(reply.headers)
    if kind == "redirect":
        assert reply.headers["location"] == f"http://other.example:1{WHOAMI}"
    if kind == "empty":
        assert reply.body == b""


@pytest.mark.parametrize("code", [408, 500, 502, 503, 504])
def test_server_errors_come_from_the_machine_that_sends_them(site, code):
    """A 500 is the Hub's own; the others are said by what stands in front of it."""
    site.hub.fail("status", code=code)
    reply = site.ask(WHOAMI, "write")
    assert reply.status == code
    assert bool(HUB_MARKS & set(reply.headers)) is (code == 500)


def test_an_error_of_the_hub_s_own_can_be_made_up(site):
    """A test may choose sentence and code."""
    site.hub.fail("status", code=403, message="Ask nicely.", error_code="Rude")
    reply = site.ask(WHOAMI, "write")
    assert (reply.status, reply.code, reply.json()) == (403, "Rude", {"error": "Ask nicely."})


def test_throttling_says_when_to_come_back(site):
    """The headers that tell the wait are there when asked for, and only then."""
    site.hub.fail("throttle", retry_after=7, t=9, times=1)
    reply = site.ask(WHOAMI, "write")
    assert (reply.status, reply.headers["retry-after"]) == (429, "7")
    assert reply.headers["ratelimit"] == '"api";r=0;t=9'
    site.hub.fail("throttle", times=1)
    bare = set(site.ask(WHOAMI, "write").headers)
    assert not {"ratelimit", "ratelimit-policy", "retry-after"} & bare
    assert "x-request-id" in bare
    site.hub.fail("throttle", style="action", times=1)
    assert "r=0" not in site.ask(WHOAMI, "write").headers["ratelimit"]
    site.hub.fail("throttle", style="cloudfront", times=1)
    assert not HUB_MARKS & set(site.ask(WHOAMI, "write").headers)
    assert site.ask(WHOAMI, "write").status == 200


def test_the_echo_gives_the_token_away(site):
    """Header and body repeat the secret, to be redacted by whoever reports them."""
    site.hub.fail("echo")
    reply = site.ask(WHOAMI, "write")
    secret = site.tokens["write"].value
    assert reply.status == 401
    assert secret in reply.message
    assert secret in reply.body.decode()


def test_a_redirect_loop_leads_back(site):
    """The address is the very same one."""
    site.hub.fail("redirect_loop")
    reply = site.ask(f"{WHOAMI}?x=1", "write")
    assert (reply.status, reply.headers["location"]) == (302, f"{site.hub.endpoint}{WHOAMI}?x=1")


def test_silence_is_an_open_connection_without_a_byte(site):
    """The request is received and logged, and nothing comes back."""
    site.hub.fail("silence")
    received, _ = raw(site, 0.3)
    assert received == b""
    assert [entry.status for entry in site.hub.requests] == [0]
    site.hub.heal()
    assert site.ask(WHOAMI, "write").status == 200


def test_dripping_starts_with_the_first_header_byte(site):
    """The usual answer comes byte by byte from its very beginning."""
    site.hub.fail("drip", interval_s=0.02)
    received, times = raw(site, 0.5)
    assert b"HTTP/1.1 200 OK\r\n".startswith(received[:17])
    assert 5 < len(received) <= 30
    assert len(times) > 5


def test_a_drip_ends_with_the_whole_answer(site):
    """A patient client gets everything."""
    site.hub.fail("drip", interval_s=0)
    received, _ = raw(site, 5)
    assert received.endswith(b"\r\n\r\nOK")


@pytest.mark.parametrize("tls", [False, True], ids=["http", "tls"])
def test_a_reset_is_a_reset(start, tls):
    """The client's system reports a reset, not an end."""
    site = start(tls=tls)
    site.hub.fail("reset")
    with pytest.raises((ConnectionResetError, ssl.SSLError)) as caught:
        site.ask(WHOAMI, "write")
    assert isinstance(caught.value, ConnectionResetError) or tls


@pytest.mark.parametrize("tls", [False, True], ids=["http", "tls"])
def test_a_truncated_answer_is_shorter_than_it_says(start, tls):
    """The connection ends before the announced length is reached."""
    site = start(tls=tls)
    site.hub.fail("truncate")
    with pytest.raises((http.client.IncompleteRead, ssl.SSLError)):
        site.ask(WHOAMI, "write")


def test_garbage_is_not_http(site):
    """No client can make sense of it."""
    site.hub.fail("garbage")
    with pytest.raises(http.client.BadStatusLine):
        site.ask(WHOAMI, "write")


def test_faults_are_limited_to_paths_and_times(site):
    """A fault hits what it names, as often as it says, and spares a client's own errand."""
    site.hub.fail("status", path="/auth-check$", times=2, code=503)
    path = "/api/models/gpt2/auth-check"
    assert site.ask(WHOAMI, "write").status == 200
    assert [site.ask(path).status for _ in range(3)] == [503, 503, 200]
    site.hub.fail("status", times=1)
    harnesses = site.ask("/api/agent-harnesses")
    assert json.loads(harnesses.body) == {"standardEnvVars": [], "harnesses": {}}
    assert site.ask(path).status == 500


def test_mistakes_in_a_fault_are_reported(site):
    """Unknown kinds and options do not pass silently."""
    with pytest.raises(ValueError, match="unknown fault"):
        site.hub.fail("flood")
    with pytest.raises(TypeError, match="no option"):
        site.hub.fail("drip", pace=1)


@pytest.mark.parametrize("kind", ["silence", "drip"])
def test_stopping_does_not_wait_for_clients(start, kind):
    """A Hub in the middle of a fault ends at once."""
    site = start()
    site.hub.fail(kind)
    raw_socket = socket.create_connection(tuple(urlsplit(site.hub.endpoint).netloc.split(":")))
    raw_socket.sendall(REQUEST)
    time.sleep(0.05)
    began = time.monotonic()
    site.hub.__exit__(None, None, None)
    assert time.monotonic() - began < 1
    raw_socket.close()
