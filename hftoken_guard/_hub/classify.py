"""The one classifier: what an answer means, whether it came at the start of a job or later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._causes.codes import Cause

from .rules import RULES, Rule

if TYPE_CHECKING:
    from .evidence import Evidence


def classify(seen: Evidence) -> tuple[Cause, ...]:
    """
    Return the causes that the evidence leaves open, the most likely first.

    Only a request that failed has a cause: for a yes there is nothing to classify.
    """
    rule = find_rule(seen)
    return rule.candidates if rule else (Cause.UNEXPECTED,)


def find_rule(seen: Evidence) -> Rule | None:
    """Return the first rule that fits, or None."""
    return next((rule for rule in RULES if rule.fits(seen)), None)
