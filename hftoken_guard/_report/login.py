"""The owner of a token in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._redact import sanitize_line

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity

_KINDS = {"read": "read token", "write": "write token", "fineGrained": "fine-grained token"}
_ORGS_SHOWN = 8


def describe_owner(who: Identity | None) -> str:
    """Return the owner and the kind of the token, in a few words."""
    if who is None:
        return "token (owner not known)"
    return f"{sanitize_line(who.user)} ({_KINDS.get(who.role or '', 'token')})"


def describe_login(who: Identity | None) -> str:
    """Say whom the token speaks for, in a sentence."""
    if who is None:
        return "Whose token this is could not be asked."
    name, token = f'"{sanitize_line(who.user)}"', describe_token(who)
    if who.is_fine_grained:
        return f"You are logged in as {name} with the fine-grained token{token}."
    if who.has_known_role:
        role = who.role or "god"
        return f"You are logged in as {name} with the token{token}, whose role is {role}."
    kind = "has scopes instead of a role" if who.has_scopes else "has a role that is not known"
    return f"You are logged in as {name} with a token{token} that {kind}."


def describe_token(who: Identity | None) -> str:
    """Return the display name of the token, behind a blank; "" if there is none."""
    return f' "{sanitize_line(who.token_name)}"' if who and who.token_name else ""


def list_orgs(who: Identity | None) -> str:
    """Return the owner's organizations in parentheses, behind a blank; "" if none is known."""
    names = [sanitize_line(member.name) for member in (who.memberships if who else [])]
    more = ", ..." if len(names) > _ORGS_SHOWN else ""
    return f" ({', '.join(names[:_ORGS_SHOWN])}{more})" if names else ""
