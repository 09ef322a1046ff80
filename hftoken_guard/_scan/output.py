"""How the findings are printed: for people, for programs, for a pull request."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .files import Scan
    from .finding import Finding


def as_text(scan: Scan) -> str:
    """Return a line for each finding, what puts it right under it, and the sum."""
    lines = []
    for finding in scan.findings:
        lines.append(_first_line(finding))
        new = textwrap.dedent(finding.corrected or "").strip().splitlines()
        lines += [f"  + {line}" for line in new] or [f"  {finding.fix}"]
    kinds = [finding.severity for finding in scan.findings]
    told = ["error", "warning"] + ["note"] * ("note" in kinds)
    counted = " and ".join(_count(kinds.count(kind), kind) for kind in told)
    found = f"{counted}; hftoken-guard explain CODE says more" if lines else "nothing found"
    return "\n".join([*lines, f"{_count(scan.files, 'file')}: {found}"])


def as_json(scan: Scan) -> str:
    """Return one object."""
    return json.dumps(
        {
            "ok": not (scan.is_failed or scan.is_lacking),
            "files": scan.files,
            "findings": [finding._asdict() for finding in scan.findings],
            "excused": [excused._asdict() for excused in scan.excused],
            "notes": [{"file": note.path, "reason": note.reason} for note in scan.notes],
        },
        indent=2,
    )


_GITHUB = {"note": "notice"}  # the other words are the same


def as_github(scan: Scan) -> str:
    """Return commands that put each finding beside its line in a pull request."""
    lines = []
    for finding in scan.findings:
        place = f"file={_escape(finding.file)},line={finding.line},col={finding.column}"
        more = _escape(finding.corrected or finding.fix)
        kind = _GITHUB.get(finding.severity, finding.severity)
        said = f"{_escape(finding.reason)}%0A{more}"
        lines.append(f"::{kind} {place},title={finding.code}::{said}")
    return "\n".join(lines)


FORMATS = {"text": as_text, "json": as_json, "github": as_github}


def _first_line(finding: Finding) -> str:
    kind = "" if finding.is_error else f"{finding.severity}: "
    place = f"{finding.file}:{finding.line}:{finding.column}"
    return f"{place}: {finding.code} {kind}{finding.reason}"


def _escape(text: str) -> str:
    return re.sub("[%\r\n:,]", lambda match: f"%{ord(match[0]):02X}", text)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
