"""
What is left of the candidates, given whose token it is and what was proved before.

The moment decides what is known beside the answer. At the start the guard has looked at the token
that it sends, and whoami answers in the same second. Later the token may have been revoked, another
one may have been sent, and what was allowed at the start may have changed.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._causes.codes import LACKING_RIGHTS, Cause
from hftoken_guard._token.shape import TOKEN_PREFIX, is_placeholder, is_template

from .answer import FORBIDDEN, NOT_FOUND, UNAUTHORIZED
from .evidence import Evidence, Moment
from .host import Host
from .permissions import SERVICE_PERMISSIONS, read_permissions
from .refused_write import (
    explain_not_found,
    explain_refused_creation,
    explain_refused_pull_request,
    explain_refused_write,
    explain_write_of_unknown,
)
from .route import WRITE_STEPS, Step
from .times import parse_time
from .verdict import Verdict, refuse

if TYPE_CHECKING:
    from .identity import Identity
    from .target import Mode

Candidates = tuple[Cause, ...]

# The guard settles these before it asks.
_SETTLED_AT_START = frozenset(
    {Cause.CREDENTIAL_SHADOWED, Cause.TOKEN_MALFORMED, Cause.TOKEN_MISSING}
)
_SERVICES = tuple(SERVICE_PERMISSIONS)
_SIGNED = (UNAUTHORIZED, FORBIDDEN, NOT_FOUND)  # the Hub signs these refusals


class Knowledge(NamedTuple):
    """
    Hold what is known beside an answer.

    Attributes:
        who: whom the token speaks for, or None.
        allowed: the mode and page of each target whose access a check has proved.
        is_other_token: the request carried another token than the one that was checked.
        is_token_proved: a proved write shows that the token is good.

    """

    who: Identity | None = None
    allowed: frozenset[tuple[Mode, str]] = frozenset()
    is_other_token: bool = False
    is_token_proved: bool = False

    def proves(self, seen: Evidence) -> bool:
        """Tell whether the access that was refused had been proved; who writes can read."""
        modes: tuple[Mode, ...] = ("write",) if seen.step in WRITE_STEPS else ("read", "write")
        target = seen.target
        return target is not None and any((mode, target.page) in self.allowed for mode in modes)


def narrow(candidates: Candidates, seen: Evidence, known: Knowledge) -> Verdict:
    """Take away the candidates that cannot be, and say what decided."""
    if known.who:
        verdict = _narrow_by_identity(candidates, seen, known.who, was_allowed=known.proves(seen))
    elif text := _find_text_in_place_of_token(seen, known):
        return refuse(text)
    else:
        verdict = _narrow_without_identity(candidates, seen, known)
    if seen.moment is Moment.LATER and not known.proves(seen):
        verdict = _leave_type_open(verdict, seen)
    return _leave_unsigned_open(verdict, candidates[0], seen, known)


def _leave_type_open(verdict: Verdict, seen: Evidence) -> Verdict:
    """Leave open that the repository is there as another type; only asking would tell."""
    if verdict.cause is not Cause.REPO_NOT_FOUND or seen.target is None:
        return verdict
    others = (*verdict.could_be, Cause.REPO_WRONG_TYPE)
    return refuse(Cause.REPO_NOT_FOUND, *others, because=verdict.because)


def _leave_unsigned_open(
    verdict: Verdict, first: Cause, seen: Evidence, known: Knowledge
) -> Verdict:
    """
    Leave open that something on the way refused, where the Hub would have signed.

    Another Hub signs nothing; that it answered whoami shows that it is one.
    """
    is_unsigned = seen.is_unmarked() and seen.host is Host.HUB and seen.status in _SIGNED
    if verdict.cause is None or not is_unsigned or (known.who and seen.is_of_other_hub()):
        return verdict
    is_as_first = verdict.cause in (first, Cause.NOT_THE_HUB)
    because = verdict.because if is_as_first else ""
    return refuse(verdict.cause, *verdict.could_be, Cause.NOT_THE_HUB, because=because)


def _narrow_without_identity(candidates: Candidates, seen: Evidence, known: Knowledge) -> Verdict:
    """Narrow by what was sent alone."""
    cause, *others = candidates
    if seen.moment is Moment.START:
        if known.is_token_proved and cause is Cause.TOKEN_INVALID:
            if seen.step is Step.CREATE:  # so the Hub refuses a token that may not create
                return refuse(Cause.TOKEN_SCOPE_MISSING)
            return refuse(Cause.UNEXPECTED, Cause.TOKEN_SCOPE_MISSING)
        if _is_lacking_right(candidates, seen):
            return refuse(Cause.WRITE_DENIED, *LACKING_RIGHTS)
        settled = _SETTLED_AT_START if seen.sent.is_sent else frozenset[Cause]()
        return refuse(cause, *(other for other in others if other not in settled))
    if seen.status == UNAUTHORIZED:
        if known.is_other_token:
            because = (
                "The request carried another token than the one that was checked at the start."
            )
            return refuse(Cause.CREDENTIAL_SHADOWED, *candidates, because=because)
        if seen.own_fault and Cause.TOKEN_MISSING in candidates:
            return refuse(seen.own_fault, *candidates, because=_describe_own(seen))
        if doubt := _doubt_value(seen):
            return refuse(cause, doubt, *others)
    return refuse(*candidates)


def _find_text_in_place_of_token(seen: Evidence, known: Knowledge) -> Cause | None:
    """Tell whether what was sent is surely a text: then nobody could accept it."""
    value = seen.sent.token.reveal()
    is_asked = seen.status == UNAUTHORIZED and not known.is_other_token
    return _doubt_value(seen) if is_template(value) and is_asked else None


def _describe_own(seen: Evidence) -> str:
    """Say what this process has for a token, where what was sent cannot be seen."""
    held = "no token" if seen.is_own_token_absent() else "something else in place of a token"
    return f"What was sent is no longer to be seen; this process has {held}."


def _doubt_value(seen: Evidence) -> Cause | None:
    """Tell what is odd about the value that was sent, or None."""
    value = seen.sent.token.reveal()
    if is_placeholder(value):
        return Cause.TOKEN_PLACEHOLDER
    is_odd = seen.sent.is_sent and not seen.is_basic() and not value.startswith(TOKEN_PREFIX)
    return Cause.TOKEN_MALFORMED if is_odd else None


def _narrow_by_identity(
    candidates: Candidates, seen: Evidence, who: Identity, *, was_allowed: bool
) -> Verdict:
    """Take away what cannot be, since the token was good and these are its rights."""
    cause = candidates[0]
    if _is_lacking_right(candidates, seen) or _is_gate_of_stranger(candidates, seen, who):
        return _narrow_rights(seen, who, was_allowed=was_allowed)
    if seen.status == UNAUTHORIZED and cause in (Cause.TOKEN_MISSING, Cause.TOKEN_INVALID):
        if seen.moment is Moment.START:
            return _narrow_refused_now(who)
        return _narrow_refused_since(candidates, seen, who, was_allowed=was_allowed)
    is_missing = seen.status == NOT_FOUND or seen.answer.is_missing_repository
    if cause is Cause.REPO_NOT_FOUND and is_missing and seen.target:
        if was_allowed:
            because = "At the start of this job it was there, and could be used."
            return refuse(cause, Cause.HUB_UNAVAILABLE, because=because)
        return explain_not_found(seen.target, who)
    return _rule_out(candidates, seen, who, was_allowed=was_allowed)


def _is_lacking_right(candidates: Candidates, seen: Evidence) -> bool:
    """Tell whether a write was refused for a right that only the identity can name."""
    is_open = candidates[0] in LACKING_RIGHTS and len(candidates) > 1
    is_write = seen.status == FORBIDDEN or Cause.NAMESPACE_FORBIDDEN in candidates
    return is_open and is_write and seen.step not in _SERVICES


def _is_gate_of_stranger(candidates: Candidates, seen: Evidence, who: Identity) -> bool:
    """Tell whether a write ended at a gate, behind which its owner may not write either."""
    is_gate = candidates[0].is_gate and seen.status == FORBIDDEN and seen.step is Step.WRITE
    return is_gate and seen.target is not None and who.is_stranger_to(seen.target.owner)


def _narrow_rights(seen: Evidence, who: Identity, *, was_allowed: bool) -> Verdict:
    """Tell which right is missing."""
    target = seen.target
    if target is None:
        return explain_write_of_unknown(who)
    if seen.step is Step.CREATE:
        return explain_refused_creation(
            target if target.owner else target.in_namespace(who.user), who
        )
    if seen.step is Step.PROPOSE:
        return explain_refused_pull_request(target, who)
    verdict = explain_refused_write(target, who)
    if was_allowed and verdict.cause is Cause.WRITE_DENIED:
        changed = "the token was edited, or your role or the repository has changed"
        because = f"At the start of this job this was allowed: since then {changed}."
        return refuse(Cause.WRITE_DENIED, because=because)
    return verdict


def _narrow_refused_now(who: Identity) -> Verdict:
    """Explain a 401 beside a whoami that accepts the token: it is about the route."""
    if who.has_scopes:
        return refuse(Cause.TOKEN_SCOPE_MISSING, Cause.UNEXPECTED)
    return refuse(Cause.UNEXPECTED, Cause.ORG_POLICY)


def _narrow_refused_since(
    candidates: Candidates, seen: Evidence, who: Identity, *, was_allowed: bool
) -> Verdict:
    """Explain a 401 after a whoami that accepted the token."""
    good = f'At the start of this job the token was accepted, as "{who.user}".'
    is_open = seen.step in (Step.READ, Step.OTHER) and not was_allowed
    cause, *others = candidates
    if cause is Cause.TOKEN_MISSING:
        return refuse(cause, *(others if is_open else ()), because=good)
    end = parse_time(who.expires_at)
    if end and end < datetime.now(timezone.utc):
        return refuse(Cause.TOKEN_EXPIRED, because=good)
    is_said = "invalid credentials" in seen.said
    if who.has_scopes and not is_said:
        return refuse(Cause.TOKEN_SCOPE_MISSING, cause, because=good)
    could_be = []
    if is_open and not is_said:
        could_be.append(Cause.GATED_NOT_REQUESTED if seen.is_gate() else Cause.REPO_NOT_FOUND)
    if who.is_fine_grained and seen.step in _SERVICES and not _is_service_granted(seen, who):
        could_be.append(Cause.TOKEN_SCOPE_MISSING)
    if seen.sent.is_sent is None:
        could_be += [Cause.TOKEN_MISSING, Cause.CREDENTIAL_SHADOWED]
    return refuse(cause, *could_be, because=good)


def _is_service_granted(seen: Evidence, who: Identity) -> bool:
    """Tell whether a fine-grained token may use the service that refused it."""
    permission = SERVICE_PERMISSIONS.get(seen.step)
    return permission is not None and read_permissions(who).names(permission)


def _rule_out(
    candidates: Candidates, seen: Evidence, who: Identity, *, was_allowed: bool
) -> Verdict:
    """Take away what the identity rules out; what the Hub says outright stands."""
    target = seen.target
    is_restricted = target is not None and who.is_restricted_in(target.owner)
    if candidates[0] is Cause.UNEXPECTED and Cause.ORG_POLICY in candidates and is_restricted:
        return refuse(Cause.ORG_POLICY)
    ruled_out = set(_SETTLED_AT_START)
    if who.role not in (None, "read"):
        ruled_out.add(Cause.TOKEN_READ_ONLY)
    if who.role in ("read", "write") or was_allowed or _is_service_granted(seen, who):
        ruled_out.add(Cause.TOKEN_SCOPE_MISSING)
    if not who.is_fine_grained or read_permissions(who).reads_gated:
        ruled_out.add(Cause.GATED_SCOPE_MISSING)
    if was_allowed and not seen.is_gate():
        ruled_out.add(Cause.GATED_NOT_REQUESTED)
    if seen.route.namespace and who.owns(seen.route.namespace):
        ruled_out.add(Cause.NAMESPACE_FORBIDDEN)
    if was_allowed or (seen.step is Step.INFERENCE and "organization" not in seen.said):
        ruled_out.add(Cause.ORG_POLICY)
    if len(candidates) == 1:
        return refuse(*candidates)
    left = [cause for cause in candidates if cause not in ruled_out]
    return refuse(*(left or [Cause.UNEXPECTED]))
