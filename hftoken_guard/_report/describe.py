"""A cause, the names of the case and the server's words, made into a problem."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from hftoken_guard._causes.texts import TEXTS

from .layout import WIDTH
from .problem import Problem

if TYPE_CHECKING:
    from hftoken_guard._causes.codes import Cause

    from .slots import Slots

# What the Hub says that is easily misread, and what it means.
_MISLEADING = {
    "invalid username or password": "It says so to every request without a token that it accepts.",
    "create_pr=1": "That would open a pull request; it does not push.",
}
_STEP_INDENT = 11  # characters before the text of a step


def describe(
    cause: Cause,
    slots: Slots,
    *,
    because: str = "",
    said: str = "",
    what: str = "",
    why: str = "",
    fix: tuple[str, ...] = (),
    last_step: str = "",
    could_be: tuple[Cause, ...] = (),
    target: str | None = None,
    status: int | None = None,
    request_id: str | None = None,
    is_undecided: bool = False,
) -> Problem:
    """
    Fill the texts of a cause with the names of the case.

    Args:
        cause: the most likely cause.
        slots: the names.
        because: the evidence, put before the general reason.
        said: what the server said.
        what: the first line, if another one than the cause's is needed.
        why: the reason, likewise.
        fix: the steps, likewise.
        last_step: one more step behind them, or "".
        could_be: what else the evidence leaves open.
        target: the target as the messages show it.
        status: the HTTP status.
        request_id: what the Hub can look the request up by.
        is_undecided: if more than one cause is left open, say what to look at and not what helps.

    """
    text = TEXTS[cause]
    reason = why or text.why
    steps = [step for step in fix or text.fix if slots.can_fill(step)]
    what = slots.fill(what or text.what)
    steps = [slots.fill(step) for step in steps]
    if is_undecided and could_be:
        what += f" ({len(could_be) + 1} causes fit)"
        reason, steps = f"Most likely: {text.title}", _ways_to_tell((cause, *could_be), slots)
    steps += [last_step] if last_step else []
    reasons = [f"{because} {slots.fill(reason)}".strip()]
    if could_be:
        named = could_be if is_undecided else map(_name_with_title, could_be)
        reasons.append("The evidence also fits: " + "; ".join(map(str, named)) + ".")
    if said:
        reasons.append(f'The Hub said (HTTP {status}): "{said}"')
        reasons += [note for words, note in _MISLEADING.items() if words in said.lower()]
    return Problem(
        cause,
        what=what,
        why="\n".join(reasons),
        fix=tuple(steps),
        see=text.see,
        could_be=could_be,
        target=target,
        status=status,
        request_id=request_id,
    )


def _name_with_title(cause: Cause) -> str:
    title = TEXTS[cause].title.rstrip(".")
    return f"{cause} ({title[0].lower()}{title[1:]})"


def _ways_to_tell(causes: tuple[Cause, ...], slots: Slots) -> list[str]:
    """Make a step for each cause that is left: what to look at, and what then helps."""
    ask = "To find out which, where you submit, with the job's token in HF_TOKEN:\n{check}"
    steps = [tell_apart(cause, slots) for cause in causes]
    return [
        *([slots.fill(ask)] if slots.can_fill(ask) else []),
        *(textwrap.fill(step, WIDTH - _STEP_INDENT, break_on_hyphens=False) for step in steps),
    ]


def tell_apart(cause: Cause, slots: Slots) -> str:
    """Say what to look at to know that it is this cause, and what then helps."""
    slots = slots._replace(
        page=slots.page or "its page on the Hub", owner=slots.owner or "the owner"
    )
    return slots.fill(f"It is {cause} if {TEXTS[cause].tell}")
