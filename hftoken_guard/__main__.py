"""The command line: the checks before a job is submitted, and what each cause means."""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
from datetime import datetime, timezone

from . import __version__
from ._answers import parse_time
from ._catalog import CATALOG
from ._check import Outcome, examine
from ._diagnose import FAMILIES
from ._guard import DEFAULT_TIMEOUT, say
from ._inputs import Reading, Target, read_token
from ._problem import PREFIX, Cause, Family
from ._redact import foreign
from ._report import (
    WIDTH,
    Words,
    creation_link,
    describe,
    exit_code,
    hang,
    hours_left,
    leave,
    names_for_target,
    names_for_token,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

    from ._answers import Verdict
    from ._inputs import Secret

OLD_DAYS = 180
# For the slots of the texts, beside the names of a repository that is called so.
_NAMES = {
    "login": "", "found": "that name", "mine": "YOU/NAME", "meant": "your own namespace",
    "org_role": "read",
    "revision": "REVISION", "editable": "you use", "other": "datasets/OWNER/NAME",
    "other_noun": "dataset", "type_hint": "dataset", "shadow": "another credential",
    "unshadow": "Remove the .netrc entry, HF_OIDC_RESOURCE, or the user in HF_ENDPOINT.",
    "offline": "HF_HUB_OFFLINE", "report": "the facts", "fault": "no answer", "status": "5xx",
    "again": "Try again later: this says nothing about the token.",
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = _make_parser()
    arguments = parser.parse_args(argv)
    if arguments.command == "explain":
        return _explain(arguments.code, parser)
    if arguments.command == "scan":
        return (_launch if arguments.launch else _scan)(arguments, parser)
    try:
        outcome = examine(
            [None, arguments.read, arguments.write],
            repo_type=arguments.repo_type,
            create_pr=arguments.create_pr,
            optional=False,
            timeout=arguments.timeout,
            say=say,
            is_command=True,
        )
        if outcome.misuse:
            parser.error(str(outcome.misuse))
        now = datetime.now(timezone.utc)
        hints = find_hints(outcome, now, create_pr=arguments.create_pr)
        secret = read_token(None, os.environ).secret
        if arguments.json:
            print(json.dumps(_let_out(_as_data(outcome, hints), secret), indent=2))
        else:
            print(leave(_as_text(outcome, hints, now), secret))
    except KeyboardInterrupt:
        return 130
    return 0 if outcome.token is not None else exit_code(outcome.problems)


def _explain(code: str | None, parser: argparse.ArgumentParser) -> int:
    code = code and code.lower().rstrip(":")  # as it stands in a log
    from ._scan import RULES, explain, list_rules

    if code in RULES:
        print(explain(code), flush=True)
        return 0
    if code is not None and code not in list(map(str, Cause)):
        parser.error(f"there is no cause or rule {code!r}; hftoken-guard explain  lists them")
    print(explain_cause(Cause(code)) if code else f"{list_rules()}\n{list_causes()}", flush=True)
    return 0


def _launch(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from ._scan import MissingError, launch

    path = arguments.launch
    if arguments.paths or arguments.json or arguments.format != "text":
        parser.error("--launch prints the launch of one script, and takes nothing else")
    if not os.path.isfile(path):  # noqa: PTH113
        parser.error(f"there is no file {path}")
    try:
        print(leave(launch(path), None), flush=True)
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        parser.error(f"{path} cannot be read as Python: {error}")
    except MissingError as error:
        parser.error(str(error))
    return 0


def _scan(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from ._scan import FORMATS, Scan

    if not arguments.paths:
        parser.error("what is to be scanned? Name files or folders, or - for standard input")
    scan = Scan(is_strict=arguments.strict)
    for path in arguments.paths:
        if path == "-":
            scan.scan_text(arguments.stdin_filename, sys.stdin.read())
        elif os.path.exists(path):  # noqa: PTH110 - the text is shown as it was given
            scan.scan_path(path)
        else:
            parser.error(f"there is no file or folder {path}")
    kind = "json" if arguments.json else arguments.format
    try:
        print(leave(FORMATS[kind](scan), None), flush=True)
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at the end
    for path, reason in () if kind == "json" else scan.notes:
        print(leave(f"{path}: note: {reason}", None), file=sys.stderr)
    return 1 if scan.is_failed else 2 * scan.is_lacking


def find_hints(outcome: Outcome, now: datetime, *, create_pr: bool = False) -> list[str]:
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
        hours = hours_left(expires, now)
        hints.append(f"the token expires at {expires:%Y-%m-%d %H:%M} UTC, in {hours:.1f} hours")
    targets = [target for target, _ in outcome.targets]
    if who.role == "write" and targets:
        is_reader = all(target.mode == "read" for target in targets)
        scoped = "a fine-grained token for these namespaces"
        smaller = "a token that only reads" if is_reader else scoped
        link = creation_link(targets, who, pull=create_pr)
        hints.append(f"the token can write everywhere; {smaller} would do: {link}")
    return hints


class _Parser(argparse.ArgumentParser):
    """A parser that does not repeat a secret that stands among the arguments."""

    def error(self, message: str) -> NoReturn:
        """Print usage and the message, redacted, and exit with 2."""
        super().error(leave(message, None))


def _make_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="hftoken-guard",
        description="Check that HF_TOKEN can do what a job on Hugging Face needs.",
        epilog="Exit codes: 0 all is well, 64 a target cannot be a repository, 77 the token or its"
        " rights, 75 the Hub could not be asked, 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="check the token and what a job needs",
        description="Check HF_TOKEN, or else your saved login, and what the job needs of the Hub.",
        epilog="Example: hftoken-guard check --read gpt2 --write datasets/alice/results",
    )
    for mode, help_ in (("read", "what the job reads"), ("write", "what the job pushes to")):
        check.add_argument(
            f"--{mode}",
            action="append",
            metavar="TARGET",
            help=f"{help_}: [models/|datasets/|spaces/]owner/name[@revision]; may be repeated",
        )
    check.add_argument("--create-pr", action="store_true", help="a pull request is enough")
    check.add_argument(
        "--repo-type",
        default="model",
        help="of targets without a prefix: model (the default), dataset or space",
    )
    check.add_argument(
        "--timeout",
        type=float,
        default=DEFAULT_TIMEOUT,
        metavar="SECONDS",
        help="for everything (default: 30)",
    )
    check.add_argument("--json", action="store_true", help="print one JSON object")
    _add_scan(commands)
    explain = commands.add_parser(
        "explain",
        help="say what a cause means and what helps",
        description="Say what a cause means, how it shows itself, how to tell it, what helps.",
    )
    explain.add_argument("code", nargs="?", metavar="CODE", help="for example token-read-only")
    return parser


def _add_scan(commands: argparse._SubParsersAction[_Parser]) -> None:
    scan = commands.add_parser(
        "scan",
        help="look through job scripts and launch code before a job is submitted",
        description="Look through job scripts, launch code, shell, Markdown and workflow files for"
        " tokens that leak and secrets that do not arrive.",
        epilog="Exit codes: 0 no errors, 1 errors (with --strict also warnings), 2 wrong usage or a"
        " file that needs the extra. A comment silences one line: '# hftoken-guard: ignore[CODE]'.",
    )
    scan.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, - for stdin")
    scan.add_argument("--strict", action="store_true", help="warnings fail the scan too")
    scan.add_argument("--format", choices=["text", "json", "github"], default="text")
    scan.add_argument("--json", action="store_true", help="the same as --format json")
    scan.add_argument("--stdin-filename", default="-", metavar="NAME", help="with -: what it is")
    scan.add_argument("--launch", metavar="SCRIPT", help="print how to launch it, with its secrets")


def _as_text(outcome: Outcome, hints: list[str], now: datetime) -> str:
    lines = [f"{PREFIX}warning: {warning}" for warning in (*outcome.notices, *outcome.warnings)]
    lines += [f"{PREFIX}hint: {hint}" for hint in hints]
    lines.append(outcome.report or PREFIX + outcome.success)
    who = outcome.who
    created = parse_time(who.created_at) if who else None
    if who and created and not outcome.report:
        end = f", expires {who.expires_at}" if who.expires_at else ""
        age = f"made {created:%Y-%m-%d}, {(now - created).days} days ago{end}"
        lines.append(f'  token "{foreign(who.token_name)}", {age}')
    return "\n".join(lines)


def _let_out(value: Any, secret: Secret | None) -> Any:  # noqa: ANN401 - whatever JSON has
    """Send every text of some data through the gate."""
    if isinstance(value, dict):
        return {key: _let_out(item, secret) for key, item in value.items()}
    if isinstance(value, list):
        return [_let_out(item, secret) for item in value]
    return leave(value, secret) if isinstance(value, str) else value


def _as_data(outcome: Outcome, hints: list[str]) -> dict[str, object]:
    who = outcome.who
    token = who and {
        "user": who.user,
        "kind": who.kind,
        "role": who.role,
        "name": who.token_name,
        "orgs": [member.name for member in (who.orgs or {}).values()],
        "created_at": who.created_at or None,
        "expires_at": who.expires_at or None,
    }
    return {
        "ok": outcome.token is not None,
        "token": token,
        "targets": [
            {"target": str(target), "type": target.type, "mode": target.mode, **_verdict(verdict)}
            for target, verdict in outcome.targets
        ],
        "problems": [problem.as_dict() for problem in outcome.problems],
        "warnings": [*outcome.notices, *outcome.warnings],
        "hints": hints,
        "facts": outcome.facts(),
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    if verdict.cause:
        return {"verdict": "refused", "cause": str(verdict.cause)}
    word = "new" if verdict.is_new else "proved" if verdict.is_proved else "unverified"
    return {"verdict": word, "verified": verdict.is_proved and not verdict.is_new, "cause": None}


def list_causes() -> str:
    """Return all causes with their titles, by family."""
    lines = []
    for family in Family:
        lines.append(family.value)
        causes = [cause for cause in Cause if CATALOG[cause].family is family]
        lines += [f"  {cause:<21} {CATALOG[cause].title}" for cause in causes]
    return "\n".join([*lines, "", "One of them:  hftoken-guard explain CODE"])


def explain_cause(cause: Cause) -> str:
    """Return what the cause is, how it shows itself, how to tell it, and what helps."""
    entry = CATALOG[cause]
    argument = "read=" if cause is Cause.REPO_NOT_FOUND else "the name"
    target = Target("model", "OWNER", "NAME", "", "write")
    names = names_for_target(target, None, pull=False, is_new=False)
    names = names_for_token(Reading(), None) | names | _NAMES | {"argument": argument}
    problem = describe(cause, names)
    lines = [f"{cause}: {entry.title}", f"  ({entry.family.value})", *_fill(problem.why, "  ")]
    lines += ["", "How it shows itself", *_shows(cause)]
    lines += ["", "How to tell it from its neighbours"]
    for code in (cause, *find_neighbours(cause)):
        lines += _fill(f"It is {code} if {CATALOG[code].tell.format_map(Words(names))}", "  ")
    lines += ["", "What helps"]
    for number, step in enumerate(problem.fix, 1):
        lines += hang(f"  {number}. ", step.split("\n"))
    return "\n".join([*lines, "", f"See {entry.see}"])


def _shows(cause: Cause) -> list[str]:
    lines = []
    for item in CATALOG[cause].shows:
        is_other = isinstance(item, Cause)
        lines += [f"  the same as for {item}:", *_shows(Cause(item))] if is_other else [f"  {item}"]
    return lines


def find_neighbours(cause: Cause) -> list[Cause]:
    """Return the causes that some answer cannot tell from this one, in the order of the codes."""
    rows = [{family.cause, *family.could_be} for family in FAMILIES]
    alike = {cause, *(item for item in CATALOG[cause].shows if isinstance(item, Cause))}
    near = alike.union(*(row for row in rows if alike & row))
    return [other for other in Cause if other in near and other is not cause]


def _fill(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text.strip(),
        WIDTH - 3,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


if __name__ == "__main__":
    sys.exit(main())
