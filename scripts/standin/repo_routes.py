"""Reading routes of the API: information, access checks, trees and references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from standin import access, answers, messages
from standin.records import CREATED_AT, blob_oid, object_id

if TYPE_CHECKING:
    from standin.answers import Answer
    from standin.calls import Call, RepoRef
    from standin.records import Repo

MODIFIED_AT = "2026-10-05T14:31:12.000Z"


def info(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Answer the repository's card, at a revision if one is named."""
    repo = access.readable(call, ref)
    revision = rest[1] if len(rest) > 1 else "main"
    files = tree_of(repo, revision)
    answer: dict[str, Any] = {
        "_id": object_id(repo.webid),
        "id": repo.id,
        "private": repo.private,
        "gated": "manual" if repo.gated else False,
        "disabled": repo.disabled,
        "tags": [],
        "downloads": 0,
        "likes": 0,
    }
    if repo.type == "model":
        answer["modelId"] = repo.id
    answer.update(
        author=repo.namespace or None,
        sha=repo.head(revision),
        lastModified=MODIFIED_AT,
        createdAt=CREATED_AT,
        siblings=[_sibling(path, files[path], call.flag("blobs")) for path in sorted(files)],
    )
    if repo.type == "space":
        answer["sdk"] = "static"
    return answers.ok(answer)


def _sibling(path: str, content: bytes, blobs: bool) -> dict[str, Any]:  # noqa: FBT001
    """Return one file of the card, its size and id only when asked for."""
    extra = {"size": len(content), "blobId": blob_oid(content)} if blobs else {}
    return {"rfilename": path, **extra}


def tree_of(repo: Repo, revision: str) -> dict[str, bytes]:
    """Return the files of a revision or raise the Hub's 404 for revisions."""
    files = repo.tree(revision)
    if files is None:
        raise answers.refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return files


def auth_check(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Answer whether the caller may read the files, or write them."""
    if rest[1:] == ("write",):
        return _auth_check_write(call, ref)
    if rest[1:]:
        return answers.no_page()
    repo = access.visible(call, ref)
    # The gate comes first: to it, a token nobody knows is no token.
    access.pass_gate(call, repo)
    if not call.settings.lenient_auth_check:
        access.refuse_bad_credential(call)
    return answers.ok_text()


def _auth_check_write(call: Call, ref: RepoRef) -> Answer:
    """Answer whether the caller may push; a Hub may be too old to have this route."""
    if not call.settings.write_probe:
        return answers.no_page()
    repo = access.for_writing(call, ref)
    if not call.world.can_write(call.token, repo):
        raise answers.refused(403, messages.READ_ONLY)
    return answers.ok_text()


def access_requests(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Answer the pending access requests, which only writers may list."""
    if ref.type == "space" or rest[1:] != ("pending",):
        return answers.no_page()
    access.require_token(call)
    repo = access.visible(call, ref)
    if not call.world.can_write(call.token, repo):
        raise answers.refused(403, messages.READ_ONLY)
    pending = [user for user, state in repo.access.items() if state == "pending"]
    return answers.ok(
        [
            {"user": {"user": user, "fullname": user}, "status": "pending", "timestamp": CREATED_AT}
            for user in pending
        ]
    )


def tree(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Answer the files and folders under a path."""
    repo = access.readable(call, ref)
    if len(rest) == 1:
        return answers.no_page()
    files = tree_of(repo, rest[1])
    base = "/".join(part for part in rest[2:] if part)
    entries = [entry for entry in entries_of(repo, files) if _under(entry["path"], base)]
    if base and not entries:
        raise answers.refused(404, messages.NO_ENTRY, "EntryNotFound")
    if not call.flag("recursive"):
        depth = base.count("/") + 1 if base else 0
        entries = [entry for entry in entries if entry["path"].count("/") == depth]
    return answers.ok(entries)


def _under(path: str, base: str) -> bool:
    """Tell whether a path lies under a folder."""
    return not base or path.startswith(f"{base}/")


def entries_of(repo: Repo, files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return every folder and file of a tree, with the commit that changed it last."""
    last = {"id": repo.head("main"), "title": "Last change", "date": MODIFIED_AT}
    folders = {path[:cut] for path in files for cut in range(len(path)) if path[cut] == "/"}
    entries = [
        {"type": "directory", "oid": blob_oid(path.encode()), "size": 0, "path": path}
        for path in folders
    ]
    entries += [
        {"type": "file", "oid": blob_oid(content), "size": len(content), "path": path}
        for path, content in files.items()
    ]
    return sorted(({**entry, "lastCommit": last} for entry in entries), key=_path)


def _path(entry: dict[str, Any]) -> str:
    """Return the path of an entry."""
    return str(entry["path"])


def paths_info(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Answer those of the named paths that exist."""
    repo = access.readable(call, ref)
    files = tree_of(repo, rest[1] if len(rest) > 1 else "main")
    wanted = call.json().get("paths") or parse_qs(call.body.decode()).get("paths", [])
    names = {wanted} if isinstance(wanted, str) else set(wanted)
    return answers.ok([entry for entry in entries_of(repo, files) if entry["path"] in names])


def refs(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Answer the branches and, when asked for, the pull requests."""
    del rest
    repo = access.readable(call, ref)
    answer: dict[str, Any] = {
        "branches": [_branch(repo, name) for name in ("main", *sorted(repo.branches))],
        "converts": [],
        "tags": [],
    }
    if call.flag("include_prs"):
        answer["pullRequests"] = [
            {"name": name, "ref": name, "targetCommit": repo.head(name)}
            for name in repo.pull_requests
        ]
    return answers.ok(answer)


def _branch(repo: Repo, name: str) -> dict[str, str]:
    """Return one branch."""
    return {"name": name, "ref": f"refs/heads/{name}", "targetCommit": repo.head(name)}


def commits(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Answer the commits of a revision, newest first; a fresh repository has its first one."""
    repo = access.readable(call, ref)
    revision = rest[1] if len(rest) > 1 else "main"
    tree_of(repo, revision)
    first = {"id": object_id(repo.webid) + "0" * 16, "title": "initial commit", "message": ""}
    made = [
        {"id": item.oid, "title": item.title, "message": item.message, "user": item.author}
        for item in repo.commits
        if item.revision == revision
    ]
    listed = [*made, {**first, "user": repo.created_by or repo.namespace or "system"}]
    return answers.ok(
        [{**item, "authors": [{"user": item.pop("user")}], "date": MODIFIED_AT} for item in listed]
    )
