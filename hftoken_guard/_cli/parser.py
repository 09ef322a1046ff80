"""The arguments of the command line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from hftoken_guard._guard import DEFAULT_TIMEOUT
from hftoken_guard._redact import sanitize_text
from hftoken_guard._version import __version__


class Parser(argparse.ArgumentParser):
    """A parser that does not repeat a secret that stands among the arguments."""

    def error(self, message: str) -> NoReturn:
        """Print usage and the message, redacted, and exit with 2."""
        super().error(sanitize_text(message))


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def make_parser() -> Parser:
    """Make the parser with all commands."""
    parser = Parser(
        prog="hftoken-guard",
        description="Check that HF_TOKEN can do what a job on Hugging Face needs.",
        epilog="Exit codes: 0 all is well, 64 a target cannot be a repository, 77 the token or its"
        " rights, 75 the Hub could not be asked, 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands)
    _add_scan(commands)
    _add_explain(commands)
    return parser


def _add_check(commands: Commands[Parser]) -> None:
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
        "--lasts",
        metavar="TIME",
        help="how long the job runs, as 90m or 6h: a token that ends before is refused",
    )
    check.add_argument(
        "--timeout",
        type=float,
        default=DEFAULT_TIMEOUT,
        metavar="SECONDS",
        help="for everything (default: 30)",
    )
    check.add_argument("--json", action="store_true", help="print one JSON object")


def _add_scan(commands: Commands[Parser]) -> None:
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


def _add_explain(commands: Commands[Parser]) -> None:
    explain = commands.add_parser(
        "explain",
        help="say what a cause means and what helps",
        description="Say what a cause means, how it shows itself, how to tell it, what helps.",
    )
    explain.add_argument("code", nargs="?", metavar="CODE", help="for example token-read-only")
