"""
Where a repository may be that was not found: as another type, or under another owner.

The owner is one whose name is spelled almost alike, the user, or an organization of the user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._hub.owners import find_near_owners
from hftoken_guard._hub.target import GIT_TYPES

from .probes import info_route

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target

    from .client import HubClient

_NAMESPACES_TRIED = 4
_NEAR_OWNERS_TRIED = 2


def look_elsewhere(client: HubClient, target: Target, who: Identity | None) -> Target | None:
    """Ask for the same name elsewhere, and return the first that is there."""
    others = [target.of_type(type_) for type_ in GIT_TYPES if type_ != target.type]
    names = [who.user, *(member.name for member in who.memberships)] if who else []
    own = [name for name in names if name.lower() != target.owner.lower()]
    owners = find_near_owners(target.owner, _NEAR_OWNERS_TRIED) + own[:_NAMESPACES_TRIED]
    others += [target.in_namespace(owner) for owner in dict.fromkeys(owners)]
    paths = [client.ask(info_route(other)) for other in others]
    client.gather(paths)
    client.leave_out(paths)
    found = (other for other in others if client.answers[info_route(other)].is_yes)
    return next(found, None)
