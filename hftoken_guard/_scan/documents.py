"""Markdown and YAML: the code blocks and the commands in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .script import Script
from .shell import scan_shell, scan_text
from .source import MissingError
from .words import BLANK

if TYPE_CHECKING:
    from typing import Any

    from .source import Source

_PYTHON_FENCES = ("python", "py", "python3", "json", "jsonc", "pycon")
_WINDOWS_FENCES = ("bat", "batch", "cmd", "dosbatch")
_IS_SHELL = re.compile(r" jobs |\becho |\bprintf ")
_PROMPT = ">>> "


def scan_markdown(source: Source) -> None:
    """
    Scan the code blocks of a document.

    Raises:
        MissingError: its parser is not installed.

    """
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise MissingError from None
    heading = said = ""
    is_heading = False
    for token in MarkdownIt().parse(source.text):
        if token.type in ("inline", "html_block"):
            heading, said = (token.content, "") if is_heading else (heading, token.content.strip())
        is_heading = token.type == "heading_open"
        if token.type in ("fence", "code_block") and token.map:
            _scan_block(source, token, f"{heading}\n{said}")
            said = ""  # of the next example


def _scan_block(source: Source, token: Any, intro: str) -> None:
    """Scan one code block; `intro` is what stands before it."""
    first = token.map[0] + (token.type == "fence")
    lines = token.content.splitlines()
    column = next(
        (source.lines(first + i).find(line) for i, line in enumerate(lines) if line.strip()), 0
    )
    text = token.content
    language = (token.info.split() or [""])[0].lower().strip("{}.")
    if language in _PYTHON_FENCES and _PROMPT in text:
        text = re.sub(r"(?m)^(?!>>> |\.\.\. ).*|^(?:>>>|\.\.\.) ", "", text)
        column += len(_PROMPT)
    if language == "diff":  # what is taken out is wrong, and what is put in its place is right
        text = re.sub(r"(?m)^\+", " ", re.sub(r"(?m)^-.*", "", text))
    elif language in _WINDOWS_FENCES:  # of the same length
        text = re.sub(r"%(\w+)%", rf"$\1{BLANK}", text)
    part = source.part(text, first, max(0, column), intro)
    try:
        if language in _PYTHON_FENCES:
            Script(part)
        elif language in ("yaml", "yml"):
            scan_yaml(part)
        else:
            scan_text(part)
    except (SyntaxError, ValueError, RecursionError):
        scan_text(part)  # an example need not be whole


def scan_yaml(source: Source) -> None:
    """
    Scan the values of a workflow that are commands.

    Raises:
        MissingError: its parser is not installed.
        ValueError: it is no YAML.

    """
    try:
        import yaml
    except ImportError:
        raise MissingError from None
    try:
        events = list(yaml.parse(source.text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        msg = f"no YAML in line {mark.line + 1 if mark else 1}"  # its own words quote the text
        raise ValueError(msg) from None
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and _IS_SHELL.search(event.value):
            start, end = (mark.index if mark else 0 for mark in (event.start_mark, event.end_mark))
            _scan_value(source, start, end)


def _scan_value(source: Source, start: int, end: int) -> None:
    """Scan one value, without its quotes or its block mark."""
    text = source.text[start:end]
    head = re.match(r"[|>].*\n|[\"']", text)
    skip = len(head[0]) if head else 0
    text = text[skip : len(text) - (skip == 1)]
    row = source.row(start + skip)
    before = " " * (start + skip - source.starts[row])
    scan_shell(source.part(before + text, row))
