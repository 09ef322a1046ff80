"""
The targets: what a person writes for a repository, parsed.

What a name may look like: `huggingface_hub.utils.validate_repo_id`.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from collections.abc import Sequence
from typing import Literal, NamedTuple
from urllib.parse import unquote

from hftoken_guard._token.shape import SAFE_CHARACTERS

from .address import HUB_HOSTS, find_home, split_address

Mode = Literal["read", "write"]

PROBED_TYPES = ("model", "dataset", "space")  # the Hub has no known probe for the others
TYPES = {f"{type_}s": type_ for type_ in (*PROBED_TYPES, "bucket", "kernel")}
UNSET_NAMES = frozenset({"None", "undefined"})  # what a variable without a value turns into
# The marks after which the address of a page goes on into the repository.
_PAGES_WITH_REVISION = ("tree", "blob", "resolve", "raw", "commits", "commit")
_MAX_LENGTH = 96  # characters of each part of a name


class Target(NamedTuple):
    """
    Name a repository on the Hub and what is wanted of it.

    Attributes:
        type: model, dataset, space, bucket or kernel.
        owner: the namespace, or "" where none was written.
        name: the repository's own name.
        revision: branch, tag or commit, or "".
        mode: read or write.
        is_wish: a refusal is only a warning.

    """

    type: str
    owner: str
    name: str
    revision: str = ""
    mode: Mode = "read"
    is_wish: bool = False

    @property
    def id(self) -> str:
        """The name by which the API knows it."""
        return f"{self.owner}/{self.name}" if self.owner else self.name

    @property
    def noun(self) -> str:
        """The type as a word of a sentence."""
        return "Space" if self.type == "space" else self.type

    @property
    def page(self) -> str:
        """The path of its page, which is also the shortest way to write it."""
        return self.id if self.type == "model" else f"{self.type}s/{self.id}"

    def __str__(self) -> str:
        """Return it as a person would write it."""
        return f"{self.page}@{self.revision}" if self.revision else self.page

    def in_namespace(self, owner: str) -> "Target":
        """Return the same name under another owner."""
        return self._replace(owner=owner)

    def of_type(self, type_: str) -> "Target":
        """Return the same name as another type."""
        return self._replace(type=type_)

    def at_revision(self, revision: str) -> "Target":
        """Return the same repository at another revision."""
        return self._replace(revision=revision)


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


def parse_target(text: str, mode: Mode, default_type: str, homes: Sequence[str] = ()) -> Target:
    """
    Parse one target: `[hf://][datasets/|...]owner/name[@revision]` or the address of its page.

    `homes` are the addresses that are set as the Hub's on this machine.

    Raises:
        TargetError: the Hub cannot have a repository of that name.

    """
    rest = text.strip()
    is_wish = rest.endswith("?")
    rest = rest[:-1] if is_wish else rest
    if rest.lower().startswith(("https://", "http://")):
        type_, id_, revision = _split_page(text, rest, homes)
    else:
        rest, _, revision = rest.removeprefix("hf://").partition("@")
        prefix, slash, more = rest.partition("/")
        is_prefixed = slash and prefix in TYPES
        type_, id_ = (TYPES[prefix], more) if is_prefixed else (default_type, rest)
    if malformation := _find_malformation(id_):
        raise TargetError(text, malformation)
    if not revision.isprintable() or " " in revision:
        raise TargetError(text, "a revision has no blanks and no control characters.")
    owner, _, name = id_.rpartition("/")
    return Target(type_, owner, name, revision, mode, is_wish=is_wish)


def _split_page(text: str, address: str, homes: Sequence[str]) -> tuple[str, str, str]:
    """Take type, name and revision out of the address of a page of the Hub."""
    url = split_address(address)
    home = find_home(url, homes)
    if home is None and url.netloc.lower() not in HUB_HOSTS:
        raise TargetError(text, "the address is not one of the Hub's.")
    path = url.path.removeprefix(home.path) if home else url.path
    parts = [part for part in path.split("/") if part]
    type_ = TYPES[parts.pop(0)] if parts and parts[0] in TYPES else "model"
    for mark in _PAGES_WITH_REVISION:
        at = 1 if parts[1:2] == [mark] and len(parts) > 2 else 2
        if parts[at : at + 1] == [mark]:
            revision = unquote(parts[at + 1]) if parts[at + 1 :] else ""
            return type_, "/".join(parts[:at]), revision
    return type_, "/".join(parts[:2]), ""


def _find_malformation(id_: str) -> str:
    """Say why the Hub cannot have a repository of that name, or ""."""
    parts = id_.split("/")
    if f"{parts[0]}s" in TYPES and len(parts) > 2:
        return f"the type is written {parts[0]}s/ with an s."
    if len(parts) > 2:
        return "a name has two parts, owner/name; a file inside a repository is not one."
    if not all(parts):
        return "a part of the name is empty; is a variable of the script empty?"
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
