"""The command `check`: the checks before a job is submitted, told to a person or to a program."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from hftoken_guard._hub.times import parse_time
from hftoken_guard._output import MESSAGE_PREFIX, print_line, print_nothing
from hftoken_guard._redact import sanitize_line, sanitize_text
from hftoken_guard._report.errors import exit_code
from hftoken_guard._report.remedies import link_new_token
from hftoken_guard._report.success import count_hours
from hftoken_guard._script import join_type
from hftoken_guard._start.check import check
from hftoken_guard._start.plan import Plan, read_duration
from hftoken_guard._start.targets import normalize_repo_type

from .script import describe_script, read_script, script_as_data
from .status import render_script, render_status
from .terminal import is_terminal, print_result

if TYPE_CHECKING:
    import argparse

    from hftoken_guard._hub.verdict import Verdict
    from hftoken_guard._start.outcome import Outcome

    from .script import ScriptReading, Wanted

OLD_DAYS = 180  # a token that is older gets a hint


class _Question(NamedTuple):
    """
    Hold what is asked.

    Attributes:
        reads: what is to be read.
        writes: what is to be written.
        repo_type: the type of targets without a prefix.
        is_pull: a pull request is enough.
        script: what of it a script names, or None.

    """

    reads: list[Wanted]
    writes: list[Wanted]
    repo_type: str
    is_pull: bool
    script: ScriptReading | None = None


def run_check(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Make the checks, print what they found, and return the exit code."""
    reads, writes = arguments.read or [], arguments.write or []
    if arguments.script is not None:
        return _answer(arguments, parser, _ask_of_script(arguments, parser, reads, writes))
    if arguments.script_arguments:
        parser.error("what stands behind -- is for a script, and no script is named")
    question = _Question(reads, writes, arguments.repo_type, arguments.create_pr)
    return _answer(arguments, parser, question)


def run_can(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Make the checks of one mode, the short form of `check`, and return the exit code."""
    is_read = arguments.mode == "read"
    reads, writes = (arguments.targets, []) if is_read else ([], arguments.targets)
    question = _Question(reads, writes, arguments.repo_type, arguments.create_pr)
    return _answer(arguments, parser, question)


def _ask_of_script(
    arguments: argparse.Namespace,
    parser: argparse.ArgumentParser,
    reads: list[str],
    writes: list[str],
) -> _Question:
    """Ask for what a script names, and for what stands beside it on the command line."""
    try:
        type_ = normalize_repo_type(arguments.repo_type)
    except ValueError as error:
        parser.error(str(error))
    script = read_script(arguments, parser)
    # A name without a prefix in the script is that of a model, whatever the option says.
    return _Question(
        [*(join_type(type_, each) for each in reads), *script.list_wanted("read")],
        [*(join_type(type_, each) for each in writes), *script.list_wanted("write")],
        "model",
        script.is_pull,
        script,
    )


def _answer(
    arguments: argparse.Namespace, parser: argparse.ArgumentParser, question: _Question
) -> int:
    """Make the checks, print what they found, and return the exit code."""
    script = question.script
    try:
        lasts_s = read_duration(arguments.lasts) or (script.lasts_s if script else None)
        outcome = check(
            None,
            question.reads,
            question.writes,
            repo_type=question.repo_type,
            plan=Plan(question.is_pull, lasts_s=lasts_s),
            optional=bool(script and script.is_optional),
            timeout=arguments.timeout,
            say=print_nothing if arguments.quiet else print_line,
            is_command=True,
        )
    except (TypeError, ValueError) as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return 130
    if not arguments.quiet:
        _print_outcome(outcome, question, is_json=arguments.json)
    return exit_code(outcome.problems) if outcome.problems else 0


def _print_outcome(outcome: Outcome, question: _Question, *, is_json: bool) -> None:
    """Print what was found for a program, for a person, or as the contract has it for both."""
    now = datetime.now(timezone.utc)
    hints = find_hints(outcome, now, is_pull=question.is_pull)
    secrets, script = outcome.secrets, question.script
    if is_json:
        data = _as_data(outcome, hints) | ({"script": script_as_data(script)} if script else {})
        print_result(json.dumps(_sanitize_data(data, secrets), indent=2))
        return
    if is_terminal():
        text = render_status(outcome, hints, now, is_pull=question.is_pull)
        print_result(f"{render_script(script, secrets)}\n\n{text}" if script else text)
        return
    lines = describe_script(script) if script else []
    print_result(sanitize_text("\n".join([*lines, _as_text(outcome, hints, now)]), secrets))


def find_hints(outcome: Outcome, now: datetime, *, is_pull: bool = False) -> list[str]:
    """Return what a careful owner of this token would change."""
    who = outcome.who
    if who is None or outcome.problems:
        return []
    hints = []
    created, expires = parse_time(who.created_at), parse_time(who.expires_at)
    if created and (days := (now - created).days) > OLD_DAYS:
        hints.append(
            f"the token is {days} days old: make a new one, pass that to the jobs, delete this one"
        )
    if expires:
        hours = count_hours(expires, now)
        hints.append(f"the token expires at {expires:%Y-%m-%d %H:%M} UTC, in {hours:.1f} hours")
    targets = [each.target for each in outcome.judged]
    if who.role == "write" and targets:
        is_reader = all(target.mode == "read" for target in targets)
        scoped = "a fine-grained token for these namespaces"
        smaller = "a token that only reads" if is_reader else scoped
        link = link_new_token(targets, who, is_pull=is_pull)
        hints.append(f"the token can write everywhere; {smaller} would do: {link}")
    return hints


def _as_text(outcome: Outcome, hints: list[str], now: datetime) -> str:
    """Return what is printed where no person sits before it."""
    warnings = (*outcome.notices, *outcome.warnings)
    lines = [f"{MESSAGE_PREFIX}warning: {warning}" for warning in warnings]
    lines += [f"{MESSAGE_PREFIX}hint: {hint}" for hint in hints]
    lines.append(outcome.report or MESSAGE_PREFIX + outcome.success)
    who = outcome.who
    created = parse_time(who.created_at) if who else None
    if who and created and not outcome.report:
        end = f", expires {who.expires_at}" if who.expires_at else ""
        age = f"made {created:%Y-%m-%d}, {(now - created).days} days ago{end}"
        lines.append(f'  token "{sanitize_line(who.token_name)}", {age}')
    return "\n".join(lines)


def _as_data(outcome: Outcome, hints: list[str]) -> dict[str, object]:
    """Return what a program reads."""
    who = outcome.who
    token = who and {
        "user": who.user,
        "kind": who.kind,
        "role": who.role,
        "name": who.token_name,
        "orgs": [member.name for member in who.memberships],
        "created_at": who.created_at or None,
        "expires_at": who.expires_at or None,
    }
    return {
        "ok": not outcome.problems,
        "token": token,
        "targets": [
            {
                "target": str(each.target),
                "type": each.target.type,
                "mode": each.target.mode,
                **_describe_verdict(each.verdict),
            }
            for each in outcome.judged
        ],
        "problems": [problem.as_dict() for problem in outcome.problems],
        "warnings": [*outcome.notices, *outcome.warnings],
        "hints": hints,
        "facts": outcome.facts(),
    }


def _describe_verdict(verdict: Verdict) -> dict[str, object]:
    if verdict.cause:
        return {"verdict": "refused", "cause": str(verdict.cause)}
    word = "new" if verdict.is_new else "proved" if verdict.is_proved else "unverified"
    return {"verdict": word, "verified": verdict.is_allowed, "cause": None}


def _sanitize_data(value: Any, secrets: tuple[str, ...]) -> Any:
    """Return some data with every text of it sanitized."""
    if isinstance(value, dict):
        return {key: _sanitize_data(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_sanitize_data(item, secrets) for item in value]
    return sanitize_text(value, secrets) if isinstance(value, str) else value
