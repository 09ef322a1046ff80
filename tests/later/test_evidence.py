"""Tests of what is taken from an exception, also from one that does not want to be read."""

from __future__ import annotations

import email.message
import io
import urllib.error
from types import SimpleNamespace
from typing import Any, ClassVar, NoReturn

import pytest
from made import SENT, list_causes

from hftoken_guard import diagnose
from hftoken_guard._later.evidence import FRAMES, read_evidence
from hftoken_guard._later.words import read_answer_in_words, read_classes, read_route_in_words

URL = "https://huggingface.co/api/models/alice/x"


def make_error(**parts: Any) -> Exception:
    """Make an exception with a response of no library."""
    usual = {
        "status_code": 403,
        "headers": {},
        "url": URL,
        "request": SimpleNamespace(method="GET", url=URL, headers={}),
        "_content": b"",
    }
    error = RuntimeError("refused")
    error.response = SimpleNamespace(**usual | parts)  # type: ignore[attr-defined]
    return error


def raise_deeply(depth: int) -> None:
    """Raise through many frames."""
    if depth:
        raise_deeply(depth - 1)
    else:
        raise ValueError


def test_evidence_of_a_deep_traceback() -> None:
    """Only so many frames are looked at."""
    with pytest.raises(ValueError, match=r"^$") as caught:
        raise_deeply(FRAMES + 10)
    assert not read_evidence(caught.value).is_about_hub


def test_evidence_of_a_response() -> None:
    """Status, code, sentence, request id and the sent credential are read."""
    headers = {
        "x-error-code": "GatedRepo",
        "x-error-message": "Access to model alice/x is restricted",
        "x-request-id": "Root=1-2",
    }
    request = SimpleNamespace(method="GET", url=URL, headers={"authorization": f"Bearer {SENT}"})
    seen = read_evidence(make_error(headers=headers, request=request)).evidence
    assert (seen.status, seen.answer.code, seen.answer.request_id) == (403, "GatedRepo", "Root=1-2")
    assert seen.answer.message == "Access to model alice/x is restricted"
    assert (seen.sent.is_sent, seen.sent.scheme, seen.sent.token.reveal()) == (True, "bearer", SENT)
    assert str(seen.target) == "alice/x"


def test_evidence_of_a_json_body() -> None:
    """Without the header the sentence is the body's, in each form that the Hub's services use."""
    assert read_evidence(make_error(_content=b'{"error": "No."}')).evidence.answer.message == "No."
    for body in (
        b'{"error": {"message": "No."}}',
        b'{"errors": [{"message": "No."}]}',
        b'{"errors": ["No."]}',
        b'{"error_description": "No.", "error": "invalid_request"}',
    ):
        assert read_evidence(make_error(_content=body)).evidence.answer.message == "No."
    for body in (b'{"error": {"text": "x"}}', b'{"errors": []}', b"[1]", b"{", b'"x"'):
        assert not read_evidence(make_error(_content=body)).evidence.answer.message


def test_evidence_leaves_an_unread_body() -> None:
    """A body that was not read yet is not asked for: that could ask the server."""

    class Stream:
        status_code, url, request, _content = 500, URL, None, False
        headers: ClassVar[dict[str, str]] = {}

        @property
        def text(self) -> NoReturn:
            raise AssertionError

        content = text

    error = RuntimeError("x")
    error.response = Stream()  # type: ignore[attr-defined]
    assert read_evidence(error).evidence.answer.status == 500


def test_evidence_of_urllib() -> None:
    """The standard library's error is its own response."""
    headers = email.message.Message()
    headers["X-Error-Code"] = "RepoNotFound"
    error = urllib.error.HTTPError(URL, 404, "Not Found", headers, io.BytesIO())
    problem = diagnose(error)
    assert problem is not None
    assert (str(problem.cause), problem.target) == ("repo-not-found", "alice/x")
    error.close()


def test_evidence_of_aiohttp() -> None:
    """The facts of aiohttp stand on the error itself, and its request under another name."""
    error = RuntimeError("401")
    error.status, error.headers = 401, {"X-Error-Code": "GatedRepo"}  # type: ignore[attr-defined]
    error.request_info = SimpleNamespace(  # type: ignore[attr-defined]
        method="GET", url=f"{URL}/auth-check", headers={}
    )
    seen = read_evidence(error).evidence
    assert (seen.status, seen.sent.is_sent, str(seen.target)) == (401, False, "alice/x")


@pytest.mark.parametrize(
    ("text", "status", "target"),
    [
        (f"403 Client Error: Forbidden for url: {URL}/commit/main.", 403, "alice/x"),
        (f"Client error '404 Not Found' for url '{URL}'", 404, "alice/x"),
        ('Status(502), url: \\"https://huggingface.co/gpt2/resolve/main/x\\"', 502, "gpt2"),
        ("HTTP Error 429: Too Many Requests", 429, "None"),
        (f"see https://huggingface.co/a/b: 404 Client Error for url: {URL}", 404, "alice/x"),
        ("HTTPSConnectionPool(host='huggingface.co', port=443)", 0, "None"),
        ("Tunnel connection failed: 403 Forbidden, host='huggingface.co'", 0, "None"),
        ("it took 404 steps", 0, "None"),
    ],
)
def test_evidence_of_words(text: str, status: int, target: str) -> None:
    """Where no response is left, its text still tells status and address."""
    seen = read_evidence(OSError(text)).evidence
    assert (seen.status, str(seen.target)) == (status, target)


def test_evidence_of_a_json_text() -> None:
    """A server's JSON inside a text gives its sentence."""
    assert (
        read_evidence(OSError('got {"error": "No \\"x\\"."}')).evidence.answer.message == 'No "x".'
    )
    assert read_evidence(OSError('got {"error": "No \\x"}')).evidence.answer.message == '"No \\x"'


class Hostile(Exception):  # noqa: N818 - a name for a test
    """An exception of which nothing can be read."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Be like nothing."""
        raise RuntimeError

    def __str__(self) -> str:
        """Refuse."""
        raise RuntimeError

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse."""
        raise RuntimeError(name)


class HostileHeaders:
    """Headers of which nothing can be read."""

    def get(self, name: str) -> NoReturn:
        """Refuse."""
        raise RuntimeError(name)


def test_diagnose_hostile_errors() -> None:
    """What does not want to be read is not about the Hub, and never an error of ours."""
    assert diagnose(Hostile()) is None
    looped = ValueError("x")
    looped.__cause__ = looped.__context__ = looped
    assert diagnose(looped) is None
    assert diagnose(ValueError("x" * 10_000_000)) is None
    problem = diagnose(make_error(headers=HostileHeaders(), url=Hostile(), status_code=404))
    assert problem is not None
    assert str(problem.cause) == "repo-not-found"
    assert diagnose(make_error(status_code="404")) is None
    assert diagnose(make_error(headers=None)) is None


def test_diagnose_never_fails() -> None:
    """Even an error of a class without a name gives an answer and no error."""

    class Odd(Exception):  # noqa: N818 - a name for a test
        __module__ = None  # type: ignore[assignment]

    Odd.args = property(lambda _: 1 / 0)  # type: ignore[assignment]
    assert diagnose(Odd()) is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("HubApiError: Api error with status 401. url: https://huggingface.co/api/x", 401),
        ("Request failed with status code 403", 403),
        ("403, message='Forbidden', url='https://huggingface.co/a/b/resolve/main/x'", 403),
        ("status_code=429", 429),
        ("HTTP/1.1 404 for https://huggingface.co/x", 404),
        ("The requested URL returned error: 403", 403),
        ("Server returned HTTP response code: 401 for URL", 401),
        ("GET failed (404): not there", 404),
        ("RequestError(Status(403, Response[status: 403, status_text: Forbidden]))", 403),
        ("Forbidden: https://huggingface.co/api/repos/create (request_id=1)", 403),
        ("Unauthorized: https://huggingface.co/api/whoami-v2", 401),
        ("Tunnel connection failed: 403 Forbidden", 0),
        ("read 404 of 512 files", 0),
        ("loss 403 at step 500", 0),
        ("a/b has 401 parameters", 0),
    ],
)
def test_status_that_a_text_names(text: str, status: int) -> None:
    """The status is read as programs of several languages write it, and no other number is one."""
    assert read_answer_in_words(text).status == status


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("hf://datasets/a/b@main/x.csv", "datasets/a/b@main"),
        ("datasets/a/b@refs/pr/1/x.csv: gone", "datasets/a/b@refs/pr/1"),
        ("hf://a/b/x.safetensors", "a/b"),
        ("/data/datasets/a/b/x.csv", "None"),
        ("Dataset 'a/b' is a gated dataset on the Hub.", "datasets/a/b"),
        ("Dataset 'a/b' doesn't exist on the Hub or cannot be accessed", "datasets/a/b"),
        ("a/b is not a local folder and is not a valid model identifier", "a/b"),
        ("Access to model a/b is restricted. Please log in.", "a/b"),
        ("1/2 is more than 3/4", "None"),
    ],
)
def test_path_of_the_file_system_in_a_text(text: str, target: str) -> None:
    """A path as the client's file system writes it names the repository."""
    assert str(read_route_in_words([], text).target) == target


def test_classes_that_a_text_names() -> None:
    """Only the client's own classes are read out of a text."""
    text = "x.GatedRepoError: 401; MyRepositoryNotFoundErrors; requests.HTTPError: 401"
    assert read_classes(text) == {"GatedRepoError"}
    assert list_causes(diagnose(RuntimeError(text)))[0] == "gated-not-requested"


@pytest.mark.parametrize(
    "words",
    [
        f"404 Client Error for url: {URL.replace('alice/x', 'alice/None')} (model 'bob/y')",
        "alice/None is not a local folder and is not a valid model identifier listed on"
        " 'https://huggingface.co/models'",
    ],
)
def test_route_in_words_of_a_name_without_a_value(words: str) -> None:
    """A name without a value counts more than another one, in an address and out of one."""
    route = read_route_in_words([], words)
    assert route.target is None
    assert "a variable had no value" in route.malformation
    assert list_causes(diagnose(OSError(words)))[0] == "target-malformed"
