"""Pushes by a command of the shell: `hf upload`, `hf buckets cp` and `sync`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .push import PATH, Push
from .receivers import MODEL
from .syntax import last_name, pattern_of

if TYPE_CHECKING:
    from .names import Names

COMMAND_CALLS = frozenset("run Popen call check_call check_output system popen getoutput".split())
_PROGRAMS = ("hf", "huggingface-cli")
_UPLOADS = ("upload", "upload-large-folder")
_COPIES = ("cp", "sync", "mv")
_SWITCHES = ("--private", "--create-pr", "--quiet", "-q", "--json", "--no-bars", "--no-report")
_UNKNOWN = "\0"


def read_command(call: ast.Call, names: Names) -> Push | None:
    """Read a call that runs a command given as one text; lists are read by themselves."""
    if last_name(call) not in COMMAND_CALLS or not call.args:
        return None
    first = names.resolve(call.args[0])
    words: list[str | ast.expr] = list(pattern_of(first).split()) if first else []
    return _read_words(call, words)


def read_list(node: ast.List) -> Push | None:
    """Read a command that is written as a list."""
    return _read_words(node, [pattern_of(item) or item for item in node.elts])


def _read_words(node: ast.expr, words: list[str | ast.expr]) -> Push | None:
    """Read the words of a command; those that are not told are expressions."""
    texts = [word if isinstance(word, str) else _UNKNOWN for word in words]
    if not texts or texts[0].rpartition("/")[2] not in _PROGRAMS:
        return None
    if texts[1:2] in (["buckets"], ["bucket"]) and texts[2:3] and texts[2] in _COPIES:
        return _read_copy(node, texts)
    if texts[1:2] and texts[1] in _UPLOADS:
        return _read_upload(node, words, texts)
    return None


def _read_copy(node: ast.expr, texts: list[str]) -> Push | None:
    """Read a copy, which is a push if the last word is a path of the Hub."""
    last = texts[-1]
    if not last.startswith("hf://"):
        return None
    return Push(node, None if _UNKNOWN in last else ast.Constant(last), PATH)


def _read_upload(node: ast.expr, words: list[str | ast.expr], texts: list[str]) -> Push:
    """Read an upload: the first word that belongs to no option is the target."""
    repo_type, at, place = MODEL, 2, None
    while at < len(texts):
        option, equals, value = texts[at].partition("=")
        if not option.startswith("-"):
            place = at if place is None else place
            at += 1
            continue
        value = value if equals else "".join(texts[at + 1 : at + 2])
        repo_type = value if option == "--repo-type" else repo_type
        at += 1 if equals or option in _SWITCHES else 2
    target = words[place] if place is not None else _UNKNOWN
    if isinstance(target, ast.expr):
        return Push(node, target, "" if repo_type == _UNKNOWN else repo_type)
    known = None if _UNKNOWN in target else ast.Constant(target)
    return Push(node, known, "" if _UNKNOWN in repo_type else repo_type)
