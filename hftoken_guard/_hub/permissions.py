"""
What a fine-grained token may do, and where.

The strings are those of the Hub's OpenAPI description. Whatever is absent is unknown, never a "no".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .identity import read_dict, read_list, read_text
from .route import Step

if TYPE_CHECKING:
    from .identity import Identity
    from .target import Target

READ_PERMISSION = "repo.content.read"
WRITE_PERMISSION = "repo.write"
DISCUSS_PERMISSION = "discussion.write"
# To use a service of the Hub.
SERVICE_PERMISSIONS = {Step.INFERENCE: "inference.serverless.write", Step.JOBS: "job.write"}


class Scope(NamedTuple):
    """
    Hold permissions for one entity.

    Attributes:
        kind: user, org, model, dataset, space, resource-group or another.
        name: the entity's name, lower case, or "".
        id: its id on the Hub, or "".
        permissions: what the token may do there.

    """

    kind: str
    name: str
    id: str
    permissions: frozenset[str]


class Permissions(NamedTuple):
    """
    Hold what a fine-grained token may do.

    Attributes:
        reads_gated: it has the flag for gated repositories.
        everywhere: what it may do everywhere.
        scopes: what it may do where.

    """

    reads_gated: bool
    everywhere: frozenset[str]
    scopes: tuple[Scope, ...]

    @property
    def writes_somewhere(self) -> bool:
        """Tell whether it may write anything."""
        return self.names(WRITE_PERMISSION)

    def names(self, permission: str) -> bool:
        """Tell whether it has the permission, for whatever."""
        lists = (self.everywhere, *(scope.permissions for scope in self.scopes))
        return any(permission in permissions for permissions in lists)


def read_permissions(who: Identity) -> Permissions:
    """Read what whoami lists, whatever types its fields have."""
    listed = who.permissions
    return Permissions(
        reads_gated=listed.get("canReadGatedRepos") is True,
        everywhere=_read_names(listed.get("global")),
        scopes=tuple(_read_scope(read_dict(scope)) for scope in read_list(listed.get("scoped"))),
    )


def grants(who: Identity, permission: str, target: Target, *, on_repo: bool = True) -> bool | None:
    """
    Tell whether a fine-grained token has the permission for the target.

    None where the scopes do not tell: an entity without a name, or a resource group. Which
    permission of a namespace covers its buckets is not published; one for repositories does not
    (github.com/filipstrand/mflux/issues/662). So of a bucket only a scope of its own says yes,
    and none says no.
    `on_repo=False` counts only what holds for the whole namespace, as creating needs.
    """
    permissions = read_permissions(who)
    if permission in permissions.everywhere and not target.is_bucket:
        return True
    answers = [
        _covers(who, scope, target, on_repo=on_repo)
        for scope in permissions.scopes
        if permission in scope.permissions
    ]
    if True in answers:
        return True
    return None if None in answers or target.is_bucket else False


def _covers(who: Identity, scope: Scope, target: Target, *, on_repo: bool) -> bool | None:
    """Tell whether a scope is about the target."""
    member = who.member_of(target.owner)
    if scope.kind in ("user", "org") and not target.is_bucket:
        if scope.name:
            return scope.name == target.owner.lower()
        owner_id = who.id if who.owns(target.owner) else member.id if member else ""
        return scope.id == owner_id if owner_id else None
    if scope.kind == target.type:
        return on_repo and (scope.name == target.id.lower() if scope.name else None)
    if scope.kind == "resource-group":
        return None if member else False
    return False


def _read_scope(scope: dict[str, object]) -> Scope:
    entity = read_dict(scope.get("entity"))
    return Scope(
        kind=read_text(entity.get("type")),
        name=read_text(entity.get("name")).lower(),
        id=read_text(entity.get("_id")),
        permissions=_read_names(scope.get("permissions")),
    )


def _read_names(value: object) -> frozenset[str]:
    return frozenset(read_text(item) for item in read_list(value))
