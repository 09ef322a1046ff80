"""A refused target in words, after a look at where a missing one may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._causes.codes import Cause
from hftoken_guard._hub.permissions import read_permissions
from hftoken_guard._redact import sanitize_line
from hftoken_guard._report.describe import describe
from hftoken_guard._report.policy import list_policy_steps
from hftoken_guard._report.slots import name_target, name_token

from .elsewhere import look_elsewhere
from .probes import creation_route
from .problems import facts_of

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target
    from hftoken_guard._report.problem import Problem
    from hftoken_guard._token.lookup import TokenLookup

    from .client import HubClient
    from .judge import Judged

_GATES_BEFORE_THE_FLAG = (Cause.GATED_NOT_REQUESTED, Cause.GATED_PENDING)


def describe_refused(
    lookup: TokenLookup, who: Identity | None, judged: Judged, client: HubClient, *, is_pull: bool
) -> Problem:
    """Say why a target is refused, after a look at where a missing one may be."""
    target, verdict, answer = judged
    is_write = target.mode == "write"
    is_missing = is_write and answer is not None and answer.is_missing_repository
    is_creation = is_missing or (answer is not None and answer.path == creation_route(target))
    cause, could_be = verdict.cause or Cause.UNEXPECTED, verdict.could_be
    slots = name_target(
        name_token(lookup, who), target, who, is_pull=is_pull and is_write, is_new=is_creation
    )
    if Cause.REPO_NOT_FOUND in (cause, *could_be) and not is_write:
        found = look_elsewhere(client, target, who)
        if found and found.type != target.type:
            could_be = (cause, *could_be)  # one of the right type may be hidden
            cause = Cause.REPO_WRONG_TYPE
            slots = slots.with_other(found)
        elif found:
            slots = slots._replace(near=str(found))
    what = ""
    is_elsewhere = cause is Cause.REPO_WRONG_TYPE
    if lookup.secret is None and Cause.TOKEN_MISSING in (cause, *could_be) and not is_elsewhere:
        could_be = tuple(other for other in (cause, *could_be) if other is not Cause.TOKEN_MISSING)
        cause, what = (
            lookup.cause or cause,
            "{target} cannot be read without a token, and HF_TOKEN is {absent}",
        )
        if Cause.REPO_NOT_FOUND in could_be:
            slots = slots._replace(public_page=slots.page)
    said = "" if is_missing or answer is None else answer.message
    because = _describe_evidence(target, who, cause, could_be, is_missing=is_missing)
    return describe(
        cause,
        slots,
        because=because,
        what=what,
        said=said,
        fix=list_policy_steps(said, who, target.owner) if cause is Cause.ORG_POLICY else (),
        could_be=could_be,
        target=str(target),
        **(facts_of(answer) if answer else {}),
    )


def _describe_evidence(
    target: Target,
    who: Identity | None,
    cause: Cause,
    could_be: tuple[Cause, ...],
    *,
    is_missing: bool,
) -> str:
    """Return the evidence that goes beyond the general reason of the cause."""
    parts = []
    if is_missing:
        parts.append(f"{target.page} does not exist, or is hidden from this token.")
    if who is None:
        return " ".join(parts)
    member = who.member_of(target.owner)
    if cause is Cause.ORG_POLICY and member and member.restrictions:
        limits = ", ".join(map(sanitize_line, member.restrictions))
        parts.append(f'The Hub lists restrictions of this token in "{target.owner}": {limits}.')
    if Cause.NAMESPACE_FORBIDDEN in could_be:
        parts.append(f'"{target.owner}" is neither your name nor one of your organizations.')
    if (
        cause in _GATES_BEFORE_THE_FLAG
        and who.is_fine_grained
        and not read_permissions(who).reads_gated
    ):
        parts.append(
            "The fine-grained token also lacks the right to read gated repositories: tick that"
            " box at https://huggingface.co/settings/tokens as well."
        )
    if cause is Cause.TOKEN_SCOPE_MISSING and who.has_scopes:
        parts.append("The token is of a login or an app and has only the scopes asked for there.")
    return " ".join(parts)
