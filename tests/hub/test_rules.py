"""Tests of the rules, and of what they make of real failures."""

from __future__ import annotations

import os
import socket
import urllib.error
from typing import Any
from unittest import mock

import pytest
from corpus_figures import Figures, read_cases, rebuild
from made import HUB, SENT, make_error, make_named
from situations import LATER, LATER_ENVIRON, break_later, serve

from hftoken_guard import diagnose
from hftoken_guard._hub.rules import RULES
from hftoken_guard._later.diagnose import find_rule_about_hub
from hftoken_guard._later.evidence import read_evidence

COMMIT = "/api/models/alice/x/commit/main"


LOST = make_named("LocalEntryNotFoundError")


# Errors for the rows that neither the corpus nor the situations reach, with the first cause.
BATCH: Any = make_named("BucketBatchError")
BATCH.response = make_error(200, "/api/buckets/alice/b/batch", "POST", content=b"{}").response  # type: ignore[attr-defined]
BATCH.failures = [{"path": "x", "error": "The file is not there."}]

MADE: list[tuple[Exception, str]] = [
    (BATCH, "unexpected"),
    (make_named("HFValidationError", "Repo id must be ..."), "target-malformed"),
    (make_named("OIDCError"), "token-missing"),
    (OSError("Invalid header value: 'Bearer hf_x' for https://hf.co"), "token-malformed"),
    (make_named("InvalidHeader", f"Header part, {HUB}", "requests.exceptions"), "token-malformed"),
    (make_error(429, headers={"RateLimit": '"api";r=0;t=9'}), "rate-limited"),
    (make_error(403, content=b"<Error><Code>AccessDenied</Code></Error>"), "storage-host-denied"),
    (make_error(500, "https://api.endpoints.huggingface.cloud/v2/endpoint/a", "POST"),
     "hub-unavailable"),
    (make_error(407), "not-the-hub"),
    (make_error(407, said="No."), "unexpected"),
    (make_error(401, code="RepoNotFound"), "repo-not-found"),
    (make_error(404, code="RepoNotFound", token=""), "repo-not-found"),
    (make_error(403, content=b"<html>Blocked"), "not-the-hub"),
    (make_error(401, sent={"Authorization": "Basic dXNlcjpwYXNz"}), "credential-shadowed"),
    (make_error(404, "/api/models/alice/None"), "target-malformed"),
    (make_error(403, said="you must use a write token to upload."), "token-read-only"),
    (make_error(401, "/api/jobs/alice", token=""), "token-missing"),
    (make_error(403, "/api/jobs/alice", "POST", said="No."), "token-scope-missing"),
    (make_error(403, said="Nobody knows this."), "unexpected"),
    (make_error(403, "/api/spaces/a/b/secrets", "POST", said="No."), "token-scope-missing"),
    (make_error(404, "/api/jobs/alice/1"), "repo-not-found"),
    (make_error(404, "/api/oauth"), "unexpected"),
    (make_error(400, "/api/whoami-v2"), "token-malformed"),
    (make_error(451), "repo-disabled"),
    (make_error(409), "unexpected"),
    (make_error(403, said="You need to setup automatic credit recharge"), "storage-limit"),
    (make_named("DisabledRepoError"), "repo-disabled"),
    (make_named("GatedRepoError"), "gated-not-requested"),
    (make_named("RevisionNotFoundError"), "revision-not-found"),
    (make_named("DatasetNotFoundError", package="datasets.exceptions"), "None"),
    (make_named("DatasetNotFoundError", "not on the Hub"), "repo-not-found"),
    (make_named("TooManyRedirects", HUB, "requests.exceptions"), "not-the-hub"),
    (LOST, "hub-unreachable"),
    (OSError("Invalid user token. huggingface.co"), "token-invalid"),
    (OSError("Your credit balance is used up: huggingface.co"), "payment-required"),
    (OSError("Offline mode is enabled: huggingface.co"), "hub-offline"),
    (OSError("Could not download 'a/b' pipeline, see huggingface.co"), "gated-not-requested"),
    (make_error(403, f"{COMMIT}?create_pr=1", "POST", said="Authorization error."),
     "token-scope-missing"),
    (OSError("Internal Error - We're working hard to fix this: huggingface.co"),
     "hub-unavailable"),
    (OSError("Access to model a/b is restricted. You must be authenticated. huggingface.co"),
     "token-missing"),
    (OSError("You are trying to access a gated repo. huggingface.co"), "gated-not-requested"),
    (KeyError("HF_TOKEN"), "token-missing"),
    (OSError("Failed to resolve host: name resolution, huggingface.co"), "hub-unreachable"),
    (OSError("We couldn't connect to 'https://huggingface.co'"), "hub-unreachable"),
    (make_error(401, "/blob/x", said="x"), "unexpected"),
    (make_error(404, said="No access request found matching your criteria"), "unexpected"),
    (make_error(412), "unexpected"),
    (make_error(403, "/api/something/new", "POST", said="No."), "namespace-forbidden"),
    (make_named("ConnectTimeout", HUB, "requests.exceptions"), "hub-unreachable"),
    (OSError("x is not a valid model identifier listed on 'https://huggingface.co/models'"),
     "repo-not-found"),
    (OSError("You need to be logged in: https://huggingface.co/settings/tokens"),
     "token-missing"),
    # What the network, an exception's own class and a proxy's words say goes before a manual.
    (make_named("ConnectError", "for offline mode see https://huggingface.co/docs", "httpx"),
     "hub-unreachable"),
    (ConnectionError("Couldn't reach 'a/b' on the Hub (OfflineModeIsEnabled)"), "hub-offline"),
    (OSError("a gated repo at https://huggingface.co/a/b.\n401 Client Error. Access to model a/b is"
             " restricted. You must have access to it and be authenticated to access it."),
     "token-missing"),
    # A page counts for more than its status, a text that only has no mark of the Hub does not.
    (make_error(403, COMMIT, "POST", content=b"<html>Blocked by policy"), "not-the-hub"),
    (make_error(403, COMMIT, "POST", content=b"Blocked by policy"), "namespace-forbidden"),
    (make_error(403, COMMIT, "POST", content=b'{"message":"Forbidden"}'), "namespace-forbidden"),
    (make_error(413, COMMIT, "POST", content=b"<html>Too large"), "unexpected"),
    (make_error(507, COMMIT, "POST"), "hub-unavailable"),
    (make_error(502, "/oauth/token", "POST"), "hub-unavailable"),
    (make_error(400, "/oauth/token", "POST", said="invalid_grant"), "token-expired"),
    (make_error(403, COMMIT, "POST", said="Authorization error."), "namespace-forbidden"),
    (make_error(403, said="Authorization error."), "unexpected"),
    (make_error(404, said="Sorry, we can't find the page you are looking for."), "unexpected"),
    # Headers in the words of several libraries: the token's, and one of the caller's own.
    (OSError("Illegal header value b'Bearer sk-x\\n', https://hf.co"), "token-malformed"),
    (OSError("request error: Bad Header: invalid header 'Authorization: Bearer hf_x'"),
     "token-malformed"),
    (make_named("UnicodeEncodeError", f"Bearer \u201c: {HUB}", "builtins"), "token-malformed"),
    (OSError(f"Illegal header value b'my-app/None; ', {HUB}"), "unexpected"),
    # Only a text is left.
    (OSError("RevisionNotFoundError: 404 Client Error. Revision Not Found for url: " + HUB),
     "revision-not-found"),
    (OSError("datasets/a/b@v2/x.csv (revision not found)"), "revision-not-found"),
    (OSError("Revision 'v2' doesn't exist for dataset 'a/b' on the Hub."), "revision-not-found"),
    (OSError("datasets/a/b@main/x.csv (repository not found)."), "repo-not-found"),
    (OSError("datasets/a/None@main/x.csv (repository not found)."), "target-malformed"),
    (make_named("FileNotFoundError", "hf://datasets/a/None@main/x.csv", "builtins"),
     "target-malformed"),
    (FileNotFoundError("datasets/a/b@main/x.csv"), "repo-not-found"),
    (OSError("Unable to find 'hf://datasets/a/b@main/x.csv'"), "repo-not-found"),
    (make_named("RepositoryNotFoundError"), "repo-not-found"),
    (OSError("Dataset 'a/b' is a gated dataset on the Hub. Visit its page to ask for access."),
     "gated-not-requested"),
    (OSError("Dataset 'a/b' is a gated dataset on the Hub. You must be authenticated."),
     "token-missing"),
    (OSError(f"a/b does not appear to have a file named config.json, see {HUB}/a/b/tree/main"),
     "revision-not-found"),
    (OSError("Cannot load model a/b: an error occurred while trying to fetch metadata from the"
             " Hub"), "unexpected"),
    (OSError(f"outgoing traffic has been disabled, {HUB}"), "hub-offline"),
    (OSError("429: We had to rate limit your IP. Create an account."), "rate-limited"),
    (OSError("Could not authenticate with huggingface_hub."), "token-invalid"),
    (OSError(f"{HUB}: builder error: relative URL without a base"), "unexpected"),
    (OSError(f"fatal: could not read Username for '{HUB}'"), "token-missing"),
    (OSError(f"fatal: Authentication failed for '{HUB}/a/b/'"), "token-invalid"),
    (make_named("HfHubHTTPError", "The token does not allow writing."), "token-read-only"),
    (make_named("HfHubHTTPError", "Nobody knows this."), "unexpected"),
    (OSError("Distant resource does not seem to be on huggingface.co."), "not-the-hub"),
    (OSError("You must provide a Hugging Face token to load this model"), "token-missing"),
    (OSError("HF_TOKEN environment variable is required"), "token-missing"),
    (OSError("Set HF_TOKEN, or choose a public model"), "token-missing"),
    (OSError(f"Please log in first: {HUB}/login"), "token-missing"),
    (OSError(f"Invalid username or password for {HUB}"), "token-invalid"),
    (OSError(f"You need to accept the license at {HUB}/a/b"), "gated-not-requested"),
    (OSError(f"403 Forbidden. Cannot access gated repo for url {HUB}/a/b"), "gated-not-requested"),
    (OSError(f"Too many requests, {HUB}"), "rate-limited"),
    (OSError(f"502: bad gateway, {HUB}/api/models"), "hub-unavailable"),
    (OSError(f"403 Forbidden: No. Cannot access content at: {HUB}/api/models/a/b/preupload/main"),
     "namespace-forbidden"),
    (OSError("401 Unauthorized: https://spaces-registry.huggingface.tech/v2/x"), "unexpected"),
    (OSError('pull: 401: {"error":"x"} https://hf.co/a/b'), "token-missing"),
    (OSError("You must provide an api_key or log in with `huggingface-cli login`"),
     "token-missing"),
    (OSError("Error while fetching `HF_TOKEN` secret value from your vault: timed out. Report it at"
             " https://github.com/x/y"), "token-missing"),
    (OSError("registry: status 401: Invalid credentials in Authorization header"),
     "token-invalid"),
    (OSError("Access to this resource is disabled."), "repo-disabled"),
    (OSError(f'Unauthorized access to file: "{HUB}/a/b/resolve/main/x"'), "token-missing"),
    (OSError(f"The access token expired, see {HUB}"), "token-expired"),
    (OSError(f"Failed to download {HUB}/a/b/resolve/main/x"), "repo-not-found"),
    (ValueError(f"Cannot use this; see {HUB}/docs/hub"), "None"),
    (ValueError(f"Cannot use this; see {HUB}/a/b"), "None"),
    (OSError(f'Invalid character in header content ["Authorization"], {HUB}'), "token-malformed"),
    (OSError(f"{HUB}: remote: Your push was rejected. ! [remote rejected] main"), "unexpected"),
    (make_error(401), "token-invalid"),
    (make_error(401, said="No."), "token-invalid"),
    (OSError("Secret HF_TOKEN does not exist."), "token-missing"),
    (OSError("No user secrets exist for kernel id 1 and label HF_TOKEN."), "token-missing"),
    (FileNotFoundError(2, "No such file", "/run/secrets/HF_TOKEN"), "token-missing"),
    (OSError("curl: (6) Could not resolve host: huggingface.co"), "hub-unreachable"),
    (make_error(403, COMMIT, "POST", said="Your push has been rejected: use LFS"),
     "namespace-forbidden"),
    (make_error(400, COMMIT, "POST", said="The upload session has been reset"), "unexpected"),
    (make_error(404, "https://mirror.example.org/api/models/a/b", code="RepoNotFound"),
     "repo-not-found"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "cause"), MADE, ids=lambda value: str(value)[:40])
def test_rule_of_made_errors(error: Exception, cause: str) -> None:
    """Each row that no report reaches says what it is there for."""
    problem = diagnose(error)
    assert str(problem.cause if problem else None) == cause


NOT_SENT = "Unauthorized: https://huggingface.co/api/models/alice/x"
# What this process has in HF_TOKEN, errors that do not show what was sent, and the first cause.
HELD = [
    (SENT, make_named("OIDCError"), "credential-shadowed"),
    (f"\u201c{SENT}\u201d", OSError(f"'ascii' codec can't encode character, {HUB}"),
     "token-malformed"),
    (SENT, OSError(f"'ascii' codec can't encode character, {HUB}"), "None"),
    (SENT, OSError(NOT_SENT), "token-invalid"),
    ("", OSError(NOT_SENT), "token-missing"),
    ("$HF_TOKEN", OSError(NOT_SENT), "token-placeholder"),
    (f"'{SENT}'", OSError(NOT_SENT), "token-malformed"),
    (SENT, KeyError("HF_TOKEN"), "None"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "error", "cause"), HELD, ids=str)
def test_rule_beside_what_this_process_has(value: str, error: Exception, cause: str) -> None:
    """Where it cannot be seen what was sent, what this process has for a token is evidence."""
    with mock.patch.dict(os.environ, HF_TOKEN=value):
        problem = diagnose(error)
    assert str(problem.cause if problem else None) == cause
    if value == SENT and problem and cause == "token-invalid":
        assert "token-missing" in map(str, problem.could_be)


def test_every_rule_is_met() -> None:
    """No row of the table is there without an error that it decides."""
    errors = [error for case in read_cases() if (error := rebuild(case))]
    errors += [error for error, _ in MADE]
    met = {id(find_rule_about_hub(read_evidence(error))) for error in errors}
    for value, error, _ in HELD:
        with mock.patch.dict(os.environ, HF_TOKEN=value):
            met.add(id(find_rule_about_hub(read_evidence(error))))
    for cause in LATER:
        with serve() as hub, mock.patch.dict(os.environ, LATER_ENVIRON.get(cause, {})):
            met.add(id(find_rule_about_hub(read_evidence(break_later(hub, cause)[0]))))
    assert [
        (str(rule.cause), rule) for rule in RULES if rule.at is None and id(rule) not in met
    ] == []


@pytest.mark.parametrize(
    "error",
    [
        make_error(
            403, "https://cdn-lfs.hf.co/repos/x", content=b"<Error><Code>AccessDenied</Code>"
        ),
        make_error(400, "https://transfer.xethub.hf.co/xorbs/x"),
        make_error(403, content=b"<html>Access denied by policy"),
        make_error(407),
        make_error(429),
        make_error(429, token=""),
        make_error(500),
        make_error(502, method="POST"),
        make_error(503, "/api/whoami-v2"),
        make_named("ProxyError", f"{HUB}: Tunnel connection failed: 403", "requests.exceptions"),
        make_named("SSLError", f"{HUB}: CERTIFICATE_VERIFY_FAILED", "requests.exceptions"),
        make_named("ConnectTimeout", HUB, "httpx"),
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
        make_error(401, "https://api.example.org/v1/chat"),
        make_named("HTTPError", "401 Client Error for url: https://example.org/x", "requests"),
        make_named("ConnectionError", "HTTPConnectionPool(host='wandb.ai')", "requests.exceptions"),
        ValueError("invalid token in line 1"),
        make_error(403, "https://mybucket.s3.amazonaws.com/x"),
        make_error(404, "https://d111.cloudfront.net/x"),
        OSError(111, "Connection refused", "/cache/huggingface/x"),
        RuntimeError("NCCL error: timed out; /cache/huggingface/hub"),
        ValueError("no token found in the huggingface tokenizer vocab for <image>"),
        ValueError("step 500 Internal: loss nan; model https://huggingface.co/a/b"),
        KeyError("Column 'hf_token' not in the dataset"),
        OSError(
            "HTTPSConnectionPool(host='index.example.org', port=443): Max retries: huggingface-hub"
        ),
        make_named("UnsupportedProtocol", "Request URL is missing a protocol", "httpx"),
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
    missing = make_error(
        404, "/a/b/resolve/main/x.json", code="EntryNotFound", said="Entry not found"
    )
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
    outer.__context__ = make_error(404, "/api/models/a/b", code="RepoNotFound")
    assert bool(diagnose(outer)) is is_about
    outer.__context__ = make_error(402, COMMIT, "POST")
    assert bool(diagnose(outer)) is not isinstance(outer, TypeError)
    outer.__context__ = make_error(403, COMMIT, "POST", said="create_pr=1")
    problem = diagnose(outer)
    assert bool(problem) is not isinstance(outer, TypeError)
    is_said = bool(problem and "being handled when the last error came" in problem.why)
    assert is_said is isinstance(outer, ValueError)
    outer.__context__ = make_named("LocalEntryNotFoundError")
    assert bool(diagnose(outer)) is is_about


def test_client_that_asks_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inference client also speaks to servers that are not the Hub's."""
    error = make_named("HfHubHTTPError")
    refused = make_error(401, "https://api.example.org/v1/chat")
    error.response = refused.response  # type: ignore[attr-defined]
    problem = diagnose(error)
    assert problem is not None
    assert str(problem.cause) == "not-the-hub"
    passed = ["huggingface_hub.inference._client"]
    monkeypatch.setattr("hftoken_guard._later.evidence.list_modules_passed", lambda _: passed)
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
    assert found.causes_said < 0.65 * bare.causes_said
