"""The stand-in as KohakuHub; what is expected here was recorded from a running one."""

from __future__ import annotations

import json

import pytest
from standin.world import hex_value

WHOAMI = "/api/whoami-v2"
NOT_FOUND = {"detail": "Not Found"}
NO_LOGIN = {"detail": "Not authenticated"}
UNKNOWN = "0" * 64
PUBLIC = "/api/models/openai-community/gpt2"
COMMIT = b'{"key": "header", "value": {"summary": "x"}}\n'


@pytest.fixture
def kohaku(start):
    """Return a running KohakuHub."""
    return start(style="kohaku")


def test_the_client_works(kohaku, run_client):
    """Reading, creating and writing work; what KohakuHub has not fails as it does there."""
    done = run_client(kohaku, "elsewhere.py", "hex")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("no file") in {"EntryNotFoundError", "RemoteEntryNotFoundError"}
    assert found == {
        "name": "alice",
        "public": "openai-community/gpt2",
        "bare": "HfHubHTTPError",
        "private": True,
        "foreign": "RepositoryNotFoundError",
        "missing": "RepositoryNotFoundError",
        "revision": "RevisionNotFoundError",
        "file": '{"hidden_size": 8}\n',
        "own file": '{"hidden_size": 8}\n',
        "files": [".gitattributes", "README.md", "config.json"],
        "check": "HfHubHTTPError",
        "create": "alice/new",
        "again": "alice/new",
        "create foreign": "HfHubHTTPError",
        "push": "pushed",
        "push card": "pushed",
        "push large": "pushed",
        "read back": "hello",
        "push foreign": "HfHubHTTPError",
        "propose": "HfHubHTTPError",
    }


def test_every_answer_has_an_id_and_no_mark_of_the_hub(kohaku):
    """The id is made here, or the one that came; nothing else tells where it comes from."""
    for path in (WHOAMI, PUBLIC, "/nowhere"):
        reply = kohaku.ask(path, "hex")
        assert len(reply.headers["x-request-id"]) == 32
        assert not {"x-powered-by", "ratelimit", "via", "x-amz-cf-id"} & set(reply.headers)
    assert kohaku.ask(WHOAMI, "hex", X_Request_Id="mine").headers["x-request-id"] == "mine"


def test_whoami_knows_no_roles_of_tokens(kohaku):
    """A token of 64 digits is a write token, whatever it was made for; organisations have roles."""
    assert kohaku.value("hex") == hex_value("alice")
    assert len(hex_value("alice")) == 64
    answer = kohaku.ask(WHOAMI, "hex").json()
    assert (answer["name"], answer["site"]["api"]) == ("alice", "kohakuhub")
    assert answer["auth"]["accessToken"] == {
        "displayName": "Auto-generated token",
        "role": "write",
    }
    roles = {item["name"]: item["roleInOrg"] for item in answer["orgs"]}
    assert roles["acme"] == "member"
    assert roles["readers-org"] == "visitor"


@pytest.mark.parametrize("token", [None, UNKNOWN])
def test_an_unknown_token_is_no_token(kohaku, token):
    """Public repositories answer; whoami and writers say 401, without challenge or sentence."""
    assert kohaku.ask(PUBLIC, token).status == 200
    reply = kohaku.ask(WHOAMI, token)
    assert (reply.status, reply.json()) == (401, {"detail": "Invalid user token"})
    for action in ("preupload", "commit"):
        reply = kohaku.ask(f"{PUBLIC}/{action}/main", token, method="POST", body={})
        assert (reply.status, reply.json()) == (401, NO_LOGIN)
        assert not {"www-authenticate", "x-error-code", "x-error-message"} & set(reply.headers)


@pytest.mark.parametrize("repo", ["bob/secret", "alice/missing"])
def test_private_and_missing_are_one_to_a_reader(kohaku, repo):
    """Both are a 404 without a body, with token and without."""
    for path in (f"/api/models/{repo}", f"/api/models/{repo}/revision/main"):
        for token in ("hex", UNKNOWN, None):
            reply = kohaku.ask(path, token)
            assert (reply.status, reply.code, reply.body) == (404, "RepoNotFound", b"")
            assert reply.message == f"Repository '{repo}' (model) not found"


def test_private_and_missing_differ_for_a_writer(kohaku):
    """The one is a 403, the other a 404, both in the body alone."""
    for repo, status, detail in (
        ("bob/secret", 403, "You don't have permission to modify repository 'bob/secret'"),
        ("alice/missing", 404, {"error": "Repository not found"}),
    ):
        path = f"/api/models/{repo}/commit/main"
        reply = kohaku.ask(path, "hex", method="POST", body=COMMIT)
        assert (reply.status, reply.json(), reply.code) == (status, {"detail": detail}, None)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{PUBLIC}/auth-check", 404, None),
        (f"{PUBLIC}/auth-check/write", 404, None),
        ("/api/models/alice/missing/auth-check", 404, None),
        ("/api/models/gpt2/auth-check", 404, "RepoNotFound"),
        ("/api/models/gpt2/auth-check/write", 404, None),
        ("/api/spaces/alice/app/auth-check", 501, "NotImplemented"),
        ("/api/spaces/alice/app/auth-check/write", 404, None),
        ("/api/models/gpt2", 404, None),
        ("/api/models/gpt2/revision/main", 404, None),
        ("/api/agent-harnesses", 404, None),
    ],
)
def test_there_is_no_auth_check(kohaku, path, status, code):
    """An unknown route is a 404 without any code, a bare name becomes an owner."""
    reply = kohaku.ask(path, "hex")
    assert (reply.status, reply.code) == (status, code)
    if code is None:
        assert reply.json() == NOT_FOUND
    elif code == "RepoNotFound":
        assert reply.message == "Repository 'gpt2/auth-check' (model) not found"


def test_revisions(kohaku):
    """A commit has 64 digits there and 40 on the card; a missing one has the Hub's code."""
    revision = kohaku.ask(f"{PUBLIC}/revision/main").json()
    card = kohaku.ask(PUBLIC).json()
    assert (len(revision["sha"]), card["sha"]) == (64, revision["sha"][:40])
    for known in (revision["sha"], card["sha"]):
        assert kohaku.ask(f"{PUBLIC}/revision/{known}").status == 200
    reply = kohaku.ask(f"{PUBLIC}/revision/none")
    assert (reply.status, reply.code, reply.body) == (404, "RevisionNotFound", b"")
    reply = kohaku.ask(PUBLIC, method="HEAD")
    assert (reply.status, reply.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(
    ("namespace", "status", "detail"),
    [
        ("readers-org", 200, None),
        ("bob", 403, "Namespace 'bob' does not exist or you don't have access"),
        ("nobody", 403, "Namespace 'nobody' does not exist or you don't have access"),
        ("closed", 403, "You are not a member of organization 'closed'"),
    ],
)
def test_who_may_create(kohaku, namespace, status, detail):
    """Members of any role may; others are told why in the body."""
    kohaku.world.add_org("closed", {"bob": "admin"})
    body = {"type": "model", "name": "new", "organization": namespace}
    reply = kohaku.ask("/api/repos/create", "hex", method="POST", body=body)
    assert reply.status == status
    assert reply.json().get("detail") == detail
    if status == 200:
        again = kohaku.ask("/api/repos/create", "hex", method="POST", body=body)
        assert (again.status, again.code) == (409, "RepoExists")


def test_a_download_is_sent_to_the_storage(kohaku):
    """HEAD tells the facts, GET where to fetch it: a signed address that asks for no token."""
    path = "/alice/private-model/resolve/main/config.json"
    head = kohaku.ask(path, "hex", method="HEAD")
    assert (head.status, head.headers["content-length"]) == (200, "19")
    found = kohaku.ask(path, "hex")
    assert (found.status, found.headers["cache-control"]) == (302, "no-store")
    place = found.headers["location"].removeprefix(kohaku.hub.endpoint)
    assert kohaku.ask(place).body == b'{"hidden_size": 8}\n'
    assert kohaku.ask(place + "x").status == 404
    # A missing revision is a missing file.
    assert kohaku.ask(path.replace("main", "none"), "hex").code == "EntryNotFound"


def test_quotas_do_not_apply(start):
    """KohakuHub has none."""
    site = start(style="kohaku", api_quota=1)
    assert [site.ask(WHOAMI, "hex").status for _ in range(3)] == [200] * 3
