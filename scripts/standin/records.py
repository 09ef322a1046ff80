"""The records a stand-in Hub is made of: users, organisations, tokens and repositories."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

CREATED_AT = "2026-10-05T13:28:04.823Z"


def object_id(*parts: str) -> str:
    """Return a stable 24-digit hexadecimal identifier, in the form the Hub gives its records."""
    return hashlib.sha1("/".join(parts).encode(), usedforsecurity=False).hexdigest()[:24]


def blob_oid(content: bytes) -> str:
    """Return the git object id of a file's content."""
    header = b"blob %d\0" % len(content)
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


@dataclass
class Scope:
    """One scoped entry of a fine-grained token: an entity and what may be done there."""

    entity_type: str
    entity_name: str
    permissions: tuple[str, ...] = ()


@dataclass
class User:
    """An account; the plan decides the request quota."""

    name: str
    fullname: str
    email: str
    plan: str = "free"


@dataclass
class AccessToken:
    """A credential of any kind, told apart by `role`."""

    value: str
    owner: str
    role: str = "write"
    name: str = "laptop"
    scoped: list[Scope] = field(default_factory=list)
    global_permissions: list[str] = field(default_factory=list)
    can_read_gated: bool | None = None
    expired: bool = False
    oauth_scopes: tuple[str, ...] = ()
    expires_at: str | None = None
    created_at: str | None = CREATED_AT
    bound_repo: str | None = None


@dataclass
class TrustedJob:
    """The Hub token that the id token of a CI job is exchanged for, and for how many seconds."""

    token: AccessToken
    resource: str
    lifetime_s: int = 3600


@dataclass
class Org:
    """An organisation: its members with their roles, and what it forbids to tokens."""

    name: str
    members: dict[str, str] = field(default_factory=dict)
    shows_roles: bool = True
    restrictions: tuple[str, ...] = ()
    policy: str | None = None
    plan: str | None = None


@dataclass
class Commit:
    """One commit, newest first in a repository's list."""

    oid: str
    title: str
    author: str
    revision: str
    message: str = ""
    date: str = "2026-10-05T14:31:12.000Z"


@dataclass
class Repo:
    """A repository with the files of its branches.

    `files` is the tree of `main`, free to be changed by a test at any time: commit ids are
    computed from the content, and every id that was ever told stays resolvable.
    """

    type: str
    id: str
    private: bool = False
    gated: bool = False
    access: dict[str, str] = field(default_factory=dict)
    disabled: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    created_by: str | None = None
    commits: list[Commit] = field(default_factory=list)
    branches: set[str] = field(default_factory=set)
    moved_to: str | None = None
    trees: dict[str, dict[str, bytes]] = field(default_factory=dict)
    pull_requests: list[str] = field(default_factory=list)
    snapshots: dict[str, dict[str, bytes]] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        """The user or organisation the repository belongs to; empty for canonical names."""
        return self.id.rpartition("/")[0]

    @property
    def webid(self) -> str:
        """The repository's path on the web: models have no prefix."""
        return web_id(self.type, self.id)

    def tree(self, revision: str) -> dict[str, bytes] | None:
        """Return the live files of a revision, None where the revision does not exist."""
        if revision in {"main", "refs/heads/main"}:
            return self.files
        if revision in self.branches:
            return self.trees.setdefault(revision, dict(self.files))
        return self.trees.get(revision, self.snapshots.get(revision))

    def head(self, revision: str) -> str:
        """Return the commit id of a revision and remember what it stands for."""
        files = self.tree(revision)
        if files is None or revision in self.snapshots:
            return revision
        made = sum(commit.revision == revision for commit in self.commits)
        digest = hashlib.sha1(f"{self.webid} {made}".encode(), usedforsecurity=False)
        for path in sorted(files):
            digest.update(f"{path}\0{blob_oid(files[path])}\n".encode())
        oid = digest.hexdigest()
        self.snapshots[oid] = dict(files)
        return oid


def web_id(repo_type: str, repo_id: str) -> str:
    """Return the web path of a repository: `name`, `datasets/name` or `spaces/name`."""
    return repo_id if repo_type == "model" else f"{repo_type}s/{repo_id}"
