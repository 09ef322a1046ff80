"""Where a repository may be that was not found: as another type, or in a namespace of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._hub.target import GIT_TYPES

from .probes import info_route

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target

    from .client import HubClient

_NAMESPACES_TRIED = 4


def look_elsewhere(client: HubClient, target: Target, who: Identity | None) -> Target | None:
    """Ask for the same name elsewhere, and return the first that is there."""
    others = [target.of_type(type_) for type_ in GIT_TYPES if type_ != target.type]
    names = [who.user, *(member.name for member in who.memberships)] if who else []
    near = [name for name in names if name.lower() != target.owner.lower()]
    others += [target.in_namespace(name) for name in near[:_NAMESPACES_TRIED]]
    paths = [client.ask(info_route(other)) for other in others]
    client.gather(paths)
    client.leave_out(paths)
    found = (other for other in others if client.answers[info_route(other)].is_yes)
    return next(found, None)
