"""The whole report of a failure, and the one place where it is made safe to leave the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._redact import sanitize_text

from .layout import render_facts, render_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .facts import Facts
    from .problem import Problem


def sanitize_problems(problems: Iterable[Problem], secrets: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the problems with texts that are safe to print and to store."""
    return tuple(
        problem.change_texts(lambda text: sanitize_text(text, secrets)) for problem in problems
    )


def write_report(problems: Iterable[Problem], facts: Facts, secrets: tuple[str, ...]) -> str:
    """Write a block for each problem, then the facts once."""
    blocks = [render_problem(problem) for problem in problems]
    return sanitize_text("\n\n".join([*blocks, render_facts(facts)]), secrets)
