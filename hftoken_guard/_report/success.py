"""The line of success: what was proved, and when the token ends."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target
    from hftoken_guard._hub.verdict import Verdict
    from hftoken_guard._token.secret import Secret

_SOON_HOURS = 24  # an end that is nearer is said


def describe_success(
    owner: str,
    proofs: Iterable[tuple[Target, Verdict]],
    end: datetime | None,
    *,
    is_pull: bool = False,
) -> str:
    """Say what was proved for a token of this owner; a target that was refused is left out."""
    shown: dict[str, list[str]] = {"reads": [], "opens pull requests on": [], "writes": []}
    for target, verdict in proofs:
        if verdict.cause is None:
            shown[_choose_verb(target, is_pull=is_pull)].append(_describe_proof(target, verdict))
    parts = [f"{verb} {', '.join(targets)}" for verb, targets in shown.items() if targets]
    return f"{owner} {', '.join(parts)}".rstrip() + _describe_end(end)


def find_end(secret: Secret, who: Identity | None) -> datetime | None:
    """Return when the token ends: as whoami says, or as a JWT says itself."""
    if who and who.expires_at:
        from hftoken_guard._hub.times import parse_time  # most tokens have no such time

        return parse_time(who.expires_at)
    end = secret.read_end()
    return None if end is None else datetime.fromtimestamp(end, timezone.utc)


def count_hours(end: datetime, now: datetime) -> float:
    """Return the hours until a time; none if it has passed."""
    return max(0.0, (end - now).total_seconds() / 3600)


def _choose_verb(target: Target, *, is_pull: bool) -> str:
    if target.mode == "read":
        return "reads"
    return "opens pull requests on" if is_pull and not target.is_bucket else "writes"


def _describe_proof(target: Target, verdict: Verdict) -> str:
    notes = ["new"] if verdict.is_new else ["created"] if verdict.is_created else []
    notes += [] if verdict.is_proved else ["unverified"]
    return f"{target} ({', '.join(notes)})" if notes else str(target)


def _describe_end(end: datetime | None) -> str:
    """Say when a token ends that may not live as long as the job, or nothing."""
    if end is None:
        return ""
    hours = count_hours(end, datetime.now(timezone.utc))
    is_soon = hours < _SOON_HOURS
    return f"; the token ends in {hours:.1f} hours, {end:%Y-%m-%d %H:%M} UTC" if is_soon else ""
