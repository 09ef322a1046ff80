"""What is wrong with a script as a whole: no guard, retries in vain, results that vanish."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .failures import find_blind_decorator
from .results import find_lost_result

if TYPE_CHECKING:
    from .guarding import Guarding
    from .python_text import PythonText

_SILENCED = "a comment silences it"


def judge_guard(text: PythonText, guarding: Guarding, buckets: list[str], *, is_job: bool) -> None:
    """
    Blame a script that pushes after heavy work and does not show first that it may.

    Args:
        text: the script.
        guarding: what was seen of it.
        buckets: what its header mounts to be written.
        is_job: it is known to run as one.

    """
    push = guarding.push
    if push is None:
        return
    start = text.span(push.node)[0]
    verdict = guarding.judge(is_job=is_job)
    if verdict.excuse:
        text.source.excuse(start, verdict.excuse)
        return
    lines = guarding.correct(push, buckets)
    if not text.source.add("write-unguarded", start, lines, start, verdict.remark):
        text.source.excuse(start, _SILENCED)


def judge_failures(text: PythonText, guarding: Guarding, *, is_job: bool) -> None:
    """Blame decorators that repeat a refusal, and a push whose results are nowhere else."""
    for function in text.names.all_functions:
        if decorator := find_blind_decorator(function, text.names):
            text.statement = decorator
            text.add("retry-blind", decorator)
    is_at_end = is_job and guarding.push and not guarding.is_pushed_by_training
    if is_at_end and (lost := find_lost_result(text.names, text.source.text)):
        text.statement = lost
        text.add("result-lost", lost)


def add_blind_retry(text: PythonText, handler: ast.ExceptHandler) -> None:
    """Note a retry that catches everything, and how to end it at a refusal."""
    name = handler.name or "error"
    caught = ast.unparse(handler.type) if handler.type else "Exception"
    start = text.span(handler)[0]
    lines = (
        f"from hftoken_guard import diagnose\nexcept {caught} as {name}:\n"
        f"    if (problem := diagnose({name})) and problem.is_permanent:\n        raise\n"
    )
    text.source.add("retry-blind", start, lines, start)
