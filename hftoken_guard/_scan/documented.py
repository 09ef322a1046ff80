"""The launch that a script itself documents, or a document beside it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .launch_line import CommandLaunch, find_launch
from .shell import blank_code, find_commands
from .syntax import last_name, text_of
from .tokens import NAMES, SHOWS_TOKEN, has_token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

    from .options import Option

_MAX_SIZE = 1_000_000  # bytes of a document
_FENCE = re.compile(r"(?m)^[ \t]*(?:>>>|\$)[ \t]+")  # a prompt


class DocumentedLaunch(NamedTuple):
    """
    Hold how a script is launched according to a text.

    Attributes:
        options: the options without the secrets, as they are written.
        values: the same by name, of those that have one value.
        secrets: the names of the secrets that it passes.
        arguments: what stands behind the script, without the token.
        words: the same as the program gets it.

    """

    options: list[str]
    values: dict[str, str]
    secrets: list[str]
    arguments: list[str]
    words: list[str]


def find_documented(path: str, text: str) -> DocumentedLaunch | None:
    """Return the first whole launch of a script: in its texts, its comments, or beside it."""
    name = Path(path).name
    for part in _list_texts(path, text):
        plain = _FENCE.sub("", part)
        for words in find_commands(plain):
            launch = find_launch(words, plain)
            if launch and _is_of(launch, name):
                return _read(launch, plain)
    return None


def _list_texts(path: str, text: str) -> Iterator[str]:
    """Yield the texts in which a launch can be documented, the nearest first."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError):
        nodes = []
    yield from (value for node in nodes if " jobs " in (value := text_of(node)))
    yield from (part for node in nodes if " jobs " in (part := _join_printed(node)))
    yield blank_code(text)
    beside = sorted(Path(path).parent.glob("*.md"), key=lambda file: file.name != "README.md")
    for file in beside:
        if file.is_file() and file.stat().st_size <= _MAX_SIZE:
            yield file.read_text("utf-8", "replace")


def _join_printed(node: ast.AST) -> str:
    """Return what a block prints, line by line: a command can go over several of them."""
    body = getattr(node, "body", None)
    calls = [part.value for part in body if isinstance(part, ast.Expr)] if _is_block(body) else []
    printed = [call for call in calls if isinstance(call, ast.Call) and last_name(call) == "print"]
    return "\n".join(text_of(part) for call in printed for part in call.args)


def _is_block(body: object) -> TypeGuard[list[ast.stmt]]:
    return isinstance(body, list)


def _is_of(launch: CommandLaunch, name: str) -> bool:
    """Tell whether a launch is a whole one of the script."""
    script = launch.script.text if launch.script else ""
    is_whole = launch.is_uv and not launch.is_open and not launch.is_cut and not launch.unknown
    return is_whole and script.rpartition("/")[2] == name


def _is_token(option: Option, written: str) -> bool:
    """Tell whether an option passes the token as a variable."""
    is_token = option.name in NAMES or SHOWS_TOKEN.search(written)
    return option.kind == "--env" and bool(is_token)


def _read(launch: CommandLaunch, text: str) -> DocumentedLaunch:
    """Take from a launch what is not a secret."""
    options: list[str] = []
    values: dict[str, str] = {}
    secrets: list[str] = []
    for option in launch.options:
        written = re.sub(r"\s*\\?\n\s*", " ", text[option.start : option.end])
        if option.kind == "--secrets":
            secrets.append(option.name)
        elif not option.is_lost and not _is_token(option, written):
            options.append(written)
            values[option.kind] = option.name
    taken = [(option.start, option.end) for option in launch.options]
    taken += [edit[:2] for _, edit in launch.find_shown()]
    rest = [w for w in launch.arguments if not any(s <= w.start < e for s, e in taken)]
    rest = [word for word in rest if not has_token(word.text)]
    arguments = [text[word.start : word.end] for word in rest]
    return DocumentedLaunch(options, values, secrets, arguments, [word.text for word in rest])
