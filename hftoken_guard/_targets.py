"""The targets: what a person writes for a repository, parsed before anything is asked."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from urllib.parse import SplitResult

    from ._token import Secret

TYPES = {
    "models": "model",
    "datasets": "dataset",
    "spaces": "space",
    "buckets": "bucket",
    "kernels": "kernel",
}
NOUNS = {"space": "Space"}
PROBED_TYPES = ("model", "dataset", "space")  # the Hub has no known probe for the others
HUB_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co")
LOCAL_STARTS = ("./", "../", "/", "~")
# The marks after which an address of a page goes on into the repository.
_PAGES_WITH_REVISION = ("tree", "blob", "resolve", "raw", "commits", "commit")
# What `transformers.TrainingArguments` call the places of trackio, by version.
_TRACKIO = (
    ("trackio_space_id", "spaces"),
    ("trackio_static_space_id", "spaces"),
    ("trackio_bucket_id", "buckets"),
)
_MAX_LENGTH = 96  # of each part, huggingface_hub.utils.validate_repo_id
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
NOT_A_NAME = frozenset({"None", "undefined"})  # what a variable without a value turns into


class Target:
    """
    Name a repository on the Hub and what is wanted of it.

    Attributes:
        type: model, dataset, space, bucket or kernel.
        owner: the namespace, or "" where none was written.
        name: the repository's own name.
        revision: branch, tag or commit, or "".
        mode: read or write.
        is_wish: true if a refusal shall only be a warning.

    """

    __slots__ = ("is_wish", "mode", "name", "owner", "revision", "type")

    def __init__(  # noqa: PLR0913 - a record
        self, type_: str, owner: str, name: str, revision: str, mode: str, *, is_wish: bool
    ) -> None:
        """Take the parts; `parse` makes them."""
        self.type = type_
        self.owner = owner
        self.name = name
        self.revision = revision
        self.mode = mode
        self.is_wish = is_wish

    @property
    def id(self) -> str:
        """The name by which the API knows it."""
        return f"{self.owner}/{self.name}" if self.owner else self.name

    @property
    def noun(self) -> str:
        """The type as a word of a sentence."""
        return NOUNS.get(self.type, self.type)

    @property
    def page(self) -> str:
        """The path of its page, which is also the shortest way to write it."""
        return self.id if self.type == "model" else f"{self.type}s/{self.id}"

    def __str__(self) -> str:
        """Return it as a person would write it."""
        return f"{self.page}@{self.revision}" if self.revision else self.page

    def in_namespace(self, owner: str) -> Target:
        """Return the same name under another owner."""
        return Target(self.type, owner, self.name, self.revision, self.mode, is_wish=self.is_wish)

    def of_type(self, type_: str) -> Target:
        """Return the same name as another type."""
        return Target(type_, self.owner, self.name, self.revision, self.mode, is_wish=self.is_wish)


class TargetError(ValueError):
    """A text that cannot be the name of a repository, with the reason."""

    def __init__(self, text: str, reason: str) -> None:
        """Keep both for the report."""
        super().__init__(text, reason)
        self.text = text
        self.reason = reason
        self.is_wish = text.strip().endswith("?")


def parse_all(
    wanted: object, mode: str, repo_type: str, secret: Secret | None = None
) -> tuple[list[Target], list[TargetError]]:
    """
    Parse the value of `read=` or `write=`: nothing, one target or many.

    The secret must not get into an address, which is logged by whoever sees it.

    Raises:
        TypeError: something among them is no name, no sequence and no TrainingArguments.

    """
    targets: dict[str, Target] = {}
    errors = []
    for text in _texts(wanted, mode):
        try:
            if secret and secret.is_in(text):
                raise TargetError(text, "it holds the token itself.")  # noqa: TRY301
            target = parse(text, mode, repo_type)
        except TargetError as error:
            errors.append(error)
        else:
            known = targets.setdefault(str(target), target)
            known.is_wish = known.is_wish and target.is_wish
    return list(targets.values()), errors


def parse(text: str, mode: str, repo_type: str) -> Target:
    """
    Parse one target: `[hf://][datasets/|...]owner/name[@revision]` or the address of its page.

    Raises:
        TargetError: the Hub cannot have a repository of that name.

    """
    rest = text.strip()
    is_wish = rest.endswith("?")
    rest = rest[:-1] if is_wish else rest
    if rest.lower().startswith(("https://", "http://")):
        type_, id_, revision = _split_address(text, rest)
    else:
        rest, _, revision = rest.removeprefix("hf://").partition("@")
        prefix, slash, more = rest.partition("/")
        is_prefixed = slash and prefix in TYPES
        type_, id_ = (TYPES[prefix], more) if is_prefixed else (repo_type, rest)
    _check_id(text, id_)
    if not revision.isprintable() or " " in revision:
        raise TargetError(text, "a revision has no blanks and no control characters.")
    owner, _, name = id_.rpartition("/")
    return Target(type_, owner, name, revision, mode, is_wish=is_wish)


def split(address: str) -> SplitResult:
    """Take an address apart; what is none has no parts."""
    from urllib.parse import urlsplit  # a job of the usual kind does not come by here

    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _texts(wanted: Any, mode: str) -> list[str]:  # noqa: ANN401 - a caller can give anything
    """Flatten what the caller gave, and leave out what is empty or lies on the local disk."""
    if wanted is None or wanted is False or wanted == "":
        return []
    if isinstance(wanted, (str, os.PathLike)):
        text = os.fspath(wanted)
        if not isinstance(text, str):
            raise _type_error(mode, wanted)
        return [] if mode == "read" and _is_local(text) else [text]
    if hasattr(wanted, "push_to_hub") and hasattr(wanted, "output_dir") and mode == "write":
        return _training_targets(wanted)
    is_many = hasattr(wanted, "__iter__") and not isinstance(wanted, (bytes, bytearray, dict))
    if is_many:
        return [text for item in wanted for text in _texts(item, mode)]
    raise _type_error(mode, wanted)


def _type_error(mode: str, wanted: object) -> TypeError:
    return TypeError(
        f"{mode}= takes the name of a repository, or several in a list, not {type(wanted).__name__}"
    )


def _is_local(text: str) -> bool:
    return text.startswith(LOCAL_STARTS) or os.path.exists(text)  # noqa: PTH110 - pathlib is slow


def _training_targets(arguments: object) -> list[str]:
    """
    Read where a `transformers.Trainer` writes: its model, and as a wish the Space of trackio.

    The model's name is `hub_model_id`, else the last part of `output_dir`; every `hub_strategy`
    pushes it in the end. Where trackio is only told of by a name, what it does is its own affair.
    """
    folder = os.path.abspath(str(getattr(arguments, "output_dir", "") or ""))  # noqa: PTH100
    name = getattr(arguments, "hub_model_id", None) or os.path.basename(folder)  # noqa: PTH119
    targets = [f"models/{name}"] if getattr(arguments, "push_to_hub", False) else []
    reports = getattr(arguments, "report_to", None) or ()
    if "trackio" in ([reports] if isinstance(reports, str) else reports):
        for attribute, kind in _TRACKIO:
            place = getattr(arguments, attribute, None)
            targets += [f"{kind}/{place}?"] if place and isinstance(place, str) else []
    return targets


def _split_address(text: str, address: str) -> tuple[str, str, str]:
    """Take type, name and revision out of the address of a page of the Hub."""
    from urllib.parse import unquote  # few targets are addresses

    url = split(address)
    constants = sys.modules.get("huggingface_hub.constants")
    own = [getattr(constants, "ENDPOINT", ""), os.environ.get("HF_ENDPOINT", "")]
    homes = [split(address) for address in own if address]
    home = next((home for home in homes if home.netloc.lower() == url.netloc.lower()), None)
    if home is None and url.netloc.lower() not in HUB_HOSTS:
        raise TargetError(text, "the address is not one of the Hub's.")
    path = url.path.removeprefix(home.path) if home else url.path
    parts = [part for part in path.split("/") if part]
    type_ = TYPES[parts.pop(0)] if parts and parts[0] in TYPES else "model"
    for mark in _PAGES_WITH_REVISION:
        at = 1 if parts[1:2] == [mark] and len(parts) > 2 else 2  # noqa: PLR2004 - owner and name
        if parts[at : at + 1] == [mark]:
            return type_, "/".join(parts[:at]), unquote(parts[at + 1]) if parts[at + 1 :] else ""
    return type_, "/".join(parts[:2]), ""


def _check_id(text: str, id_: str) -> None:
    """Refuse what `huggingface_hub.utils.validate_repo_id` refuses, and the texts of no value."""
    parts = id_.split("/")
    if len(parts) > 2:  # noqa: PLR2004 - owner and name
        raise TargetError(text, _too_many_parts(parts))
    if not all(parts):
        raise TargetError(text, "a part of the name is empty; is a variable of the script empty?")
    if not NOT_A_NAME.isdisjoint(parts):
        raise TargetError(
            text, 'a part of the name is "None" or "undefined": a variable had no value.'
        )
    if not _LETTERS.issuperset("".join(parts)):
        raise TargetError(text, "a name has only the characters A-Z a-z 0-9 . _ -")
    for part in parts:
        if len(part) > _MAX_LENGTH:
            raise TargetError(text, f"a name has at most {_MAX_LENGTH} characters.")
        if part[0] in "-." or part[-1] in "-." or "--" in part or ".." in part:
            raise TargetError(text, "a name does not begin or end with - or . nor have -- or ..")
    if parts[-1].endswith(".git"):
        raise TargetError(text, "a name does not end with .git")


def _too_many_parts(parts: list[str]) -> str:
    plural = f"{parts[0]}s"
    if plural in TYPES:
        return f"the type is written {plural}/ with an s."
    return "a name has two parts, owner/name; a file inside a repository is not one."
