"""The stand-in behind olah; what is expected here was recorded from a running one before it."""

from __future__ import annotations

import json

import pytest

WHOAMI = "/api/whoami-v2"
NO_REPO = (401, "RepoNotFound", {"error": "Repository not found"})
NO_PAGE = (
    404,
    "RepoNotFound",
    {"error": "Sorry, we can't find the page you are looking for."},
)
UNKNOWN = "hf_" + "x" * 34
PUBLIC = "/api/models/openai-community/gpt2"


@pytest.fixture
def olah(start):
    """Return a running mirror."""
    return start(style="olah")


def told(reply):
    """Return what an answer says."""
    return reply.status, reply.code, reply.json()


def test_the_client_works(olah, run_client):
    """Reading works as at the Hub; nothing can be written, and checks fail."""
    done = run_client(olah, "elsewhere.py", "write")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("no file") in {"EntryNotFoundError", "RemoteEntryNotFoundError"}
    assert found == {
        "name": "alice",
        "public": "openai-community/gpt2",
        "bare": "gpt2",
        "private": True,
        "foreign": "RepositoryNotFoundError",
        "missing": "RepositoryNotFoundError",
        "revision": "RevisionNotFoundError",
        "file": '{"hidden_size": 8}\n',
        "own file": '{"hidden_size": 8}\n',
        "files": [".gitattributes", "README.md", "config.json"],
        "check": "RepositoryNotFoundError",
        "create": "HfHubHTTPError",
        "again": "HfHubHTTPError",
        "create foreign": "HfHubHTTPError",
        "push": "RepositoryNotFoundError",
        "push card": "HfHubHTTPError",
        "push large": "RepositoryNotFoundError",
        "read back": "RepositoryNotFoundError",
        "push foreign": "RepositoryNotFoundError",
        "propose": "RepositoryNotFoundError",
    }


@pytest.mark.parametrize("token", ["write", "expired", UNKNOWN, None])
def test_whoami_is_the_hub_s(olah, site, token):
    """Status, sentence and marks of the Hub come through."""
    passed, own = olah.ask(WHOAMI, token), site.ask(WHOAMI, token)
    assert (passed.status, passed.message, passed.body) == (own.status, own.message, own.body)
    assert set(passed.headers) == set(own.headers)


@pytest.mark.parametrize("repo", ["alice/missing", "bob/secret", "alice/disabled"])
def test_every_refusal_is_a_missing_repository(olah, repo):
    """Whatever the Hub says, with whatever token, becomes the same 401, without its marks."""
    for path in (f"/api/models/{repo}", f"/api/models/{repo}/revision/main"):
        for token in ("write", UNKNOWN, None):
            reply = olah.ask(path, token)
            assert told(reply) == NO_REPO
            assert not {"x-powered-by", "x-request-id", "www-authenticate"} & set(reply.headers)


def test_a_bad_token_hides_even_public_repositories(olah):
    """The Hub refuses the token, and the mirror calls the repository missing."""
    assert told(olah.ask(PUBLIC, UNKNOWN)) == NO_REPO
    assert olah.ask(PUBLIC).status == 200
    reply = olah.ask("/gpt2/resolve/main/config.json", UNKNOWN)
    assert (reply.status, reply.message) == (401, "Invalid credentials in Authorization header")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (f"{PUBLIC}/auth-check", NO_PAGE),
        (f"{PUBLIC}/auth-check/write", NO_PAGE),
        ("/api/models/alice/missing/auth-check", NO_PAGE),
        ("/api/models/gpt2/auth-check", NO_REPO),
        ("/api/models/gpt2/auth-check/write", NO_PAGE),
        ("/api/spaces/alice/app/auth-check", NO_PAGE),
        ("/api/agent-harnesses", NO_REPO),
        ("/api/whoami", NO_REPO),
        ("/api/unknown/x/y/z/w", NO_PAGE),
        ("/a/b/c", NO_PAGE),
    ],
)
def test_there_is_no_auth_check(olah, path, answer):
    """An unknown route has the code of a missing repository; a bare name becomes an owner."""
    assert told(olah.ask(path, "write")) == answer


def test_revisions(olah):
    """A missing revision is told as the Hub tells it, in the mirror's own answer."""
    assert olah.ask(f"{PUBLIC}/revision/main").json()["id"] == "openai-community/gpt2"
    reply = olah.ask(f"{PUBLIC}/revision/none")
    assert told(reply) == (404, "RevisionNotFound", {"error": "Invalid rev id: none"})
    assert "x-powered-by" not in reply.headers
    reply = olah.ask(f"{PUBLIC}/revision/main", method="HEAD")
    assert (reply.status, "x-powered-by" in reply.headers) == (200, False)


def test_renames_are_followed(olah):
    """The mirror follows the Hub's redirect itself."""
    assert olah.ask("/api/datasets/squad").json()["id"] == "rajpurkar/squad"


@pytest.mark.parametrize(
    ("path", "token", "status", "code"),
    [
        ("/gpt2/resolve/main/none", "write", 404, "EntryNotFound"),
        ("/gpt2/resolve/none/config.json", "write", 404, "RevisionNotFound"),
        ("/alice/missing/resolve/main/x", "write", 404, "RepoNotFound"),
        ("/alice/missing/resolve/main/x", None, 401, None),
        ("/meta-llama/Llama-3.2-1B/resolve/main/config.json", None, 401, "GatedRepo"),
    ],
)
def test_downloads_keep_the_hub_s_code(olah, path, token, status, code):
    """Status, code and sentence come through, without a body or a challenge."""
    reply = olah.ask(path, token)
    assert (reply.status, reply.code, reply.body) == (status, code, b"")
    assert reply.message
    assert "www-authenticate" not in reply.headers


def test_nothing_is_written(olah):
    """What writes is unknown, or known for another method."""
    for path in (f"{PUBLIC}/preupload/main", f"{PUBLIC}/commit/main"):
        assert told(olah.ask(path, "write", method="POST", body={})) == NO_PAGE
    for path, allowed in (("repos/create", "GET"), ("validate-yaml", "HEAD")):
        reply = olah.ask(f"/api/{path}", "write", method="POST", body={})
        assert (reply.status, reply.headers["allow"]) == (405, allowed)
        assert reply.json() == {"detail": "Method Not Allowed"}


def test_a_429_is_passed_on(start):
    """With the headers about the wait and nothing else; whoami's is the Hub's own."""
    site = start(style="olah", api_quota=0)
    reply = site.ask(PUBLIC)
    assert (reply.status, reply.json()) == (429, {"error": "Upstream rate limited"})
    assert reply.headers["ratelimit"].startswith('"api";r=0;t=')
    assert "x-powered-by" not in reply.headers
    assert "x-powered-by" in site.ask(WHOAMI).headers
