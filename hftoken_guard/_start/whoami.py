"""
What whoami said: whom the token speaks for, or why that is not known.

whoami is not the judge of a job: where it cannot be asked, what the probes prove stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._causes.codes import BAD_TOKEN, Cause
from hftoken_guard._hub.identity import read_identity

if TYPE_CHECKING:
    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._token.secret import Secret


def read_whoami(answer: Answer) -> tuple[Identity | None, Cause | None]:
    """Return whom the token speaks for, or why that is not known."""
    if doubt := find_doubt(answer):
        return None, doubt
    who = read_identity(answer.body or {})
    return (who, None) if who.user else (None, Cause.NOT_THE_HUB)


def find_doubt(answer: Answer) -> Cause | None:
    """Return why whoami does not tell whom the token speaks for; None if it does."""
    if answer.is_yes:
        return None
    if answer.is_unknown_route:
        return Cause.NOT_THE_HUB
    from .refusal import Step, judge_refusal  # a job that goes well needs no rules

    cause = judge_refusal(answer, Step.WHOAMI).cause or Cause.UNEXPECTED
    return cause if cause in BAD_TOKEN or cause.is_fault else Cause.UNEXPECTED


def find_bad_token(answer: Answer | None, secret: Secret | None) -> Cause | None:
    """
    Return why whoami calls the token bad, or None.

    Its word does not count for an OIDC token, which it may not know.
    """
    if answer is None or secret is None:
        return None
    doubt = find_doubt(answer)
    is_judge = not (secret.is_oidc() and doubt is Cause.TOKEN_INVALID)
    return doubt if doubt in BAD_TOKEN and is_judge else None
