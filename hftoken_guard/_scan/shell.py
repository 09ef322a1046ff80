"""Shell scripts, and command lines in texts of any kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .command import judge_command
from .command_line import LAUNCH, LOGICAL_LINE
from .tokens import SHOWS_TOKEN
from .words import split

if TYPE_CHECKING:
    from .source import Source

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
    end = 0
    while match := LAUNCH.search(source.text, end):
        start = match.start()
        line = LOGICAL_LINE.match(source.text, start)
        text = line[0] if line else ""
        if source.text[max(0, start - 1) : start] == "`":
            text = text.partition("`")[0]
        end = max(start + len(text), match.end())
        text = text.replace("\\\\\n", " \\\n").replace("`\n", "\\\n")
        for words in split(text, start):
            judge_command(source, words)


def blank(match: re.Match[str]) -> str:
    """Return as many blanks."""
    return " " * len(match[0])


def blank_code(text: str) -> str:
    """Return the comments alone, where they stand."""
    return re.sub(r"(?m)^(?![ \t]*#).*|^[ \t]*#", blank, text)
