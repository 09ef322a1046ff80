"""Tests of reading responses: whose answer it is, what it says, how long to wait."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hftoken_guard._hub.answer import WHOAMI, Answer, read_answer
from hftoken_guard._hub.fault import read_fault


def make_response(status: int, text: str = "", **headers: str) -> SimpleNamespace:
    """Make what the three HTTP libraries have in common."""
    names = {name.replace("_", "-").title(): value for name, value in headers.items()}
    lookup = SimpleNamespace(get=lambda name: names.get(name.title()))
    return SimpleNamespace(status_code=status, text=text, headers=lookup)


def read_made(response: SimpleNamespace, *secrets: str) -> Answer:
    """Read such a response with its own body."""
    return read_answer(
        response.status_code, response.headers, response.text, path="/api/x", secrets=secrets
    )


@pytest.mark.parametrize(
    ("response", "is_from_hub"),
    [
        (make_response(403, x_error_message="no"), True),
        (make_response(404, x_error_code="RepoNotFound"), True),
        (make_response(401, x_powered_by="huggingface-moon"), True),
        (make_response(403, x_request_id="Root=1-abc;d"), True),
        (make_response(403, "<html>", x_request_id="7f3a"), False),
        (make_response(403, '{"error": "blocked by policy"}'), False),
        (make_response(401, "<html>Sign in</html>"), False),
        (make_response(407), False),
        (make_response(200, "OK"), True),
        (make_response(200, '{"name": "alice"}'), True),
        (make_response(200, "<html>Wi-Fi</html>"), False),
        (make_response(200, ""), False),
        (make_response(404, '{"detail":"Not Found"}'), True),
        (make_response(404, "<html>"), False),
        (make_response(404, "[" * 100_000), False),
    ],
)
def test_read_whose_answer(response: SimpleNamespace, is_from_hub: bool) -> None:  # noqa: FBT001
    """A refusal counts only with a mark of the Hub; a mirror's yes and its 404 count too."""
    answer = read_made(response)
    counts = bool(answer.is_marked) or answer.is_yes or answer.is_unknown_route
    assert counts is is_from_hub


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, 0),
        ({"retry_after": "7"}, 7),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"}, 0),
        ({"retry_after": "-1"}, 0),
        ({"ratelimit": '"api";r=0;t=55'}, 55),
        ({"ratelimit": '"api"; r=0; t=5', "retry_after": "9"}, 9),
        ({"ratelimit": '"api";r=3;t=55'}, 0),
        ({"ratelimit": '"api";r=0;t=3, "resolvers";r=900;t=290'}, 3),
        ({"ratelimit": '"resolvers";r=900;t=290,"api";r=0;t=3'}, 3),
        ({"retry_after": "3.5"}, 3.5),
        ({"retry_after": "1.2.3"}, 0),
        ({"retry_after": "."}, 0),
        ({"ratelimit": "nonsense"}, 0),
        ({"retry_after": "\u00b2"}, 0),
        ({"retry_after": "9" * 400}, float("inf")),
    ],
)
def test_read_wait_asked_for(headers: dict[str, str], wait_s: float) -> None:
    """The wait of a 429 is the longer of the two headers, where the quota is used up."""
    assert read_made(make_response(429, **headers)).wait_s == wait_s


def test_read_message_from_header_or_body() -> None:
    """The server's words are in the header, or in the body of a mirror."""
    assert read_made(make_response(403, '{"error": "b"}', x_error_message="a")).message == "a"
    assert read_made(make_response(403, '{"error": "b"}')).message == "b"
    assert read_made(make_response(403, "[1]")).message == ""


def test_read_whoami_that_was_cut_short() -> None:
    """JSON that breaks off is a lost connection, not somebody else's page."""
    cut = make_response(200, '{"name": "al', x_powered_by="huggingface-moon")
    answer = read_answer(cut.status_code, cut.headers, cut.text, path=WHOAMI)
    assert answer.fault == "the connection was broken off"
    assert answer.is_transient
    page = make_response(200, "<html>")
    assert not read_answer(page.status_code, page.headers, page.text, path=WHOAMI).is_transient


def test_read_keeps_the_body_of_whoami_alone() -> None:
    """Of a refusal the words are enough; thirty long bodies would fill the memory."""
    response = make_response(404, '{"error": "no", "more": [1]}')
    assert (
        read_answer(response.status_code, response.headers, response.text, path="/api/x").body
        is None
    )
    assert read_answer(response.status_code, response.headers, response.text, path=WHOAMI).body


def test_read_redacts_behind_the_decoding() -> None:
    """A token that a server echoes, even escaped, does not get into an answer."""
    secret = "hf_" + "Ab1" * 11
    text = '{"error": "' + "".join(f"\\u{ord(char):04x}" for char in secret) + '", "name": "x"}'
    answer = read_made(make_response(401, text), secret)
    assert answer.message == "hf_***"


def test_fault_unknown_error_is_not_blamed_on_the_network() -> None:
    """An error of the client itself is called unexpected, by its class alone."""
    answer = read_fault(TypeError("with hf_" + "a" * 34), "/x")
    assert answer.is_network_fault is False
    assert answer.fault == "TypeError in the client"
    assert not answer.is_transient


def test_fault_looks_through_the_chain() -> None:
    """The cause beneath a wrapper names the fault, and a ring of causes ends."""
    outer, inner = RuntimeError("wrapped"), ConnectionResetError("reset")
    outer.__cause__, inner.__context__ = inner, outer
    assert read_fault(outer).fault == "the connection was broken off"


@pytest.mark.parametrize(
    ("status", "body", "code", "is_unknown"),
    [
        (404, '{"detail": "Not Found"}', "", True),
        (404, '{"error": "x"}', "RepoNotFound", False),
        (404, '{"error": "we can\'t find the page you are looking for"}', "RepoNotFound", True),
        (405, '{"detail": "Method Not Allowed"}', "", True),
        (501, "", "NotImplemented", True),
        (501, "<html>", "", False),
        (404, "<html>", "", False),
    ],
)  # fmt: skip
def test_route_that_a_hub_does_not_have(
    status: int,
    body: str,
    code: str,
    is_unknown: bool,  # noqa: FBT001
) -> None:
    """A Hub of one's own says in several ways that it has no such route."""
    answer = read_answer(status, {"X-Error-Code": code}, body, path="/api/x", is_other_hub=True)
    assert answer.is_unknown_route is is_unknown
    assert answer.is_missing_repository is (code == "RepoNotFound" and not is_unknown)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"detail": "Invalid user token"}', "Invalid user token"),
        ('{"detail": {"error": "Repository not found"}}', "Repository not found"),
        ('{"message": "no"}', "no"),
        ('{"detail": [{"loc": ["x"]}]}', ""),
        ('{"error": "first", "detail": "second"}', "first"),
    ],
)
def test_words_of_other_servers(body: str, said: str) -> None:
    """A Hub of one's own says why in its own way, which at the real Hub is no sentence of it."""
    assert read_answer(403, {}, body, is_other_hub=True).message == said
    assert read_answer(403, {}, body).message == ("first" if said == "first" else "")
