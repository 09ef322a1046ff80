"""Which command is run; each loads what it needs, and no more."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .parser import make_parser

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = make_parser()
    words, script_arguments = _split_words(sys.argv[1:] if argv is None else argv)
    arguments, unknown = parser.parse_known_args(words)
    if unknown:
        is_script = arguments.command == "check" and arguments.script
        more = "; those of the script stand behind --" if is_script else ""
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{more}")
    arguments.script_arguments = script_arguments
    if arguments.command == "explain":
        from .explain import run_explain

        return run_explain(arguments, parser)
    if arguments.command == "scan":
        from .scan import run_launch, run_scan

        return (run_launch if arguments.launch else run_scan)(arguments, parser)
    if arguments.command == "vendor":
        from .vendor import run_vendor

        return run_vendor()
    from .check import run_can, run_check

    return (run_can if arguments.command == "can" else run_check)(arguments, parser)


def _split_words(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words of the command, and those of the script that `check` is to read."""
    words = list(words)
    if words[:1] == ["check"] and "--" in words:
        at = words.index("--")
        return words[:at], words[at + 1 :]
    return words, []
