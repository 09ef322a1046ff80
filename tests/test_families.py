"""Tests of the table of families, and of what it makes of real failures."""

from __future__ import annotations

import socket
import urllib.error
from types import SimpleNamespace
from typing import Any

import pytest
from corpus_figures import Figures, read_cases, rebuild
from situations import LATER, break_later, serve

from hftoken_guard import Cause, diagnose
from hftoken_guard._diagnose import FAMILIES, Evidence, Row, find_family

HUB = "https://huggingface.co"
SENT = "hf_" + "aB3dE6gH9k" * 3 + "xYz1"


def answer(
    status: int,
    path: str = "/api/models/alice/x",
    method: str = "GET",
    **more: Any,  # noqa: ANN401
) -> Exception:
    """Make an error with an answer of the Hub to a request with a token."""
    url = path if path.startswith("https") else HUB + path
    headers = {"X-Error-Message": more.get("said"), "X-Error-Code": more.get("code")}
    sent = {} if more.get("unsent") else {"Authorization": f"Bearer {SENT}"}
    error = RuntimeError("refused")
    error.response = SimpleNamespace(  # type: ignore[attr-defined]
        status_code=status,
        headers={**headers, **more.get("headers", {})},
        url=url,
        request=SimpleNamespace(method=method, url=url, headers=more.get("sent", sent)),
        _content=more.get("body", b""),
    )
    return error


def named(name: str, text: str = "x", package: str = "huggingface_hub.errors") -> Exception:
    """Make an error of a class of that name."""
    kind: type[OSError] = type(name, (OSError,), {"__module__": package})
    return kind(text)


COMMIT = "/api/models/alice/x/commit/main"
LOST = named("LocalEntryNotFoundError")
# Errors for the rows that neither the corpus nor the situations reach, with the first cause.
MADE: list[tuple[Exception, str]] = [
    (named("HFValidationError", "Repo id must be ..."), "target-malformed"),
    (named("OIDCError"), "credential-shadowed"),
    (OSError("Invalid header value: 'Bearer hf_x' for https://hf.co"), "token-malformed"),
    (named("InvalidHeader", "Header part", "requests.exceptions"), "token-malformed"),
    (answer(429, headers={"RateLimit": '"api";r=0;t=9'}), "rate-limited"),
    (answer(403, body=b"<Error><Code>AccessDenied</Code></Error>"), "storage-host-denied"),
    (answer(500, "https://api.endpoints.huggingface.cloud/v2/endpoint/a", "POST"),
     "hub-unavailable"),
    (answer(407), "not-the-hub"),
    (answer(403, body=b"<html>Blocked"), "not-the-hub"),
    (answer(401, sent={"Authorization": "Basic dXNlcjpwYXNz"}), "credential-shadowed"),
    (answer(404, "/api/models/alice/None"), "target-malformed"),
    (answer(403, said="you must use a write token to upload to a repository."), "token-read-only"),
    (answer(401, "/api/jobs/alice", unsent=True), "token-missing"),
    (answer(403, "/api/jobs/alice", "POST", said="No."), "token-scope-missing"),
    (answer(403, said="Nobody knows this."), "unexpected"),
    (answer(403, "/api/spaces/a/b/secrets", "POST", said="No."), "token-scope-missing"),
    (answer(404, "/api/jobs/alice/1"), "repo-not-found"),
    (answer(404, "/api/oauth"), "unexpected"),
    (answer(400, "/api/whoami-v2"), "token-malformed"),
    (answer(451), "repo-disabled"),
    (answer(409), "unexpected"),
    (answer(403, said="You need to setup automatic credit recharge"), "storage-limit"),
    (named("DisabledRepoError"), "repo-disabled"),
    (named("GatedRepoError"), "gated-not-requested"),
    (named("RevisionNotFoundError"), "revision-not-found"),
    (named("DatasetNotFoundError", package="datasets.exceptions"), "None"),
    (named("DatasetNotFoundError", "not on the Hub"), "repo-not-found"),
    (named("TooManyRedirects", HUB, "requests.exceptions"), "not-the-hub"),
    (LOST, "hub-unreachable"),
    (OSError("Invalid user token. huggingface.co"), "token-invalid"),
    (OSError("Your credit balance is used up: huggingface.co"), "payment-required"),
    (OSError("Offline mode is enabled: huggingface.co"), "hub-offline"),
    (OSError("Could not download 'a/b' pipeline, see huggingface.co"), "gated-not-requested"),
    (answer(403, f"{COMMIT}?create_pr=1", "POST", said="Authorization error."),
     "token-scope-missing"),
    (OSError("Internal Error - We're working hard to fix this: huggingface.co"),
     "hub-unavailable"),
    (OSError("Access to model a/b is restricted. You must be authenticated. huggingface.co"),
     "token-missing"),
    (OSError("You are trying to access a gated repo. huggingface.co"), "gated-not-requested"),
    (KeyError("HF_TOKEN"), "token-missing"),
    (OSError("Failed to resolve host: name resolution, huggingface.co"), "hub-unreachable"),
    (OSError("We couldn't connect to 'https://huggingface.co'"), "hub-unreachable"),
    (answer(401, "/blob/x", said="x"), "unexpected"),
    (answer(404, said="No access request found matching your criteria"), "unexpected"),
    (answer(412), "unexpected"),
    (answer(403, "/api/something/new", "POST", said="No."), "namespace-forbidden"),
    (named("ConnectTimeout", "x", "requests.exceptions"), "hub-unreachable"),
    (OSError("x is not a valid model identifier listed on 'https://huggingface.co/models'"),
     "repo-not-found"),
    (OSError("You need to be logged in: https://huggingface.co/settings/tokens"),
     "token-missing"),
    # What the network, an exception's own class and a proxy's words say goes before a manual.
    (named("ConnectError", "for offline mode see https://huggingface.co/docs", "httpx"),
     "hub-unreachable"),
    (ConnectionError("Couldn't reach 'a/b' on the Hub (OfflineModeIsEnabled)"), "hub-offline"),
    (OSError("a gated repo at https://huggingface.co/a/b.\n401 Client Error. Access to model a/b is"
             " restricted. You must have access to it and be authenticated to access it."),
     "token-invalid"),
    (answer(403, COMMIT, "POST", body=b"Blocked by policy"), "not-the-hub"),
    (answer(403, COMMIT, "POST", body=b'{"message":"Forbidden"}'), "not-the-hub"),
    (answer(403, COMMIT, "POST", said="Your push has been rejected: use LFS"),
     "namespace-forbidden"),
    (answer(400, COMMIT, "POST", said="The upload session has been reset"), "unexpected"),
    (answer(404, "https://mirror.example.org/api/models/a/b", code="RepoNotFound"),
     "repo-not-found"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "cause"), MADE, ids=lambda value: str(value)[:40])
def test_family_of_made_errors(error: Exception, cause: str) -> None:
    """Each row that no report reaches says what it is there for."""
    problem = diagnose(error)
    assert str(problem.cause if problem else None) == cause


def test_every_family_is_met() -> None:
    """No row of the table is there without an error that it decides."""
    errors = [error for case in read_cases() if (error := rebuild(case))]
    errors += [error for error, _ in MADE]
    met = {id(find_family(Evidence(error))) for error in errors}
    for cause in LATER:
        with serve() as hub:
            met.add(id(find_family(Evidence(break_later(hub, cause)[0]))))
    assert [(str(f.cause), f.tests) for f in FAMILIES if id(f) not in met] == []


def test_family_rows_are_read() -> None:
    """A row names its causes, without a cause twice, and its conditions."""
    family = Row("namespace-forbidden, $RIGHTS <- 403 404; said a b | c; step write")
    assert family.cause is Cause.NAMESPACE_FORBIDDEN
    assert family.could_be == (
        Cause.TOKEN_READ_ONLY,
        Cause.TOKEN_SCOPE_MISSING,
        Cause.ORG_ROLE_TOO_LOW,
    )
    assert [test[0] for test in family.tests] == ["403", "said", "step"]
    with pytest.raises(ValueError, match="not-a-cause"):
        Row("not-a-cause <- 403")


@pytest.mark.parametrize(
    "error",
    [
        answer(403, "https://cdn-lfs.hf.co/repos/x", body=b"<Error><Code>AccessDenied</Code>"),
        answer(400, "https://transfer.xethub.hf.co/xorbs/x"),
        answer(403, body=b"<html>Access denied by policy"),
        answer(407),
        answer(429),
        answer(429, unsent=True),
        answer(500),
        answer(502, method="POST"),
        answer(503, "/api/whoami-v2"),
        named("ProxyError", "Tunnel connection failed: 403 Forbidden", "requests.exceptions"),
        named("SSLError", "CERTIFICATE_VERIFY_FAILED", "requests.exceptions"),
        named("ConnectTimeout", "x", "httpx"),
    ],
)
def test_faults_never_accuse_the_token(error: Exception) -> None:
    """A storage host, a proxy's page, a 429, a 5xx and the network leave the token alone."""
    problem = diagnose(error)
    assert problem is not None
    said = {str(cause) for cause in (problem.cause, *problem.could_be)}
    assert not {code for code in said if code.startswith(("token-", "credential-"))}


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        KeyError("token"),
        RuntimeError("CUDA out of memory"),
        FileNotFoundError(2, "No such file or directory", "/data/x.json"),
        ConnectionRefusedError(111, "Connection refused"),
        TimeoutError("NCCL timed out"),
        KeyboardInterrupt(),
        answer(401, "https://api.example.org/v1/chat"),
        named("HTTPError", "401 Client Error for url: https://example.org/x", "requests"),
        named("ConnectionError", "HTTPConnectionPool(host='wandb.ai')", "requests.exceptions"),
        ValueError("invalid token in line 1"),
        answer(403, "https://mybucket.s3.amazonaws.com/x"),
        answer(404, "https://d111.cloudfront.net/x"),
        OSError(111, "Connection refused", "/cache/huggingface/x"),
        RuntimeError("NCCL error: timed out; /cache/huggingface/hub"),
        ValueError("no token found in the huggingface tokenizer vocab for <image>"),
        ValueError("step 500 Internal: loss nan; model https://huggingface.co/a/b"),
        KeyError("Column 'hf_token' not in the dataset"),
        OSError(
            "HTTPSConnectionPool(host='index.example.org', port=443): Max retries: huggingface-hub"
        ),
        named("UnsupportedProtocol", "Request URL is missing a protocol", "httpx"),
        ValueError(f"Provided path: '/timed out/x' is not a file, {HUB}"),
        socket.gaierror(-2, "Name or service not known"),
        urllib.error.URLError(socket.gaierror(-2, "Name or service not known")),
        OSError('{"error":"invalid token"}'),
        RuntimeError("credit balance is too low to access this API"),
        RuntimeError("Offline mode is enabled in trainer"),
        RuntimeError("storage limit reached on /data"),
        RuntimeError("Blocked by your organization token policy"),
        RuntimeError("You must use a write token"),
        RuntimeError("password authentication in git is no longer supported for github.com"),
        RuntimeError("user bob is not in the authorized list"),
        OSError("Could not download 'https://example.org/x'"),
        OSError("Authorization error."),
    ],
)
def test_other_errors_are_not_the_hubs_business(error: BaseException) -> None:
    """Errors of the program, and of other services, have no diagnosis."""
    assert diagnose(error) is None


def test_file_that_was_only_looked_for() -> None:
    """A missing file that was being handled is not the reason of another error."""
    missing = answer(404, "/a/b/resolve/main/x.json", code="EntryNotFound", said="Entry not found")
    other = ValueError("no such option")
    other.__context__ = missing
    assert diagnose(other) is None
    other.__cause__ = missing
    problem = diagnose(other)
    assert problem is not None
    assert (str(problem.cause), problem.what) == (
        "revision-not-found",
        'a/b has no file "x.json"',
    )


@pytest.mark.parametrize(
    ("outer", "is_about"),
    [
        (OSError("cannot load it"), True),
        (SystemExit(1), True),
        (ValueError("shapes do not match"), False),
        (TypeError("no such operand"), False),
    ],
)
def test_error_raised_while_a_harmless_one_was_handled(
    outer: BaseException, *, is_about: bool
) -> None:
    """A 404 that a program lives with is not why it fails later; a refusal may be."""
    outer.__context__ = answer(404, "/api/models/a/b", code="RepoNotFound")
    assert bool(diagnose(outer)) is is_about
    outer.__context__ = answer(402, COMMIT, "POST")
    assert bool(diagnose(outer)) is not isinstance(outer, TypeError)
    outer.__context__ = answer(403, COMMIT, "POST", said="create_pr=1")
    problem = diagnose(outer)
    assert bool(problem) is not isinstance(outer, TypeError)
    is_said = bool(problem and "being handled when the last error came" in problem.why)
    assert is_said is isinstance(outer, ValueError)
    outer.__context__ = named("LocalEntryNotFoundError")
    assert bool(diagnose(outer)) is is_about


def test_client_that_asks_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inference client also speaks to servers that are not the Hub's."""
    error = named("HfHubHTTPError")
    refused = answer(401, "https://api.example.org/v1/chat")
    error.response = refused.response  # type: ignore[attr-defined]
    problem = diagnose(error)
    assert problem is not None
    assert str(problem.cause) == "not-the-hub"
    passed = ["huggingface_hub.inference._client"]
    monkeypatch.setattr("hftoken_guard._diagnose._modules_passed", lambda _: passed)
    assert diagnose(error) is None


def test_corpus_from_the_bare_error() -> None:
    """Of real failures the cause is named or left open, and no wrong one is said alone."""
    found = Figures(is_known=False)
    assert found.cases > 130
    assert found.covered / found.cases >= 0.97, found.missed
    assert found.first / found.cases >= 2 / 3
    assert found.wrong == []
    assert found.causes_said <= 4


def test_corpus_after_a_check() -> None:
    """What a check at the start learned leaves fewer causes, and still the right one."""
    found, bare = Figures(is_known=True), Figures(is_known=False)
    assert found.covered / found.cases >= 0.97, found.missed
    assert found.wrong == []
    assert found.causes_said < 0.6 * bare.causes_said
