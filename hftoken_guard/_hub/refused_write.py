"""
Why a write is refused, or would be: the rights of the token, read from whoami.

The Hub decides in the order credentials, visibility, gate, permission. Its 403 for a write is the
same for a read token, a missing scope, a foreign namespace and a low role. Only whoami tells them
apart. Which answers lead here is in `rules.py`, and what picks among their causes in `narrow.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._causes.codes import LACKING_RIGHTS, Cause

from .permissions import (
    DISCUSS_PERMISSION,
    READ_PERMISSION,
    WRITE_PERMISSION,
    grants,
    read_permissions,
)
from .verdict import PROVED, UNVERIFIED, Verdict, refuse

if TYPE_CHECKING:
    from .identity import Identity, Membership
    from .target import Target

# Roles in an organization that may write to its repositories, and that may create some.
MAY_WRITE = frozenset({"admin", "write"})
MAY_CREATE = MAY_WRITE | {"contributor"}
# A visitor is one at a KohakuHub.
_LOW_ROLES = frozenset({"read", "no_access", "contributor", "visitor"})


def explain_refused_write(target: Target, who: Identity) -> Verdict:
    """Tell why a token of this owner may not write to an existing repository."""
    if forbidden := _forbid_any_write(target, who):
        return forbidden
    member = who.member_of(target.owner)
    low = _low_role(member, MAY_WRITE)
    if who.is_fine_grained and target.is_bucket:  # its scopes do not tell, the refusal does
        return refuse(*low, Cause.TOKEN_SCOPE_MISSING)
    if who.is_fine_grained and grants(who, WRITE_PERMISSION, target) is False:
        return refuse(Cause.TOKEN_SCOPE_MISSING, *low)
    if low:
        return refuse(*low)
    if who.has_scopes:  # whoami does not list them
        return refuse(Cause.TOKEN_SCOPE_MISSING, *([Cause.ORG_ROLE_TOO_LOW] if member else []))
    if not who.has_known_role:
        return refuse(Cause.WRITE_DENIED, *LACKING_RIGHTS)
    if member and not member.role:
        return refuse(Cause.ORG_ROLE_TOO_LOW, Cause.WRITE_DENIED)
    return refuse(Cause.WRITE_DENIED, *([Cause.ORG_POLICY] if member else []))


def explain_refused_creation(target: Target, who: Identity) -> Verdict:
    """Tell why a token of this owner may not create the repository."""
    expected = expect_creation(target, who)
    return expected if expected.cause else explain_refused_write(target, who)


def explain_refused_pull_request(target: Target, who: Identity) -> Verdict:
    """Tell why a pull request is refused; a repository can have switched them off."""
    expected = expect_pull_request(target, who, PROVED)
    if expected.cause:
        return refuse(expected.cause, Cause.UNEXPECTED)
    return refuse(Cause.UNEXPECTED, Cause.TOKEN_SCOPE_MISSING, Cause.ORG_POLICY)


def explain_write_of_unknown(who: Identity) -> Verdict:
    """Tell why a token of this owner may not write, where no repository is named."""
    if who.role == "read":
        return refuse(Cause.TOKEN_READ_ONLY)
    if who.is_fine_grained or who.has_scopes:
        elsewhere = (
            [Cause.NAMESPACE_FORBIDDEN]
            if who.has_scopes or read_permissions(who).writes_somewhere
            else []
        )
        return refuse(Cause.TOKEN_SCOPE_MISSING, *elsewhere)
    return refuse(Cause.NAMESPACE_FORBIDDEN, *([Cause.ORG_ROLE_TOO_LOW] if who.orgs else []))


def explain_not_found(target: Target, who: Identity) -> Verdict:
    """Tell why a token that the Hub knows does not see a repository."""
    if who.is_restricted_in(target.owner):
        return refuse(Cause.ORG_POLICY, Cause.REPO_NOT_FOUND)
    if who.is_near(target.owner):
        permissions = (READ_PERMISSION, WRITE_PERMISSION)
        granted = {grants(who, permission, target) for permission in permissions}
        if who.is_fine_grained and granted == {False}:
            return refuse(Cause.TOKEN_SCOPE_MISSING, Cause.REPO_NOT_FOUND)
        if who.has_scopes or (who.is_fine_grained and True not in granted):
            return refuse(Cause.REPO_NOT_FOUND, Cause.TOKEN_SCOPE_MISSING)
    return refuse(Cause.REPO_NOT_FOUND)


def expect_creation(target: Target, who: Identity | None, *, is_new: bool = True) -> Verdict:
    """
    Tell whether the repository can be created; the Hub has no question for that.

    `is_new=False`: whether it is there is not known either.
    """
    unverified = Verdict(is_new=is_new, is_proved=False)
    if who is None or not target.owner:
        return unverified
    if forbidden := _forbid_any_write(target, who):
        return forbidden
    member = who.member_of(target.owner)
    low = _low_role(member, MAY_CREATE)
    in_group = bool(member and member.group_roles & MAY_CREATE)
    if who.is_fine_grained:
        granted = grants(who, WRITE_PERMISSION, target, on_repo=not is_new)
        if granted is False:
            return refuse(Cause.TOKEN_SCOPE_MISSING, *low)
        if granted is None:
            return unverified
    if low and not in_group:
        return refuse(*low)
    is_role_open = in_group or (member is not None and not member.role)
    if is_role_open or not who.has_known_role or who.orgs is None:
        return unverified
    return Verdict(is_new=is_new, is_proved=is_new)


def expect_pull_request(target: Target, who: Identity | None, readable: Verdict) -> Verdict:
    """Tell whether a pull request can be opened on a repository that can be read."""
    if who is None:
        return UNVERIFIED
    if who.role == "read":
        return refuse(Cause.TOKEN_READ_ONLY)
    if who.is_fine_grained:
        rights = [
            grants(who, permission, target) for permission in (DISCUSS_PERMISSION, WRITE_PERMISSION)
        ]
        if not any(right is not False for right in rights):
            return refuse(Cause.TOKEN_SCOPE_MISSING)
        if True not in rights:
            return UNVERIFIED
    is_sure = who.has_known_role and not who.is_restricted_in(target.owner)
    return readable if is_sure else UNVERIFIED


def _forbid_any_write(target: Target, who: Identity) -> Verdict | None:
    """Tell what stands against any write there, whether the repository exists or not."""
    is_stranger = who.is_stranger_to(target.owner) and not who.is_staff
    if who.role == "read":
        return refuse(Cause.TOKEN_READ_ONLY, *([Cause.NAMESPACE_FORBIDDEN] if is_stranger else []))
    if is_stranger:
        return refuse(Cause.NAMESPACE_FORBIDDEN)
    if not who.is_restricted_in(target.owner):
        return None
    is_unscoped = who.is_fine_grained and grants(who, WRITE_PERMISSION, target) is False
    scope = [Cause.TOKEN_SCOPE_MISSING] if is_unscoped else []
    return refuse(Cause.ORG_POLICY, *_low_role(who.member_of(target.owner), MAY_WRITE), *scope)


def _low_role(member: Membership | None, enough: frozenset[str]) -> list[Cause]:
    """Name the role in the organization as a cause if it is known, and known to be too low."""
    is_low = member is not None and member.role in _LOW_ROLES - enough
    return [Cause.ORG_ROLE_TOO_LOW] if is_low else []
