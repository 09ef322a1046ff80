"""Writing routes of the API: creation, announcement of an upload, commits, large files."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from standin import access, answers, messages
from standin.answers import Answer
from standin.calls import RepoRef
from standin.records import Commit, Repo, blob_oid, object_id, web_id
from standin.repo_routes import tree_of

if TYPE_CHECKING:
    from standin.calls import Call

# What a client of any age can put without asking another service. A client with Xet support
# asks for a Xet token instead, which is not served here: set HF_HUB_DISABLE_XET=1 for those.
LFS_SUFFIXES = (".parquet", ".arrow")
FIRST_FILE = {".gitattributes": b"*.bin filter=lfs diff=lfs merge=lfs -text\n"}


def create(call: Call) -> Answer:
    """Create a repository, unless the name is taken or the caller has no right to it."""
    asked = call.json()
    token = access.require_token(call)
    repo_type = str(asked.get("type") or "model")
    name = str(asked.get("name") or "")
    namespace = str(asked.get("organization") or token.owner)
    if "/" in name:
        namespace, _, name = name.partition("/")
    access.refuse_creation(call, repo_type, namespace)
    repo_id = f"{namespace}/{name}"
    url = f"{call.endpoint}/{web_id(repo_type, repo_id)}"
    if call.world.repo(repo_id, repo_type) is not None:
        text = f"You already created this {repo_type} repo"
        return answers.error(409, text, extra={"url": url})
    private = bool(asked.get("private")) or asked.get("visibility") == "private"
    call.world.add_repo(
        repo_id, repo_type, files=FIRST_FILE, private=private, created_by=token.owner
    )
    return answers.ok({"url": url, "name": repo_id, "id": object_id(repo_type, repo_id)})


def delete(call: Call) -> Answer:
    """Delete a repository that the caller sees and may write."""
    asked = call.json()
    namespace = str(asked.get("organization") or access.require_token(call).owner)
    repo_type = str(asked.get("type") or "model")
    repo = access.for_writing(call, RepoRef(repo_type, f"{namespace}/{asked.get('name')}"))
    if not call.world.can_write(call.token, repo):
        raise answers.refused(403, messages.READ_ONLY)
    del call.world.repos[repo.webid]
    return answers.ok({})


def preupload(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Tell how to upload files: open to anyone who may see, so it proves no right to write."""
    access.require_token(call)
    repo = access.visible(call, ref)
    access.pass_gate(call, repo)
    if call.flag("create_pr") and not call.world.can_open_pr(call.token, repo):
        raise answers.refused(403, messages.NO_DISCUSSION)
    files = tree_of(repo, rest[1] if len(rest) > 1 else "main")
    listed = []
    for item in call.json().get("files", []):
        mode = "lfs" if item["path"].endswith(LFS_SUFFIXES) else "regular"
        entry = {"path": item["path"], "uploadMode": mode, "shouldIgnore": False}
        if item["path"] in files:
            entry["oid"] = blob_oid(files[item["path"]])
        listed.append(entry)
    return answers.ok({"files": listed})


def commit(call: Call, ref: RepoRef, rest: tuple[str, ...]) -> Answer:
    """Apply a commit to a branch, or to a new pull request."""
    repo = access.for_writing(call, ref)
    as_pr = call.flag("create_pr")
    _refuse_commit(call, repo, as_pr=as_pr)
    revision = rest[1] if len(rest) > 1 else "main"
    files = tree_of(repo, revision)
    header, operations = parsed(call.body)
    parent = header.get("parentCommit")
    if parent and parent != repo.head(revision):
        raise answers.refused(412, messages.STALE_PARENT)
    if as_pr:
        files = dict(files)
        revision = f"refs/pr/{len(repo.pull_requests) + 1}"
        repo.pull_requests.append(revision)
        repo.trees[revision] = files
    apply(call, files, operations)
    return answers.ok(_committed(call, repo, revision, header))


def _refuse_commit(call: Call, repo: Repo, *, as_pr: bool) -> None:
    """Raise the reason why this commit may not be made, if there is one."""
    token = access.require_token(call)
    if token.role == "read":
        raise answers.refused(403, messages.READ_TOKEN)
    if as_pr:
        if not call.world.can_open_pr(token, repo):
            raise answers.refused(403, messages.NO_DISCUSSION)
    elif not call.world.can_write(token, repo):
        raise answers.refused(403, messages.USE_PR)


def parsed(body: bytes) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    """Return a commit's header and its operations, one JSON object a line."""
    lines = [json.loads(line) for line in body.splitlines() if line.strip()]
    headers = [line["value"] for line in lines if line["key"] == "header"]
    header: dict[str, Any] = headers[0] if headers else {}
    return header, [(line["key"], line["value"]) for line in lines if line["key"] != "header"]


def apply(
    call: Call, files: dict[str, bytes], operations: list[tuple[str, dict[str, Any]]]
) -> None:
    """Change a tree by the operations of a commit."""
    for kind, value in operations:
        path = value["path"]
        if kind == "file":
            files[path] = base64.b64decode(value["content"])
        elif kind == "lfsFile":
            files[path] = call.world.lfs_objects.get(value["oid"], b"")
        elif kind == "deletedFile":
            if files.pop(path, None) is None:
                raise answers.refused(404, messages.NO_ENTRY, "EntryNotFound")
        elif kind == "deletedFolder":
            for name in [name for name in files if name.startswith(path.rstrip("/") + "/")]:
                del files[name]


def _committed(call: Call, repo: Repo, revision: str, header: dict[str, Any]) -> dict[str, Any]:
    """Record the commit and return what the client is told."""
    entry = recorded(repo, revision, header, access.require_token(call).owner)
    page = f"{call.endpoint}/{repo.webid}"
    answer = {
        "success": True,
        "commitOid": entry.oid,
        "commitUrl": f"{page}/commit/{entry.oid}",
        "hookOutput": "",
    }
    if revision.startswith("refs/pr/") and call.flag("create_pr"):
        answer["pullRequestUrl"] = f"{page}/discussions/{revision.rpartition('/')[2]}"
    return answer


def recorded(repo: Repo, revision: str, header: dict[str, Any], author: str) -> Commit:
    """Add a commit to the repository's list and return it."""
    title = str(header.get("summary", ""))
    entry = Commit("", title, author, revision, str(header.get("description", "")))
    repo.commits.insert(0, entry)
    entry.oid = repo.head(revision)
    return entry


def lfs_batch(call: Call, ref: RepoRef) -> Answer:
    """Answer where large files are to be put, to those who may push."""
    media = "application/vnd.git-lfs+json; charset=utf-8"
    try:
        repo = access.for_writing(call, ref)
        if not call.world.can_write(call.token, repo):
            raise answers.refused(403, messages.READ_ONLY)
    except answers.Refused as refusal:
        if "X-Error-Message" in refusal.answer.headers:
            answers.as_text(refusal.answer).media = media
        raise
    objects = [
        {
            **item,
            "actions": {"upload": {"href": f"{call.endpoint}/lfs-objects/{item['oid']}"}},
        }
        for item in call.json().get("objects", [])
    ]
    return Answer(200, answers.compact({"transfer": "basic", "objects": objects}), media)


def lfs_put(call: Call, oid: str) -> Answer:
    """Keep a large file; like a presigned address, this one asks for no token."""
    call.world.lfs_objects[oid] = call.body
    return Answer(200, from_hub=False, media=None)
