"""From a path to the route that answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from standin import (
    answers,
    bucket_routes,
    file_routes,
    kohaku,
    messages,
    oauth_routes,
    olah,
    repo_routes,
    storage_routes,
    write_routes,
)
from standin.answers import Answer
from standin.calls import Call, RepoRef

RepoHandler = Callable[[Call, RepoRef, tuple[str, ...]], Answer]

TYPES: Final = {"models": "model", "datasets": "dataset", "spaces": "space"}
READ: Final[dict[str, RepoHandler]] = {
    "": repo_routes.info,
    "revision": repo_routes.info,
    "auth-check": repo_routes.auth_check,
    "user-access-request": repo_routes.access_requests,
    "tree": repo_routes.tree,
    "refs": repo_routes.refs,
    "commits": repo_routes.commits,
}
WRITE: Final[dict[str, RepoHandler]] = {
    "paths-info": repo_routes.paths_info,
    "preupload": write_routes.preupload,
    "commit": write_routes.commit,
}
# Known so that `gpt2/settings` is the settings of `gpt2`, not a repository of that name.
UNSERVED: Final = frozenset({"settings", "branch", "tag", "discussions", "resource-group"})
ACTIONS: Final = frozenset(READ) | frozenset(WRITE) | UNSERVED
FASTAPI_NOT_FOUND: Final = b'{"detail":"Not Found"}'
HARNESSES: Final = "/api/agent-harnesses"


def answer(call: Call) -> Answer:
    """Return the answer to a request, refusals and unknown routes included."""
    if call.settings.style == "kohaku":
        return kohaku.answer(call)
    if call.settings.style == "olah":
        return olah.answer(call, of_hub)
    return of_hub(call)


def of_hub(call: Call) -> Answer:
    """Return the Hub's own answer to a request."""
    try:
        found = _api(call) if call.segments[0] == "api" else _web(call)
    except answers.Refused as refusal:
        return refusal.answer
    missing = found.headers.get("X-Error-Message") == messages.NO_PAGE
    if missing and call.settings.style == "fastapi":
        return Answer(404, FASTAPI_NOT_FOUND, "application/json", from_hub=False)
    return found


def quota_of(call: Call) -> str:
    """Name the rate limit a request counts against."""
    if call.segments[0] == "api":
        return "api"
    return "resolvers" if "resolve" in call.segments or ".git" in call.path else "pages"


def _api(call: Call) -> Answer:
    """Answer a request of the API."""
    method = "GET" if call.method == "HEAD" else call.method
    fixed = {
        ("GET", "/api/whoami-v2"): whoami,
        ("GET", "/api/whoami"): whoami_v1,
        ("GET", HARNESSES): harnesses,
        ("POST", "/api/validate-yaml"): valid_yaml,
        ("POST", "/api/repos/create"): write_routes.create,
        ("DELETE", "/api/repos/delete"): write_routes.delete,
    }.get((method, call.path))
    if fixed is not None:
        return fixed(call)
    if call.segments[1:2] == ("buckets",):
        return bucket_routes.answer(call, call.segments[2:])
    repo_type = TYPES.get(call.segments[1]) if len(call.segments) > 2 else None
    table = {"GET": READ, "POST": WRITE}.get(method, {})
    if repo_type is None:
        return answers.no_page()
    repo_id, rest = _split(call.segments[2:])
    handler = table.get(rest[0] if rest else "")
    if handler is None:
        return answers.no_page()
    return handler(call, RepoRef(repo_type, repo_id), rest)


def _split(parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Split a path into the repository's id, of one part or two, and what is asked of it."""
    size = 1 if len(parts) == 1 or parts[1] in ACTIONS else 2
    return "/".join(parts[:size]), parts[size:]


def _web(call: Call) -> Answer:
    """Answer a request outside the API: downloads and large files."""
    if call.segments[0] == storage_routes.PREFIX:
        return storage_routes.answer(call)
    if call.method == "PUT" and call.segments[0] == "lfs-objects":
        return write_routes.lfs_put(call, call.segments[-1])
    if (call.method, call.path) == ("POST", "/oauth/token"):
        return oauth_routes.exchange(call)
    repo_type = TYPES.get(call.segments[0], "model")
    parts = call.segments[1:] if call.segments[0] in TYPES else call.segments
    if call.method == "POST" and call.path.endswith(".git/info/lfs/objects/batch"):
        repo_id = "/".join(parts[:-4]).removesuffix(".git")
        return write_routes.lfs_batch(call, RepoRef(repo_type, repo_id))
    for size in (1, 2):
        if call.method in {"GET", "HEAD"} and parts[size : size + 1] in {("resolve",), ("raw",)}:
            ref = RepoRef(repo_type, "/".join(parts[:size]))
            if len(parts) > size + 2:
                path = "/".join(parts[size + 2 :])
                return file_routes.resolve(call, ref, parts[size + 1], path)
    return answers.no_page()


def whoami(call: Call) -> Answer:
    """Answer who the caller is; a repository-bound token is nobody."""
    credential = call.credential
    if credential.kind == "expired":
        return answers.error(401, messages.expired(credential.name))
    if credential.token is None or credential.token.role == "jwt":
        return answers.error(401, messages.ANONYMOUS)
    return answers.ok(call.world.whoami(credential.token))


def whoami_v1(call: Call) -> Answer:
    """Answer the deprecated route, which turns good tokens away as well."""
    sent = call.credential.kind != "anonymous"
    return answers.error(401, messages.BAD_CREDENTIALS if sent else messages.ANONYMOUS)


def harnesses(call: Call) -> Answer:
    """Answer the list that newer clients fetch before their first request."""
    del call
    return answers.ok({"standardEnvVars": [], "harnesses": {}})


def valid_yaml(call: Call) -> Answer:
    """Answer that the metadata is fine."""
    del call
    return answers.ok({"errors": [], "warnings": []})
