"""
What a refused question means: answer, evidence, candidates, verdict.

`_later/diagnose.py` goes the same way from an exception. A job that goes well does not load this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._environment import is_other_hub
from hftoken_guard._hub.classify import classify
from hftoken_guard._hub.evidence import Evidence, Moment, Sent
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.narrow import Knowledge, narrow
from hftoken_guard._hub.route import Route, Step

__all__ = ["Step", "judge_refusal"]

if TYPE_CHECKING:
    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target
    from hftoken_guard._hub.verdict import Verdict


def judge_refusal(
    answer: Answer,
    step: Step,
    target: Target | None = None,
    who: Identity | None = None,
    *,
    is_sent: bool = True,
    is_token_proved: bool = False,
) -> Verdict:
    """Tell why the Hub refused what the guard asked."""
    seen = Evidence(
        answer=answer,
        route=Route(step, Host.HUB, target, is_other_hub=is_other_hub()),
        moment=Moment.START,
        sent=Sent(is_sent=is_sent),
    )
    return narrow(classify(seen), seen, Knowledge(who, is_token_proved=is_token_proved))
