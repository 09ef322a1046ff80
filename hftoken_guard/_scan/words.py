"""The words of a shell command, and where they stand."""

from __future__ import annotations

import io
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

DOLLAR, BLANK = "\ue000", "\ue001"  # a `$` that stays one; what stands in a substitution
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", re.DOTALL)
_HEREDOC = re.compile(r"<<-?[ \t]*[\"']?(\w+)[\"']?.*\n")
_SUBSTITUTIONS = ("$(", "${", "`", "<(", ">(", "{{")


class Word(NamedTuple):
    """A word of a command as the program gets it, without quotes, and where it stands."""

    text: str
    start: int
    end: int


def split(text: str, start: int = 0) -> Iterator[list[Word]]:
    """
    Yield the simple commands of a shell text, as words.

    `shlex` does the words; what it does not know is masked before: comments, substitutions,
    continued lines, here-documents, and the `$` that the shell does not expand.
    """
    for match in re.finditer(r"[^\n]+", _mask(text)):
        line = match.group()
        stream = io.StringIO(line)
        lexer = shlex.shlex(stream, posix=True)
        lexer.whitespace_split, lexer.commenters = True, ""
        words, at = [], 0
        try:
            for word in iter(lexer.get_token, None):
                read = line[at : stream.tell()]
                end = start + match.start() + at + len(read.rstrip())
                words.append(Word(word, end - len(read.strip()), end))
                at = stream.tell()
        except ValueError:  # a quote is not closed
            continue
        if words:
            yield words


def _mask(text: str) -> str:  # noqa: C901 - a reader of characters is a list of cases
    """Mask what `shlex` does not know, so that every character keeps its place."""
    out = list(text)
    at = end = 0  # where the quoted text ends
    quote = ""
    while at < len(text):
        char, size = text[at], 1
        quote = quote if at < end else ""
        if char == "\\" and quote != "'":
            size = 2
            if text[at + 1 : at + 2] in ("\n", "$"):
                out[at : at + 2] = "  " if text[at + 1] == "\n" else ("\\", DOLLAR)
        elif quote == "'":
            out[at] = {"$": DOLLAR, "\n": BLANK}.get(char, char)
        elif text.startswith(_SUBSTITUTIONS, at):
            size = _size_of_substitution(text, at)
            out[at : at + size] = re.sub(r"[\s\"'\\;&|()]", BLANK, text[at : at + size])
            out[at : at + min(2, size)] = text[at : at + min(2, size)]
        elif quote:
            out[at] = BLANK if char == "\n" else char
        elif char in "\"'":
            match = _QUOTED.match(text, at)
            quote, end = (char, match.end()) if match else ("", end)
            out[at] = char if match else BLANK
        elif char == "#" and not text[max(0, at - 1) : at].strip():
            size = len(text[at:].partition("\n")[0])
            out[at : at + size] = " " * size
        elif here := _HEREDOC.match(text, at):
            text, size = _mask_heredoc(text, at, here, out)
        elif char in ";&|()" and not (char == "&" and ">" in text[max(0, at - 1) : at + 2]):
            out[at] = "\n"
        at += size
    return "".join(out)


def _mask_heredoc(text: str, at: int, here: re.Match[str], out: list[str]) -> tuple[str, int]:
    """Mask the body of a here-document; return the text without it, and the size of its mark."""
    body = re.compile(rf"^\s*{here[1]}$", re.MULTILINE).search(text, here.end())
    line, stop = text.index("\n", at), body.end() if body else len(text)
    size = here.end(1) - at
    text = text[: line + 1] + "\n" * (stop - line - 1) + text[stop:]
    out[line + 1 : stop] = text[line + 1 : stop]
    out[at : at + size] = ">" + " " * (size - 1)
    return text, size


def _size_of_substitution(text: str, at: int) -> int:
    """Return the length of a substitution."""
    if text[at] == "`":
        return max(1, text.find("`", at + 1) + 1 - at)
    left, right = text[at + 1], ")" if text[at + 1] == "(" else "}"
    depth = 0
    for end in range(at + 1, len(text)):
        depth += (text[end] == left) - (text[end] == right)
        if not depth:
            return end + 1 - at
    return len(text) - at
