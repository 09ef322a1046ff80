"""
The text that a person writes for a repository, parsed into a target.

What a name may look like: `huggingface_hub.utils.validate_repo_id`. Where a path goes on into the
repository, and where its revision ends: `huggingface_hub/utils/_hf_uris.py`.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import SplitResult, unquote

from hftoken_guard._token.shape import SAFE_CHARACTERS

from .address import HUB_HOSTS, find_home, split_address
from .target import TYPES, Mode, Target

URI_PREFIX = "hf://"
UNSET_NAMES = frozenset({"None", "undefined"})  # what a variable without a value turns into
_MAX_LENGTH = 96  # characters of each part of a name
# The pages whose address goes on with a revision and a path.
_PAGES = ("viewer", "discussions", "settings", "sql-console")  # what follows is no revision
_PAGES_WITH_REVISION = ("tree", "blob", "blame", "resolve", "raw", "edit", "commits", "commit")
# Revisions of more than one part; every other one ends at the first slash.
_LONG_REVISION = re.compile(r"refs/(?:convert/[\w.-]+|pr/\d+)")
_LOCAL_STARTS = ("./", "../", "/", "~")
_PATTERN_MARKS = frozenset("*?[")
_SHORTCUT = "~"  # as in `@~parquet`, which stands for `refs/convert/parquet`


class TargetError(ValueError):
    """
    A text that cannot be the name of a repository.

    Attributes:
        text: the text.
        reason: what is wrong with it, a sentence without its capital.
        is_wish: the text asks for a warning at most.

    """

    def __init__(self, text: str, reason: str) -> None:
        """Keep both for the report."""
        super().__init__(text, reason)
        self.text = text
        self.reason = reason
        self.is_wish = text.strip().endswith("?")


class _Parts(NamedTuple):
    """Hold the parts of a target."""

    type: str
    id: str
    revision: str = ""


def parse_target(
    text: str,
    mode: Mode,
    default_type: str,
    homes: Sequence[str] = (),
    *,
    is_name: bool = False,
) -> Target:
    """
    Parse one target.

    It is a name, `[datasets/|...]owner/name[@revision]`; a path, `hf://[datasets/|...]owner/name
    [@revision][/path]`; or the address of a page. Of a path and of an address only the repository
    and the revision count.

    Args:
        text: what a person wrote; with `?` at its end the target is a wish.
        mode: what is wanted of it.
        default_type: the type of a name without a prefix; a path without one names a model.
        homes: the addresses that are set as the Hub's on this machine.
        is_name: the text is a name and nothing else, of the default type.

    Raises:
        TargetError: the Hub cannot have a repository of that name.

    """
    rest = text.strip()
    is_wish = not is_name and rest.endswith("?")
    rest = rest[:-1] if is_wish else rest
    if is_name:
        parts = _Parts(default_type, rest)
    elif rest.lower().startswith(("https://", "http://")):
        parts = _parse_address(text, split_address(rest), homes)
    elif rest.lower().startswith(tuple(f"{host}/" for host in HUB_HOSTS)):
        parts = _parse_address(text, split_address(f"https://{rest}"), homes)
    elif rest.startswith(URI_PREFIX):
        parts = _parse_path(rest.removeprefix(URI_PREFIX))
    else:
        name, _, revision = rest.partition("@")
        type_, id_ = _split_type(name, default_type)
        parts = _Parts(type_, id_, revision)
    malformation = _find_malformation(parts, mode)
    if parts.type == "bucket" and parts.revision:
        malformation = malformation or "a bucket has no revisions."
    if malformation:
        raise TargetError(text, malformation)
    owner, _, name = parts.id.rpartition("/")
    revision = parts.revision
    if revision.startswith(_SHORTCUT):
        revision = f"refs/convert/{revision.removeprefix(_SHORTCUT)}"
    return Target(parts.type, owner, name, revision, mode, is_wish=is_wish)


def _split_type(name: str, default_type: str) -> tuple[str, str]:
    """Return the type and the rest of the name behind it."""
    prefix, slash, rest = name.partition("/")
    return (TYPES[prefix], rest) if slash and prefix in TYPES else (default_type, name)


def _parse_path(path: str) -> _Parts:
    """Take a path behind `hf://` apart."""
    type_, location = _split_type(path, "model")
    location = location.rstrip("/")
    name, at, behind = location.partition("@")
    is_versioned = at and name.count("/") <= 1  # else the mark belongs to the name of a file
    if is_versioned and type_ != "bucket":
        return _Parts(type_, name, _split_revision(behind))
    return _Parts(type_, "/".join(location.split("/")[:2]))


def _split_revision(location: str) -> str:
    """Return the revision at the beginning of a path."""
    long = _LONG_REVISION.match(location)
    return long[0] if long else unquote(location.partition("/")[0])


def _parse_address(text: str, url: SplitResult, homes: Sequence[str]) -> _Parts:
    """Take the address of a page of the Hub apart, or one of its API."""
    home = find_home(url, homes)
    if home is None and url.netloc.lower() not in HUB_HOSTS:
        raise TargetError(text, "the address is not one of the Hub's.")
    path = url.path.removeprefix(home.path) if home else url.path
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["api"] and parts[1:2] and parts[1] in TYPES:
        parts.pop(0)
    type_ = TYPES[parts.pop(0)] if parts and parts[0] in TYPES else "model"
    if type_ == "bucket":  # has no revisions
        return _Parts(type_, "/".join(parts[:2]))
    # A name of one part is possible as well, gpt2/tree/main; but alice/tree is a repository.
    for at in (2, 1):
        if len(parts) > 2 and parts[at] in _PAGES_WITH_REVISION:
            return _Parts(type_, "/".join(parts[:at]), _split_revision("/".join(parts[at + 1 :])))
        if len(parts) > 2 and parts[at] in _PAGES:
            return _Parts(type_, "/".join(parts[:at]))
    return _Parts(type_, "/".join(parts[:2]))


def is_local_path(text: str) -> bool:
    """Tell whether a text can only be a path or a pattern on the local disk, never a name."""
    if "://" in text:
        return False
    return text.startswith(_LOCAL_STARTS) or not _PATTERN_MARKS.isdisjoint(text.removesuffix("?"))


def is_foreign_address(text: str, homes: Sequence[str]) -> bool:
    """Tell whether a text is an address, of whatever kind, and none of the Hub's."""
    if "://" not in text or text.startswith(URI_PREFIX):
        return False
    url = split_address(text.strip())
    return find_home(url, homes) is None and url.netloc.lower() not in HUB_HOSTS


def _find_malformation(target: _Parts, mode: Mode) -> str:
    """Say why the Hub cannot have such a repository, or ""."""
    if not target.revision.isprintable() or " " in target.revision:
        return "a revision has no blanks and no control characters."
    if target.id in UNSET_NAMES:
        return f'the name is "{target.id}": a variable had no value. {_advise_pair(target)}'
    if mode == "read" and is_local_path(target.id):
        return f"this is a local path or a pattern behind a prefix. {_advise_pair(target)}"
    parts = target.id.split("/")
    if f"{parts[0]}s" in TYPES and len(parts) > 2:
        return f"the type is written {parts[0]}s/ with an s."
    if len(parts) > 2:
        return f"a name has two parts, owner/name; a path in a repository begins with {URI_PREFIX}."
    if not all(parts):
        return "a part of the name is empty; is a variable of the script empty?"
    return _find_bad_part(parts)


def _find_bad_part(parts: list[str]) -> str:
    """Say why a part of a name cannot be one, or ""."""
    if not UNSET_NAMES.isdisjoint(parts):
        return 'a part of the name is "None" or "undefined": a variable had no value.'
    if not SAFE_CHARACTERS.issuperset("".join(parts)):
        return "a name has only the characters A-Z a-z 0-9 . _ -"
    for part in parts:
        if len(part) > _MAX_LENGTH:
            return f"a name has at most {_MAX_LENGTH} characters."
        if part[0] in "-." or part[-1] in "-." or "--" in part or ".." in part:
            return "a name does not begin or end with - or . nor have -- or .."
    if parts[-1].endswith(".git"):
        return "a name does not end with .git"
    return ""


def _advise_pair(target: _Parts) -> str:
    """Say how to name what may be no repository at all."""
    pair = f'("{target.type}", value)'
    return f"Where the value may be unset or a path, write the pair {pair}: it is then left out."
