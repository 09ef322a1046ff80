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
        severity: error or warning.
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


def make_finding(file: str, line: int, column: int, code: str, corrected: str | None) -> Finding:
    """Make a finding with what the rule says."""
    rule = RULES[code]
    severity = "warning" if rule.is_warning else "error"
    return Finding(file, line, column, code, severity, rule.reason, rule.why, rule.fix, corrected)
