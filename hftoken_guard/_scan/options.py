"""
The options of `hf jobs run`, `hf jobs uv run` and `hf jobs scheduled ... run`.

Read in the history of huggingface_hub, 0.34 to 2.4 (`commands/jobs.py`, later `cli/jobs.py`). The
client takes what it does not know for an argument of the job, before the script and behind it; so
nothing is concluded from an option that is not in the table.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .words import Word

RUN, UV, SCHEDULED, SCHEDULED_UV = "run", "uv run", "scheduled run", "scheduled uv run"
_ALL = frozenset({RUN, UV, SCHEDULED, SCHEDULED_UV})
_OF_UV = frozenset({UV, SCHEDULED_UV})
_AT_ONCE = frozenset({RUN, UV})
_LATER = frozenset({SCHEDULED, SCHEDULED_UV})


class OptionKind(NamedTuple):
    """
    Hold one option of the client.

    Attributes:
        name: its long name.
        short: its short one, or "".
        has_value: a value follows.
        commands: where it exists.
        since: the first version of huggingface_hub that has it; "" is the one with the command.
        until: the first version that has it no more, or "".

    """

    name: str
    short: str = ""
    has_value: bool = True
    commands: frozenset[str] = _ALL
    since: str = ""
    until: str = ""


OPTIONS = (
    OptionKind("--secrets", "-s"),
    OptionKind("--secrets-file"),
    OptionKind("--env", "-e"),
    OptionKind("--env-file"),
    OptionKind("--flavor"),
    OptionKind("--timeout"),
    OptionKind("--namespace"),
    OptionKind("--token"),
    OptionKind("--detach", "-d", has_value=False, commands=_AT_ONCE),
    OptionKind("--image", commands=_OF_UV),
    OptionKind("--with", commands=_OF_UV),
    OptionKind("--python", "-p", commands=_OF_UV),
    OptionKind("--repo", commands=_OF_UV, until="1.3"),
    OptionKind("--suspend", has_value=False, commands=_LATER),
    OptionKind("--no-suspend", has_value=False, commands=_LATER),
    OptionKind("--concurrency", has_value=False, commands=_LATER),
    OptionKind("--no-concurrency", has_value=False, commands=_LATER),
    OptionKind("--label", "-l", since="1.4"),
    OptionKind("--volume", "-v", since="1.8"),
    OptionKind("--format", since="1.5"),
    OptionKind("--json", has_value=False, since="1.5"),
    OptionKind("--quiet", "-q", has_value=False, since="1.5"),
    OptionKind("--expose", since="1.19"),
    OptionKind("--ssh", has_value=False, commands=_AT_ONCE, since="1.20"),
    OptionKind("--dry-run", has_value=False, since="1.20"),
    OptionKind("--name", since="1.24"),
    OptionKind("--resource-group-id", since="1.26"),
    OptionKind("--network-group", commands=_AT_ONCE, since="2.0"),
    OptionKind("--network-alias", commands=_AT_ONCE, since="2.0"),
    OptionKind("--attempts", since="2.1.1"),
    OptionKind("--expose-public", since="2.1.1"),
    OptionKind("--help", has_value=False),
)
_BY_NAME = {name: kind for kind in OPTIONS for name in (kind.name, kind.short) if name}
# What people write for an option that has another name.
_MEANT = {
    "--gpu": "--flavor",
    "--hardware": "--flavor",
    "--instance": "--flavor",
    "--machine": "--flavor",
    "--docker-image": "--image",
    "--dependencies": "--with",
    "--requirements": "--with",
    "--retries": "--attempts",
    "--max-runtime": "--timeout",
    "--time-limit": "--timeout",
    "--mount": "--volume",
    "--tag": "--label",
    "--background": "--detach",
}
_NEAR = 0.8  # so like a name that it is meant


class Option:
    """
    Hold an option of a launch, with what it passes: a name and perhaps a value.

    Attributes:
        kind: its long name, as it stands there if the client has none of it.
        is_known: the client has it.
        meant: the option that was meant by an unknown one, or "".
        name: what it passes.
        value: what stands behind the equals sign of that, or None.
        start: where it begins.
        end: where it ends.
        size: how many words it has.

    """

    __slots__ = ("end", "is_known", "kind", "meant", "name", "size", "start", "value")

    def __init__(self, word: Word, following: Word | None) -> None:
        """Read it, and its value from the word that follows if it has one there."""
        self.start, self.end, self.name, self.size = word.start, word.end, "", 1
        written, equals, given = word.text.partition("=")
        if not written.startswith("--"):  # -sHF_TOKEN
            written, given, equals = word.text[:2], word.text[2:], word.text[2:]
        known = _BY_NAME.get(written)
        self.is_known, self.kind = known is not None, known.name if known else written
        self.meant = "" if known else find_meant(written)
        is_secret = self.meant in ("--secrets", "--secrets-file")
        if known.has_value if known else is_secret:
            if not equals and following:
                given, self.end, self.size = following.text, following.end, 2
            self.name, equals, given = given.partition("=")
        self.value = given if equals else None

    @property
    def is_lost(self) -> bool:
        """Tell whether it was meant to be --secrets, and is not."""
        return self.meant == "--secrets"

    @property
    def passes_variable(self) -> bool:
        """Tell whether it passes a variable or a secret, or was meant to."""
        return self.is_lost or self.kind in ("--secrets", "--env")


def find_meant(written: str) -> str:
    """Return the option that is meant by one that does not exist, or ""."""
    names = [kind.name for kind in OPTIONS if not kind.until]
    return _MEANT.get(written) or (find_near(written, names) if written.startswith("--") else "")


def find_near(written: str, names: Iterable[str]) -> str:
    """Return the name that is nearly written so, or ""."""
    near = difflib.get_close_matches(written, list(names), 1, _NEAR)
    return near[0] if near else ""
