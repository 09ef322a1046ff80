"""Answers have the form of the real Hub's: headers, bodies, digests and counters."""

from __future__ import annotations

import re
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
from standin import answers, messages

RECORDED = {
    b'{"error":"Invalid username or password."}': "29-dEMcHWfJi78ZR1aqzb1ELAhp3Us",
    b'{"error":"Repository not found"}': "20-bITJowpdmeRi6flSV9yCp5Fkq5k",
    b"Entry not found": "f-mY2VvLxuxB7KhsoOdQTlMTccuAQ",
    b"OK": "2-nOO9QiTIwXgNtWtBJezz8kv3SLc",
    b"[]": "2-l9Fw4VUO7kr8CvBlt4zaMCqXZ0w",
}
SENTENCES = {
    messages.READ_ONLY: "54-58IQULNwaMDQJsZSMHksd4V5jFY",
    messages.BAD_CREDENTIALS: "37-2rNK07tH7ceN3XGTWwIATU5bonw",
    messages.NO_PAGE: "3e-dBsLBrLWpkAnTUHKC2AF6CtVl+k",
    messages.DISABLED: "30-u6Sc25sANYy4C42ngriE2NtqoWs",
    messages.NO_GATED_FLAG: "7a-Tz6NWaVgDQVtVIAbP1KP0GvZi6w",
    messages.POLICY_PENDING: "8a-OH8aYmbjfMEvxgJuzS5VVe2zTlk",
    messages.POLICY_REVOKED: "a5-SVOcc9y669Pl1KWnU0eB3FeUpmc",
    messages.USE_PR: "58-2u+C2NJ3azI04oXc/9SnXPRbz4E",
    messages.READ_TOKEN: "41-HD1eBEMgm+BF3CX2qTFtfqu1TXU",
    messages.NO_DISCUSSION: "20-J2iBiyNLsR4tgPGnRPoPvTnqGi4",
    messages.INTERNAL: "50-9qrwU+BNI4SD0Fe32p/nofkmv0c",
    messages.TOO_MANY: "1d-meOMo8/QT4aY9Be8W0ZrdarbSZI",
    messages.ACTION_QUOTA: "7e-x4nRfizXe7FtqEu7YuyC1LVgGGc",
}


@pytest.mark.parametrize("body", RECORDED, ids=bytes.decode)
def test_digests_equal_the_recorded_ones(body):
    """The ETag is computed as the real Hub computes it."""
    assert answers.weak_etag(body) == f'W/"{RECORDED[body]}"'


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences_are_exact_to_the_byte(sentence):
    """Every sentence has the digest known for the real body."""
    assert answers.weak_etag(answers.error(403, sentence).body) == f'W/"{SENTENCES[sentence]}"'


def test_every_answer_carries_the_hub_s_headers(site):
    """Successes and errors alike show the Hub's marks and echo the client's request id."""
    for path, status in {"/api/models/gpt2": 200, "/api/models/none": 401, "/api/x": 404}.items():
        reply = site.ask(path, X_Amzn_Trace_Id="my-id")
        assert reply.status == status
        assert reply.headers["x-powered-by"] == "huggingface-moon"
        pattern = r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};my-id"
        assert re.fullmatch(pattern, reply.headers["x-request-id"])
        assert reply.headers["etag"] == answers.weak_etag(reply.body)
        assert ("x-error-message" in reply.headers) is (status >= 400)
        assert "server" not in reply.headers


def test_anonymous_and_unknown_tokens_get_the_same_bytes(site):
    """Nothing but its own knowledge tells a caller whether the token was seen."""
    volatile = {"x-request-id", "ratelimit", "date"}
    for path in ("/api/whoami-v2", "/api/models/bob/secret", "/api/models/bob/none/auth-check"):
        first, second = site.ask(path), site.ask(path, "hf_unknown")
        assert first.status == second.status == 401
        assert first.body == second.body == b'{"error":"Invalid username or password."}'
        assert {k: v for k, v in first.headers.items() if k not in volatile} == {
            k: v for k, v in second.headers.items() if k not in volatile
        }
        assert first.code is None
        assert first.headers["www-authenticate"].startswith("Bearer realm=")


def test_limits_count_down_and_refuse(start):
    """The counter goes down by one a request, and below zero there is a 429."""
    site = start(api_quota=3)
    left = [site.ask("/api/models/gpt2", "write").headers["ratelimit"] for _ in range(3)]
    assert [re.search(r"r=(\d+);t=\d+", header)[1] for header in left] == ["2", "1", "0"]
    assert site.ask("/api/models/gpt2", "write").status == 429
    assert site.ask("/api/models/gpt2").status == 200
    policy = site.ask("/api/models/gpt2").headers["ratelimit-policy"]
    assert policy == '"fixed window";"api";q=3;w=300'


def test_whoami_has_a_limit_of_its_own(start):
    """The stricter limit leaves the other routes alone."""
    site = start(whoami_quota=2)
    assert [site.ask("/api/whoami-v2", "write").status for _ in range(3)] == [200, 200, 429]
    assert site.ask("/api/models/gpt2", "write").status == 200


def test_head_requests_have_no_body(site):
    """A HEAD shows the headers of the file alone."""
    reply = site.ask("/gpt2/resolve/main/config.json", method="HEAD")
    assert reply.status == 200
    assert reply.body == b""
    assert int(reply.headers["content-length"]) == len(
        site.world.repos["gpt2"].files["config.json"]
    )
    assert re.fullmatch(r"[0-9a-f]{40}", reply.headers["x-repo-commit"])


def test_ranges_are_served(site):
    """A part of a file is answered as a part, and one beyond its end is refused."""
    path = "/datasets/rajpurkar/squad/resolve/main/a.jsonl"
    reply = site.ask(path, Range="bytes=2-5")
    assert (reply.status, reply.body) == (206, b"text")
    assert site.ask(path, Range="bytes=9999-").status == 416


def test_unknown_routes_have_no_code(start):
    """An unsupported route cannot be mistaken for a missing repository."""
    site = start(write_probe=False)
    reply = site.ask("/api/models/alice/private-model/auth-check/write", "write")
    assert (reply.status, reply.code, reply.message) == (404, None, messages.NO_PAGE)
    mirror = start(write_probe=False, style="fastapi")
    reply = mirror.ask("/api/models/alice/private-model/auth-check/write", "write")
    assert (reply.status, reply.body) == (404, b'{"detail":"Not Found"}')
    assert not {"x-error-message", "x-request-id", "ratelimit"} & set(reply.headers)


def test_an_answer_arrives_in_one_piece_and_late_by_the_latency(start):
    """Headers and body are sent together, after the time that is asked for."""
    site = start(latency_s=0.2)
    where = urlsplit(site.hub.endpoint)
    with socket.create_connection((where.hostname, where.port), timeout=5) as client:
        began = time.monotonic()
        client.sendall(b"GET /api/models/gpt2/auth-check HTTP/1.1\r\nHost: x\r\n\r\n")
        piece = client.recv(65536)
        assert time.monotonic() - began >= 0.2
    assert piece.endswith(b"\r\n\r\nOK")


def test_requests_are_logged(site):
    """The log keeps what was sent in order, and its status."""
    site.ask("/api/models/gpt2?x=1", "write", X_Mine="yes")
    site.ask("/api/none", method="POST", body={})
    first, second = site.hub.requests
    assert (first.method, first.path, first.query, first.status) == (
        "GET",
        "/api/models/gpt2",
        "x=1",
        200,
    )
    assert first.headers["x-mine"] == "yes"
    assert (second.method, second.status) == ("POST", 404)
    site.hub.clear()
    assert site.hub.requests == []


def test_many_clients_at_once_are_all_counted(site):
    """Requests of several threads are neither lost nor mixed up."""
    threads = [threading.Thread(target=site.ask, args=("/api/models/gpt2",)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.status for entry in site.hub.requests] == [200] * 16
