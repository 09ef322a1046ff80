"""A target that a script names, and what of a script is not known without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    Wanted = str | tuple[str, str]

TYPES = ("model", "dataset", "space", "bucket", "kernel")
_PREFIXES = ("hf://", "http://", "https://", *(f"{type_}s/" for type_ in TYPES))


class ScriptTarget(NamedTuple):
    """
    Hold one target of a script.

    Attributes:
        line: where it is named, from 1.
        mode: read or write.
        wanted: the target as the guard takes it: a text, or a pair of a type and a text.
        source: what names it.
        is_sure: nothing that is not known decides whether the script comes to it.
        is_pull: a pull request is enough.

    """

    line: int
    mode: str
    wanted: Wanted
    source: str
    is_sure: bool = True
    is_pull: bool = False

    def __str__(self) -> str:
        """Return the target as a person writes it."""
        text = self.wanted if isinstance(self.wanted, str) else join_type(*self.wanted)
        return text.removeprefix("hf://")


class ScriptDuration(NamedTuple):
    """
    Hold how long the script says that it runs.

    Attributes:
        line: where it says so, from 1.
        value: the argument `lasts` of the guard.

    """

    line: int
    value: object


class ScriptGap(NamedTuple):
    """
    Say what of a script is not known without running it.

    Attributes:
        line: where it stands, from 1.
        what: the code.
        reason: why it is not known.

    """

    line: int
    what: str
    reason: str


def join_type(type_: str, text: str) -> str:
    """Return the text of a target with its type before it, where that must be said."""
    type_ = type_.removesuffix("s")
    return text if type_ == "model" or text.startswith(_PREFIXES) else f"{type_}s/{text}"
