"""
The probes: which routes tell whether the token may read or write a repository.

`/auth-check` and `/auth-check/write` are what `HfApi.auth_check` asks; `huggingface_hub/hf_api.py`.
Of a bucket the client asks its description to read, and `xet-write-token` before it uploads;
`HfApi.bucket_info` there, and `huggingface_hub/utils/_xet.py`. The latter answers with a credential
for the storage that lives some minutes: that answer is neither kept nor shown.
No probe changes anything on the Hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from hftoken_guard._hub.target import GIT_TYPES

if TYPE_CHECKING:
    from hftoken_guard._hub.target import Target


def info_route(target: Target) -> str:
    """Return the route of `HfApi.repo_info`, which also a Hub without the probes has."""
    return f"/api/{target.type}s/{target.id}"


def creation_route(target: Target) -> str:
    """Return the route by which `HfApi.create_repo` or `create_bucket` creates it."""
    return info_route(target) if target.is_bucket else "/api/repos/create"


def read_probe_route(target: Target) -> str:
    """Return the route that tells whether the token may read the repository."""
    return f"{info_route(target)}/auth-check"


def list_probes(target: Target, *, is_pull: bool) -> list[str]:
    """
    Return the routes to ask about one target, none if the Hub has none for its type.

    Whether a pull request can be opened is not to be asked; that the repository can be read is.
    """
    if target.is_bucket:
        route = info_route(target)
        return [f"{route}/xet-write-token" if target.mode == "write" else route]
    if target.type not in GIT_TYPES:
        return []
    if target.mode == "write":
        return [read_probe_route(target) if is_pull else f"{read_probe_route(target)}/write"]
    if not target.revision:
        return [read_probe_route(target)]
    revision = quote(target.revision, safe="")
    return [read_probe_route(target), f"{info_route(target)}/revision/{revision}"]
