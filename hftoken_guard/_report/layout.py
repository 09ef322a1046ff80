"""The one layout: how a problem and the facts stand in a report."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from hftoken_guard._output import MESSAGE_PREFIX

if TYPE_CHECKING:
    from .facts import Facts
    from .problem import Problem

WIDTH = 99  # characters of a line, where names allow
_LABEL_WIDTH = 11


def render_problem(problem: Problem) -> str:
    """Lay out one problem as a block of lines."""
    lines = [f"{MESSAGE_PREFIX}{problem.cause}: {problem.what}"]
    lines += hang("  why: ", [part for text in problem.why.split("\n") for part in _wrap(text)])
    steps = []
    for number, step in enumerate(problem.fix, 1):
        steps += hang(f"{number}. ", step.split("\n"))
    lines += hang("  fix: ", steps)
    lines += hang("  see: ", [problem.see])
    return "\n".join(lines)


def render_later(problem: Problem) -> str:
    """Lay out the problem of an error that came later, with what the Hub can look it up by."""
    known = f"\n  request id: {problem.request_id}" if problem.request_id else ""
    return f"{render_problem(problem)}{known}"


def render_facts(facts: Facts, head: str = MESSAGE_PREFIX) -> str:
    """Lay out the facts as a block of lines, which begins with `head`."""
    lines = [f"{head}facts (safe to share)"]
    for label, value in facts.items():
        values = value if isinstance(value, list) else [value]
        lines += hang(f"    {label:<{_LABEL_WIDTH}} ", values)
    return "\n".join(lines)


def hang(head: str, lines: list[str]) -> list[str]:
    """Put a head before the first line, and blanks as wide before the others."""
    return [(" " * len(head) if i else head) + line for i, line in enumerate(lines)]


def _wrap(text: str) -> list[str]:
    if text.startswith("The Hub said"):
        return [text]  # the server's words stay on one line, so that they can be searched for
    width = WIDTH - len("  why: ")
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
