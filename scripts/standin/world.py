"""The data of a stand-in Hub, with helpers to fill it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from standin import identity
from standin.permissions import Permissions
from standin.records import AccessToken, Commit, Org, Repo, Scope, TrustedJob, User, web_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "AccessToken",
    "Commit",
    "Org",
    "Repo",
    "Scope",
    "TrustedJob",
    "User",
    "World",
    "hex_value",
    "token_value",
]

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
DEFAULT_FILES: Mapping[str, bytes] = {
    ".gitattributes": b"*.bin filter=lfs diff=lfs merge=lfs -text\n",
    "README.md": b"---\nlicense: mit\n---\n# Example\n",
    "config.json": b'{"hidden_size": 8}\n',
}


def token_value(seed: str, *, prefix: str = "hf_", length: int = 34) -> str:
    """Return a token in the Hub's form: always the same for a seed, and valid nowhere else."""
    digest = hashlib.sha512(f"stand-in:{seed}".encode()).digest()
    return prefix + "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:length])


def hex_value(seed: str) -> str:
    """Return a token in KohakuHub's form, 64 hexadecimal digits."""
    return hashlib.sha256(f"stand-in:{seed}".encode()).hexdigest()


def signed_value(seed: str, prefix: str, claims: Mapping[str, Any]) -> str:
    """Return a token whose middle part tells its claims, as OAuth tokens of the Hub do."""
    parts = (json.dumps({"alg": "EdDSA"}), json.dumps(dict(claims), separators=(",", ":")))
    coded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return f"{prefix}{coded[0]}.{coded[1]}.{token_value(seed, prefix='')}"


def _end_claim(expires_at: str | None) -> dict[str, int]:
    """Return the claim that tells when a token ends; without an end there is none."""
    if expires_at is None:
        return {}
    return {"exp": int(datetime.fromisoformat(expires_at.replace("Z", "+00:00")).timestamp())}


@dataclass
class World(Permissions):
    """Everything a stand-in Hub knows; repositories are kept by their web path."""

    users: dict[str, User] = field(default_factory=dict)
    orgs: dict[str, Org] = field(default_factory=dict)
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    repos: dict[str, Repo] = field(default_factory=dict)
    lfs_objects: dict[str, bytes] = field(default_factory=dict)
    trusted_jobs: dict[str, TrustedJob] = field(default_factory=dict)

    def add_user(self, name: str, *, plan: str = "free") -> User:
        """Add an account."""
        user = User(name, name.capitalize(), f"{name}@example.com", plan)
        self.users[name] = user
        return user

    def add_org(self, name: str, members: Mapping[str, str] | None = None, **extra: Any) -> Org:
        """Add an organisation with its members' roles; `extra` are fields of `Org`."""
        org = Org(name, dict(members or {}), **extra)
        self.orgs[name] = org
        return org

    def add_token(
        self,
        owner: str,
        role: str = "write",
        *,
        value: str | None = None,
        scoped: Iterable[Scope] = (),
        **extra: Any,
    ) -> AccessToken:
        """Add a token, its value computed unless given; `extra` are fields of `AccessToken`."""
        if owner not in self.users:
            self.add_user(owner)
        seed = f"{owner}/{role}/{extra.get('name', 'laptop')}/{len(self.tokens)}"
        if value is None:
            value = self._new_value(seed, owner, role, extra)
        token = AccessToken(value, owner, role, scoped=list(scoped), **extra)
        self.tokens[value] = token
        return token

    def trust(self, id_token: str, resource: str, *, lifetime_s: int = 3600) -> AccessToken:
        """Accept a CI job's id token for a resource: a repository's web path or a user name."""
        owner = resource.split("/")[-2:][0]
        token = self.add_token(owner, "jwt", name=f"job of {resource}", bound_repo=resource)
        self.trusted_jobs[id_token] = TrustedJob(token, resource, lifetime_s)
        return token

    def _new_value(self, seed: str, owner: str, role: str, extra: Mapping[str, Any]) -> str:
        """Return a token value in the form that fits its kind."""
        if role == "oauth":
            scope = " ".join(extra.get("oauth_scopes", ()))
            claims = {"sub": owner, "scope": scope, **_end_claim(extra.get("expires_at"))}
            return signed_value(seed, "hf_oauth_", claims)
        if role == "jwt":
            claims = {"sub": extra.get("bound_repo"), **_end_claim(extra.get("expires_at"))}
            return signed_value(seed, "hf_jwt_", claims)
        return token_value(seed)

    def add_repo(
        self,
        repo_id: str,
        repo_type: str = "model",
        *,
        files: Mapping[str, bytes] | None = None,
        **extra: Any,
    ) -> Repo:
        """Add a repository with a few files; `extra` are fields of `Repo`."""
        content = dict(DEFAULT_FILES if files is None else files)
        repo = Repo(repo_type, repo_id, files=content, **extra)
        self.repos[repo.webid] = repo
        return repo

    def repo(self, repo_id: str, repo_type: str = "model") -> Repo | None:
        """Return the repository of that id and type, None where there is none."""
        return self.repos.get(web_id(repo_type, repo_id))

    def whoami(self, token: AccessToken) -> dict[str, Any]:
        """Return what whoami answers to a valid token."""
        orgs = [org for org in self.orgs.values() if token.owner in org.members]
        return identity.describe(self.users[token.owner], orgs, token)
