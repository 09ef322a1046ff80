"""A command line that launches a job, as the client reads it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .expansion import Variables, is_open
from .options import Option
from .tokens import NAMES, SHOWS_TOKEN, has_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Edit
    from .words import Word

_PROGRAMS = ("hf", "huggingface-cli")
# What is set in front of a command, and the programs that can stand between.
_PREFIXES = re.compile(
    r"((?:[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|[^\s\"';&|]*)[ \t]+)+)"
    r"(?:uvx[ \t]+|uv run[ \t]+|exec[ \t]+)*$"
)
_SCRIPT = re.compile(r"\.py$|^https?://")
_MORE = ("...", "\u2026", "\\")  # what is not said here
_SEVERAL = re.compile(r"\$@|\$\*|\[@\]|\[\*\]")  # even in quotes
_DURATION = re.compile(r"\d+(?:\.\d+)?[smhd]$")


class CommandLaunch:
    """
    Hold a launch as the command line reads it.

    Attributes:
        first: the word with the program.
        run: the word behind which the options stand.
        is_uv: it launches a script by uv.
        script: what is launched, or None; `arguments` stand behind it.
        options: the client's options; of those behind the script the ones that are meant for it.
        unknown: options before the script that the client does not have.
        variables: those of the shell that are set for the client alone.
        is_open: more can stand there when it runs than the text tells.

    """

    def __init__(self, words: list[Word], at: int, run: int, text: str) -> None:
        """Read the words, of which those two are the program and `run`, in a whole text."""
        kinds = [word.text for word in words[at:run]]
        self.first, self.run, self.is_uv = words[at], words[run], "uv" in kinds[-1:]
        self.options: list[Option] = []
        self.unknown: list[Option] = []
        self.script: Word | None = None
        self.is_open = False
        self._text, self._known = text, Variables(text)
        self._hidden: set[tuple[int, int]] = set()
        self.variables = _list_variables(text[: self.first.start])
        self._words = words[run + 1 :]
        self.arguments = self._words[self._read_head(1 + ("scheduled" in kinds)) :]
        self._words = self.arguments
        self._read_arguments()

    def _read_head(self, wanted: int) -> int:
        """Read up to the script, and return how many words that are."""
        at = 0
        while wanted and at < len(self._words):
            word = self._words[at]
            if self._expand(at):
                continue
            if is_open(word.text):
                self.is_open = True  # it can be options
                at += 1
            elif word.text == "--":
                at += 1
            elif word.text.startswith("-"):
                at += self._read_option(at)
            else:
                self.script, wanted, at = word, wanted - 1, at + 1
        return at

    def _expand(self, at: int) -> bool:
        """Replace a variable by its words if the text tells them, and tell whether it did."""
        word = self._words[at]
        expanded = self._known.expand(word) if is_open(word.text) else None
        if expanded is None:
            return False
        self._hidden.add((word.start, word.end))
        self._words[at : at + 1] = expanded
        return True

    def _read_option(self, at: int) -> int:
        """Read an option before the script, and return how many words it has."""
        following = self._words[at + 1] if at + 1 < len(self._words) else None
        option = Option(self._words[at], following)
        if option.is_known or option.is_lost:
            self._add(option)
            return option.size
        self.unknown += [] if self.is_open else [option]
        is_value = following and not following.text.startswith("-")
        is_script = following and _SCRIPT.search(following.text)
        has_more = at + 2 < len(self._words)
        return 2 if is_value and has_more and not is_script else 1

    def _add(self, option: Option) -> None:
        self.options.append(option)
        self.is_open |= option.passes_variable and is_open(option.name)

    def _read_arguments(self) -> None:
        """Find the options that stand behind the script, which the client takes from there."""
        at, before = 0, ""
        while at < len(self._words):
            word = self._words[at]
            if word.text == "--":
                break
            is_value = before.startswith("-") and "=" not in before
            if not is_value and self._can_be_several(word):
                if self._expand(at):
                    continue
                self.is_open = True
            following = self._words[at + 1] if at + 1 < len(self._words) else None
            option = Option(word, following)
            if word.text.startswith("-") and _is_meant_for_client(option):
                self._add(option)
            at, before = at + 1, word.text

    def _can_be_several(self, word: Word) -> bool:
        """Tell whether a word is a variable that the shell can make several words of."""
        is_quoted = self._text[word.start : word.start + 1] in ('"', "'")
        return is_open(word.text) and (not is_quoted or bool(_SEVERAL.search(word.text)))

    def is_behind(self, option: Option) -> bool:
        """Tell whether an option stands behind the script."""
        return self.script is not None and option.start > self.script.start

    def is_hidden(self, option: Option) -> bool:
        """Tell whether an option stands in a variable, and cannot be edited where it is used."""
        return (option.start, option.end) in self._hidden

    @property
    def has_file(self) -> bool:
        """Tell whether secrets come from a file, which this text does not hold."""
        return any(option.kind == "--secrets-file" for option in self.options)

    @property
    def is_cut(self) -> bool:
        """Tell whether the text says that more is to be written there."""
        return any(word.text in _MORE for word in self.arguments)

    def find_shown(self) -> Iterator[tuple[int, Edit]]:
        """Yield where arguments become the token, with what takes them away."""
        for before, word in pairwise([self.run, *self.arguments]):
            is_option = any(option.start <= word.start < option.end for option in self.options)
            if not is_option and (SHOWS_TOKEN.search(word.text) or has_token(word.text)):
                is_value = before.text.startswith("-") and "=" not in word.text
                yield word.start, (before.start if is_value else word.start, word.end, "")


def _list_variables(before: str) -> list[str]:
    """Return the variables that are set in front of the command which follows a text."""
    match = _PREFIXES.search(before.replace("\\\n", "  ").rpartition("\n")[2])
    return re.findall(r"(?:^|[ \t])(\w+)=", match[1]) if match else []


def _is_meant_for_client(option: Option) -> bool:
    """Tell whether an option behind the script is one of the client, and none of the script."""
    if option.kind == "--timeout":
        return bool(_DURATION.match(option.name))
    is_token = option.passes_variable and option.name in NAMES
    return is_token or option.kind in ("--secrets-file", "--flavor")


def find_launch(words: list[Word], text: str) -> CommandLaunch | None:
    """Return the launch that a command is, or None."""
    texts = [word.text for word in words]
    programs = [i for i, text in enumerate(texts) if text.rpartition("/")[2] in _PROGRAMS]
    at = programs[0] if programs else len(texts)
    if texts[at + 1 : at + 2] != ["jobs"] or "run" not in texts[at + 2 : at + 5]:
        return None
    return CommandLaunch(list(words), at, texts.index("run", at), text)
