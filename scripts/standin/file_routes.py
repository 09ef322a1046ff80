"""Downloads: the resolve route, with ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from standin import access, answers, messages
from standin.answers import TEXT, Answer
from standin.records import blob_oid
from standin.repo_routes import tree_of

if TYPE_CHECKING:
    from standin.calls import Call, RepoRef

# These are shown to everybody, so that one can read what is behind a gate before asking.
OPEN_FILES = frozenset({"README.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})


def resolve(call: Call, ref: RepoRef, revision: str, path: str) -> Answer:
    """Answer a file; a bad token counts as none here, and errors are plain text."""
    try:
        repo = access.visible(call, ref)
        if path not in OPEN_FILES:
            access.pass_gate(call, repo)
        content = tree_of(repo, revision).get(path)
        if content is None:
            missing = answers.refused(404, messages.NO_ENTRY, "EntryNotFound")
            # Clients remember a missing file under the commit it was missing from.
            missing.answer.headers["X-Repo-Commit"] = repo.head(revision)
            raise missing
    except answers.Refused as refusal:
        answers.as_text(refusal.answer)
        raise
    headers = {
        "ETag": f'"{blob_oid(content)}"',
        "X-Repo-Commit": repo.head(revision),
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'inline; filename="{path.rpartition("/")[2]}"',
    }
    return _ranged(call, content, headers)


def _ranged(call: Call, content: bytes, headers: dict[str, str]) -> Answer:
    """Answer the whole file, or the range that is asked for."""
    media = TEXT if content.isascii() else "application/octet-stream"
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", call.headers.get("range", ""))
    if asked is None:
        return Answer(200, content, media, headers)
    start = int(asked[1])
    if start >= len(content):
        headers["Content-Range"] = f"bytes */{len(content)}"
        return Answer(416, b"", media, headers)
    end = min(int(asked[2] or len(content) - 1), len(content) - 1)
    headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return Answer(206, content[start : end + 1], media, headers)
