"""What was found, in words: no token, a bad one, a fault of the Hub or on the way to it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hftoken_guard._causes.codes import Cause
from hftoken_guard._environment import find_endpoint, find_offline_variable
from hftoken_guard._hub.address import HUB
from hftoken_guard._redact import sanitize_line
from hftoken_guard._report.describe import describe
from hftoken_guard._report.slots import name_token
from hftoken_guard._report.wait import describe_duration, describe_wait
from hftoken_guard._settings import find_bad_client_setting
from hftoken_guard._token.names import EXCHANGE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Mode, Target
    from hftoken_guard._hub.target_text import TargetError
    from hftoken_guard._report.problem import Problem
    from hftoken_guard._token.lookup import TokenLookup

    from .credential import Shadow

THE_TOKEN = "token"  # what whoami is asked about, as messages name it
_WINDOW_S = 300  # in which the Hub counts requests; no budget outlasts a longer wait


def describe_lookup(lookup: TokenLookup) -> Problem:
    """Say why there is no token to check."""
    cause = lookup.cause or Cause.TOKEN_MISSING
    return describe(cause, name_token(lookup, None), because=lookup.because)


def describe_malformed(lookup: TokenLookup, error: TargetError, mode: Mode) -> Problem:
    """Say why a target cannot be the name of a repository."""
    slots = name_token(lookup, None)._replace(
        target=f'"{sanitize_line(error.text)}"', argument=f"{mode}="
    )
    because = error.reason[0].upper() + error.reason[1:]
    target = sanitize_line(error.text)
    return describe(Cause.TARGET_MALFORMED, slots, because=because, target=target)


def describe_offline(lookup: TokenLookup, targets: Sequence[Target]) -> Problem:
    """Say that offline mode is on and something has to be written."""
    names = ", ".join(map(str, targets))
    slots = name_token(lookup, None)._replace(target=names, offline=find_offline_variable())
    return describe(Cause.HUB_OFFLINE, slots, target=names)


def describe_broken_client(lookup: TokenLookup, error: Exception) -> Problem:
    """Say that the client library cannot be used."""
    slots = name_token(lookup, None)
    if setting := find_bad_client_setting(error):
        return describe(Cause.CLIENT_MISCONFIGURED, slots.with_fault(setting))
    slots = slots._replace(fault=sanitize_line(error))
    return describe(Cause.UNEXPECTED, slots, what="huggingface_hub cannot be imported: {fault}")


def describe_shadow(lookup: TokenLookup, shadow: Shadow) -> Problem:
    """Say that the client would send another credential."""
    slots = name_token(lookup, None)._replace(shadow=shadow.name, unshadow=shadow.remedy)
    return describe(Cause.CREDENTIAL_SHADOWED, slots)


def describe_failed_exchange(lookup: TokenLookup, answer: Answer) -> Problem:
    """Say that the identity of a CI job was not exchanged for a token."""
    said = (answer.message or answer.fault or f"HTTP {answer.status}").rstrip(".")
    because = f"{EXCHANGE_VARIABLE} is set, and its exchange for a token failed: {said}."
    cause = Cause.CREDENTIAL_SHADOWED if lookup.secret else Cause.TOKEN_MISSING
    slots = name_token(lookup, None)._replace(
        shadow=EXCHANGE_VARIABLE,
        unshadow=f"Remove {EXCHANGE_VARIABLE} from the job's environment, or take the next step.",
        exchange=f"{HUB}/docs/hub/trusted-publishers",
    )
    why = "The client makes this exchange before it looks for a token, and ends where it fails."
    return describe(cause, slots, because=because, why=why, **facts_of(answer))


def describe_bad_token(lookup: TokenLookup, cause: Cause, answer: Answer) -> Problem:
    """Say that the Hub does not accept the token."""
    because, endpoint = "", find_endpoint()
    if cause is Cause.TOKEN_INVALID and endpoint != HUB:
        because = f"The Hub that was asked is {endpoint}, which may not know tokens of another."
    return describe(
        cause,
        name_token(lookup, None),
        because=because,
        said=answer.message,
        **facts_of(answer),
    )


def describe_early_end(
    lookup: TokenLookup, who: Identity | None, end: datetime, lasts_s: float
) -> Problem:
    """Say that the token ends before the job does."""
    left_s = end.timestamp() - time.time()
    slots = name_token(lookup, who)._replace(early=describe_duration(lasts_s - left_s))
    because = (
        f"The token ends at {end:%Y-%m-%d %H:%M} UTC, in {describe_duration(left_s)}, and the job"
        f" lasts {describe_duration(lasts_s)}."
    )
    return describe(Cause.TOKEN_EXPIRES_EARLY, slots, because=because)


def describe_fault(
    lookup: TokenLookup, who: Identity | None, cause: Cause, subjects: str, answer: Answer
) -> Problem:
    """Say what is the fault of the Hub, or of the way there; `subjects` could not be asked."""
    slots = name_token(lookup, who)._replace(target=subjects, status=str(answer.status))
    slots = slots.with_fault(answer.fault)
    if answer.wait_s > _WINDOW_S:
        slots = slots._replace(guard=None)  # to wait longer would not help
    because, said = describe_wait(answer.wait_s), answer.message
    if cause is Cause.NOT_THE_HUB:
        slots = slots._replace(came=answer.describe_form())
        because, said = _describe_stranger(answer), ""
    target = None if subjects == THE_TOKEN else subjects
    return describe(cause, slots, because=because, said=said, target=target, **facts_of(answer))


def _describe_stranger(answer: Answer) -> str:
    """Say what something else than the Hub answered; that it was no JSON is the usual sign."""
    if answer.is_page:
        return f"{answer.path} gave a web page (HTTP {answer.status}), where the Hub gives JSON."
    more = f": {answer.message}" if answer.message else ""
    return f"{answer.path} was answered with HTTP {answer.status}{more}."


def facts_of(answer: Answer) -> dict[str, Any]:
    """Return what a problem tells of the answer that refused."""
    return {"status": answer.status or None, "request_id": answer.request_id or None}
