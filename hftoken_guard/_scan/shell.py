"""Shell scripts, and command lines in texts of any kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .command import judge_command
from .command_line import LAUNCH, LOGICAL_LINE
from .tokens import SHOWS_TOKEN
from .words import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Source
    from .words import Word

# A group of commands whose output goes elsewhere.
_GROUP = re.compile(r"(?m)(?:^|;)[ \t]*(?:\}|\)|done|fi)[ \t]*\d?(?:>|\|(?!\|))|\)[ \t]*>")


def scan_shell(source: Source) -> None:
    """Scan a shell script: its launches, also those in its comments, and what it prints."""
    comments = re.compile(r"(?m)^[ \t]*#.*")
    scan_text(source.part(comments.sub(blank, source.text), 0))
    scan_text(source.prose(blank_code(source.text)))
    for words in () if _GROUP.search(source.text) else split(source.text):
        if words[0].text in ("echo", "printf"):
            after = source.text[words[-1].end :].lstrip(" \t")[:1]
            sent = [word.text for word in words if re.match(r"[\d&]?>", word.text)]
            is_shown = after != "|" and all(">&" in text for text in sent)
            for word in words if is_shown else ():
                if SHOWS_TOKEN.search(word.text) and "::add-mask::" not in word.text:
                    text = source.edit((word.start, word.end, '"${HF_TOKEN:+set}"'))
                    source.add("token-printed", word.start, text, words[0].start)


def scan_text(source: Source) -> None:
    """Scan a text of any kind for command lines that launch a job."""
    for words in find_commands(source.text):
        judge_command(source, words)


def find_commands(text: str) -> Iterator[list[Word]]:
    """Yield the words of the commands in a text that seem to launch a job."""
    end = 0
    while match := LAUNCH.search(text, end):
        start = match.start()
        found = LOGICAL_LINE.match(text, start)
        line = found[0] if found else ""
        if text[max(0, start - 1) : start] == "`":
            line = line.partition("`")[0]
        end = max(start + len(line), match.end())
        yield from split(line.replace("\\\\\n", " \\\n").replace("`\n", "\\\n"), start)


def blank(match: re.Match[str]) -> str:
    """Return as many blanks."""
    return " " * len(match[0])


def blank_code(text: str) -> str:
    """Return the comments alone, where they stand."""
    return re.sub(r"(?m)^(?![ \t]*#).*|^[ \t]*#", blank, text)
