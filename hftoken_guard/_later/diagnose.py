"""
What an exception of the rest of the job means: evidence, candidates, verdict, words.

`_start/refusal.py` goes the same way from an answer. Beside the exception, the diagnosis reads the
environment (is this HF_TOKEN?) and what an earlier check learned (whose token is this, and what can
it do?). It makes no network requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard import _memory
from hftoken_guard._chain import walk
from hftoken_guard._hub.classify import find_rule
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.narrow import Knowledge, narrow
from hftoken_guard._hub.rules import HUB_WORDS
from hftoken_guard._redact import sanitize_text
from hftoken_guard._report.errors import GuardError
from hftoken_guard._token.shape import is_placeholder

from .evidence import Found, read_evidence, wraps_what_it_handles
from .wording import word_problem

if TYPE_CHECKING:
    from hftoken_guard._hub.evidence import Evidence
    from hftoken_guard._hub.rules import Rule
    from hftoken_guard._report.problem import Problem


def find_problem(error: BaseException) -> Problem | None:
    """Tell what an exception means; None if it is not about the Hub."""
    try:
        if guard_error := find_guard_error(error):
            return guard_error.problems[0]
        found = read_evidence(error)
        rule = find_rule_about_hub(found)
        return _explain(found.evidence, rule) if rule else None
    except (Exception, SystemExit):  # a diagnosis never puts its own error before the real one
        return None


def find_guard_error(error: BaseException) -> GuardError | None:
    """Return the refusal of a check that an exception is about; one that was mended is none."""
    wraps = wraps_what_it_handles(error)
    for link, was_handled in walk(error):
        if isinstance(link, GuardError) and link.problems and (wraps or not was_handled):
            return link
    return None


def find_rule_about_hub(found: Found) -> Rule | None:
    """Return the rule that fits, or None if the error is not about the Hub."""
    seen = found.evidence
    is_foreign = seen.host is Host.FOREIGN and seen.status
    is_spoken_of = not is_foreign and any(part in seen.words for part in HUB_WORDS)
    if not (found.is_about_hub or is_spoken_of or seen.lacks_variable):
        return None
    return find_rule(seen)


def _explain(seen: Evidence, rule: Rule) -> Problem:
    """Narrow what the rule leaves open, and put it into words without a secret."""
    known = recall(seen)
    verdict = narrow(rule.candidates, seen, known)
    problem = word_problem(seen, verdict, known)
    secrets = tuple(secret for secret in seen.sent.secrets if not is_placeholder(secret))
    return problem.change_texts(lambda text: sanitize_text(text, secrets))


def recall(seen: Evidence) -> Knowledge:
    """Return what the checks of this process know of the token that was sent."""
    # Not sent, or not to be seen: then it is the one that was checked.
    is_seen = bool(seen.sent.is_sent)
    memory = _memory.recall_anywhere(seen.sent.token) if is_seen else _memory.recall_only()
    if memory is None:
        return Knowledge(is_other_token=is_seen and not _memory.is_empty())
    return Knowledge(memory.who, memory.allowed)
