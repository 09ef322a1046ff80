"""
Whom a token speaks for: the answer of whoami.

The fields of whoami, and which of them may be absent: the Hub's OpenAPI description, route
`/api/whoami-v2`. Whatever is absent is unknown, never a "no".
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from typing import NamedTuple

from hftoken_guard._token.shape import SAFE_CHARACTERS

_KINDS = frozenset({"user", "org", "app"})
_ROLES = frozenset({"read", "write", "fineGrained"})
_STAFF_ROLE = "god"  # of the Hub's own staff and its test instance
_SCOPED_KINDS = frozenset({"oauth", "app_token", "app_token_as_user"})


class Membership(NamedTuple):
    """
    Hold what whoami says about one organization.

    Attributes:
        name: the organization's name.
        id: its id on the Hub, or "".
        role: the user's role there, or None if whoami says nothing.
        restrictions: what restricts the token there.
        group_roles: the user's roles in resource groups.

    """

    name: str
    id: str = ""
    role: str | None = None
    restrictions: tuple[str, ...] = ()
    group_roles: frozenset[str] = frozenset()


class Identity(NamedTuple):
    """
    Hold the owner and the rights of a token.

    Attributes:
        user: the owner's name, or "" if there is none.
        id: the owner's id on the Hub, or "".
        kind: user, org or app, or None if the Hub names another.
        role: read, write or fineGrained, or None if the Hub gives none (OAuth) or another.
        is_staff: the role is above all others.
        has_scopes: it is a token of a login or an app, with scopes instead of a role.
        token_name: the token's display name, or "".
        orgs: the owner's memberships by lower-case name, or None if the Hub does not list them.
        created_at: when the token was made, as the Hub writes it, or "".
        expires_at: when it ends, as the Hub writes it, or "".
        permissions: the permissions of a fine-grained token, as whoami lists them.

    """

    user: str = ""
    id: str = ""
    kind: str | None = None
    role: str | None = None
    is_staff: bool = False
    has_scopes: bool = False
    token_name: str = ""
    orgs: dict[str, Membership] | None = None
    created_at: str = ""
    expires_at: str = ""
    permissions: dict[str, object] = {}  # noqa: RUF012 - nobody changes it

    @property
    def has_known_role(self) -> bool:
        """Tell whether whoami gives a role that this package knows."""
        return self.role is not None or self.is_staff

    @property
    def is_fine_grained(self) -> bool:
        """Tell whether the token has permissions instead of a role."""
        return self.role == "fineGrained"

    @property
    def memberships(self) -> list[Membership]:
        """The owner's memberships, as far as they are known."""
        return list((self.orgs or {}).values())

    def owns(self, owner: str) -> bool:
        """Tell whether the namespace is the user's own; names ignore case on the Hub."""
        return owner.lower() == self.user.lower()

    def member_of(self, owner: str) -> Membership | None:
        """Return the membership in the organization of that name, or None."""
        return (self.orgs or {}).get(owner.lower())

    def is_near(self, owner: str) -> bool:
        """Tell whether the namespace is the user's own, or one of an organization of theirs."""
        return self.owns(owner) or self.member_of(owner) is not None

    def is_stranger_to(self, owner: str) -> bool:
        """Tell whether the namespace is certainly neither the user's nor one of the orgs'."""
        return self.orgs is not None and not self.is_near(owner)

    def is_restricted_in(self, owner: str) -> bool:
        """Tell whether the organization of that name restricts the token."""
        member = self.member_of(owner)
        return bool(member and member.restrictions)


def read_identity(body: dict[str, object]) -> Identity:
    """Read the body of whoami, whatever types its fields have."""
    kind = read_text(body.get("type"))
    auth = read_dict(body.get("auth"))
    token = read_dict(auth.get("accessToken"))
    role = read_text(token.get("role"))
    return Identity(
        user=_name(body.get("name")),
        id=read_text(body.get("id")),
        kind=kind if kind in _KINDS else None,
        role=role if role in _ROLES else None,
        is_staff=role == _STAFF_ROLE,
        has_scopes=not role and read_text(auth.get("type")) in _SCOPED_KINDS,
        token_name=read_text(token.get("displayName")),
        orgs=_read_memberships(body.get("orgs"), is_app=kind == "app"),
        created_at=read_text(token.get("createdAt")),
        expires_at=read_text(auth.get("expiresAt")),
        permissions=read_dict(token.get("fineGrained")),
    )


def _read_memberships(orgs: object, *, is_app: bool) -> dict[str, Membership] | None:
    """Read the organizations, or return None where they are not listed."""
    if is_app or not isinstance(orgs, list):
        return None
    members = [_read_membership(read_dict(entry)) for entry in orgs]
    return {member.name.lower(): member for member in members if member.name}


def _read_membership(entry: dict[str, object]) -> Membership:
    groups = [read_dict(group) for group in read_list(entry.get("resourceGroups"))]
    return Membership(
        name=_name(entry.get("name")),
        id=read_text(entry.get("id")),
        role=read_text(entry.get("roleInOrg")) or None,
        restrictions=tuple(
            read_text(item) for item in read_list(entry.get("securityRestrictions"))
        ),
        group_roles=frozenset(read_text(group.get("role")) for group in groups),
    )


def _name(value: object) -> str:
    """Return a name that can be one on the Hub, or "": it goes into paths and messages."""
    name = read_text(value)
    return name if SAFE_CHARACTERS.issuperset(name) else ""


def read_text(value: object) -> str:
    """Return a text, or "" if it is none."""
    return value if isinstance(value, str) else ""


def read_list(value: object) -> list[object]:
    """Return a list, an empty one if it is none."""
    return value if isinstance(value, list) else []


def read_dict(value: object) -> dict[str, object]:
    """Return an object, an empty one if it is none."""
    return value if isinstance(value, dict) else {}
