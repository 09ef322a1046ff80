"""The arguments of the command line."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from hftoken_guard._guard import DEFAULT_TIMEOUT
from hftoken_guard._redact import sanitize_text
from hftoken_guard._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

_TARGET = "A TARGET is [models/|datasets/|spaces/|buckets/]owner/name[@revision]."
_SCRIPT = (
    "Behind -- stand the arguments of the script. It is not run: its targets are those that its\n"
    "require_token, TrainingArguments, pushes and volumes name; what is not known is said."
)
_EXIT_CODES = (
    "Exit codes: 0 all is well, 64 a target cannot be a repository, 78 a setting of this\n"
    "machine, 77 the token or its rights, 75 the Hub could not be asked, 2 wrong usage."
)


class Parser(argparse.ArgumentParser):
    """A parser that does not repeat a secret that stands among the arguments."""

    def error(self, message: str) -> NoReturn:
        """Print usage and the message, redacted, and exit with 2."""
        super().error(sanitize_text(message))


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def make_parser() -> Parser:
    """Make the parser with all commands."""
    parser = Parser(
        prog=_find_name(),
        description="Check that HF_TOKEN can do what a job on Hugging Face needs.",
        epilog=_write_epilog(
            "check --read gpt2 --write datasets/alice/results",
            "can write buckets/alice/out",
            "explain token-read-only",
            notes=[_EXIT_CODES],
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands)
    _add_can(commands)
    _add_scan(commands)
    _add_explain(commands)
    _add_vendor(commands)
    return parser


def _find_name() -> str:
    """Return the name by which the command was started: `hf` runs its extension `hf-guard`."""
    started = os.path.basename(sys.argv[0]) if sys.argv else ""
    return "hf guard" if started in ("hf-guard", "hf-guard.exe") else "hftoken-guard"


def _write_epilog(*examples: str, notes: Iterable[str] = ()) -> str:
    """Write what stands below the options: examples, which begin with the command, and notes."""
    lines = ["examples:", *(f"  %(prog)s {example}".rstrip() for example in examples)]
    return "\n\n".join(["\n".join(lines), *notes])


def _add_command(
    commands: Commands[Parser], name: str, *, help_: str, description: str, epilog: str
) -> Parser:
    """Add a command whose examples keep their lines."""
    return commands.add_parser(
        name,
        help=help_,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_check(commands: Commands[Parser]) -> None:
    check = _add_command(
        commands,
        "check",
        help_="check the token and what a job needs",
        description="Check HF_TOKEN, or else your saved login, and what the job needs of the Hub.",
        epilog=_write_epilog(
            "--read gpt2 --write datasets/alice/results",
            "--write buckets/alice/out -q && hf jobs uv run --secrets HF_TOKEN train.py",
            "train.py -- --output alice/my-model",
            notes=[_TARGET, _SCRIPT, _EXIT_CODES],
        ),
    )
    check.add_argument(
        "script", nargs="?", metavar="SCRIPT", help="take the targets from it; it is not run"
    )
    for mode, help_ in (("read", "what the job reads"), ("write", "what the job pushes to")):
        check.add_argument(
            f"--{mode}",
            action="append",
            metavar="TARGET",
            help=f"{help_}; may be repeated",
        )
    _add_options(check)


def _add_can(commands: Commands[Parser]) -> None:
    can = _add_command(
        commands,
        "can",
        help_="the short form of check: can read|write TARGET",
        description="Check whether HF_TOKEN, or else your saved login, can read or write targets.",
        epilog=_write_epilog(
            "write datasets/alice/results",
            "read meta-llama/Llama-3.2-1B google/gemma-3-1b-it",
            "write buckets/alice/out --quiet && echo yes",
            notes=[_TARGET, _EXIT_CODES],
        ),
    )
    can.add_argument("mode", choices=["read", "write"], help="what is wanted")
    can.add_argument("targets", nargs="+", metavar="TARGET", help="repositories or buckets")
    _add_options(can)


def _add_options(command: Parser) -> None:
    """Add the options of the commands that ask the Hub."""
    command.add_argument("--create-pr", action="store_true", help="a pull request is enough")
    command.add_argument(
        "--repo-type",
        default="model",
        help="of targets without a prefix: model (the default), dataset, space or bucket",
    )
    command.add_argument(
        "--lasts",
        metavar="TIME",
        help="how long the job runs, as 90m or 6h: a token that ends before is refused",
    )
    command.add_argument(
        "--timeout",
        type=float,
        default=DEFAULT_TIMEOUT,
        metavar="SECONDS",
        help="for everything (default: 30)",
    )
    output = command.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one JSON object")
    output.add_argument(
        "-q", "--quiet", action="store_true", help="print nothing: the exit code tells"
    )


def _add_scan(commands: Commands[Parser]) -> None:
    scan = _add_command(
        commands,
        "scan",
        help_="look through job scripts and launch code before a job is submitted",
        description="Look through job scripts, launch code, shell, Markdown and workflow files for"
        "\ntokens that leak and secrets that do not arrive.",
        epilog=_write_epilog(
            ".",
            "--strict --format github jobs/",
            "--launch train.py",
            notes=[
                "Exit codes: 0 no errors, 1 errors (with --strict also warnings), 2 wrong usage or"
                "\na file that needs the extra.",
                "A comment silences one line:  # hftoken-guard: ignore[CODE]",
            ],
        ),
    )
    scan.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, - for stdin")
    scan.add_argument("--strict", action="store_true", help="warnings fail the scan too")
    scan.add_argument("--format", choices=["text", "json", "github"], default="text")
    scan.add_argument("--json", action="store_true", help="the same as --format json")
    scan.add_argument("--stdin-filename", default="-", metavar="NAME", help="with -: what it is")
    scan.add_argument("--launch", metavar="SCRIPT", help="print how to launch it, with its secrets")


def _add_explain(commands: Commands[Parser]) -> None:
    explain = _add_command(
        commands,
        "explain",
        help_="say what a cause means and what helps",
        description="Say what a cause means, how it shows itself, how to tell it, what helps.",
        epilog=_write_epilog("", "token-read-only", "--json token-in-env"),
    )
    explain.add_argument(
        "code", nargs="?", metavar="CODE", help="of a cause or a rule of scan; without it, all"
    )
    explain.add_argument("--json", action="store_true", help="print one JSON object")


def _add_vendor(commands: Commands[Parser]) -> None:
    _add_command(
        commands,
        "vendor",
        help_="print a short check for a script that may not depend on anything",
        description="Print a block of Python that needs the standard library alone: paste it above"
        " the\nwork of a script, and call  require_token(write=...)  below it.",
        epilog=_write_epilog("", "> check_token.py", "| pbcopy"),
    )
