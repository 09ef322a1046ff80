"""Tests of what is made of the evidence: what is known narrows it, and the texts hold."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import huggingface_hub
import huggingface_hub.errors
import pytest
from made import (
    COMMIT,
    HUB,
    SENT,
    list_causes,
    make_error,
    make_identity,
    make_named,
    make_problem,
)

from hftoken_guard import AccessError, GuardError, _memory, check_token, diagnose
from hftoken_guard._report.layout import render_problem
from hftoken_guard._token.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

    from hftoken_guard._hub.target import Mode


def know(role: str | None = "write", token: str = SENT, **more: Any) -> None:
    """Have learned at the start that the token is alice's."""
    _memory.remember(HUB, Secret(token, ""), make_identity(role, **more))


def allow(mode: Mode, page: str) -> None:
    """Have proved an access at the start, with the token that is known."""
    memory = _memory.recall(HUB, Secret(SENT, ""))
    assert memory
    _memory.remember(HUB, Secret(SENT, ""), memory.who, [(mode, page)])


def text_of(error: Exception) -> str:
    """Return the whole explanation."""
    problem = diagnose(error)
    assert problem is not None
    return render_problem(problem)


NO_WRITE = "You have read access but not the required permissions for this operation"


ANONYMOUS = "Invalid username or password."


def test_diagnose_without_knowledge_leaves_the_rights_open() -> None:
    """A refused write alone tells nothing of the reason, and the message says how to decide."""
    text = text_of(make_error(403, COMMIT, "POST", NO_WRITE))
    assert "token-read-only; token-scope-missing; org-role-too-low" in text
    assert "hftoken-guard check --write datasets/alice/results" in text
    assert "It is token-read-only if" in text


ROLES = {"name": "acme", "roleInOrg": "read"}


ACME = "/api/models/acme/x/commit/main"


@pytest.mark.parametrize(
    ("known", "path", "expected"),
    [
        ({"role": "read"}, COMMIT, ["token-read-only"]),
        ({"role": "fineGrained"}, COMMIT, ["token-scope-missing"]),
        ({}, "/api/models/bob/x/commit/main", ["namespace-forbidden"]),
        ({"orgs": [ROLES]}, ACME, ["org-role-too-low"]),
        ({}, COMMIT, ["write-denied"]),
        ({"role": "read"}, "/api/repos/create", ["token-read-only"]),
        ({"role": "fineGrained"}, "/api/repos/create", ["token-scope-missing"]),
        ({"role": None}, "/api/repos/create", ["token-scope-missing", "namespace-forbidden"]),
        ({}, "/api/repos/create", ["namespace-forbidden"]),
        ({"orgs": [ROLES]}, "/api/repos/create", ["namespace-forbidden", "org-role-too-low"]),
    ],
)
def test_diagnose_refused_write_of_a_known_token(
    known: dict[str, Any], path: str, expected: list[str]
) -> None:
    """Who the token was at the start tells which right is missing."""
    know(**known)
    assert list_causes(diagnose(make_error(403, path, "POST", NO_WRITE))) == expected


def test_diagnose_refused_creation_names_the_namespace() -> None:
    """What was to be created stands in the request, or in the Hub's sentence."""
    know()
    said = 'You don\'t have the rights to create a dataset under the namespace "acme"'
    problem = diagnose(make_error(403, "/api/repos/create", "POST", said, body=b'{"name": "out"}'))
    assert list_causes(problem) == ["namespace-forbidden"]
    assert problem
    assert problem.target == "datasets/acme/out"
    problem = diagnose(make_error(403, "/api/repos/create", "POST", "No.", body=b'{"name": "out"}'))
    assert problem
    assert (list_causes(problem), problem.target) == (["write-denied"], "alice/out")
    mine = b'{"name": "out", "organization": "alice", "type": "model"}'
    assert list_causes(
        diagnose(make_error(403, "/api/repos/create", "POST", "No.", body=mine))
    ) == ["write-denied"]


def test_diagnose_sentence_of_one_cause_stands() -> None:
    """What the Hub says outright counts more than what was true at the start."""
    know()
    assert list_causes(diagnose(make_error(403, COMMIT, "POST", "you must use a write token"))) == [
        "token-read-only"
    ]


def test_diagnose_refused_token_that_was_good() -> None:
    """A token that was accepted was revoked since; a read that was not proved stays open."""
    know()
    error = make_error(401, "/api/models/bob/x", said=ANONYMOUS)
    assert list_causes(diagnose(error)) == ["token-invalid", "repo-not-found"]
    gate = make_error(401, "/bob/x/resolve/main/y", code="GatedRepo")
    assert list_causes(diagnose(gate)) == ["token-invalid", "gated-not-requested"]
    allow("read", "bob/x")
    assert list_causes(diagnose(error)) == list_causes(diagnose(gate)) == ["token-invalid"]
    assert "replaced or deleted since then" in " ".join(text_of(error).split())
    bad = make_error(401, COMMIT, "POST", "Invalid credentials in Authorization header")
    assert list_causes(diagnose(bad)) == ["token-invalid"]


def test_diagnose_token_past_its_end() -> None:
    """If whoami gave an end that has passed, that is the reason."""
    past = datetime.now(timezone.utc) - timedelta(minutes=1)
    know(None, auth={"expiresAt": past.isoformat()})
    assert list_causes(diagnose(make_error(401, COMMIT, "POST", ANONYMOUS))) == ["token-expired"]


def test_diagnose_login_past_its_end() -> None:
    """A login made in a browser is said to be one, later as at the start."""
    past, login = datetime.now(timezone.utc) - timedelta(minutes=1), "hf_oauth_a.b.c"
    know(None, token=login, auth={"expiresAt": past.isoformat()})
    error = make_error(401, COMMIT, "POST", ANONYMOUS, token=login)
    assert list_causes(diagnose(error)) == ["token-expired"]
    assert "a job cannot renew it" in " ".join(text_of(error).split())


def test_diagnose_refused_login_token() -> None:
    """A token with scopes is refused with 401 where it lacks one."""
    know(None)
    error = make_error(401, "/api/spaces/alice/x/secrets", "POST", ANONYMOUS)
    assert list_causes(diagnose(error)) == ["token-scope-missing", "token-invalid"]


def test_diagnose_another_token_than_the_one_checked() -> None:
    """A request with another token speaks of that one."""
    know(token="hf_" + "Z" * 34)
    error = make_error(401, COMMIT, "POST", "Invalid credentials in Authorization header")
    assert list_causes(diagnose(error)) == ["credential-shadowed", "token-invalid", "token-expired"]
    assert (
        list_causes(diagnose(make_error(403, COMMIT, "POST", NO_WRITE)))[0] == "namespace-forbidden"
    )


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("$HF_TOKEN", ["token-placeholder"]),
        ("hf_xxxxxxxx", ["token-invalid", "token-placeholder"]),
        ("sk-" + "a1B2" * 9, ["token-invalid", "token-malformed"]),
    ],
)
def test_diagnose_odd_values(sent: str, expected: list[str]) -> None:
    """What was sent can look like no token at all."""
    error = make_error(
        401, "/api/whoami-v2", said="Invalid credentials in Authorization", token=sent
    )
    assert list_causes(diagnose(error))[:2] == expected


def test_diagnose_request_without_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """If there is a token and it was not sent, the library did not use it."""
    error = make_error(401, "/api/models/alice/x", said=ANONYMOUS, token="")
    assert list_causes(diagnose(error)) == ["token-missing", "repo-not-found"]
    monkeypatch.setenv("HF_TOKEN", SENT)
    assert "the library that asked did not use it" in text_of(error)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    assert "HF_HUB_DISABLE_IMPLICIT_TOKEN keeps it back" in text_of(error)
    know()
    assert list_causes(diagnose(error)) == ["token-missing", "repo-not-found"]
    allow("write", "alice/x")  # who writes it can read it
    assert list_causes(diagnose(error)) == ["token-missing"]
    know(token="x" * 3)
    assert list_causes(diagnose(error)) == ["token-missing", "repo-not-found"]


def test_diagnose_request_without_a_token_under_the_right_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If the token has another name, that is said."""
    monkeypatch.setenv("HF_API_KEY", SENT)
    error = make_error(401, "/api/whoami-v2", said=ANONYMOUS, token="")
    assert list_causes(diagnose(error)) == ["token-wrong-name"]
    assert "HF_API_KEY holds a token" in text_of(error)


def test_diagnose_missing_repository_of_a_known_token() -> None:
    """What could be used at the start is gone; elsewhere the scopes decide."""
    know("fineGrained")
    error = make_error(404, "/api/models/alice/x", code="RepoNotFound", said="Repository not found")
    assert list_causes(diagnose(error)) == ["token-scope-missing", "repo-not-found"]
    allow("read", "alice/x")
    assert list_causes(diagnose(error)) == ["repo-not-found", "hub-unavailable"]
    assert "At the start of this job it was there" in text_of(error)


def test_diagnose_gate_of_a_known_token() -> None:
    """Whose token it is is known, so that it cannot be another's."""
    error = make_error(
        403, "/a/b/resolve/main/x", code="GatedRepo", said="you are not in the authorized list"
    )
    assert list_causes(diagnose(error)) == ["gated-not-requested", "credential-shadowed"]
    know()
    assert list_causes(diagnose(error)) == ["gated-not-requested"]


def test_diagnose_leaves_no_slot_open() -> None:
    """Where no name is known there is a word for it."""
    know("fineGrained")
    create = make_error(403, "/api/repos/create", "POST", "No.")
    missing = make_error(404, "/api/whoami-v2", code="RevisionNotFound")
    for error in (create, missing):
        assert not re.search(r"\b[A-Z]{4,}(?<!HTTP)\b", text_of(error).replace("HF_TOKEN", ""))


def test_diagnose_commit_that_the_client_looked_up() -> None:
    """Its hash says nothing to a person, unless it is what is missing."""
    path = f"/a/b/resolve/{'0a' * 20}/x"
    gated = diagnose(make_error(403, path, code="GatedRepo"))
    missing = diagnose(make_error(404, path, code="RevisionNotFound"))
    assert gated
    assert missing
    assert (gated.target, missing.target) == ("a/b", f"a/b@{'0a' * 20}")


def test_diagnose_services() -> None:
    """Inference and Jobs have rights of their own, named with their link."""
    router = "https://router.huggingface.co/v1/chat/completions"
    said = "not have sufficient permissions to call Inference Providers on behalf of user alice"
    error = make_error(403, router, "POST", said)
    assert list_causes(diagnose(error)) == ["token-scope-missing", "org-policy"]
    know("fineGrained")
    assert list_causes(diagnose(error)) == ["token-scope-missing"]
    assert "ownUserPermissions=inference.serverless.write" in text_of(error)
    said = said.replace("user alice", "organization acme")
    assert list_causes(diagnose(make_error(403, router, "POST", said)))[1:] == ["org-policy"]
    job = diagnose(make_error(404, "/api/jobs/alice/1"))
    assert job is not None
    assert job.what == "the Hub does not find this job (2 causes fit)"
    know("write")
    assert list_causes(diagnose(make_error(403, router, "POST", "No."))) == ["unexpected"]
    denied = make_error(403, "/api/jobs/bob", "POST", "No.")
    assert list_causes(diagnose(denied)) == ["namespace-forbidden"]
    denied = make_error(403, "/api/jobs/alice", "POST", "No.")
    assert list_causes(diagnose(denied)) == ["unexpected"]


def test_diagnose_wordless_refusal_of_a_proved_read() -> None:
    """A read that was proved at the start is not forbidden, and nobody speaks of a gate."""
    error = make_error(403, "/a/b/resolve/main/x")
    know()
    assert "gated-not-requested" in list_causes(diagnose(error))
    allow("read", "a/b")
    assert list_causes(diagnose(error)) == [
        "storage-host-denied", "hub-unavailable", "not-the-hub", "repo-disabled",
    ]  # fmt: skip


def test_diagnose_secrets_in_a_commit() -> None:
    """A commit that was refused for a secret in it is told as that."""
    said = "one or more of your files contain valid Hugging Face secrets, such as tokens"
    assert "A file of it holds a secret" in text_of(make_error(400, COMMIT, "POST", said))


def test_diagnose_error_of_the_guard(hub: LocalHub, use_token: Callable[[str], None]) -> None:
    """An error of the guard is its own diagnosis."""
    use_token(hub.world.add_token("alice", "read").value)
    with pytest.raises(GuardError) as caught:
        check_token(write="datasets/alice/results")
    assert diagnose(caught.value) is caught.value.problems[0]


def test_diagnose_after_a_real_check(hub: LocalHub, use_token: Callable[[str], None]) -> None:
    """A check remembers what it proved, and nothing that it did not."""
    token = hub.world.add_token("alice")
    use_token(token.value)
    check_token(read="gpt2", write=["datasets/alice/results", "alice/new"])
    memory = _memory.recall_only()
    assert memory
    assert memory.allowed == {("read", "gpt2"), ("write", "datasets/alice/results")}


def test_diagnose_gives_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token that was sent is in no text, also if the server echoes it."""
    monkeypatch.setenv("HF_TOKEN", "hf_" + "Q" * 34)
    said = f"bad Bearer {SENT} \n hftoken-guard: ok: forged {SENT[3:20]}"
    for status in (401, 403, 404, 500):
        text = text_of(make_error(status, f"/api/models/alice/{SENT[:30]}", said=said))
        assert not any(SENT[i : i + 6] in text for i in range(3, len(SENT) - 6))
        assert "\nhftoken-guard: ok" not in text


@pytest.mark.parametrize("sent", [SENT, f"Bearer\t{SENT}", f"Bearer  {SENT}", f"bearer {SENT}"])
def test_diagnose_hides_however_it_was_sent(sent: str) -> None:
    """A credential without its usual form is hidden as well."""
    error = make_error(401, "/api/models/alice/x", said=f"bad {SENT[3:]}, ends in {SENT[-8:]}")
    error.response.request.headers = {"Authorization": sent}  # type: ignore[attr-defined]
    text = text_of(error)
    assert not any(SENT[i : i + 6] in text for i in range(3, len(SENT) - 6))
    assert "no token was sent" not in text


def test_diagnose_hides_a_password() -> None:
    """What a .netrc entry sends is a secret too."""
    coded = base64.b64encode(f"alice:{SENT}".encode()).decode()
    error = make_error(401, "/api/models/alice/x", said=f"password ending in {SENT[-8:]}")
    error.response.request.headers = {  # type: ignore[attr-defined]
        "Authorization": f"Basic {coded}"
    }
    text = text_of(error)
    assert text.startswith("hftoken-guard: credential-shadowed")
    assert SENT[-8:] not in text
    error.response.request.headers = {"Authorization": "Basic abc"}  # type: ignore[attr-defined]
    assert text_of(error).startswith("hftoken-guard: credential-shadowed")


def test_diagnose_hides_what_only_a_text_holds() -> None:
    """A token in a text is hidden, escaped or not, also where the text is cut."""
    coded = SENT.replace("h", "\\u0068", 1)
    begin = f'401 Client Error, {HUB} {{"error":"bad '
    for end in (f'{coded}"}}', "x " * 4970 + SENT + '"}'):
        shown = text_of(OSError(begin + end))
        assert SENT[3:10] not in shown


def test_diagnose_unsigned_refusal_stays_open() -> None:
    """The Hub signs what it says; an answer without a sign may be a proxy's."""
    know()
    allow("write", "datasets/alice/results")
    problem = diagnose(make_error(403, COMMIT, "POST"))
    assert list_causes(problem) == ["write-denied", "not-the-hub"]
    assert problem
    assert "since then" not in problem.why
    assert "not-the-hub" in list_causes(diagnose(make_error(404, COMMIT, "POST")))


def test_diagnose_missing_folder() -> None:
    """A path that was taken for a name is told as that."""
    error = type("HFValidationError", (ValueError,), {"__module__": "huggingface_hub.errors"})
    text = text_of(error("Repo id must be in the form 'namespace/repo_name': './out/checkpoint'"))
    assert "cannot be the name of a repository" in text


def test_diagnose_asks_nobody() -> None:
    """The client library is not even loaded for it."""
    code = (
        "import sys, urllib.error, io, email.message\n"
        "from hftoken_guard import diagnose\n"
        "error = urllib.error.HTTPError('https://huggingface.co/api/models/a/b', 404, 'x',"
        " email.message.Message(), io.BytesIO())\n"
        "print(diagnose(error).cause)\n"
        "print({n for n in sys.modules if n.startswith(('huggingface', 'tenacity', 'socket'))})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[0] == "repo-not-found"
    assert "huggingface" not in done.stdout
    assert "tenacity" not in done.stdout


PROPOSE = "/api/models/bob/x/discussions"


@pytest.mark.parametrize(
    ("known", "path", "expected"),
    [
        ({"role": "fineGrained"}, PROPOSE, ["token-scope-missing", "unexpected"]),
        ({"role": "fineGrained"}, "/api/models/bob/x/commit/main?create_pr=1",
         ["token-scope-missing", "unexpected"]),
        ({"role": "read"}, PROPOSE, ["token-read-only", "unexpected"]),
        ({}, PROPOSE, ["unexpected", "token-scope-missing", "org-policy"]),
    ],
)  # fmt: skip
def test_diagnose_refused_pull_request(
    known: dict[str, Any], path: str, expected: list[str]
) -> None:
    """Anybody may propose: a stranger's namespace is never the reason, nor the right to push."""
    know(**known)
    error = make_error(403, path, "POST", "Authorization error.")
    assert list_causes(diagnose(error)) == expected
    if expected[0] == "token-scope-missing":
        assert "open a pull request" in text_of(error)
        assert "repo.write" not in text_of(error)
        assert "create_pr=True" not in text_of(error)


def test_diagnose_beside_an_error_that_the_script_mended() -> None:
    """What was caught before is not the reason of what comes then."""
    problem = diagnose(make_error(403, PROPOSE, "POST", "No."))
    assert problem
    mended = AccessError((problem,), "the report")
    for later, expected in (
        (make_error(413, COMMIT, "POST", "storage limit reached"), ["storage-limit"]),
        (RuntimeError("CUDA out of memory"), []),
    ):
        later.__context__ = mended
        assert list_causes(diagnose(later)) == expected
    wrapped = RuntimeError("no access")
    wrapped.__cause__ = mended
    assert diagnose(wrapped) is problem
    for name in ("HFValidationError", "LocalTokenNotFoundError", "OfflineModeIsEnabled"):
        answered = make_error(413, COMMIT, "POST", "storage limit reached")
        answered.__context__ = make_named(name)
        assert list_causes(diagnose(answered)) == ["storage-limit"]


def test_diagnose_error_of_the_system_while_another_was_handled() -> None:
    """A full disk is no answer of the Hub, whatever was being handled."""
    full = OSError(28, "No space left on device")
    full.__context__ = make_error(404, "/alice/x/resolve/main/y", code="EntryNotFound")
    assert diagnose(full) is None


def test_diagnose_variable_of_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A KeyError says nothing of the environment if the variable is there."""
    monkeypatch.setenv("HF_TOKEN", SENT)
    assert diagnose(KeyError("HF_TOKEN")) is None
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setenv("HF_API_TOKEN", SENT)
    assert list_causes(diagnose(KeyError("HF_TOKEN"))) == ["token-wrong-name"]


@pytest.mark.parametrize(
    ("method", "path", "target"),
    [
        ("POST", "/api/datasets/alice/storage/commit/main", "datasets/alice/storage"),
        ("GET", "/datasets/alice/parquet/resolve/main/x.csv", "datasets/alice/parquet"),
        ("GET", "/alice/raw/resolve/v1/x", "alice/raw@v1"),
        ("GET", "/gpt2/resolve/main/x", "gpt2"),
        ("GET", "/api/models/gpt2/tree/main", "gpt2"),
        ("GET", "/api/models/gpt2/revision/main", "gpt2@main"),
    ],
)
def test_diagnose_repository_named_like_a_route(method: str, path: str, target: str) -> None:
    """A name of two parts counts before a name of one part and a route."""
    problem = diagnose(make_error(403, path, method, "No."))
    assert problem
    assert problem.target == target


def test_diagnose_jobs_of_a_token_that_may_start_them() -> None:
    """A service that the token may use is not refused for want of that permission."""
    scoped = [{"entity": {"type": "user", "name": "alice"}, "permissions": ["job.write"]}]
    know("fineGrained", fine={"global": [], "scoped": scoped})
    error = make_error(403, "/api/jobs/alice", "POST", "No.")
    assert "token-scope-missing" not in list_causes(diagnose(error))
    know("fineGrained")
    assert list_causes(diagnose(error))[0] == "token-scope-missing"
    assert "token-scope-missing" in list_causes(diagnose(make_error(401, "/api/jobs/alice")))


def test_diagnose_gate_that_was_closed_since() -> None:
    """A gate that the Hub names stands, also where the read was proved at the start."""
    know()
    allow("read", "a/b")
    error = make_error(403, "/a/b/resolve/main/x", code="GatedRepo", said="Access is restricted.")
    assert list_causes(diagnose(error))[0] == "gated-not-requested"


def test_diagnose_refusal_whose_sender_cannot_be_seen() -> None:
    """Where no header is left, another token, or none, may have been sent."""
    know()
    error = make_error(401, "/api/models/alice/x", said="Invalid username or password.")
    error.response.request.headers = None  # type: ignore[attr-defined]
    assert {"token-missing", "credential-shadowed"} <= {*list_causes(diagnose(error))}


def test_explanation_of_a_token_that_was_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps are about the call that left the token out, not about the job's secrets."""
    monkeypatch.setenv("HF_TOKEN", SENT)
    text = text_of(make_error(401, "/api/models/alice/x", token=""))
    assert "HF_TOKEN is set; the library that asked did not use it" in text
    assert "token=True" in text
    assert "--secrets" not in text
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    text = text_of(make_error(401, "/api/models/alice/x", token=""))
    assert "1. Remove HF_HUB_DISABLE_IMPLICIT_TOKEN from" in text


@pytest.mark.parametrize("content", [b"", b"<html>Too large", b"payload too large", b"{}"])
def test_explanation_of_a_commit_that_is_too_large(content: bytes) -> None:
    """The steps make the commit smaller, whatever form the body has."""
    error = make_error(413, COMMIT, "POST", content=content)
    assert list_causes(diagnose(error)) == ["unexpected", "not-the-hub"]
    assert "HfApi().upload_folder(...)" in text_of(error)


def test_explanation_of_a_batch_names_the_operations() -> None:
    """What failed in a batch is said with its reason, and decides where it is known."""
    error: Any = make_named("BucketBatchError")
    error.response = make_error(200, "/api/buckets/a/b/batch", "POST", content=b"{}").response  # type: ignore[attr-defined]
    error.failures = [{"path": "x", "error": "No such file."}, {"path": "y"}, "z"]
    assert '"No such file."' in text_of(error)
    assert list_causes(diagnose(error)) == ["unexpected"]
    error.failures = [{"path": "x", "error": "Private repository storage limit reached"}]
    assert list_causes(diagnose(error)) == ["storage-limit"]
    error.failures = "not a list"
    assert list_causes(diagnose(error)) == ["unexpected"]


def test_diagnose_error_that_pydantic_wrapped() -> None:
    """The error of a field of a model is in no chain, and is looked for."""
    inner = make_error(403, "/a/b/resolve/main/x", code="GatedRepo", said="Access is restricted.")

    class ValidationError(ValueError):
        found: object = [{"ctx": {"error": inner}}, {"ctx": {}}, {}]

        def errors(self) -> object:
            return self.found

    assert list_causes(diagnose(ValidationError()))[0] == "gated-not-requested"
    ValidationError.found = None
    assert diagnose(ValidationError()) is None


def test_diagnose_leaves_waits_of_the_client_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is still running when the client gives up waiting is no fault of the network."""
    api: Any = huggingface_hub.HfApi(token=SENT)
    if not hasattr(api, "wait_for_job"):
        pytest.skip("this client waits for no job")
    running = SimpleNamespace(id="1", status=SimpleNamespace(stage="RUNNING"))
    monkeypatch.setattr(api, "inspect_job", lambda **_: running)
    with pytest.raises(TimeoutError) as caught:
        api.wait_for_job(job_id="1", namespace="alice", timeout=0)
    assert diagnose(caught.value) is None


@pytest.mark.parametrize(
    "name", ["GenerationError", "OverloadedError", "InferenceEndpointTimeoutError"]
)
def test_diagnose_leaves_errors_of_models_alone(name: str) -> None:
    """What a model or its server could not do is no fault of the Hub or of the way there."""
    kind = getattr(huggingface_hub.errors, name)
    error = kind.__new__(kind, "The model is overloaded.")
    error.args = ("The model is overloaded.",)
    assert diagnose(error) is None


def test_explanation_of_a_push_that_a_hook_refused() -> None:
    """What git may not hold goes into the storage for large files."""
    text = text_of(OSError(f"! [remote rejected] main (pre-receive hook declined) {HUB}/a/b"))
    assert "git lfs track" in text


def test_explanation_of_an_input_that_is_too_large() -> None:
    """A request for inference is no commit."""
    router = "https://router.huggingface.co/v1/chat/completions"
    assert "Send less in one request" in text_of(make_error(413, router, "POST"))


def test_diagnose_error_that_ray_brought() -> None:
    """What a worker raised stands in an attribute."""
    error = RuntimeError("the task failed")
    error.cause = make_error(403, code="GatedRepo", said="Access is restricted.")  # type: ignore[attr-defined]
    assert list_causes(diagnose(error))[0] == "gated-not-requested"


def test_diagnose_disabled_repository_without_a_word() -> None:
    """A refusal without a word leaves open that the repository is disabled."""
    for status in (401, 403):
        assert "repo-disabled" in list_causes(diagnose(make_error(status)))


def test_exit_after_a_refused_check_is_about_the_check() -> None:
    """An exit that a handler of the guard's own error makes has the cause that the guard named."""
    problem, exit_ = make_problem(), SystemExit(1)
    exit_.__context__ = GuardError((problem,), "the report names HF_TOKEN")
    assert diagnose(exit_) is problem
    mended = ValueError("no rows")
    mended.__context__ = exit_.__context__
    assert diagnose(mended) is None


@pytest.mark.parametrize(
    ("method", "path", "is_push"),
    [
        ("POST", COMMIT, True),
        ("POST", f"{COMMIT}?create_pr=1", True),
        ("GET", "/api/buckets/alice/out/xet-write-token", True),
        ("POST", "/api/repos/create", True),
        ("GET", "/api/models/alice/x", False),
        ("POST", "/api/jobs/alice", False),
    ],
)
def test_refused_push_says_what_can_still_be_saved(
    monkeypatch: pytest.MonkeyPatch, method: str, path: str, *, is_push: bool
) -> None:
    """In a job, whose disk vanishes with it, the last step is about the result; elsewhere not."""
    error = make_error(403, path, method, said="Private repository storage limit reached")
    outside = diagnose(error)
    assert outside is not None
    assert not any("vanishes" in step for step in outside.fix)
    monkeypatch.setenv("JOB_ID", "6f")
    inside = diagnose(error)
    assert inside is not None
    assert inside.fix[-1].startswith("The disk of a job vanishes with it.") is is_push


def test_undecided_push_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where several causes fit, and the steps say how to tell them apart."""
    monkeypatch.setenv("JOB_ID", "6f")
    problem = diagnose(make_error(403, COMMIT, "POST"))
    assert problem is not None
    assert problem.could_be
    assert problem.fix[-1].startswith("The disk of a job vanishes with it.")
