"""Routes check credentials, visibility, gate and permission in the Hub's order."""

from __future__ import annotations

import base64
import json
from datetime import datetime

import pytest
from standin import messages

GATED = "meta-llama/Llama-3.2-1B"
PLAIN = messages.ANONYMOUS
BAD = messages.BAD_CREDENTIALS
EXPIRED = messages.expired("expired")
READ = messages.READ_ONLY
GONE = messages.NOT_FOUND

CHECKS = [
    ("models/gpt2", None, 200, None, None),
    ("models/gpt2", "hf_unknown", 401, None, BAD),
    ("models/gpt2", "expired", 401, None, EXPIRED),
    ("models/bob/secret", None, 401, None, PLAIN),
    ("models/bob/secret", "expired", 401, None, PLAIN),
    ("models/bob/secret", "write", 404, "RepoNotFound", GONE),
    ("models/none", "write", 404, "RepoNotFound", GONE),
    ("models/alice/private-model", "fine-inference", 404, "RepoNotFound", GONE),
    ("models/alice/private-model", "fine-one-repo", 200, None, None),
    ("models/alice/private-model", "oauth-read", 200, None, None),
    ("models/alice/private-model", "publisher", 404, "RepoNotFound", GONE),
    ("models/alice/disabled", "read", 403, None, messages.DISABLED),
    ("models/alice/disabled", None, 401, None, PLAIN),
    ("datasets/strict-org/data", "write", 403, None, messages.POLICY_PENDING),
    ("datasets/strict-org/data", "bob-pending", 404, "RepoNotFound", GONE),
    (f"models/{GATED}", "write", 200, None, None),
    (f"models/{GATED}", "fine-own", 200, None, None),
    (f"models/{GATED}", "fine-no-gated", 403, None, messages.NO_GATED_FLAG),
]
GATES = {
    None: (401, "Please log in."),
    "hf_unknown": (401, "Please log in."),
    "expired": (401, "Please log in."),
    "erin-never-asked": (403, f"Visit https://huggingface.co/{GATED} to ask for access."),
    "bob-pending": (403, "is awaiting a review from the repo authors."),
    "carol-rejected": (403, "has been rejected by the repo's authors."),
    "dave-reset": (403, "to submit a new request."),
}
WRITES = [
    ("models/alice/private-model", "write", 200, None, None),
    ("models/alice/private-model", "read", 403, None, READ),
    ("models/alice/private-model", "fine-one-repo", 200, None, None),
    ("models/alice/private-model", "fine-read-only", 403, None, READ),
    ("models/alice/private-model", "oauth-read", 403, None, READ),
    ("models/alice/private-model", "oauth-manage", 200, None, None),
    ("datasets/alice/results", "fine-one-repo", 403, None, READ),
    ("datasets/alice/results", "publisher", 200, None, None),
    ("datasets/alice/results", None, 401, None, PLAIN),
    ("datasets/alice/results", "hf_unknown", 401, None, PLAIN),
    ("datasets/alice/results", "expired", 401, None, PLAIN),
    ("models/bob/public-model", "write", 403, None, READ),
    ("models/bob/secret", "write", 404, "RepoNotFound", GONE),
    ("datasets/acme/private-data", "write", 200, None, None),
    ("datasets/readers-org/data", "write", 403, None, READ),
    ("models/contrib-org/hers", "write", 200, None, None),
    ("models/contrib-org/theirs", "write", 403, None, READ),
    ("models/alice/disabled", "write", 403, None, messages.DISABLED),
    ("datasets/strict-org/data", "write", 403, None, messages.POLICY_PENDING),
    (f"models/{GATED}", "write", 403, None, READ),
]
CREATIONS = [
    ("alice", "write", 200, None),
    ("acme", "write", 200, None),
    ("contrib-org", "write", 200, None),
    ("readers-org", "write", 403, "rights"),
    ("bob", "write", 403, "rights"),
    ("nobody", "write", 403, "rights"),
    ("strict-org", "write", 403, messages.POLICY_PENDING),
    ("alice", "read", 403, "rights"),
    ("alice", "fine-own", 200, None),
    ("acme", "fine-own", 403, "rights"),
    ("alice", "fine-one-repo", 403, "rights"),
    ("alice", "oauth-manage", 200, None),
    ("alice", "oauth-read", 401, PLAIN),
    ("alice", "publisher", 401, PLAIN),
    ("alice", "expired", 401, PLAIN),
    ("alice", None, 401, PLAIN),
]


@pytest.mark.parametrize(("path", "token", "status", "code", "message"), CHECKS)
def test_auth_check(site, path, token, status, code, message):
    """The read check tells each cause in the Hub's own words."""
    reply = site.ask(f"/api/{path}/auth-check", token)
    assert (reply.status, reply.code, reply.message) == (status, code, message)
    if message is not None:
        assert reply.json() == {"error": message}


@pytest.mark.parametrize("token", GATES)
def test_gates(site, token):
    """Each state has its sentence, on the check and on files alike, before files are looked for."""
    status, ending = GATES[token]
    for path in (f"/api/models/{GATED}/auth-check", f"/{GATED}/resolve/main/no-such-file"):
        reply = site.ask(path, token)
        assert (reply.status, reply.code) == (status, "GatedRepo")
        assert reply.message.endswith(ending)


@pytest.mark.parametrize("token", [None, "carol-rejected"])
def test_a_gate_leaves_metadata_and_the_card_open(site, token):
    """Information, tree and README are for everybody."""
    for path in (
        f"/api/models/{GATED}",
        f"/api/models/{GATED}/tree/main",
        f"/api/models/{GATED}/refs",
        f"/{GATED}/resolve/main/README.md",
    ):
        assert site.ask(path, token).status == 200


def test_a_bad_token_s_check_of_a_public_repository_may_be_lenient(start):
    """Both behaviours that are thought possible can be had."""
    lenient = start(lenient_auth_check=True)
    assert lenient.ask("/api/models/gpt2/auth-check", "hf_unknown").status == 200
    assert lenient.ask("/api/models/gpt2", "hf_unknown").status == 401


@pytest.mark.parametrize(("path", "token", "status", "code", "message"), WRITES)
def test_auth_check_write(site, path, token, status, code, message):
    """The write check tells each cause in the Hub's own words."""
    reply = site.ask(f"/api/{path}/auth-check/write", token)
    assert (reply.status, reply.code, reply.message) == (status, code, message)


def test_the_gate_comes_before_the_permission_to_write(site):
    """A closed gate hides whether one could write."""
    reply = site.ask(f"/api/models/{GATED}/auth-check/write", "bob-pending")
    assert (reply.status, reply.code) == (403, "GatedRepo")


@pytest.mark.parametrize(("namespace", "token", "status", "message"), CREATIONS)
def test_creation(site, namespace, token, status, message):
    """Creation follows the rights in the namespace and the kind of token."""
    body = {"name": "new", "organization": namespace, "type": "dataset"}
    reply = site.ask("/api/repos/create", token, method="POST", body=body)
    if message == "rights":
        message = messages.no_create_right("dataset", namespace)
    assert (reply.status, reply.message) == (status, message)
    assert (f"datasets/{namespace}/new" in site.world.repos) is (status == 200)
    if status == 200:
        assert reply.json()["url"] == f"{site.hub.endpoint}/datasets/{namespace}/new"


def test_creation_of_what_exists(site):
    """The owner is told where it is; who has no right is told that first."""
    body = {"name": "results", "organization": "alice", "type": "dataset"}
    reply = site.ask("/api/repos/create", "write", method="POST", body=body)
    assert reply.status == 409
    assert reply.json()["url"] == f"{site.hub.endpoint}/datasets/alice/results"
    assert site.ask("/api/repos/create", "read", method="POST", body=body).status == 403


def commit_body(path: str = "new.txt") -> bytes:
    """Return the body of a commit of one file."""
    value = {"content": base64.b64encode(b"x").decode(), "path": path, "encoding": "base64"}
    lines = [{"key": "header", "value": {"summary": "s"}}, {"key": "file", "value": value}]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


COMMITS = [
    ("models/alice/private-model", "write", "", 200, None),
    ("models/alice/private-model", "read", "", 403, messages.READ_TOKEN),
    ("models/alice/private-model", "read", "?create_pr=1", 403, messages.READ_TOKEN),
    ("models/gpt2", "write", "", 403, messages.USE_PR),
    ("models/gpt2", "write", "?create_pr=1", 200, None),
    ("models/gpt2", "fine-own", "?create_pr=1", 403, messages.NO_DISCUSSION),
    ("models/gpt2", None, "", 401, PLAIN),
    ("models/contrib-org/theirs", "write", "", 403, messages.USE_PR),
    (f"models/{GATED}", "carol-rejected", "", 403, None),
]


@pytest.mark.parametrize(("path", "token", "query", "status", "message"), COMMITS)
def test_commit(site, path, token, query, status, message):
    """A commit needs the right to push, or a pull request and the right to open one."""
    address = f"/api/{path}/commit/main{query}"
    reply = site.ask(address, token, method="POST", body=commit_body())
    assert reply.status == status
    if message is not None:
        assert reply.message == message
    repo = site.world.repos[path.removeprefix("models/")]
    assert ("new.txt" in repo.files) is (status == 200 and not query)
    assert ("refs/pr/1" in repo.trees) is (status == 200 and bool(query))


def test_a_commit_on_a_stale_parent_is_refused(site):
    """Whoever says which state a commit starts from is held to it."""
    header = {"key": "header", "value": {"summary": "s", "parentCommit": "0" * 40}}
    address = "/api/datasets/alice/results/commit/main"
    reply = site.ask(address, "write", method="POST", body=json.dumps(header).encode())
    assert reply.status == 412


def test_preupload_proves_nothing(site):
    """Announcing an upload succeeds where the commit will not."""
    address, body = "/api/models/gpt2/preupload/main", {"files": [{"path": "x", "size": 1}]}
    assert site.ask(address, "read", method="POST", body=body).status == 200
    assert site.ask(address, "hf_unknown", method="POST", body=body).status == 401
    reply = site.ask(f"{address}?create_pr=1", "fine-own", method="POST", body=body)
    assert (reply.status, reply.message) == (403, messages.NO_DISCUSSION)


def test_access_requests_are_for_writers(site):
    """The list is empty for an owner, refused to others, and unknown for spaces."""
    path = "/api/datasets/alice/results/user-access-request/pending"
    assert site.ask(f"{path}?limit=10", "write").body == b"[]"
    reply = site.ask(path, "read")
    assert (reply.status, reply.message, reply.code) == (403, READ, None)
    assert site.ask(path).status == 401
    assert site.ask("/api/spaces/alice/app/user-access-request/pending", "write").status == 404


def test_large_file_batches_are_for_writers(site):
    """Those who may not push get the sentence as text."""
    body = {"operation": "upload", "objects": [{"oid": "ab", "size": 1}]}
    reply = site.ask("/gpt2.git/info/lfs/objects/batch", "write", method="POST", body=body)
    assert (reply.status, reply.body.decode()) == (403, READ)
    path = "/datasets/alice/results.git/info/lfs/objects/batch"
    assert site.ask(path, "write", method="POST", body=body).status == 200


def test_renamed_repositories_redirect_relatively(site):
    """Path and query are kept on every route, and private names are not given away."""
    site.world.add_repo("alice/old", moved_to="alice/private-model")
    expected = {
        "/api/datasets/squad?blobs=true": "/api/datasets/rajpurkar/squad?blobs=true",
        "/api/datasets/squad/auth-check": "/api/datasets/rajpurkar/squad/auth-check",
        "/datasets/squad/resolve/main/a.jsonl": "/datasets/rajpurkar/squad/resolve/main/a.jsonl",
    }
    for path, location in expected.items():
        reply = site.ask(path)
        assert (reply.status, reply.headers["location"]) == (307, location)
    assert site.ask("/api/models/alice/old").status == 401
    assert site.ask("/api/models/alice/old", "write").status == 307


def test_revisions_and_entries(site):
    """A missing revision or file has its own code."""
    reply = site.ask("/api/models/gpt2/revision/none")
    assert (reply.status, reply.code) == (404, "RevisionNotFound")
    reply = site.ask("/gpt2/resolve/main/none")
    assert (reply.status, reply.code, reply.body) == (404, "EntryNotFound", b"Entry not found")
    site.world.repos["gpt2"].branches.add("v1/x")
    assert site.ask("/api/models/gpt2/revision/v1%2Fx").status == 200


def test_whoami_describes_the_token(site):
    """Each kind of credential is described in its own form."""
    write = site.ask("/api/whoami-v2", "write").json()
    assert list(write)[:4] == ["type", "id", "name", "fullname"]
    assert write["auth"]["accessToken"]["role"] == "write"
    roles = {org["name"]: org["roleInOrg"] for org in write["orgs"]}
    assert roles["contrib-org"] == "contributor"
    fine = site.ask("/api/whoami-v2", "fine-one-repo").json()["auth"]["accessToken"]
    assert fine["fineGrained"]["canReadGatedRepos"] is False
    assert fine["fineGrained"]["scoped"][0]["entity"]["name"] == "alice/private-model"
    oauth = site.ask("/api/whoami-v2", "oauth-read").json()["auth"]
    assert list(oauth) == ["type", "expiresAt"]
    assert oauth["type"] == "oauth"
    assert datetime.fromisoformat(oauth["expiresAt"].replace("Z", "+00:00")).tzinfo
    assert site.ask("/api/whoami-v2", "publisher").status == 401
    assert site.ask("/api/whoami-v2", "expired").message == EXPIRED
    assert site.ask("/api/whoami", "write").message == BAD
