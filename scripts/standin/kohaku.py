"""KohakuHub, a Hub to run oneself: its API in front of the stand-in's accounts and repositories.

Source: github.com/KohakuBlueleaf/KohakuHub at 2facb54b (version 0.0.1), below `src/kohakuhub`:
`main.py`, `auth/dependencies.py`, `auth/permissions.py`, `api/misc.py`, `api/files.py`,
`api/branches.py`, `api/not_implemented.py`, `api/repo/`, `api/commit/`, `api/git/routers/lfs.py`.
Answers were compared with a running one (SQLite, moto for S3, its own test double for LakeFS).

- There is no auth-check. FastAPI answers an unknown route with `{"detail":"Not Found"}`; but
  `gpt2/auth-check` is a repository of that name, which is missing, and below a Space it is a 501.
- An unknown token is no token: public repositories answer, writers get a 401 without a challenge.
- A token has no role: it may do what its owner may. It has 64 hexadecimal digits.
- A repository always has an owner; there are no gates, no disabled repositories and no renames.
- A private repository of others is missing to a reader, and a 403 to a writer.
- An organisation has visitors, members and admins; even a visitor may create in it.
- Errors for readers are headers without a body, those for writers a body without headers.
- There are no quotas of requests.

Left out: fallback to other Hubs (none is configured at first), tags, likes, git, and nginx, which
stands in front and answers other pages than API, resolve and git with the web interface.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

from standin import answers, repo_routes, write_routes
from standin.answers import Answer
from standin.calls import RepoRef
from standin.records import Commit, Repo, blob_oid, web_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.calls import Call

JSON: Final = "application/json"
TYPES: Final = {"models": "model", "datasets": "dataset", "spaces": "space"}
ROLES: Final = {"admin": "admin", "write": "member", "contributor": "member", "read": "visitor"}
WRITING_ROLES: Final = frozenset({"admin", "member"})
STORAGE: Final = "kohaku-storage"
CREATED_AT: Final = "2026-10-05T13:28:04.823000Z"
MODIFIED_AT: Final = "2026-10-05T14:31:12.000000Z"
MODIFIED_AT_S: Final = 1791210672

NO_PULL_REQUESTS = (
    "create_commit(create_pr=True) is not supported by KohakuHub. Commit to a branch directly"
    " instead; the discussions / pull-request workflow is not implemented."
)
NO_DISCUSSIONS = (
    "discussions is not supported by KohakuHub. KohakuHub intentionally does not implement the"
    " discussions / pull-request workflow. Use your repo's external issue tracker or contact the"
    " maintainer instead."
)
NO_SPACES = (
    " is not supported by KohakuHub. KohakuHub does not manage Space runtimes, hardware, secrets,"
    " or variables through the hub API. Configure your deployment environment directly."
)
RUNTIME: Final = frozenset("runtime restart sleep pause hardware storage variables secrets".split())


def answer(call: Call) -> Answer:
    """Return the answer to a request, with what every answer of KohakuHub carries."""
    try:
        found = _routed(call)
    except answers.Refused as refusal:
        found = refusal.answer
    found.from_hub = False
    found.headers["X-Request-Id"] = call.headers.get("x-request-id") or uuid.uuid4().hex
    found.headers["Vary"] = "Origin"
    return found


def _routed(call: Call) -> Answer:
    """Return the answer of the route that fits; an encoded slash separates like any other."""
    parts = tuple(unquote(call.path).split("/")[1:])
    fixed = FIXED.get("/".join(parts))
    if fixed is not None:
        method, handler = fixed
        return handler(call) if call.method == method else _wrong_method(method)
    if parts[0] == STORAGE:
        return _stored(call, parts)
    if parts[-4:] == ("info", "lfs", "objects", "batch"):
        return _lfs_batch(call, parts[:-4])
    if parts[0] == "api" and parts[1:2] and parts[1] in TYPES and len(parts) > 3:
        return _repo_route(call, parts)
    return _resolved(call, parts) or _detail(404, "Not Found")


def _repo_route(call: Call, parts: tuple[str, ...]) -> Answer:
    """Answer about the repository that a path of the API names."""
    ref = RepoRef(TYPES[parts[1]], "/".join(parts[2:4]))
    action, arguments = (parts[4] if len(parts) > 4 else ""), parts[5:]
    wanted, handler, count = ROUTES.get(action, ("", None, 0))
    if action == "resolve":
        return _resolved(call, parts[1:]) or _detail(404, "Not Found")
    if handler is not None and (len(arguments) == count or (action == "tree" and arguments)):
        if call.method != wanted:
            return _wrong_method(wanted)
        return handler(call, ref, "/".join(arguments))
    if action == "discussions":
        return _error(501, "NotImplemented", NO_DISCUSSIONS)
    if ref.type == "space" and action and not arguments and call.method != "HEAD":
        subject = f"Space {action}" if action in RUNTIME else f"/spaces/{ref.id}/{action}"
        return _error(501, "NotImplemented", subject + NO_SPACES)
    return _detail(404, "Not Found")


def _error(status: int, code: str, message: str) -> Answer:
    """Return an error for readers: code and sentence in headers, no body."""
    return Answer(status, media=None, headers={"X-Error-Code": code, "X-Error-Message": message})


def _detail(status: int, detail: Any, **headers: str) -> Answer:
    """Return an error for writers, or one of FastAPI itself."""
    return Answer(status, answers.compact({"detail": detail}), JSON, headers)


def _ok(value: Any) -> Answer:
    """Return a 200."""
    return Answer(200, answers.compact(value), JSON)


def _wrong_method(allowed: str) -> Answer:
    """Return what a known route answers to another method."""
    return _detail(405, "Method Not Allowed", Allow=allowed)


def _not_found(ref: RepoRef) -> Answer:
    """Return what a reader is told of a missing repository, and of a private one of others."""
    return _error(404, "RepoNotFound", f"Repository '{ref.id}' ({ref.type}) not found")


def _user(call: Call) -> str | None:
    """Return who is calling, None for anonymous callers and unknown tokens."""
    return None if call.token is None else call.token.owner


def _writer(call: Call) -> str:
    """Return who is calling, or refuse."""
    user = _user(call)
    if user is None:
        raise answers.Refused(_detail(401, "Not authenticated"))
    return user


def _role(call: Call, user: str | None, namespace: str) -> str | None:
    """Return what a user is in an organisation, None where that is nothing."""
    return None if user is None else ROLES.get(call.world.org_role(user, namespace) or "")


def _readable(call: Call, ref: RepoRef) -> Repo:
    """Return the repository if the caller may see it."""
    repo = call.world.repos.get(ref.webid)
    user = _user(call)
    if repo is None or (
        repo.private and repo.namespace != user and _role(call, user, repo.namespace) is None
    ):
        raise answers.Refused(_not_found(ref))
    return repo


def _writable(call: Call, ref: RepoRef) -> Repo:
    """Return the repository if the caller may write it; whether he may read it is not asked."""
    user = _writer(call)
    repo = call.world.repos.get(ref.webid)
    if repo is None:
        raise answers.Refused(_detail(404, {"error": "Repository not found"}))
    if repo.namespace != user and _role(call, user, repo.namespace) not in WRITING_ROLES:
        text = f"You don't have permission to modify repository '{repo.id}'"
        raise answers.Refused(_detail(403, text))
    return repo


def _commit_id(repo: Repo, revision: str) -> str:
    """Return a commit's id, which in LakeFS has 64 digits."""
    head = repo.head(revision[:40] if len(revision) == 64 else revision)
    return head + hashlib.sha256(head.encode()).hexdigest()[:24]


def _tree(repo: Repo, revision: str) -> dict[str, bytes] | None:
    """Return the files of a branch or commit."""
    return repo.tree(revision[:40] if len(revision) == 64 else revision)


def _tree_or_refuse(repo: Repo, revision: str) -> dict[str, bytes]:
    """Return the files of a branch or commit, or refuse."""
    files = _tree(repo, revision)
    if files is None:
        text = f"Revision '{revision}' not found in repository '{repo.id}'"
        raise answers.Refused(_error(404, "RevisionNotFound", text))
    return files


def _whoami(call: Call) -> Answer:
    """Answer who the caller is; the name and the role of the token are always these."""
    user = _user(call)
    if user is None:
        return _detail(401, "Invalid user token")
    account = call.world.users[user]
    roles = {name: _role(call, user, name) for name in call.world.orgs}
    return _ok(
        {
            "type": "user",
            "id": str(list(call.world.users).index(user) + 1),
            "name": user,
            "fullname": user,
            "email": account.email,
            "emailVerified": True,
            "canPay": False,
            "isPro": False,
            "orgs": [
                {"name": name, "fullname": name, "roleInOrg": role}
                for name, role in roles.items()
                if role is not None
            ],
            "auth": {
                "type": "access_token",
                "accessToken": {"displayName": "Auto-generated token", "role": "write"},
            },
            "site": {"name": "KohakuHub", "api": "kohakuhub", "version": "0.0.1"},
        }
    )


def _version(_: Call) -> Answer:
    """Answer that this is no Hub of Hugging Face."""
    return _ok({"api": "kohakuhub", "version": "0.0.1", "name": "KohakuHub"})


def _valid_yaml(_: Call) -> Answer:
    """Answer that the metadata is fine, in words that the client does not know."""
    return _ok({"valid": True})


def _create(call: Call) -> Answer:
    """Create a repository in the caller's namespace or in one of his organisations."""
    user = _writer(call)
    asked = call.json()
    repo_type, name = str(asked.get("type") or "model"), str(asked.get("name") or "")
    namespace = str(asked.get("organization") or user)
    if namespace != user:
        if namespace not in call.world.orgs:
            text = f"Namespace '{namespace}' does not exist or you don't have access"
            return _detail(403, text)
        if _role(call, user, namespace) is None:
            return _detail(403, f"You are not a member of organization '{namespace}'")
    repo_id = f"{namespace}/{name}"
    made = {"url": f"{call.endpoint}/{repo_type}s/{repo_id}", "repo_id": repo_id}
    if call.world.repo(repo_id, repo_type) is not None:
        text = f"Repository {repo_id} already exists"
        headers = {"X-Error-Code": "RepoExists", "X-Error-Message": text}
        return Answer(409, json.dumps({**made, "error": text}).encode(), JSON, headers)
    private = bool(asked.get("private")) or asked.get("visibility") == "private"
    call.world.add_repo(repo_id, repo_type, files={}, private=private, created_by=user)
    return _ok(made)


def _card(repo: Repo, revision: str, files: dict[str, bytes]) -> dict[str, Any]:
    """Return what both routes of information say; the main one cuts the commit's id."""
    return {
        "id": repo.id,
        "author": repo.namespace,
        "sha": _commit_id(repo, revision),
        "lastModified": MODIFIED_AT,
        "createdAt": CREATED_AT,
        "private": repo.private,
        "disabled": False,
        "gated": False,
        "downloads": 0,
        "likes": 0,
        "tags": [],
        "pipeline_tag": None,
        "library_name": None,
        "siblings": [
            {"rfilename": path, "size": len(files[path]), **_lfs(path, files[path])}
            for path in sorted(files)
        ],
        "spaces": [],
        "models": [],
        "datasets": [],
    }


def _is_lfs(path: str) -> bool:
    """Tell whether a file is kept apart."""
    return path.endswith(write_routes.LFS_SUFFIXES)


def _lfs(path: str, content: bytes) -> dict[str, Any]:
    """Return what is said of a large file beyond its size."""
    if not _is_lfs(path):
        return {}
    return {"lfs": {"sha256": _oid(path, content), "size": len(content), "pointerSize": 134}}


def _oid(path: str, content: bytes) -> str:
    """Return a file's id: of git, or for a large file its digest."""
    return hashlib.sha256(content).hexdigest() if _is_lfs(path) else blob_oid(content)


def _info(call: Call, ref: RepoRef, _: str) -> Answer:
    """Answer the repository's card."""
    repo = _readable(call, ref)
    card = _card(repo, "main", repo.files)
    card["sha"] = card["sha"][:40]
    number = list(call.world.repos).index(repo.webid) + 1
    model = repo.id if repo.type == "model" else None
    answer = {"_id": number, "id": repo.id, "modelId": model, **card}
    if _user(call) is not None:
        unlimited = ("quota_bytes", "available_bytes", "percentage_used", "effective_quota_bytes")
        used = sum(map(len, repo.files.values()))
        answer["storage"] = {**dict.fromkeys(unlimited), "used_bytes": used, "is_inheriting": True}
    return _ok(answer)


def _revision(call: Call, ref: RepoRef, revision: str) -> Answer:
    """Answer the repository's card at a branch or commit."""
    repo = _readable(call, ref)
    card = _card(repo, revision, _tree_or_refuse(repo, revision))
    more = {
        "files": [],
        "type": repo.type,
        "revision": revision,
        "commit": {"oid": card["sha"], "date": MODIFIED_AT_S},
        "xetEnabled": False,
    }
    return _ok({**card, **more})


def _entries(repo: Repo, files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return every folder and file of a tree."""
    return [
        {key: entry[key] for key in ("type", "oid", "size", "path")}
        | {"lastModified": MODIFIED_AT}
        | (_lfs(entry["path"], files.get(entry["path"], b"")) if entry["type"] == "file" else {})
        for entry in repo_routes.entries_of(repo, files)
    ]


def _list(call: Call, ref: RepoRef, rest: str) -> Answer:
    """Answer the files of a revision, or of a folder in it."""
    repo = _readable(call, ref)
    revision, _, base = rest.partition("/")
    entries = _entries(repo, _tree_or_refuse(repo, revision))
    prefix = f"{base.strip('/')}/" if base.strip("/") else ""
    found = [entry for entry in entries if entry["path"].startswith(prefix)]
    if prefix and not found:
        text = f"Entry '{prefix[:-1]}' not found in repository '{repo.id}' at revision"
        return _error(404, "EntryNotFound", f"{text} '{revision}'")
    if not call.flag("recursive"):
        found = [entry for entry in found if "/" not in entry["path"][len(prefix) :]]
    return _ok(found)


def _paths_info(call: Call, ref: RepoRef, revision: str) -> Answer:
    """Answer those of the named paths that exist; the names come as a form."""
    repo = _readable(call, ref)
    names = parse_qs(call.body.decode()).get("paths", [])
    entries = _entries(repo, _tree_or_refuse(repo, revision))
    return _ok([entry for entry in entries if entry["path"] in names])


def _refs(call: Call, ref: RepoRef, _: str) -> Answer:
    """Answer the branches."""
    repo = _readable(call, ref)
    branches = [
        {"name": name, "ref": f"refs/heads/{name}", "targetCommit": _commit_id(repo, name)}
        for name in sorted({"main", *repo.branches})
    ]
    extra: dict[str, Any] = {"pullRequests": []} if call.flag("include_prs") else {}
    return _ok({"branches": branches, "converts": [], "tags": [], **extra})


def _commits(call: Call, ref: RepoRef, branch: str) -> Answer:
    """Answer the commits of a branch, newest first, down to the one of LakeFS itself."""
    repo = _readable(call, ref)
    first = Commit("0" * 40, "Repository initialized", "unknown", branch)
    made = [*(item for item in repo.commits if item.revision == branch), first]
    return _ok(
        [
            {
                "id": item.oid + hashlib.sha256(item.oid.encode()).hexdigest()[:24],
                "title": item.title,
                "message": item.title,
                "date": MODIFIED_AT,
                "authors": [{"user": item.author}],
            }
            for item in made
        ]
    )


def _preupload(call: Call, ref: RepoRef, _: str) -> Answer:
    """Tell how to upload files, to those who may write."""
    _writable(call, ref)
    listed = call.json().get("files")
    if not isinstance(listed, list):
        return _detail(400, {"error": "Missing or invalid 'files' array"})
    return _ok(
        {
            "files": [
                {
                    "path": item["path"],
                    "uploadMode": "lfs" if _is_lfs(item["path"]) else "regular",
                    "shouldIgnore": False,
                }
                for item in listed
            ]
        }
    )


def _commit(call: Call, ref: RepoRef, revision: str) -> Answer:
    """Apply a commit to a branch; the address of the result is a path without its host."""
    user = _writer(call)
    if call.flag("create_pr"):
        headers = {"X-Error-Code": "NotImplemented", "X-Error-Message": NO_PULL_REQUESTS}
        return _detail(501, {"error": NO_PULL_REQUESTS}, **headers)
    repo = _writable(call, ref)
    files = _tree(repo, revision)
    if files is None:
        return _detail(500, {"error": f"Commit failed: branch not found: {revision}"})
    header, operations = write_routes.parsed(call.body)
    if not header:
        return _detail(400, {"error": "Missing commit header"})
    before = dict(files)
    known = [item for item in operations if item[0] != "deletedFile" or item[1]["path"] in files]
    write_routes.apply(call, files, known)
    if files != before:
        write_routes.recorded(repo, revision, header, user)
    oid = _commit_id(repo, revision)
    url = f"{repo.type}s/{repo.id}/commit/{oid}"
    return _ok({"commitUrl": url, "commitOid": oid, "pullRequestUrl": None})


def _lfs_batch(call: Call, parts: tuple[str, ...]) -> Answer:
    """Answer where large files are to be put, to those who may write."""
    typed = parts[0] in TYPES and len(parts) == 3
    name = "/".join(parts[1:] if typed else parts).removesuffix(".git")
    if call.method != "POST" or name.count("/") != 1:
        return _detail(404, "Not Found")
    if _user(call) is None:
        return _detail(401, {"error": "Authentication required for upload"})
    _writable(call, RepoRef(TYPES[parts[0]] if typed else "model", name))
    objects = [
        {
            "oid": item["oid"],
            "size": item["size"],
            "authenticated": True,
            "actions": {
                "upload": {"href": f"{call.endpoint}/{STORAGE}/lfs/{item['oid']}", "header": {}}
            },
        }
        for item in call.json().get("objects", [])
    ]
    body = {"transfer": "basic", "objects": objects, "hash_algo": "sha256"}
    return Answer(200, answers.compact(body), "application/vnd.git-lfs+json")


def _resolved(call: Call, parts: tuple[str, ...]) -> Answer | None:
    """Answer a file's facts to HEAD, and where to fetch it to GET; None for another path."""
    repo_type = "model"
    if parts[0] in TYPES and parts[3:4] == ("resolve",):
        repo_type, parts = TYPES[parts[0]], parts[1:]
    if parts[2:3] != ("resolve",) or len(parts) < 5:
        return None
    if call.method not in {"GET", "HEAD"}:
        return _wrong_method("GET")
    ref, revision, path = RepoRef(repo_type, "/".join(parts[:2])), parts[3], "/".join(parts[4:])
    if ref.webid not in call.world.repos:
        answer = _detail(404, {"error": f"Repository '{ref.id}' not found"})
        answer.headers.update(_not_found(ref).headers)
        return answer
    repo = _readable(call, ref)
    content = (_tree(repo, revision) or {}).get(path)
    if content is None:
        text = f"Entry '{path}' not found in repository '{ref.id}' at revision '{revision}'"
        headers = {"X-Error-Code": "EntryNotFound", "X-Error-Message": text}
        return _detail(404, {"error": f"File '{path}' not found"}, **headers)
    return _file(call, repo, _commit_id(repo, revision), path, content)


def _file(call: Call, repo: Repo, commit: str, path: str, content: bytes) -> Answer:
    """Answer a file that exists: to HEAD its facts, to GET an address in the storage."""
    headers = {
        "X-Repo-Commit": commit,
        "X-Linked-Etag": _oid(path, content),
        "X-Linked-Size": str(len(content)),
        "ETag": _oid(path, content),
    }
    if call.method == "GET":
        place = f"{call.endpoint}/{STORAGE}/{repo.type}s/{repo.id}/{commit}/{path}"
        return Answer(302, b"", None, {**headers, "Location": place, "Cache-Control": "no-store"})
    name = path.rpartition("/")[2]
    headers["Accept-Ranges"] = "bytes"
    headers["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    return Answer(200, content, "application/octet-stream", headers)


def _stored(call: Call, parts: tuple[str, ...]) -> Answer:
    """Answer as the storage does: its addresses are signed, so no token is asked for."""
    if call.method == "PUT" and parts[1] == "lfs":
        return write_routes.lfs_put(call, parts[-1])
    repo = call.world.repos.get(web_id(TYPES[parts[1]], "/".join(parts[2:4])))
    content = (_tree(repo, parts[4]) or {}).get("/".join(parts[5:])) if repo else None
    if content is None:
        return Answer(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")
    return Answer(200, content, "application/octet-stream")


FIXED: Final[dict[str, tuple[str, Callable[[Call], Answer]]]] = {
    "api/whoami-v2": ("GET", _whoami),
    "api/version": ("GET", _version),
    "api/validate-yaml": ("POST", _valid_yaml),
    "api/repos/create": ("POST", _create),
}
# What is asked of a repository: the method, the answer, and how many parts the path goes on.
ROUTES: Final[dict[str, tuple[str, Callable[[Call, RepoRef, str], Answer], int]]] = {
    "": ("GET", _info, 0),
    "revision": ("GET", _revision, 1),
    "tree": ("GET", _list, 1),
    "refs": ("GET", _refs, 0),
    "commits": ("GET", _commits, 1),
    "paths-info": ("POST", _paths_info, 1),
    "preupload": ("POST", _preupload, 1),
    "commit": ("POST", _commit, 1),
}
