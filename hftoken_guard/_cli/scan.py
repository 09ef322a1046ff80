"""The command `scan`: what files show before a job is submitted; and `--launch`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hftoken_guard._redact import sanitize_text
from hftoken_guard._scan import FORMATS, MissingError, Scan, launch

from .terminal import print_result

if TYPE_CHECKING:
    import argparse


def run_launch(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Print how to launch a script, and return the exit code."""
    path = arguments.launch
    if arguments.paths or arguments.json or arguments.format != "text":
        parser.error("--launch prints the launch of one script, and takes nothing else")
    if not os.path.isfile(path):
        parser.error(f"there is no file {path}")
    try:
        print_result(sanitize_text(launch(path)))
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        parser.error(f"{path} cannot be read as Python: {error}")
    except MissingError as error:
        parser.error(str(error))
    return 0


def run_scan(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Scan files and folders, print what was found, and return the exit code."""
    if not arguments.paths:
        parser.error("what is to be scanned? Name files or folders, or - for standard input")
    scan = Scan(is_strict=arguments.strict)
    for path in arguments.paths:
        if path == "-":
            scan.scan_text(arguments.stdin_filename, sys.stdin.read())
        elif os.path.exists(path):
            scan.scan_path(path)
        else:
            parser.error(f"there is no file or folder {path}")
    kind = "json" if arguments.json else arguments.format
    print_result(sanitize_text(FORMATS[kind](scan)))
    if kind != "json":
        for note in scan.notes:
            print(sanitize_text(f"{note.path}: note: {note.reason}"), file=sys.stderr)
    return 1 if scan.is_failed else 2 if scan.is_lacking else 0
