"""What the tests of the reader of targets make: a script, and what it names in short."""

from __future__ import annotations

from hftoken_guard._script import ScriptTarget, read_script_targets


def read(text: str, *arguments: str) -> tuple[list[str], list[str]]:
    """Return the targets as "LINE MODE TARGET" with marks, and the reasons of what is not known."""
    found = read_script_targets("job.py", text, arguments)
    reasons = [f"{gap.line} {gap.what}: {gap.reason}" for gap in found.gaps]
    return [_shorten(target) for target in found.targets], reasons


def _shorten(target: ScriptTarget) -> str:
    marks = ("" if target.is_sure else " perhaps") + (" by pull request" if target.is_pull else "")
    return f"{target.line} {target.mode} {target}{marks}"
