"""The status that `check` shows on a terminal: one line for each question, then what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hftoken_guard._causes.codes import Family
from hftoken_guard._environment import find_endpoint
from hftoken_guard._hub.times import parse_time
from hftoken_guard._redact import sanitize_line, sanitize_text
from hftoken_guard._report.layout import render_problem
from hftoken_guard._report.login import describe_owner, describe_token

from .script import list_script_lines
from .terminal import Line, Mark, render_lines

if TYPE_CHECKING:
    from datetime import datetime

    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._start.judge import Judged
    from hftoken_guard._start.outcome import Outcome

    from .script import ScriptReading


def render_status(
    outcome: Outcome, hints: list[str], now: datetime, *, is_pull: bool = False
) -> str:
    """Return the whole status: the lines, the problems with their fixes, the hints."""
    secrets = outcome.secrets
    lines = [
        Line(line.mark, sanitize_text(line.text, secrets))
        for line in list_lines(outcome, now, is_pull=is_pull)
    ]
    parts = [f"{find_endpoint().partition('://')[2]}\n{render_lines(lines)}"]
    parts += [sanitize_text(render_problem(problem), secrets) for problem in outcome.problems]
    if outcome.problems:
        parts.append("For all facts, add  --json")
    if hints:
        parts.append("\n".join(sanitize_text(f"hint: {hint}", secrets) for hint in hints))
    return "\n\n".join(parts)


def render_script(script: ScriptReading, secrets: tuple[str, ...]) -> str:
    """Return what a script names and where, with its name above."""
    lines = [
        Line(line.mark, sanitize_text(line.text, secrets)) for line in list_script_lines(script)
    ]
    return f"{sanitize_text(script.path, secrets)}\n{render_lines(lines)}"


def list_lines(outcome: Outcome, now: datetime, *, is_pull: bool = False) -> list[Line]:
    """List the answers: who, which token, what else stops the job, each target, what is odd."""
    refused = {str(each.target) for each in outcome.judged if each.verdict.cause}
    others = [problem for problem in outcome.problems if problem.target not in refused]
    lines = _describe_login(outcome, now)
    lines += [Line(Mark.NO, problem.what) for problem in others]
    lines += [_describe_target(each, is_pull=is_pull) for each in outcome.judged]
    warnings = (*outcome.notices, *outcome.warnings)
    return lines + [Line(Mark.WARNING, warning) for warning in warnings]


def _describe_login(outcome: Outcome, now: datetime) -> list[Line]:
    """Say whom the token speaks for, and which token it is."""
    who, lookup = outcome.who, outcome.lookup
    if lookup.secret is None:
        return []
    if who is None:
        return [Line(Mark.OPEN, f"Token from {lookup.source}, its owner is not known")]
    token = f"Token{describe_token(who)} from {lookup.source}{_describe_age(who, now)}"
    return [
        Line(Mark.YES, f"Logged in as {describe_owner(who)}"),
        Line(Mark.OPEN, token),
    ]


def _describe_age(who: Identity, now: datetime) -> str:
    """Say when the token was made and when it ends, as far as that is known."""
    created, end = parse_time(who.created_at), sanitize_line(who.expires_at)
    age = f", made {created:%Y-%m-%d}, {(now - created).days} days ago" if created else ""
    return f"{age}, expires {end}" if end else age


def _describe_target(judged: Judged, *, is_pull: bool) -> Line:
    """Say what was found about one target."""
    target, verdict = judged.target, judged.verdict
    verb = "read"
    if target.mode == "write":
        verb = "open pull requests on" if is_pull else "write"
    if verdict.cause and verdict.cause.family is Family.HUB:
        return Line(Mark.OPEN, f"Not known whether it can {verb} {target} ({verdict.cause})")
    if verdict.cause and target.is_wish:
        return Line(Mark.WARNING, f"Cannot {verb} {target}, which is optional ({verdict.cause})")
    if verdict.cause:
        return Line(Mark.NO, f"Cannot {verb} {target} ({verdict.cause})")
    if not verdict.is_proved:
        note = "new; " if verdict.is_new else ""
        return Line(Mark.OPEN, f"Can probably {verb} {target} ({note}unverified)")
    note = " (new: the job creates it)" if verdict.is_new else ""
    return Line(Mark.YES, f"Can {verb} {target}{note}")
