"""One request as the routes see it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from standin.records import web_id

if TYPE_CHECKING:
    from standin.records import AccessToken
    from standin.world import World


@dataclass(frozen=True)
class Settings:
    """How this Hub differs from the usual one."""

    write_probe: bool = True
    style: str = "hub"
    lenient_auth_check: bool = False
    whoami_quota: int | None = None
    api_quota: int | None = None
    window_s: float = 300
    front_user: str = ""


@dataclass(frozen=True)
class Credential:
    """What the Authorization header amounts to: anonymous, bad, expired or valid."""

    kind: str
    token: AccessToken | None = None
    name: str = ""


@dataclass(frozen=True)
class RepoRef:
    """A repository named by a path, which may not exist."""

    type: str
    id: str

    @property
    def webid(self) -> str:
        """The web path of that name."""
        return web_id(self.type, self.id)


@dataclass(frozen=True)
class Call:
    """A request, its path still percent-encoded and its header names in lower case."""

    world: World
    method: str
    path: str
    query: str
    headers: dict[str, str]
    endpoint: str
    client: str
    body: bytes = b""
    settings: Settings = field(default_factory=Settings)

    @property
    def segments(self) -> tuple[str, ...]:
        """The path's parts, decoded one by one so that an encoded slash separates nothing."""
        return tuple(unquote(part) for part in self.path.split("/")[1:]) or ("",)

    @property
    def params(self) -> dict[str, str]:
        """The last value of every query parameter."""
        return {key: values[-1] for key, values in parse_qs(self.query).items()}

    @property
    def credential(self) -> Credential:
        """Who is calling."""
        header = self.headers.get("authorization", "")
        if not header:
            return Credential("anonymous")
        token = self.world.tokens.get(header.removeprefix("Bearer ").strip())
        if token is None or not header.startswith("Bearer "):
            return Credential("bad")
        if token.expired:
            return Credential("expired", name=token.name)
        return Credential("valid", token, token.name)

    @property
    def token(self) -> AccessToken | None:
        """The token in use, None unless it is a good one."""
        return self.credential.token

    def flag(self, name: str) -> bool:
        """Tell whether a query parameter is switched on."""
        return self.params.get(name, "").lower() in {"1", "true"}

    def json(self) -> dict[str, Any]:
        """Return the body's JSON object; an empty one where it is something else."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}
