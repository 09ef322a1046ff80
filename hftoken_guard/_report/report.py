"""The whole report of a failure, and the one place where it is made safe to leave the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._environment import is_in_job
from hftoken_guard._redact import sanitize_text

from .layout import render_facts, render_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .facts import Facts
    from .problem import Problem

_REPEATED = "Until that is mended, each attempt of  hf jobs run --attempts  stops here, too."


def sanitize_problems(problems: Iterable[Problem], secrets: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the problems with texts that are safe to print and to store."""
    return tuple(
        problem.change_texts(lambda text: sanitize_text(text, secrets)) for problem in problems
    )


def warn_of_repetition(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Say at the end, in a job that is stopped for good, that to repeat it does not help."""
    if not (is_in_job() and all(problem.is_permanent for problem in problems)):
        return problems
    return (*problems[:-1], problems[-1].with_step(_REPEATED))


def write_report(problems: Iterable[Problem], facts: Facts, secrets: tuple[str, ...]) -> str:
    """Write the facts once, then a block for each problem: a log ends with what helps."""
    blocks = [render_problem(problem) for problem in problems]
    return sanitize_text("\n\n".join([render_facts(facts), *blocks]), secrets)


def write_whole(problems: Iterable[Problem], facts: Facts, secrets: tuple[str, ...]) -> str:
    """
    Write the text of an exception: it begins with what happened, and ends with what helps.

    Many tools show of an exception only its first line, so the facts come behind that one.
    """
    blocks = "\n\n".join(render_problem(problem) for problem in problems)
    what, _, rest = blocks.partition("\n")
    return sanitize_text(f"{what}\n{render_facts(facts, '  ')}\n{rest}", secrets)
