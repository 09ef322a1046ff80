"""The owner of a bare name in `write=`: the namespace of the token's owner, as for a push."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target


def lacks_owner(target: Target) -> bool:
    """Tell whether the owner still has to be learned from whoami; what is read is as written."""
    return target.mode == "write" and not target.owner


def fill_in_owner(target: Target, who: Identity | None) -> Target:
    """Return the target in the namespace of the token's owner, if that is known and needed."""
    return target.in_namespace(who.user) if who and lacks_owner(target) else target
