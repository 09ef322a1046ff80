"""
The facts beside a message: an allow-list, safe to share.

A log gets few lines of them, because a reader wants the cause. The whole is for programs and for
who looks the failure up.

Of the environment only the names listed in `_environment.py` are read, and of most of those only
whether they are set.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hftoken_guard._environment import (
    describe_job,
    find_endpoint,
    find_offline_variable,
    list_proxies,
)
from hftoken_guard._redact import sanitize_line
from hftoken_guard._version import __version__

from .login import describe_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._token.lookup import TokenLookup

    Facts = dict[str, str | list[str]]

_ASKED_SHOWN = 3  # lines of a log


def collect_facts(lookup: TokenLookup, who: Identity | None, answers: Sequence[Answer]) -> Facts:
    """Collect what may be shown to anybody, by label."""
    hub = sys.modules.get("huggingface_hub")
    wrong = f"; {sanitize_line(lookup.wrong_variable)}: set" if lookup.wrong_variable else ""
    return {
        "token": f"{lookup.source}: {lookup.shape}{wrong}",
        "user": _describe_user(who),
        "asked": [line for answer in answers for line in _describe_answer(answer)] or ["nothing"],
        "endpoint": find_endpoint(),
        "proxy": ", ".join(list_proxies()) or "not set",
        "offline": find_offline_variable() or "not set",
        "versions": f"hftoken_guard {__version__}, huggingface_hub"
        f" {getattr(hub, '__version__', 'not loaded')}, Python {sys.version.split()[0]}",
        "job": describe_job() or "not in a job",
    }


def pick_main_facts(lookup: TokenLookup, who: Identity | None, answers: Sequence[Answer]) -> Facts:
    """Pick what a log shows: at most seven lines, so that the message itself is seen."""
    whole = collect_facts(lookup, who, answers)
    return {
        "token": whole["token"],
        "user": whole["user"],
        "asked": _pick_answers(answers) or ["nothing"],
        "hub": f"{whole['endpoint']}, proxy {whole['proxy']}, offline {whole['offline']}",
        "job": f"{whole['job']}; {whole['versions']}",
    }


def _pick_answers(answers: Sequence[Answer]) -> list[str]:
    """Return one line for each answer; of many the refusals first, and how many more there are."""
    is_cut = len(answers) > _ASKED_SHOWN
    first = sorted(answers, key=lambda answer: answer.is_yes)
    shown = first[: _ASKED_SHOWN - 1] if is_cut else answers
    more = f"and {len(answers) - len(shown)} more, which  hftoken-guard check --json  shows"
    lines = [_describe_question(answer) for answer in shown]
    return [*lines, more] if is_cut else lines


def _describe_question(answer: Answer) -> str:
    """Describe an answer in one line; the Hub looks up a refusal by its id."""
    question, *ids = _describe_answer(answer)
    return question if answer.is_yes else ", ".join([question, *ids])


def _describe_user(who: Identity | None) -> str:
    if who is None:
        return "not known"
    token = f", token{describe_token(who)}" if who.token_name else ""
    kind, role = who.kind or "unknown kind", who.role or "none"
    return f"{sanitize_line(who.user)} ({kind}){token}, role {role}"


def _describe_answer(answer: Answer) -> list[str]:
    fault = "not sent" if answer.is_misconfigured else answer.fault
    outcome = str(answer.status) if answer.status else fault
    request = [f"id {answer.request_id}"] if answer.request_id else []
    return [f"{answer.method} {answer.path} -> {outcome}", *request]
