"""What `hftoken-guard scan` prints: findings as people know them, and a launch to paste."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
from pathlib import Path

from .._token import NAME
from .script import Script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import Scan
    from .source import Finding

EXTRA = 'pip install "hftoken-guard[scan]"'
_SECRET = re.compile(r"(?:TOKEN|KEY|SECRET|PASSWORD)$")


def is_error(finding: Finding, *, is_strict: bool) -> bool:
    """Tell whether a finding fails the scan."""
    return finding.rule.is_error or is_strict


def as_text(scan: Scan, *, is_strict: bool) -> str:
    """Return a line for each finding, what puts it right under it, and the sum."""
    lines = []
    for found in scan.findings:
        kind = "" if is_error(found, is_strict=is_strict) else "warning: "
        place = f"{found.path}:{found.row}:{found.column}"
        lines.append(f"{place}: {found.rule.code} {kind}{found.rule.title}")
        new = textwrap.dedent(found.corrected).strip().splitlines()
        lines += [f"  + {line}" for line in new] or [f"  {found.rule.fix}"]
    errors = sum(is_error(found, is_strict=is_strict) for found in scan.findings)
    warnings = len(scan.findings) - errors
    counted = f"{_count(errors, 'error')} and {_count(warnings, 'warning')}"
    found_ = f"{counted}; hftoken-guard explain CODE says more" if lines else "nothing found"
    return "\n".join([*lines, f"{_count(scan.files, 'file')}: {found_}"])


def as_json(scan: Scan, *, is_strict: bool) -> str:
    """Return one object."""
    findings = [
        {
            "file": found.path,
            "line": found.row,
            "column": found.column,
            "code": found.rule.code,
            "severity": "error" if is_error(found, is_strict=is_strict) else "warning",
            "reason": found.rule.title,
            "why": found.rule.why,
            "fix": found.rule.fix,
            "corrected": found.corrected or None,
        }
        for found in scan.findings
    ]
    notes = [{"file": path, "reason": reason} for path, reason in all_notes(scan)]
    ok = not any(finding["severity"] == "error" for finding in findings)
    return json.dumps({"ok": ok, "files": scan.files, "findings": findings, "notes": notes}, indent=2)


def as_github(scan: Scan, *, is_strict: bool) -> str:
    """Return commands that put each finding beside its line in a pull request."""
    lines = []
    for found in scan.findings:
        kind = "error" if is_error(found, is_strict=is_strict) else "warning"
        place = f"file={_escape(found.path, ':,')},line={found.row},col={found.column}"
        text = f"{found.rule.title}\n{found.corrected or found.rule.fix}"
        lines.append(f"::{kind} {place},title={found.rule.code}::{_escape(text)}")
    return "\n".join(lines)


FORMATS = {"text": as_text, "json": as_json, "github": as_github}


def all_notes(scan: Scan) -> list[tuple[str, str]]:
    """Return what was not read, and why."""
    return [*scan.notes, *((path, f"not read; {EXTRA}") for path in scan.unread)]


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _escape(text: str, more: str = "") -> str:
    return re.sub(f"[%\r\n{more}]", lambda match: f"%{ord(match[0]):02X}", text)


def launch(path: str) -> str:
    """
    Return the commands that launch a script with the secrets that it needs, and no value.

    Raises:
        OSError, SyntaxError, ValueError, RecursionError: it cannot be read.

    """
    script = Script(Path(path).read_text("utf-8"))
    wants = script.write or script.needs_token or NAME in script.environment or script.names_secret
    others = sorted(name for name in script.environment if _SECRET.search(name) and name != NAME)
    names = [NAME] * bool(wants) + others
    options = "".join(f" --secrets {name}" for name in names)
    values = {name: f'os.environ["{name}"]' for name in others}
    values |= {NAME: "get_token()"} if wants else {}
    pairs = ", ".join(f'"{name}": {values[name]}' for name in names)
    secrets = f", secrets={{{pairs}}}" if pairs else ""
    imports = "import os\n\n" * bool(others)
    imports += f"from huggingface_hub import {'get_token, ' * bool(wants)}run_uv_job"
    mcp = f', "secrets": {{"{NAME}": "${NAME}"}}' if wants else ""
    file = json.dumps(path)
    lines = [
        f"# what {path} shows needs {' and '.join(names) or 'no secret'};"
        " private and gated repositories need HF_TOKEN",
        "# command line",
        f"hf jobs uv run{options} {shlex.quote(path)}",
        "",
        "# Python",
        imports,
        "",
        f"run_uv_job({file}{secrets})",
        "",
        "# hf_jobs of the MCP server: the text of the script, or its URL",
        f'hf_jobs("uv", {{"script": TEXT_OR_URL{mcp}}})',
    ]
    if others:
        lines.append(f"# hf_jobs fills in HF_TOKEN alone, not {', '.join(others)}")
    return "\n".join(lines)
