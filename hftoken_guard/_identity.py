"""
Who the token speaks for and what it may do, read from the Hub's answer to whoami.

The fields and which of them may be absent: the Hub's OpenAPI description, route
`/api/whoami-v2`. Whatever is absent is unknown, never a "no".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._targets import Target

MAY_WRITE = frozenset({"admin", "write"})
MAY_CREATE = MAY_WRITE | {"contributor"}
WRITE = "repo.write"
READ = "repo.content.read"
DISCUSS = "discussion.write"
_KINDS = frozenset({"user", "org", "app"})
_ROLES = frozenset({"read", "write", "fineGrained"})
_SCOPED_KINDS = frozenset({"oauth", "app_token", "app_token_as_user"})
_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")


class Membership:
    """Hold what whoami says about one organization; `role` is None where it says nothing."""

    __slots__ = ("group_roles", "id", "name", "restrictions", "role")

    def __init__(self, entry: dict[str, object]) -> None:
        """Read one entry of `orgs`."""
        self.name = _name(entry.get("name"))
        self.id = _text(entry.get("id"))
        self.role = _text(entry.get("roleInOrg")) or None
        self.restrictions = tuple(_text(item) for item in _list(entry.get("securityRestrictions")))
        groups = [_dict(group) for group in _list(entry.get("resourceGroups"))]
        self.group_roles = frozenset(_text(group.get("role")) for group in groups)


class Identity:
    """
    Hold the owner and the rights of a token.

    Attributes:
        user: the owner's name.
        kind: user, org or app, or None if the Hub names another.
        role: read, write or fineGrained, or None if the Hub gives none (OAuth) or another.
        has_scopes: whether it is a token of a login or an app, with scopes instead of a role.
        token_name: the token's display name, "" if there is none.
        orgs: the owner's memberships by lower-case name, or None if the Hub does not list them.
        reads_gated: whether a fine-grained token has the flag for gated repositories.
        created_at: when the token was made, as the Hub writes it, "" if unknown.
        expires_at: as the Hub writes it, "" if unknown.
        allowed: the mode and page of each target whose access a check has proved.

    """

    def __init__(self, body: dict[str, object]) -> None:
        """Read the body of whoami, whatever types its fields have."""
        self.user = _name(body.get("name"))
        self.id = _text(body.get("id"))
        kind = _text(body.get("type"))
        self.kind = kind if kind in _KINDS else None
        members = [Membership(_dict(entry)) for entry in _list(body.get("orgs"))]
        is_listed = isinstance(body.get("orgs"), list) and self.kind != "app"
        named = [member for member in members if member.name]
        self.orgs = {member.name.lower(): member for member in named} if is_listed else None
        auth = _dict(body.get("auth"))
        token = _dict(auth.get("accessToken"))
        role = _text(token.get("role"))
        self.role = role if role in _ROLES else None
        self.is_god = role == "god"  # the Hub's own staff and its test instance
        self.has_scopes = not role and _text(auth.get("type")) in _SCOPED_KINDS
        self.token_name = _text(token.get("displayName"))
        self.created_at = _text(token.get("createdAt"))
        self.expires_at = _text(auth.get("expiresAt"))
        fine = _dict(token.get("fineGrained"))
        self.allowed: set[tuple[str, str]] = set()
        self.reads_gated = fine.get("canReadGatedRepos") is True
        self._global = frozenset(_text(item) for item in _list(fine.get("global")))
        self._scoped = [_dict(scope) for scope in _list(fine.get("scoped"))]

    def owns(self, owner: str) -> bool:
        """Tell whether the namespace is the user's own; names ignore case on the Hub."""
        return owner.lower() == self.user.lower()

    def member_of(self, owner: str) -> Membership | None:
        """Return the membership in the organization of that name, or None."""
        return (self.orgs or {}).get(owner.lower())

    def is_stranger_to(self, owner: str) -> bool:
        """Tell whether the namespace is certainly neither the user's nor one of the orgs'."""
        return self.orgs is not None and not self.owns(owner) and self.member_of(owner) is None

    @property
    def writes_somewhere(self) -> bool:
        """Tell whether any scope allows a write, or the scopes are not listed."""
        lists = [self._global, *(_list(scope.get("permissions")) for scope in self._scoped)]
        return self.has_scopes or any(WRITE in permissions for permissions in lists)

    def grants(self, permission: str, target: Target, *, on_repo: bool = True) -> bool | None:
        """
        Tell whether a fine-grained token has the permission for the target.

        None where the scopes do not tell: an entity without a name, or a resource group.
        `on_repo=False` counts only what holds for the whole namespace, as creating needs.
        """
        if permission in self._global:
            return True
        answers = [
            self._covers(_dict(scope.get("entity")), target, on_repo=on_repo)
            for scope in self._scoped
            if permission in [_text(item) for item in _list(scope.get("permissions"))]
        ]
        return True if True in answers else None if None in answers else False

    def _covers(self, entity: dict[str, object], target: Target, *, on_repo: bool) -> bool | None:
        kind, name = _text(entity.get("type")), _text(entity.get("name")).lower()
        if kind in ("user", "org"):
            if name:
                return name == target.owner.lower()
            member = self.member_of(target.owner)
            owner_id = self.id if self.owns(target.owner) else member.id if member else ""
            return _text(entity.get("_id")) == owner_id if owner_id else None
        if kind == target.type:
            return on_repo and (name == target.id.lower() if name else None)
        if kind == "resource-group":
            return None if self.member_of(target.owner) else False
        return False


# Whom a token speaks for, by endpoint and by Python's salted hash of the token: asked once.
KNOWN: dict[tuple[str, int], Identity] = {}


def parse_time(text: str) -> datetime | None:
    """Return the Hub's ISO 8601 time as an aware datetime, or None if it is not one."""
    from datetime import datetime, timezone  # most tokens have no such time

    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def _name(value: object) -> str:
    """Return a name that can be one on the Hub, or "": it goes into paths and messages."""
    name = _text(value)
    return name if _NAME_LETTERS.issuperset(name) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
