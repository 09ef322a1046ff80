"""The targets of `check train.py`: what the script itself names, and what that is shown as."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._output import MESSAGE_PREFIX
from hftoken_guard._script import ScriptDuration, ScriptGap, ScriptTarget, read_script_targets
from hftoken_guard._start.plan import read_duration

from .terminal import Line, Mark

if TYPE_CHECKING:
    import argparse

    Wanted = str | tuple[str, str]

_NOTHING = "it names nothing to read or write that is known without running it"
_ALONE = "here a pull request is enough, elsewhere not: check it by itself, with --create-pr"


class ScriptReading(NamedTuple):
    """
    Hold what a script names.

    Attributes:
        path: the script, as it was given.
        targets: what it reads and writes and can be asked.
        gaps: what is not known without running it, or cannot be asked.
        durations: how long it says that it runs.
        lasts_s: the longest of these, in seconds, or None.
        is_pull: a pull request is enough for all that it writes.
        is_optional: it goes on without a token.

    """

    path: str
    targets: tuple[ScriptTarget, ...]
    gaps: tuple[ScriptGap, ...]
    durations: tuple[ScriptDuration, ...]
    lasts_s: float | None
    is_pull: bool
    is_optional: bool

    def list_wanted(self, mode: str) -> list[Wanted]:
        """Return the targets of a mode as the guard takes them; what may not be is a wish."""
        return [_as_wish(each) for each in self.targets if each.mode == mode]


def read_script(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> ScriptReading:
    """Read a script, or end with wrong usage if it is none."""
    path = arguments.script
    if not Path(path).is_file():
        parser.error(f"there is no script {path}; name a target with --read or --write")
    try:
        text = Path(path).read_text("utf-8-sig")
        found = read_script_targets(path, text, arguments.script_arguments)
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        parser.error(f"{path} cannot be read as Python: {error}")
    try:
        lasts_s = max((read_duration(each.value) or 0.0 for each in found.durations), default=None)
    except (TypeError, ValueError) as error:
        parser.error(f"{path}: {error}")
    pulls = [each for each in found.targets if each.is_pull]
    writes = [each for each in found.targets if each.mode == "write"]
    is_pull = arguments.create_pr or bool(pulls == writes and pulls and not arguments.write)
    asked, gaps = found.targets, found.gaps
    if not is_pull:
        asked = tuple(each for each in asked if not each.is_pull)
        gaps += tuple(ScriptGap(each.line, f"{each.source}: {each}", _ALONE) for each in pulls)
    durations, is_optional = found.durations, found.is_optional
    return ScriptReading(path, asked, gaps, durations, lasts_s, is_pull, is_optional)


def describe_script(script: ScriptReading) -> list[str]:
    """Return what is said of a script where no person reads."""
    kinds = {Mark.OPEN: "hint", Mark.WARNING: "warning"}
    return [
        f"{MESSAGE_PREFIX}{kinds[mark]}: {script.path}:{line}: {text}"
        for line, mark, text in _list_said(script)
    ] or [f"{MESSAGE_PREFIX}warning: {script.path}: {_NOTHING}"]


def list_script_lines(script: ScriptReading) -> list[Line]:
    """Return what a person is shown of a script."""
    said = _list_said(script)
    width = max((len(str(line)) for line, _, _ in said), default=0)
    return [Line(mark, f"line {line:>{width}}: {text}") for line, mark, text in said] or [
        Line(Mark.WARNING, _NOTHING)
    ]


def _list_said(script: ScriptReading) -> list[tuple[int, Mark, str]]:
    """Return what is said of each line, in their order."""
    said = [(each.line, Mark.OPEN, _describe_target(each)) for each in script.targets]
    said += [(each.line, Mark.OPEN, f"runs {each.value} at most") for each in script.durations]
    said += [(each.line, Mark.WARNING, _describe_gap(each)) for each in script.gaps]
    return sorted(said, key=lambda each: each[0])


def script_as_data(script: ScriptReading) -> dict[str, object]:
    """Return what a program reads of a script."""
    return {
        "path": script.path,
        "targets": [
            {
                "line": each.line,
                "mode": each.mode,
                "target": str(each),
                "source": each.source,
                "sure": each.is_sure,
            }
            for each in script.targets
        ],
        "lasts": [{"line": each.line, "value": str(each.value)} for each in script.durations],
        "unknown": [gap._asdict() for gap in script.gaps],
    }


def _as_wish(target: ScriptTarget) -> Wanted:
    if target.is_sure:
        return target.wanted
    if isinstance(target.wanted, str):
        return f"{target.wanted.removesuffix('?')}?"
    type_, text = target.wanted
    return (type_, f"{text.removesuffix('?')}?")


def _describe_target(target: ScriptTarget) -> str:
    verb = "reads" if target.mode == "read" else "writes"
    if target.is_pull:
        verb = "opens a pull request on"
    note = "" if target.is_sure else "; perhaps, a condition decides"
    return f"{verb} {target} ({target.source}{note})"


def _describe_gap(gap: ScriptGap) -> str:
    return f"not known without running it: {gap.what}: {gap.reason}"
