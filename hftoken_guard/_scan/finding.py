"""What a rule found, and where."""

from __future__ import annotations

from typing import NamedTuple

from .rules import RULES


class Finding(NamedTuple):
    """
    Hold one finding, as it goes into JSON.

    Attributes:
        file: the path as it was given.
        line: where it stands, from 1.
        column: likewise.
        code: the code of the rule.
        severity: error, warning or note.
        reason: what was found.
        why: why it matters.
        fix: what helps.
        corrected: the lines put right, or None.

    """

    file: str
    line: int
    column: int
    code: str
    severity: str
    reason: str
    why: str
    fix: str
    corrected: str | None

    @property
    def is_error(self) -> bool:
        """Tell whether it breaks or leaks."""
        return self.severity == "error"


class Excused(NamedTuple):
    """
    Hold a script that pushes and is not blamed for it.

    Attributes:
        file: the path as it was given.
        line: where it pushes.
        reason: why that needs no guard, in words.

    """

    file: str
    line: int
    reason: str


def make_finding(
    file: str, line: int, column: int, code: str, corrected: str | None, remark: str = ""
) -> Finding:
    """Make a finding with what the rule says, and a remark on what stands there."""
    rule = RULES[code]
    reason = f"{rule.reason}; {remark}" if remark else rule.reason
    return Finding(file, line, column, code, rule.level, reason, rule.why, rule.fix, corrected)
