"""The table of causes, by family, for `docs/causes.md`."""

from __future__ import annotations

from hftoken_guard import Cause
from hftoken_guard._causes.codes import Family
from hftoken_guard._causes.texts import TEXTS


def make_table() -> str:
    """Return the table in Markdown: a row for each cause, by family."""
    rows = ["| family | cause | what it means |", "| --- | --- | --- |"]
    for family in Family:
        causes = [cause for cause in Cause if cause.family is family]
        rows += [f"| {family.value} | `{cause}` | {TEXTS[cause].title} |" for cause in causes]
    return "\n".join(rows)
