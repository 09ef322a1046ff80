"""
Routes of buckets: creation, description, credentials for the storage, and changes of files.

What the newest client asks: `huggingface_hub/hf_api.py` (`create_bucket`, `bucket_info`,
`batch_bucket_files`) and `utils/_xet.py`.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from standin import access, answers, messages, storage_routes
from standin.calls import RepoRef
from standin.records import CREATED_AT, object_id, web_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.answers import Answer
    from standin.calls import Call
    from standin.records import Repo

CREDENTIAL_S = 900  # how long a credential for the storage lives


def answer(call: Call, parts: tuple[str, ...]) -> Answer:
    """Answer a request behind `/api/buckets/`."""
    ref = _ref_of(call, parts)
    routes: dict[tuple[str, tuple[str, ...]], Callable[[Call, RepoRef], Answer]] = {
        ("GET", ()): info,
        ("POST", ()): create,
        ("GET", ("xet-read-token",)): read_credential,
        ("GET", ("xet-write-token",)): write_credential,
        ("POST", ("batch",)): batch,
    }
    method = "GET" if call.method == "HEAD" else call.method
    route = routes.get((method, parts[2:]))
    return answers.no_page() if route is None or ref is None else route(call, ref)


def _ref_of(call: Call, parts: tuple[str, ...]) -> RepoRef | None:
    """Return the bucket that the path names; `me` is the caller."""
    if len(parts) < len(("owner", "name")):
        return None
    owner = call.token.owner if parts[0] == "me" and call.token else parts[0]
    return RepoRef("bucket", f"{owner}/{parts[1]}")


def info(call: Call, ref: RepoRef) -> Answer:
    """Describe a bucket to whoever may see it."""
    bucket = access.readable(call, ref)
    return answers.ok(
        {
            "_id": object_id(bucket.webid),
            "id": bucket.id,
            "author": bucket.namespace,
            "private": bucket.private,
            "createdAt": CREATED_AT,
            "size": sum(map(len, bucket.files.values())),
            "totalFiles": len(bucket.files),
        }
    )


def create(call: Call, ref: RepoRef) -> Answer:
    """Create a bucket, unless the name is taken or the caller has no right to it."""
    namespace, _, _ = ref.id.partition("/")
    access.refuse_creation(call, "bucket", namespace)
    url = f"{call.endpoint}/{web_id('bucket', ref.id)}"
    if call.world.repo(ref.id, "bucket") is not None:
        return answers.error(409, "You already created this bucket", extra={"url": url})
    asked, owner = call.json(), access.require_token(call).owner
    private = bool(asked.get("private")) or asked.get("visibility") == "private"
    call.world.add_repo(ref.id, "bucket", files={}, private=private, created_by=owner)
    return answers.ok({"url": url, "name": ref.id, "id": object_id("bucket", ref.id)})


def read_credential(call: Call, ref: RepoRef) -> Answer:
    """Give a credential that reads the storage."""
    access.readable(call, ref)
    return _credential(call, "read")


def write_credential(call: Call, ref: RepoRef) -> Answer:
    """Give a credential that writes to the storage, to those who may write."""
    _for_writing(call, ref)
    return _credential(call, "write")


def batch(call: Call, ref: RepoRef) -> Answer:
    """Add, copy and delete files, one JSON object a line."""
    bucket = _for_writing(call, ref)
    operations = [json.loads(line) for line in call.body.splitlines() if line.strip()]
    for operation in operations:
        if operation["type"] == "deleteFile":
            bucket.files.pop(operation["path"], None)
        else:
            bucket.files[operation["path"]] = operation["xetHash"].encode()
    return answers.ok({"success": True, "processed": len(operations), "failed": []})


def _for_writing(call: Call, ref: RepoRef) -> Repo:
    bucket = access.for_writing(call, ref)
    if not call.world.can_write(call.token, bucket):
        raise answers.refused(403, messages.READ_ONLY)
    return bucket


def _credential(call: Call, kind: str) -> Answer:
    """Return a made-up credential for the storage."""
    told: dict[str, Any] = {
        "accessToken": f"xet_{kind}_{object_id(call.path)}",
        "exp": int(time.time()) + CREDENTIAL_S,
        "casUrl": f"{call.endpoint}/{storage_routes.PREFIX}",
    }
    return answers.ok(told)
